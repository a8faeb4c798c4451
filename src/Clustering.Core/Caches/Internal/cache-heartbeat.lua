-- cache-heartbeat.lua: says where all regions of caches are, if any has moved since the caller last asked.
--
-- KEYS[1]     regions  hash: region -> position; '' -> that of the last step of any region
-- KEYS[2]     changes  sorted set: changes that were begun -> when they count as abandoned (server milliseconds)
-- ARGV[1]     known    the position of the last step that the caller knows of; '' = none
-- ARGV[2]     nonce    for regions that have no position yet
-- ARGV[3...]  names    of regions that are to get one if they have none
--
-- Returns  { now, last, abandoned }                                 nothing has moved; now is the server's time in microseconds, abandoned a
--                                                                  change that must be ended for who began it, or ''
--          { now, last, abandoned, region, position, region, ... }  all regions there are
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
redis.call('PEXPIRE', KEYS[2], '86400000')

local last = redis.call('HGET', KEYS[1], '') or ''
local abandoned = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', string.sub(now, 1, -4), 'LIMIT', '0', '1')
local reply = { now, last, abandoned[1] or '' }
if last == '' or last ~= ARGV[1] then
  for i, value in ipairs(redis.call('HGETALL', KEYS[1])) do
    reply[i + 3] = value
  end
end

return reply
