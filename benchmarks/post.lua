-- wrk: posts prepared bodies, each request with an Idempotency-Key and an id of its own.
-- Arguments: file of bodies without their closing brace, path, Authorization, prefix of the ids,
-- name of the field that holds them.

local bodies, count = {}, 0
local head, prefix, field

function init(args)
  for line in io.lines(args[1]) do
    bodies[#bodies + 1] = line
  end
  head = "POST " .. args[2] .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
    .. "\r\nAuthorization: " .. args[3]
    .. "\r\nContent-Type: application/json\r\nIdempotency-Key: "
  prefix = args[4]
  field = args[5]
end

function request()
  count = count + 1
  local id = prefix .. count
  local body = bodies[count % #bodies + 1] .. ',"' .. field .. '":"' .. id .. '"}'
  return head .. id .. "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"microseconds":%d,"p50":%d,"p95":%d,"p99":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
