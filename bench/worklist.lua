-- worklist.lua - pages of one path, with a session.
-- With "fresh" each request has another cursor (from the beginning all the same),
-- so that the server reads the page anew.
-- usage: wrk -s worklist.lua URL -- PATH COOKIE [fresh]
-- SPDX-License-Identifier: Apache-2.0
dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "common.lua")

function init(args)
  cookie = { ["Cookie"] = "shao_session=" .. args[2] }
  page = wrk.format("GET", args[1], cookie)
  fresh = args[3] == "fresh" and args[1]
  finished = 0
  number = 0
end

function request()
  if not fresh then return page end
  number = number + 1
  return wrk.format("GET", fresh .. "&after=" .. number .. "-0", cookie)
end

function response(status)
  count_status(status)
  if status == 200 then finished = finished + 1 end
end
