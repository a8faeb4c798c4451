-- session-directory.lua: keeps a session in its user's directory, after a touch by a node that did not know the user beforehand.
--
-- KEYS[1]  directory  sorted set: the ids of the user's sessions
-- ARGV[1]  id         the session's id
-- ARGV[2]  life       milliseconds the session lives
--
-- Returns  1

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local life = tonumber(ARGV[2])

redis.call('ZADD', KEYS[1], string.format('%.0f', now + 2 * life), ARGV[1])
if redis.call('PTTL', KEYS[1]) < 2 * life then
  redis.call('PEXPIRE', KEYS[1], string.format('%.0f', 2 * life))
end

return 1
