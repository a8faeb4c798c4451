-- reservation-list.lua: reads the records that an index names, and drops entries that are not right (any more).
--
-- KEYS[1]  index    sorted set: components
-- KEYS[2]  records  from here on, one for each component to look at
-- ARGV[1]  what     'user', 'session', 'node' or 'category': what the index is of
-- ARGV[2]  value    the user, session or node
-- then     the components, as in the index
--
-- Returns  { now, ... }  for each component: record, or '' where it does not belong here; milliseconds it lives unless it is renewed
--
-- Why a script: an entry that was found wrong may be right again a moment later.

local time = redis.call('TIME')
local reply = { string.format('%.0f', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)) }
local what = ARGV[1]

for i = 2, #KEYS do
  local text = redis.call('GET', KEYS[i]) or ''
  local user, session, node = string.match(text, '^%+[^\t\n]*\t([^\t\n]*)\t([^\t\n]*)\n%d+\n([^\n]*)\n')
  local value = what == 'user' and user or what == 'session' and session or what == 'node' and node
  if user and (what == 'category' or value == ARGV[2]) then
    reply[2 * i - 2] = text
    reply[2 * i - 1] = redis.call('PTTL', KEYS[i])
  else
    redis.call('ZREM', KEYS[1], ARGV[i + 1])
    reply[2 * i - 2] = ''
    reply[2 * i - 1] = 0
  end
end

return reply
