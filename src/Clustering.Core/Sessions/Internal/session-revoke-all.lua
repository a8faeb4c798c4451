-- session-revoke-all.lua: ends all sessions of a user in one step, but for one.
--
-- KEYS[1]  revoked    sorted set: user -> sign-ins up to this server microsecond are revoked
-- KEYS[2]  directory  sorted set: the ids of the user's sessions
-- KEYS[3]  kept       hash: the session to keep, and none where none is. Where renewals have left frozen copies of it: those first, from
--                     the oldest on, then KEYS[4] and so on; the session is the last
-- ARGV[1]  user
-- ARGV[2]  retention  milliseconds: no session can lie unused for longer, so that older revocations need not be remembered
-- ARGV[3]  keptId     the id of the session to keep, or ''
--
-- Returns  { 1, id, id, ... }  done; the ids of the sessions that the directory named, to be removed at leisure
--          { 3, id }           the id of the session to keep was renewed since, to this one, which is to be the last key: nothing was changed
--
-- Why it is enough: a session says when it was signed in, and every load and commit compares. So no session needs to be found here,
-- and a sign-in at the same moment is either before this script or after it.

-- One that was revoked before, and has only not been removed yet, is never kept.
local function lives(m)
  local revoked = m[1] and redis.call('ZSCORE', KEYS[1], m[1])
  return not (revoked and tonumber(m[2]) <= tonumber(revoked))
end

local kept = #KEYS > 2 and redis.call('HMGET', KEYS[#KEYS], '#user', '#sign', '#moved') or {}
if kept[3] and lives(kept) then
  return { 3, kept[3] }
end

local isKept = kept[1] == ARGV[1] and not kept[3] and lives(kept)
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

if isKept then
  for i = 3, #KEYS do
    local m = redis.call('HMGET', KEYS[i], '#user', '#sign')
    if m[1] == ARGV[1] and not (former and tonumber(m[2]) <= tonumber(former)) then
      redis.call('HSET', KEYS[i], '#sign', string.format('%.0f', stamp + 1))
    end
  end
  local life = redis.call('PTTL', KEYS[#KEYS])
  redis.call('ZADD', KEYS[2], string.format('%.0f', math.floor(stamp / 1000) + 2 * life), ARGV[3])
  redis.call('PEXPIRE', KEYS[2], string.format('%.0f', 2 * life))
end

return reply
