-- session-change.lua: sets and removes values of a session that nobody else has changed since it was read: most commits.
--
-- KEYS[1]  record     hash: the session (SessionFields.cs names its fields)
-- KEYS[2]  revoked    only where the session has a user: sorted set: user -> sign-ins up to this server microsecond are revoked
-- KEYS[3]  directory  only where the session has a user: the ids of the user's sessions
-- ARGV[1]  incarnation  that was read
-- ARGV[2]  tag          that was read
-- ARGV[3]  next         the tag from now on; its last 16 characters are the request's
-- ARGV[4]  life         milliseconds the session lives after a use
-- ARGV[5]  granularity  milliseconds: a touch is due once this much of the life is used up
-- ARGV[6]  user         that was read, or ''
-- ARGV[7]  id           the session's id, as in the directory
-- ARGV[8]  n            how many fields to remove; then n times: field
-- then                  field, value for each to write, #bytes, #keys and tokens of caches among them
--
-- Returns  { 0 }             not so: session-commit.lua has to find out what has become of it. Nothing was changed
--          { 1, remaining }  done; milliseconds it lives unless it is used
--
-- Why besides session-commit.lua: where the tag is still the one that was read, the caller knows all that the session holds, and so
-- what it comes to. A repeated call finds another tag, its own, and changes nothing.

local m = redis.call('HMGET', KEYS[1], '#inc', '#tag', '#moved', '#done', '#end', '#sign', '#ops')
if m[1] ~= ARGV[1] or m[2] ~= ARGV[2] or m[3] then
  return { 0 }
end

if KEYS[2] then
  local revoked = redis.call('ZSCORE', KEYS[2], ARGV[6])
  if revoked and tonumber(m[6]) <= tonumber(revoked) then
    return { 0 }
  end
end

local removed = tonumber(ARGV[8])
if removed > 0 then
  redis.call('HDEL', KEYS[1], unpack(ARGV, 9, 8 + removed))
end

local done = m[4] .. string.sub(ARGV[3], -16)
if #done > 128 then
  if m[7] then
    local former = string.sub(done, 1, 16)
    redis.call('HDEL', KEYS[1], '#op' .. former, m[7] == former and '#ops' or '#op' .. former)
  end
  done = string.sub(done, 17)
end

redis.call('HSET', KEYS[1], '#tag', ARGV[3], '#done', done, unpack(ARGV, 9 + removed))

local remaining, granularity = redis.call('PTTL', KEYS[1]), tonumber(ARGV[5])
if remaining >= tonumber(ARGV[4]) - granularity then
  return { 1, remaining }
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local life = tonumber(ARGV[4])
if m[5] then
  life = math.max(1, math.min(life, tonumber(m[5]) - now))
end

if remaining < life - math.min(granularity, life / 10) then
  remaining = life
  redis.call('PEXPIRE', KEYS[1], string.format('%.0f', life))
  if KEYS[3] then
    -- Twice the life: a listing looks at the sessions themselves, so a late score costs nothing, an early one would lose an entry.
    redis.call('ZADD', KEYS[3], string.format('%.0f', now + 2 * life), ARGV[7])
    if redis.call('PTTL', KEYS[3]) < 2 * life then
      redis.call('PEXPIRE', KEYS[3], string.format('%.0f', 2 * life))
    end
  end
end

return { 1, remaining }
