-- reservation-sessions.lua: asks which of the sessions that something is bound to have ended.
--
-- KEYS[1]  revoked   sorted set: user -> sign-ins up to this server microsecond are revoked
-- KEYS[2]  sessions  from here on, hashes: the sessions to look at
-- ARGV               for each session: its incarnation, and the user who must be signed in, or ''
--
-- Returns  { state, ... }  for each session: 1 = it lives, 0 = it has ended, or the id that it was renewed to

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local reply = {}

for i = 2, #KEYS do
  local incarnation, user = ARGV[2 * i - 3], ARGV[2 * i - 2]
  local m = redis.call('HMGET', KEYS[i], '#inc', '#user', '#sign', '#end', '#moved')
  local revoked = m[2] and redis.call('ZSCORE', KEYS[1], m[2])
  local lives = m[1] == incarnation and (user == '' or m[2] == user)
    and not (revoked and tonumber(m[3]) <= tonumber(revoked)) and not (m[4] and tonumber(m[4]) <= now)
  reply[i - 1] = m[1] == incarnation and m[5] or (lives and 1 or 0)
end

return reply
