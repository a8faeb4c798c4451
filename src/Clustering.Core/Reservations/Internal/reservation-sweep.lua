-- reservation-sweep.lua: tells of reservations whose time is over, and forgets that they were due.
--
-- KEYS[1]  due      sorted set: component -> when its record ends by itself (server milliseconds)
-- KEYS[2]  pairs    from here on, two for each component: its record, and the index of its category
-- ARGV[1]  channel  where to tell of it; every node listens
-- ARGV[2]  topic    what the message begins with
-- then     the components, as in the indexes
--
-- Returns  how many have ended
--
-- Why a script: one that is renewed or reserved anew at the same moment must stay listed. Of two nodes that sweep, one tells.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local told = {}

for i = 1, (#KEYS - 1) / 2 do
  local member = ARGV[2 + i]
  local text = redis.call('GET', KEYS[i * 2])
  local kind = text and string.match(text, '^%+[^\n]*\n%d+\n[^\n]*\n%d+\n(%a+)\n')
  if kind == 'fixed' or kind == 'handle' then
    redis.call('ZADD', KEYS[1], string.format('%.0f', now + redis.call('PTTL', KEYS[i * 2])), member)
  else
    local removed = redis.call('ZREM', KEYS[1], member)
    if not kind then
      redis.call('ZREM', KEYS[i * 2 + 1], member)
      if removed == 1 and not text then
        told[#told + 1] = 'expired\n' .. member .. '\n0\n0\n'
      end
    end
  end
end

if #told > 0 then
  redis.call('PUBLISH', ARGV[1], ARGV[2] .. table.concat(told))
end

return #told
