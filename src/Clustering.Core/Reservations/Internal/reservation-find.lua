-- reservation-find.lua: reads records.
--
-- KEYS[1]  records  from here on, one for each component
--
-- Returns  { now, ... }  for each component: record, or '' where nobody holds it; milliseconds it lives unless it is renewed
--
-- Why a script: a record and its remaining life belong together, in one round trip for all.

local time = redis.call('TIME')
local reply = { string.format('%.0f', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)) }
for i = 1, #KEYS do
  local text = redis.call('GET', KEYS[i])
  local held = text and string.sub(text, 1, 1) == '+'
  reply[2 * i] = held and text or ''
  reply[2 * i + 1] = held and redis.call('PTTL', KEYS[i]) or 0
end

return reply
