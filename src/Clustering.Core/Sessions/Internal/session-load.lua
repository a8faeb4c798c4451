-- session-load.lua: reads a session and extends its life if that is due; also the touch of a request that reads nothing.
--
-- KEYS[1]  record       hash: the session (SessionFields.cs names its fields)
-- KEYS[2]  revoked      sorted set: user -> sign-ins up to this server microsecond are revoked
-- KEYS[3]  third        only where ARGV[4] says what it is
-- ARGV[1]  known        incarnation and tag of the copy the caller has; '' = none; '*' = wants no values, whatever the tag
-- ARGV[2]  granularity  milliseconds: a touch is due once this much of the life is used up, or a tenth of it if that is less;
--                       '' = no touch, only a look (and the end of a session that is revoked)
-- ARGV[3]  idle         milliseconds: the idle timeout of sessions without one of their own
-- ARGV[4]  kind         what KEYS[3] is: 'd' the directory of the session's user, 's' the stock store's key, '' = there is none
-- ARGV[5]  id           the session's id, as in the directory
--
-- Returns  { 0, reason, blob }                    no such session; reason '' or 'revoked' or 'lifetime'; blob of the stock store or ''
--          { 1, now, remaining, touched, user, life }      the tag is still right, or nothing else was wanted
--          { 2, now, remaining, touched, user, fields }    all fields
--          { 3, now, remaining, moved, user, fields }      an id that was renewed: a frozen copy, to be read only; moved = the new id
--
-- Why a script: values, tag, remaining life and the touch in one round trip, and no read of a session that a revocation, at the same
-- moment, has ended.

local m = redis.call('HMGET', KEYS[1], '#inc', '#tag', '#idle', '#end', '#user', '#sign', '#moved')

if not m[1] then
  local blob = ''
  if ARGV[4] == 's' then
    local found = redis.pcall('HGET', KEYS[3], 'data')
    if type(found) == 'string' then
      blob = found
    end
  end
  return { 0, '', blob }
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

if m[5] then
  local revoked = redis.call('ZSCORE', KEYS[2], m[5])
  if revoked and tonumber(m[6]) <= tonumber(revoked) then
    redis.call('DEL', KEYS[1])
    return { 0, 'revoked', '' }
  end
end

local life = tonumber(m[3] or ARGV[3])
if m[4] then
  local left = tonumber(m[4]) - now
  if left <= 0 then
    redis.call('DEL', KEYS[1])
    return { 0, 'lifetime', '' }
  end
  if left < life then
    life = left
  end
end

local remaining = redis.call('PTTL', KEYS[1])
local user = m[5] or ''

if m[7] then
  return { 3, string.format('%.0f', now), remaining, m[7], user, redis.call('HGETALL', KEYS[1]) }
end

local touched = 0
if ARGV[2] ~= '' and remaining < life - math.min(tonumber(ARGV[2]), life / 10) then
  remaining = life
  touched = 1
  redis.call('PEXPIRE', KEYS[1], string.format('%.0f', life))
  if ARGV[4] == 'd' then
    -- Twice the life: a listing looks at the sessions themselves, so a late score costs nothing, an early one would lose an entry.
    redis.call('ZADD', KEYS[3], string.format('%.0f', now + 2 * life), ARGV[5])
    if redis.call('PTTL', KEYS[3]) < 2 * life then
      redis.call('PEXPIRE', KEYS[3], string.format('%.0f', 2 * life))
    end
  end
end

-- The incarnation too: a commit that is repeated to a session begun since makes the tag it made before.
if ARGV[1] == '*' or ARGV[1] == m[1] .. m[2] then
  return { 1, string.format('%.0f', now), remaining, touched, user, string.format('%.0f', life) }
end

return { 2, string.format('%.0f', now), remaining, touched, user, redis.call('HGETALL', KEYS[1]) }
