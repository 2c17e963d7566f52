-- Writers, one a thread: each reads the title of a person of its own, then changes it again and again, naming what it saw.
-- Arguments: ACCOUNT/PERSON of each.
require "answers"

local titles = { "副总裁", "总经理" }
local begin, count, writers = init, response, 0
local add = setup

function setup(thread)
  add(thread)
  writers = writers + 1
  thread:set("number", writers)
end

function init(arguments)
  begin()
  account, person = arguments[number]:match("(.*)/(.*)")
  made = 0
end

-- Asked for once more than is sent, so it moves nothing on but the number of the change.
function request()
  if not seen then return wrk.format("GET", "/api/v1/accounts/" .. account .. "/records/person/" .. person) end
  made = made + 1
  next_title = seen == titles[1] and titles[2] or titles[1]
  local id = string.format("%08x-%04x-7000-8000-%012x", os.time(), number, made)
  local body = string.format(
    '{"id":"%s","edits":[{"do":"set","kind":"person","id":"%s","field":"title","was":"%s","now":"%s"}]}',
    id, person, seen, next_title)
  return wrk.format("POST", "/api/v1/accounts/" .. account .. "/changes", nil, body)
end

function response(status, headers, body)
  count(status)
  if status == 200 then seen = seen and next_title or body:match('"title":"([^"]*)"') end
end
