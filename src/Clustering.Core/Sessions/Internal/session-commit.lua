-- session-commit.lua: applies what one request changed in a session, and nothing else.
--
-- KEYS[1]  record   hash: the session (SessionFields.cs names its fields)
-- KEYS[2]  revoked  sorted set: user -> sign-ins up to this server microsecond are revoked
-- KEYS[3]  users    the directory of the user the session has afterwards; a copy of KEYS[1] where it has none
-- KEYS[4]  former   the directory of the user that was read; a copy of KEYS[1] where there was none
-- KEYS[5]  stock    only when the session is taken over: the stock store's key, to be deleted with it
-- ARGV[1]  expected     the incarnation that was read; '' = there was no session
-- ARGV[2]  incarnation  the one to begin where there is none
-- ARGV[3]  request      16 characters, unique for this commit: repeating it changes nothing
-- ARGV[4]  idle         milliseconds: the idle timeout of sessions without one of their own
-- ARGV[5]  ownIdle      milliseconds: an idle timeout of its own from now on; '' = as before; '0' = none any more
-- ARGV[6]  lifetime     milliseconds from its beginning after which a session ends however much it is used; '' = none
-- ARGV[7]  cleared      '1' = it was emptied first, which ends the incarnation
-- ARGV[8]  user         '=name' as read ('=': nobody); '-' nobody any more; '+name' this one signs in
-- ARGV[9]  device       what to remember of the sign-in
-- ARGV[10] id           the session's id, as in the directories
-- ARGV[11] maxBytes     the most that names and values may come to, in bytes
-- ARGV[12] maxKeys      the most keys there may be
-- ARGV[13] operation    '' or 'incr' or 'take': something whose answer depends on the present value
-- ARGV[14] key          of the operation
-- ARGV[15] by           of 'incr': an integer
-- ARGV[16] lifetime     of 'incr': milliseconds a new counter lives; '' = as long as the session
-- ARGV[17] granularity  milliseconds: a touch is due once this much of the life is used up, or a tenth of it if that is less
-- ARGV[18] n            how many keys were set; then n times: key, value, lifetime in milliseconds or ''
-- then     n            how many keys were removed; then n times: key
-- then     n            how many were found expired; then n times: key, deadline as read
-- then     n            how many regions of caches were changed; then n times: region, version
--
-- Returns  { 0 }                                  the session has ended since it was read: nothing was changed
--          { 1, remaining, before, tag, result, user, merged }  done; the tag before it ('' = a session began with it; false = it was done
--                          before, and others may have committed since), and now; the operation's result or false; whose it is if
--                          that is somebody whose directory was not among the keys, otherwise ''; the incarnation it went into if
--                          none was expected, for another request began the session first, otherwise ''
--          { 2 }                                  done, and there is no session
--          { 3, id }                              the id was renewed since: commit to this one
--          { 4, bytes, keys }                     too large: nothing was changed
--          { 5, reason }                          the operation is impossible: nothing was changed
--
-- Why a script: existence, changes, version and life must move in one step. Otherwise a session that was ended in between would come
-- back, or a crash would leave one without an end.

local time = redis.call('TIME')
local micros = tonumber(time[1]) * 1000000 + tonumber(time[2])
local now = math.floor(micros / 1000)
local request = ARGV[3]
local users = KEYS[3] ~= KEYS[1] and KEYS[3]
local former = KEYS[4] ~= KEYS[1] and KEYS[4]

local m = redis.call('HMGET', KEYS[1],
  '#inc', '#tag', '#idle', '#end', '#user', '#sign', '#moved', '#done', '#bytes', '#keys', '#ttl', '#op' .. request, '#ops')
local incarnation, before, ownIdle, ends, user = m[1], m[2], m[3], m[4], m[5]
local done, timed = m[8] or '', m[11]

if incarnation then
  local revoked = user and redis.call('ZSCORE', KEYS[2], user)
  if (revoked and tonumber(m[6]) <= tonumber(revoked)) or (ends and tonumber(ends) <= now) then
    redis.call('DEL', KEYS[1])
    incarnation = false
  end
end

if incarnation and string.find(done, request, 1, true) then
  return { 1, redis.call('PTTL', KEYS[1]), false, before, m[12], '', '' }
end

if incarnation and m[7] then
  if ARGV[1] == incarnation then
    return { 3, m[7] }
  end
  return { 0 }
end

if ARGV[1] ~= '' and incarnation ~= ARGV[1] then
  return { 0 }
end

-- 1. Plan: what would be written and dropped, and what the session would come to. Nothing is changed yet.

local fresh = not incarnation or ARGV[7] == '1'
if fresh then
  before, ownIdle, ends, user, done, timed = false, false, false, false, '', false
end

local bytes = fresh and 0 or tonumber(m[9])
local keys = fresh and 0 or tonumber(m[10])
local write, drop, written = {}, {}, {}

local function put(field, value)
  write[#write + 1] = field
  write[#write + 1] = value
end

local function set(key, value, lifetime)
  local field = '.' .. key
  local old = fresh and 0 or redis.call('HSTRLEN', KEYS[1], field)
  if old == 0 then
    keys = keys + 1
    bytes = bytes + #field
  end
  bytes = bytes - old + #value
  put(field, value)
  written[key] = true
  if lifetime ~= '' then
    put('@' .. key, string.format('%.0f', now + tonumber(lifetime)))
    timed = timed or 'new'
  elseif timed and not fresh then
    drop[#drop + 1] = '@' .. key
  end
end

local function remove(key)
  local field = '.' .. key
  local old = fresh and 0 or redis.call('HSTRLEN', KEYS[1], field)
  if old > 0 then
    keys = keys - 1
    bytes = bytes - #field - old
    drop[#drop + 1] = field
    drop[#drop + 1] = '@' .. key
  end
end

local operation, result = ARGV[13], false
if operation ~= '' then
  local found, deadline = false, false
  if not fresh then
    local read = redis.call('HMGET', KEYS[1], '.' .. ARGV[14], '@' .. ARGV[14])
    found, deadline = read[1], read[2]
    if deadline and tonumber(deadline) <= now then
      found, deadline = false, false
    end
  end

  if operation == 'take' then
    if not found then
      if fresh then
        return { 2 }
      end
      return { 1, redis.call('PTTL', KEYS[1]), before, before, false, '', '' }
    end
    result = found
    remove(ARGV[14])
  else
    local number = 0
    if found then
      number = string.byte(found, 1) == 0 and string.match(string.sub(found, 2), '^%-?%d+$') and tonumber(string.sub(found, 2))
      if not number then
        return { 5, 'value' }
      end
    end
    number = number + tonumber(ARGV[15])
    if math.abs(number) > 9007199254740991 then
      return { 5, 'range' }
    end
    result = string.format('%.0f', number)
    local lifetime = ARGV[16]
    if found then
      lifetime = deadline and string.format('%.0f', tonumber(deadline) - now) or ''
    end
    set(ARGV[14], '\0' .. result, lifetime)
  end
  put('#op' .. request, result)
  put('#ops', request)
end

local at = 19
for _ = 1, tonumber(ARGV[18]) do
  set(ARGV[at], ARGV[at + 1], ARGV[at + 2])
  at = at + 3
end

local removes = tonumber(ARGV[at])
for i = at + 1, at + removes do
  remove(ARGV[i])
end

at = at + removes + 1
for i = at + 1, at + 2 * tonumber(ARGV[at]), 2 do
  if not fresh and not written[ARGV[i]] and redis.call('HGET', KEYS[1], '@' .. ARGV[i]) == ARGV[i + 1] then
    remove(ARGV[i])
  end
end

if #write > 0 and (bytes > tonumber(ARGV[11]) or keys > tonumber(ARGV[12])) then
  return { 4, bytes, keys }
end

-- 2. Apply.

if KEYS[5] then
  redis.call('DEL', KEYS[5])
end

local mode, name = string.sub(ARGV[8], 1, 1), string.sub(ARGV[8], 2)

if ARGV[7] == '1' and incarnation then
  redis.call('DEL', KEYS[1])
end

if fresh and #write == 0 and mode ~= '+' and (ARGV[5] == '' or ARGV[5] == '0') then
  if former then
    redis.call('ZREM', former, ARGV[10])
  end
  return { 2 }
end

at = at + 2 * tonumber(ARGV[at]) + 1
for i = at + 1, at + 2 * tonumber(ARGV[at]), 2 do
  local field = '+' .. ARGV[i]
  if tonumber(ARGV[i + 1]) > tonumber(not fresh and redis.call('HGET', KEYS[1], field) or 0) then
    put(field, ARGV[i + 1])
  end
end

local version = 1
if fresh then
  put('#inc', ARGV[2])
  put('#made', string.format('%.0f', now))
  if ARGV[6] ~= '' then
    ends = string.format('%.0f', now + tonumber(ARGV[6]))
    put('#end', ends)
  end
else
  version = tonumber(string.match(before, '^%d+')) + 1
end

local tag = string.format('%.0f', version) .. '-' .. request
put('#tag', tag)
done = done .. request
if #done > 128 then
  local former = string.sub(done, 1, 16)
  drop[#drop + 1] = '#op' .. former
  if m[13] == former then
    drop[#drop + 1] = '#ops'
  end
  done = string.sub(done, 17)
end
put('#done', done)
put('#bytes', string.format('%.0f', bytes))
put('#keys', string.format('%.0f', keys))
if timed == 'new' then
  put('#ttl', '1')
end

if ARGV[5] == '0' then
  ownIdle = false
  drop[#drop + 1] = '#idle'
elseif ARGV[5] ~= '' then
  ownIdle = ARGV[5]
  put('#idle', ownIdle)
end

if mode == '+' then
  -- After every revocation there has been, also one of this very microsecond.
  local stamp = micros
  local revoked = redis.call('ZSCORE', KEYS[2], name)
  if revoked and tonumber(revoked) >= stamp then
    stamp = tonumber(revoked) + 1
  end
  put('#user', name)
  put('#sign', string.format('%.0f', stamp))
  put('#dev', ARGV[9])
  user = name
elseif mode == '-' then
  drop[#drop + 1] = '#user'
  drop[#drop + 1] = '#sign'
  drop[#drop + 1] = '#dev'
  user = false
end

-- In pieces, for unpack has its limit. Drops first: what is written is never among what is dropped, but a deadline may be.
for i = 1, #drop, 1000 do
  redis.call('HDEL', KEYS[1], unpack(drop, i, math.min(i + 999, #drop)))
end
for i = 1, #write, 1000 do
  redis.call('HSET', KEYS[1], unpack(write, i, math.min(i + 999, #write)))
end

local life = tonumber(ownIdle or ARGV[4])
if ends then
  life = math.max(1, math.min(life, tonumber(ends) - now))
end
local remaining = (fresh or ARGV[5] ~= '') and -1 or redis.call('PTTL', KEYS[1])
local touched = remaining < life - math.min(tonumber(ARGV[17]), life / 10)
if touched then
  remaining = life
  redis.call('PEXPIRE', KEYS[1], string.format('%.0f', life))
end

if former and former ~= users then
  redis.call('ZREM', former, ARGV[10])
end
if users and user == name and (touched or mode == '+') then
  -- Twice the life: a listing looks at the sessions themselves, so a late score costs nothing, an early one would lose an entry.
  redis.call('ZREMRANGEBYSCORE', users, '-inf', string.format('%.0f', now))
  redis.call('ZADD', users, string.format('%.0f', now + 2 * life), ARGV[10])
  if redis.call('PTTL', users) < 2 * life then
    redis.call('PEXPIRE', users, string.format('%.0f', 2 * life))
  end
end

return {
  1, remaining, before or '', tag, result, user and user ~= name and user or '', ARGV[1] == '' and not fresh and incarnation or ''
}
