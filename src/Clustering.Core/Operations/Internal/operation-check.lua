-- operation-check.lua: counts a queue, so that it can be seen that nothing is missing.
--
-- KEYS[1]   jobs     hash: id -> envelope
-- KEYS[2]   ready 0  list
-- KEYS[3]   ready 1  list
-- KEYS[4]   ready 2  list
-- KEYS[5]   next     hash: id -> the one behind it
-- KEYS[6]   due      sorted set
-- KEYS[7]   leases   sorted set
-- KEYS[8]   owners   hash
-- KEYS[9]   parked   sorted set
-- KEYS[10]  dead     sorted set
-- KEYS[11]  stats    hash: counters
--
-- Returns  { jobs, ready, waiting, scheduled, running, owners, parked, dead, envelope of the next or '', name, value, ... }
--
-- Why a script: only what is counted at one moment adds up.

local ready = redis.call('LLEN', KEYS[2]) + redis.call('LLEN', KEYS[3]) + redis.call('LLEN', KEYS[4])
local oldest = ''
for priority = 2, 4 do
  local id = redis.call('LRANGE', KEYS[priority], '0', '0')[1]
  if id and oldest == '' then
    local env = redis.call('HGET', KEYS[1], id)
    oldest = env and string.byte(env, 2) ~= 120 and env or ''
  end
end

local reply = {
  redis.call('HLEN', KEYS[1]),
  ready,
  redis.call('HLEN', KEYS[5]),
  redis.call('ZCARD', KEYS[6]),
  redis.call('ZCARD', KEYS[7]),
  redis.call('HLEN', KEYS[8]),
  redis.call('ZCARD', KEYS[9]),
  redis.call('ZCARD', KEYS[10]),
  oldest,
}
for _, value in ipairs(redis.call('HGETALL', KEYS[11])) do
  reply[#reply + 1] = value
end

return reply
