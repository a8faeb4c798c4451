-- session-describe.lua: what the directory tells of one session; takes it out of the directory if it has ended.
--
-- KEYS[1]  record     hash: the session
-- KEYS[2]  revoked    sorted set: user -> sign-ins up to this server microsecond are revoked
-- KEYS[3]  directory  sorted set: the ids of the user's sessions
-- ARGV[1]  user       whose it must be
-- ARGV[2]  id         the session's id
-- ARGV[3]  idle       milliseconds: the idle timeout of sessions without one of their own
--
-- Returns  { 0 }                                                    it has ended
--          { 1, device, signedIn (us), now (ms), remaining (ms), life (ms) }

local m = redis.call('HMGET', KEYS[1], '#user', '#sign', '#dev', '#idle', '#end', '#moved')
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local revoked = redis.call('ZSCORE', KEYS[2], ARGV[1])

if m[1] ~= ARGV[1] or m[6] or (revoked and tonumber(m[2]) <= tonumber(revoked)) or (m[5] and tonumber(m[5]) <= now) then
  redis.call('ZREM', KEYS[3], ARGV[2])
  return { 0 }
end

return { 1, m[3] or '', m[2], string.format('%.0f', now), redis.call('PTTL', KEYS[1]), tonumber(m[4] or ARGV[3]) }
