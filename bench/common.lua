-- common.lua - what the wrk scripts share: counting answers by status, and a last line bench/run reads.
-- SPDX-License-Identifier: Apache-2.0
threads = {}
statuses = {}

function setup(thread)
  table.insert(threads, thread)
end

function lines_of(path)
  local list = {}
  for line in io.lines(path) do list[#list + 1] = line end
  return list
end

function count_status(status)
  statuses[status] = (statuses[status] or 0) + 1
end

function done(summary, latency, requests)
  local text = ""
  for _, thread in ipairs(threads) do
    for status, n in pairs(thread:get("statuses")) do text = text .. string.format(" %d=%d", status, n) end
    text = text .. string.format(" finished=%d", thread:get("finished") or 0)
  end
  local errors = summary.errors
  io.write(string.format("RESULT requests=%d seconds=%.6f p50=%.3f p95=%.3f p99=%.3f broken=%d%s\n", summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.timeout, text))
end
