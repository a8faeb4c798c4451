-- session-revoke.lua: ends one session of a user.
--
-- KEYS[1]  record     hash: the session
-- KEYS[2]  directory  sorted set: the ids of the user's sessions
-- KEYS[3]  revoked    sorted set: user -> sign-ins up to this server microsecond are revoked
-- ARGV[1]  user       whose it must be
-- ARGV[2]  id         the session's id
--
-- Returns  { 0 }      there is none, or it is not the user's
--          { 1 }      done
--          { 3, id }  the id was renewed since: revoke this one

redis.call('ZREM', KEYS[2], ARGV[2])
local m = redis.call('HMGET', KEYS[1], '#user', '#moved', '#sign')
local revoked = m[1] and redis.call('ZSCORE', KEYS[3], m[1])
if revoked and tonumber(m[3]) <= tonumber(revoked) then
  redis.call('DEL', KEYS[1])
  return { 0 }
end

if m[2] then
  return { 3, m[2] }
end

if m[1] ~= ARGV[1] then
  return { 0 }
end

redis.call('DEL', KEYS[1])
return { 1 }
