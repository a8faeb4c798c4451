-- reservation-transfer.lua: gives a component on to another owner, in one step.
--
-- KEYS[1]  fence     the last fence handed out in the cluster
-- KEYS[2]  revoked   sorted set: user -> sign-ins up to this server microsecond are revoked
-- KEYS[3]  from      hash: the present owner's session; a copy of KEYS[1] where he has none
-- KEYS[4]  to        hash: the new owner's session; a copy of KEYS[1] where he has none
-- KEYS[5]  record    the component's record
-- KEYS[6]  category  index: what is reserved of its category
-- KEYS[7]  users     index: what the new owner holds
-- KEYS[8]  bound     index: what his session holds; a copy of KEYS[1] where there is none
-- KEYS[9]  node      index: what was reserved through this node
-- KEYS[10] due       sorted set: component -> when its record ends by itself (server milliseconds)
-- KEYS[11] sessions  sorted set: session, incarnation, user -> when it may be forgotten
-- KEYS[12] formers   index: what the present owner holds
-- KEYS[13] left      index: what his session holds; a copy of KEYS[1] where there is none
-- ARGV[1]  fromUser
-- ARGV[2]  fromSession
-- ARGV[3]  owner      the new owner: token (of this transfer alone, so that it may be repeated), user and session, with tabs between
-- ARGV[4]  toUser
-- ARGV[5]  toSession
-- ARGV[6]  node       the id of the node that asks
-- ARGV[7]  kind       'session' or 'fixed'
-- ARGV[8]  life       milliseconds the record lives unless it is renewed
-- ARGV[9]  member     the component, as in the indexes
-- ARGV[10] channel    where to tell of it; every node listens
-- ARGV[11] topic      what the message begins with
-- ARGV[12] note
--
-- Returns  { now, code, text, life }  1 = done, text is the new record; 0 = nobody holds it; 3 = text says who else holds it;
--                                     4 = it was ended by force, text says by whom
--          { now, 5, id }             the new owner's session was renewed since, to this id: nothing was done
--          { now, 6 }                 there is no such session of the new owner: nothing was done
--          { now, 7, id }             the present owner's session was renewed since, to this id: nothing was done
--
-- Why a script: at no moment is it free, and of two transfers at once the second finds that it is not its owner's any more.

local time = redis.call('TIME')
local micros = tonumber(time[1]) * 1000000 + tonumber(time[2])
local now = math.floor(micros / 1000)
local stamp = string.format('%.0f', now)
local user, session, kind, member = ARGV[4], ARGV[5], ARGV[7], ARGV[9]

local text = redis.call('GET', KEYS[5]) or ''
local held, heldKind, heldIncarnation = string.match(text, '^%+([^\n]*)\n%d+\n[^\n]*\n%d+\n(%a+)\n([^\n]*)\n')
if held == ARGV[3] then
  return { stamp, 1, text, redis.call('PTTL', KEYS[5]) }
end

local function state(m, revoked)
  return m[1] and not (revoked and tonumber(m[3]) <= tonumber(revoked)) and not (m[4] and tonumber(m[4]) <= now)
end

local giver, giverSigned = false, false
if ARGV[2] ~= '' then
  local m = redis.call('HMGET', KEYS[3], '#inc', '#user', '#sign', '#end', '#moved')
  if m[1] and m[5] then
    return { stamp, 7, m[5] }
  end
  local revoked = m[2] and redis.call('ZSCORE', KEYS[2], m[2])
  if state(m, revoked) then
    giver, giverSigned = m[1], m[2]
  end
end

if held then
  local heldUser, heldSession = string.match(held, '\t([^\t]*)\t([^\t]*)$')
  if heldUser ~= ARGV[1] or not (heldSession == ARGV[2] or (giver and heldIncarnation == giver)) then
    return { stamp, 3, text, redis.call('PTTL', KEYS[5]) }
  end
  if (heldKind == 'session' or heldKind == 'signin')
    and (heldIncarnation ~= giver or (heldKind == 'signin' and giverSigned ~= heldUser)) then
    return { stamp, 0, '', 0 }
  end
else
  local former, how = string.match(text, '^%-([^\n]*)\n(%a+)')
  local heldUser, heldSession = string.match(former or '', '\t([^\t]*)\t([^\t]*)$')
  local isForced = how == 'forced' and heldUser == ARGV[1] and heldSession == ARGV[2]
  return { stamp, isForced and 4 or 0, text, 0 }
end

local incarnation, signed = false, false
if session ~= '' then
  local m = redis.call('HMGET', KEYS[4], '#inc', '#user', '#sign', '#end', '#moved')
  if m[1] and m[5] then
    return { stamp, 5, m[5] }
  end
  local revoked = m[2] and redis.call('ZSCORE', KEYS[2], m[2])
  if state(m, revoked) then
    incarnation, signed = m[1], m[2]
  elseif kind == 'session' then
    return { stamp, 6 }
  end
end

if kind == 'session' and signed == user then
  kind = 'signin'
end

local fence = string.format('%.0f', math.max(tonumber(redis.call('GET', KEYS[1]) or 0) + 1, micros))
redis.call('SET', KEYS[1], fence, 'PX', '86400000')

local former = text
text = '+' .. ARGV[3] .. '\n' .. fence .. '\n' .. ARGV[6] .. '\n' .. stamp .. '\n' .. kind .. '\n' .. (incarnation or '') .. '\n' .. ARGV[12]
redis.call('SET', KEYS[5], text, 'PX', ARGV[8])

local life = tonumber(ARGV[8])
local score = string.format('%.0f', now + life)
redis.call('ZREM', KEYS[12], member)
if ARGV[2] ~= '' then
  redis.call('ZREM', KEYS[13], member)
end

for i = 6, 10 do
  if (i ~= 8 or session ~= '') and (i ~= 10 or kind == 'fixed') then
    redis.call('ZADD', KEYS[i], score, member)
    if redis.call('PTTL', KEYS[i]) < life then
      redis.call('PEXPIRE', KEYS[i], string.format('%.0f', life + 3600000))
    end
  end
end

if kind ~= 'fixed' then
  redis.call('ZADD', KEYS[11], score, session .. '\t' .. incarnation .. '\t' .. (kind == 'signin' and user or ''))
  if redis.call('PTTL', KEYS[11]) < life then
    redis.call('PEXPIRE', KEYS[11], string.format('%.0f', life + 3600000))
  end
end

redis.call('PUBLISH', ARGV[10], ARGV[11] .. 'transferred\n' .. member .. '\n' .. #text .. '\n' .. #former .. '\n' .. text .. former)

return { stamp, 1, text, life }
