#!/usr/bin/env bash
# benches/server/measure.sh KAMAP DATA ROUNDS SECONDS [ROW]... : what a request costs a server with this data, on the embedded
# database or, under bin/with-postgres, on a copy in PostgreSQL. Prints for each round and row: round, row, milliseconds
# of CPU a request, requests a second. CPU is that of the server and of all processes of PostgreSQL. One answer that is
# not 200 fails the run.
set -euo pipefail
kamap=$(realpath "$1") data=$(realpath "$2") rounds=$3 seconds=$4
cd "$(dirname "${BASH_SOURCE[0]}")"
connections=16
all=(asset healthz overview overview-gzip opportunities palette search change)
rows=("${@:5}")
if [ ${#rows[@]} = 0 ]; then rows=("${all[@]}"); fi

home=$(mktemp -d)
server=
end() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" || true; fi
  rm -rf "$home"
}
trap end EXIT

where=(--data "$data")
postmaster=
if [ -n "${KAMAP_TEST_POSTGRES:-}" ]; then
  where=(--database "$KAMAP_TEST_POSTGRES")
  "$kamap" move --data "$data" --to "$KAMAP_TEST_POSTGRES" >&2
  # What autovacuum does within minutes.
  psql -Xqc 'VACUUM ANALYZE' "$KAMAP_TEST_POSTGRES"
  postmaster=$(psql -XAtc "SELECT pg_read_file('postmaster.pid')" "$KAMAP_TEST_POSTGRES" | head -n 1)
fi

token=$("$kamap" user token bench --name bench --write "${where[@]}" 2>/dev/null)
link=$("$kamap" user reset bench "${where[@]}" 2>/dev/null)
"$kamap" serve "${where[@]}" --listen 127.0.0.1:0 >"$home/address" 2>"$home/log" &
server=$!
for _ in $(seq 100); do
  address=$(sed -n 's/^kamap: \(http[^ ]*\)\/$/\1/p' "$home/address")
  if [ -n "$address" ]; then break; fi
  sleep 0.1
done
[ -n "$address" ] || { cat "$home/log" >&2; exit 1; }

curl -sSf -o /dev/null -c "$home/cookies" -d password="$(head -c 24 /dev/urandom | base64)" "$address/links/${link##*/}"
session=$(awk '$6 == "kamap_session" { print $7 }' "$home/cookies")
[ -n "$session" ] || { echo "measure: signing in failed" >&2; exit 1; }

ids() { grep -o '"id":"[^"]*"' | cut -d'"' -f4; }
asked() { curl -sSf -H "Authorization: Bearer $token" "$address/api/v1/$1"; }
mapfile -t accounts < <(asked "accounts?limit=$((connections + 1))" | ids)
# Nobody writes to the account that is looked at: what its page says of the last month would grow.
looked_at=${accounts[connections]}
writers=()
for account in "${accounts[@]:0:connections}"; do
  writers+=("$account/$(asked "accounts/$account/records/person?limit=1" | ids)")
done

# Ticks of CPU until now.
ticks() {
  local pids=("$server") children
  if [ -n "$postmaster" ]; then
    read -ra children <"/proc/$postmaster/task/$postmaster/children"
    pids+=("$postmaster" "${children[@]}")
  fi
  # Time of ended children too. A backend may have gone meanwhile.
  for pid in "${pids[@]}"; do cat "/proc/$pid/stat" 2>/dev/null || true; done |
    sed 's/.*) //' | awk '{ sum += $12 + $13 + $14 + $15 } END { print sum }'
}
tick=$(getconf CLK_TCK)

# drive SECONDS ROW : sends requests for that long; prints answers, failures, seconds.
drive() {
  local wrk=(wrk -c "$connections" -d "${1}s" --timeout 10s -H "Host: ${address#http://}")
  local page=(-t 1 -s answers.lua -H "Cookie: kamap_session=$session; kamap_language=zh-Hans")
  local overview=$address/accounts/$looked_at/overview
  case $2 in
  asset) wrk+=(-t 1 -s answers.lua "$address/assets/0/icon.svg") ;;
  healthz) wrk+=(-t 1 -s answers.lua "$address/healthz") ;;
  overview) wrk+=("${page[@]}" "$overview") ;;
  overview-gzip) wrk+=("${page[@]}" -H "Accept-Encoding: gzip" "$overview") ;;
  opportunities) wrk+=("${page[@]}" "$address/opportunities?stage=S4&sort=amount") ;;
  palette) wrk+=("${page[@]}" "$address/palette?q=%E6%99%93") ;;
  search) wrk+=("${page[@]}" "$address/search?q=%E6%99%93&class=person") ;;
  change) wrk+=(-t "$connections" -s write.lua -H "Authorization: Bearer $token" -H "Content-Type: application/json" "$address" "${writers[@]}") ;;
  esac
  "${wrk[@]}" | tail -n 1
}

for round in $(seq 0 "$rounds"); do
  for row in "${rows[@]}"; do
    # Round 0 warms up.
    before=$(ticks)
    read -r answers failures took < <(drive $((round ? seconds : 1)) "$row")
    after=$(ticks)
    if [ "$failures" != 0 ] || [ "$answers" = 0 ]; then
      echo "measure: $row: $failures of $answers requests failed; the server said:" >&2
      tail -n 20 "$home/log" >&2
      exit 1
    fi
    if [ "$round" = 0 ]; then continue; fi
    awk -v round="$round" -v row="$row" -v ticks=$((after - before)) -v tick="$tick" -v n="$answers" -v s="$took" \
      'BEGIN { printf "%d\t%s\t%.4f\t%.0f\n", round, row, 1000 * ticks / tick / n, n / s }'
  done
done
