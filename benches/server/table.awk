# Makes a table of what benches/server/measure.sh printed, each line after the name of its run: `large` and `small` on the
# embedded database, the former with ten times the accounts, and `postgres` with as many as `large`.
BEGIN {
  FS = "\t"
  rows = split("asset healthz overview overview-gzip opportunities palette search change", names, " ")
  split("an asset: the \"ok\" that others are compared with|`/healthz`, which asks the database|overview of an account, HTML|the same, gzip|opportunities of all accounts in S4 by amount, 50 lines, HTML|search 晓 in the palette, 5 of each class, HTML|search 晓 over all people, 200 lines at most, HTML|a change of a field, durable, 16 writers", titles, "|")
  split("-|-|1 ms|-|1 ms|-|0.3 ms for 50|0.6 ms, 1,000/s", goals, "|")
}
{
  count[$1, $3]++
  cost[$1, $3, $2] = $4
  rate[$1, $3, $2] = $5
}
# The median of what `kind` names of a row.
function median(kind, run, row,    n, at, to, value, sorted) {
  n = count[run, row]
  for (at = 1; at <= n; at++) {
    if (kind == "cost") value = cost[run, row, at]
    else if (kind == "rate") value = rate[run, row, at]
    else value = cost[run, row, at] / cost[run, "asset", at]
    for (to = at; to > 1 && sorted[to - 1] > value; to--) sorted[to] = sorted[to - 1]
    sorted[to] = value
  }
  return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}
function shown(run, row) { return sprintf("%.3f ms, %d/s", median("cost", run, row), median("rate", run, row)) }
END {
  print "| what | to reach | SQLite | times the asset | with a tenth of the data | times that | PostgreSQL | times SQLite |"
  print "|---|---|---|---|---|---|---|---|"
  for (at = 1; at <= rows; at++) {
    row = names[at]
    sqlite = median("cost", "large", row)
    printf "| %s | %s | %s | %.1f | %.3f ms | %.2f | %s | %.1f |\n", titles[at], goals[at], shown("large", row),
      median("ratio", "large", row), median("cost", "small", row), sqlite / median("cost", "small", row),
      shown("postgres", row), median("cost", "postgres", row) / sqlite
  }
}
