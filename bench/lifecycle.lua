-- lifecycle.lua - a complaint from creation to search, four requests:
-- staff create it (it dispatches itself), a dispatcher sends it to another
-- team, the command centre closes it by order, a clerk searches the address.
-- Answers lead to the next request; which connection carries it does not matter.
-- usage: wrk -t1 -s lifecycle.lua URL -- CASES
--   CASES: lines of "cookie TAB team TAB words to search TAB body"
-- SPDX-License-Identifier: Apache-2.0
dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "common.lua")

function init(args)
  cases = {}
  for _, line in ipairs(lines_of(args[1])) do
    local cookie, team, words, body = line:match("^(.-)\t(.-)\t(.-)\t(.*)$")
    cases[#cases + 1] = { cookie = cookie, team = team, words = words, body = body }
  end
  at = 0
  finished = 0
  waiting = {}
end

local function post(case, path, body)
  return wrk.format("POST", path, { ["Content-Type"] = "application/json", ["Cookie"] = "shao_session=" .. case.cookie }, body)
end

-- Answers come back in any order: each says by its shape which step it was.
function request()
  local step = table.remove(waiting, 1)
  if not step then
    at = at % #cases + 1
    return post(cases[at], "/api/cases", cases[at].body)
  end
  if step.kind == "assign" then
    return post(step.case, "/api/cases/" .. step.id .. "/transfer",
      string.format('{"version":%d,"unit":"%s","reason":"由本队就近办理"}', step.version, step.case.team))
  elseif step.kind == "resolve" then
    return post(step.case, "/api/cases/" .. step.id .. "/force-close",
      string.format('{"version":%d,"authority":"街道办公会","reason":"已现场解决，按规定结案"}', step.version))
  end
  return wrk.format("GET", "/api/cases?limit=20&q=" .. step.case.words, { ["Cookie"] = "shao_session=" .. step.case.cookie })
end

local stages = {}

function response(status, headers, body)
  count_status(status)
  if status == 201 then
    local id, number = body:match('"id":"(%d+)"'), body:match('"number":"(%d+)"')
    local case = by_street(number)
    if not case then return end   -- the point lies across the border of the street
    stages[id] = "assign"
    table.insert(waiting, { kind = "assign", case = case, id = id, version = 1 })
  elseif status == 200 and body:sub(1, 10) == '{"case_id"' then
    local id, number, version = body:match('"case_id":"(%d+)"'), body:match('"number":"(%d+)"'), tonumber(body:match('"version":(%d+)'))
    local case = by_street(number)
    if stages[id] == "assign" then
      stages[id] = "resolve"
      table.insert(waiting, { kind = "resolve", case = case, id = id, version = version })
    else
      stages[id] = nil
      table.insert(waiting, { kind = "search", case = case })
    end
  elseif status == 200 then
    finished = finished + 1
  end
end

-- A case of the file whose street is that of the number: same session, same team.
function by_street(number)
  local street = number:sub(1, 9)
  if not streets then
    streets = {}
    for _, case in ipairs(cases) do
      local code = case.team:sub(1, 9)
      streets[code] = streets[code] or {}
      table.insert(streets[code], case)
    end
  end
  local list = streets[street]
  return list and list[math.random(#list)]
end
