-- cache-heartbeat.lua: says where all regions of caches are, if any has moved since the caller last asked.
--
-- KEYS[1]     regions  hash: region -> position; '' -> that of the last step of any region
-- ARGV[1]     known    the position of the last step that the caller knows of; '' = none
-- ARGV[2]     nonce    for regions that have no position yet
-- ARGV[3...]  names    of regions that are to get one if they have none
--
-- Returns  { now, last }                              nothing has moved; now is the server's time in microseconds
--          { now, last, region, position, region, ... }  all regions there are
--
-- Why a script: a position that is made must be in what is answered, and it must be the primary's answer. So it ends with a write,
-- which any other refuses.

local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000000 + time[2])
for i = 3, #ARGV do
  if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 0 then
    redis.call('HSET', KEYS[1], ARGV[i], now .. ' ' .. ARGV[2])
    redis.call('HSET', KEYS[1], '', now .. ' ' .. ARGV[2])
  end
end
redis.call('PEXPIRE', KEYS[1], '86400000')

local last = redis.call('HGET', KEYS[1], '') or ''
local reply = { now, last }
if last == '' or last ~= ARGV[1] then
  for i, value in ipairs(redis.call('HGETALL', KEYS[1])) do
    reply[i + 2] = value
  end
end

return reply
