-- session-revoke.lua: ends one session of a user.
--
-- KEYS[1]  record     hash: the session
-- KEYS[2]  directory  sorted set: the ids of the user's sessions
-- ARGV[1]  user       whose it must be
-- ARGV[2]  id         the session's id
--
-- Returns  1 if it was there and the user's, otherwise 0

redis.call('ZREM', KEYS[2], ARGV[2])
if redis.call('HGET', KEYS[1], '#user') ~= ARGV[1] then
  return 0
end

return redis.call('DEL', KEYS[1])
