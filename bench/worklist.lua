-- worklist.lua - pages of one path, with a session.
-- usage: wrk -s worklist.lua URL -- PATH COOKIE
-- SPDX-License-Identifier: Apache-2.0
dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "common.lua")

function init(args)
  page = wrk.format("GET", args[1], { ["Cookie"] = "shao_session=" .. args[2] })
  finished = 0
end

function request()
  return page
end

function response(status)
  count_status(status)
  if status == 200 then finished = finished + 1 end
end
