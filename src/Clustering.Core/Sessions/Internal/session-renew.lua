-- session-renew.lua: gives a session another id, so that whoever knew the old one is left with nothing.
--
-- KEYS[1]  old      hash: the session under its old id
-- KEYS[2]  new      hash: the session under its new id
-- KEYS[3]  users    the directory of the session's user; a copy of KEYS[1] where it has none
-- KEYS[4]  revoked  sorted set: user -> sign-ins up to this server microsecond are revoked
-- ARGV[1]  expected the incarnation that was read
-- ARGV[2]  grace    milliseconds for which the old id still shows a frozen copy, to be read only; 0 = none
-- ARGV[3]  oldId
-- ARGV[4]  newId
--
-- Returns  { 0 }                   the session has ended since it was read
--          { 1, user, remaining }  done; whose it is by now, or ''; how long it lives unless it is used
--          { 2 }                   done before
--          { 3, id }               another request renewed it first, to this id
--
-- Why a frozen copy: requests that the browser sent before it had the new cookie arrive after this. They see the session as it was,
-- so nobody who planted the old id sees what a sign-in puts into it from now on.

local m = redis.call('HMGET', KEYS[1], '#inc', '#moved', '#user', '#sign')

if redis.call('HGET', KEYS[2], '#inc') == ARGV[1] then
  return { 2 }
end

if not m[1] or m[1] ~= ARGV[1] then
  return { 0 }
end

local revoked = m[3] and redis.call('ZSCORE', KEYS[4], m[3])
if revoked and tonumber(m[4]) <= tonumber(revoked) then
  redis.call('DEL', KEYS[1])
  return { 0 }
end

if m[2] then
  return { 3, m[2] }
end

redis.call('RENAME', KEYS[1], KEYS[2])

local remaining = redis.call('PTTL', KEYS[2])
local grace = math.min(tonumber(ARGV[2]), remaining)
if grace > 0 then
  local all = redis.call('HGETALL', KEYS[2])
  for i = 1, #all, 1000 do
    redis.call('HSET', KEYS[1], unpack(all, i, math.min(i + 999, #all)))
  end
  redis.call('HSET', KEYS[1], '#moved', ARGV[4])
  redis.call('PEXPIRE', KEYS[1], string.format('%.0f', grace))
end

if KEYS[3] ~= KEYS[1] then
  local score = redis.call('ZSCORE', KEYS[3], ARGV[3])
  if score then
    -- In this order: a sorted set that becomes empty is gone, and its time to live with it.
    redis.call('ZADD', KEYS[3], score, ARGV[4])
    redis.call('ZREM', KEYS[3], ARGV[3])
  end
end

return { 1, m[3] or '', remaining }
