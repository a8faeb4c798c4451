-- session-revoke-all.lua: ends all sessions of a user in one step, but for one.
--
-- KEYS[1]  revoked    sorted set: user -> sign-ins up to this server microsecond are revoked
-- KEYS[2]  directory  sorted set: the ids of the user's sessions
-- KEYS[3]  kept       hash: the session to keep; a copy of KEYS[2] where none is
-- ARGV[1]  user
-- ARGV[2]  retention  milliseconds: no session can lie unused for longer, so that older revocations need not be remembered
-- ARGV[3]  keptId     the id of the session to keep, or ''
--
-- Returns  { 1, id, id, ... }  done; the ids of the sessions that the directory named, to be removed at leisure
--          { 3, id }           the id of the session to keep was renewed since, to this one: nothing was changed
--
-- Why it is enough: a session says when it was signed in, and every load and commit compares. So no session needs to be found here,
-- and a sign-in at the same moment is either before this script or after it.

local kept = { false, false, false }
if KEYS[3] ~= KEYS[2] then
  kept = redis.call('HMGET', KEYS[3], '#user', '#sign', '#moved')
  if kept[3] then
    return { 3, kept[3] }
  end
end

local time = redis.call('TIME')
local stamp = tonumber(time[1]) * 1000000 + tonumber(time[2])

local former = redis.call('ZSCORE', KEYS[1], ARGV[1])
if former and tonumber(former) >= stamp then
  stamp = tonumber(former) + 1
end

local retention = tonumber(ARGV[2])
redis.call('ZADD', KEYS[1], string.format('%.0f', stamp), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', stamp - retention * 1000))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', retention))

local reply = { 1 }
for _, id in ipairs(redis.call('ZRANGE', KEYS[2], '0', '-1')) do
  reply[#reply + 1] = id
end
redis.call('DEL', KEYS[2])

-- Not one that was revoked before and has only not been removed yet: nothing brings that back.
if kept[1] == ARGV[1] and not (former and tonumber(kept[2]) <= tonumber(former)) then
  redis.call('HSET', KEYS[3], '#sign', string.format('%.0f', stamp + 1))
  local life = redis.call('PTTL', KEYS[3])
  redis.call('ZADD', KEYS[2], string.format('%.0f', math.floor(stamp / 1000) + 2 * life), ARGV[3])
  redis.call('PEXPIRE', KEYS[2], string.format('%.0f', 2 * life))
end

return reply
