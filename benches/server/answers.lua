-- Counts answers: 200, and anything else, which no measurement may have. Prints both, and how long it took.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init()
  right, wrong = 0, 0
end

function response(status)
  if status == 200 then right = right + 1 else wrong = wrong + 1 end
end

function done(summary)
  local errors = summary.errors
  local good, bad = 0, errors.connect + errors.read + errors.write + errors.timeout
  for _, thread in ipairs(threads) do
    good, bad = good + thread:get("right"), bad + thread:get("wrong")
  end
  print(string.format("%d %d %.3f", good, bad, summary.duration / 1e6))
end
