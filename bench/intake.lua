-- intake.lua - residents report: one body of the file after the other.
-- usage: wrk -s intake.lua URL -- BODIES
-- SPDX-License-Identifier: Apache-2.0
dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "common.lua")

function init(args)
  bodies = lines_of(args[1])
  at = math.random(#bodies)
  finished = 0
end

function request()
  at = at % #bodies + 1
  return wrk.format("POST", "/api/public/reports", { ["Content-Type"] = "application/json" }, bodies[at])
end

function response(status)
  count_status(status)
  if status == 201 then finished = finished + 1 end
end
