-- reservation-reserve.lua: reserves components for one owner: all of them, or those that are free.
--
-- KEYS[1]  fence     the last fence handed out in the cluster
-- KEYS[2]  revoked   sorted set: user -> sign-ins up to this server microsecond are revoked
-- KEYS[3]  session   hash: the owner's session; a copy of KEYS[1] where he has none
-- KEYS[4]  users     index: what the user holds
-- KEYS[5]  bound     index: what the session holds; a copy of KEYS[1] where there is none
-- KEYS[6]  node      index: what was reserved through this node
-- KEYS[7]  due       sorted set: component -> when its record ends by itself (server milliseconds)
-- KEYS[8]  sessions  sorted set: session, incarnation, user -> when it may be forgotten, for each session that something is bound to
-- KEYS[9]  records   from here on, one for each component; after them the indexes of their categories
-- ARGV[1]  owner      token, user and session, with tabs between; the token is empty but for a handle, whose it is alone
-- ARGV[2]  user
-- ARGV[3]  session    the session's id, or ''
-- ARGV[4]  node       the id of the node that asks
-- ARGV[5]  kind       'session', 'fixed' or 'handle': what the reservation lives as long as
-- ARGV[6]  life       milliseconds the record lives unless it is renewed
-- ARGV[7]  retention  milliseconds the indexes remember it
-- ARGV[8]  mode       'all' = all or nothing; 'best' = whatever is free
-- ARGV[9]  sameUser   'deny' or 'take': what becomes of a reservation of the same user from another session
-- ARGV[10] channel    where to tell of it; every node listens
-- ARGV[11] topic      what the message begins with
-- ARGV[12] note
-- ARGV[13] n          how many components; then n times: component, which of the categories it is in
--
-- Returns  { 1, now, ... }  done; then for each component: code, record, milliseconds it lives unless it is renewed
--                           code 1 = it is the owner's, 0 = it is held by whoever the record says, -1 = it is free, and nothing was done
--          { 2, id }        the session was renewed since, to this id: nothing was done
--          { 3 }            there is no such session (any more): nothing was done
--
-- A record is '+owner', fence, node, since, kind, incarnation, note, one line each; the note is last, so it may contain anything. The
-- kind 'signin' is a session's reservation that also ends when that session is signed out.
--
-- Why a script: nobody else may come between the look and the write, nor may a session end between them; and all or nothing it is.

local time = redis.call('TIME')
local micros = tonumber(time[1]) * 1000000 + tonumber(time[2])
local now = math.floor(micros / 1000)
local owner, user, session, kind, n = ARGV[1], ARGV[2], ARGV[3], ARGV[5], tonumber(ARGV[13])
local life, retention = tonumber(ARGV[6]), tonumber(ARGV[7])

-- First a write, which only a primary does: a server that is the primary no more must not say who holds what.
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', string.format('%.0f', now))

local incarnation, signed = false, false
if session ~= '' then
  local m = redis.call('HMGET', KEYS[3], '#inc', '#user', '#sign', '#end', '#moved')
  if m[1] and m[5] then
    return { 2, m[5] }
  end
  local revoked = m[2] and redis.call('ZSCORE', KEYS[2], m[2])
  if m[1] and not (revoked and tonumber(m[3]) <= tonumber(revoked)) and not (m[4] and tonumber(m[4]) <= now) then
    incarnation, signed = m[1], m[2]
  elseif kind == 'session' then
    return { 3 }
  end
end

if kind == 'session' and signed == user then
  kind = 'signin'
end

-- What a record means to this owner: 'free', 'again' (his, and it stays as it is), 'mine' (his, and begins anew), 'taken' (from another
-- session of his) or 'held'.
local function meet(text)
  local held, fence, since, heldKind, heldIncarnation =
    string.match(text, '^%+([^\n]*)\n(%d+)\n[^\n]*\n(%d+)\n(%a+)\n([^\n]*)\n')
  if not held then
    return 'free'
  end

  local heldUser, heldSession = string.match(held, '\t([^\t]*)\t([^\t]*)$')
  local same = heldSession == session or (incarnation and heldIncarnation == incarnation)
  if same and (heldKind == 'session' or heldKind == 'signin')
    and (heldIncarnation ~= incarnation or (heldKind == 'signin' and heldUser ~= signed)) then
    return 'free'
  end

  if heldUser ~= user then
    return 'held'
  end

  if same then
    -- Two handles never share a fence: the newer one takes over.
    return (held == owner or (kind ~= 'handle' and heldKind ~= 'handle')) and 'again' or 'mine', fence, since
  end

  return ARGV[9] == 'take' and 'taken' or 'held'
end

local found, plan, fences, begins, conflict = {}, {}, {}, {}, false
for from = 1, n, 500 do
  local to = math.min(from + 499, n)
  local texts = redis.call('MGET', KEYS[from + 8], unpack(KEYS, 9 + from, 8 + to))
  for i = from, to do
    local text = texts[i - from + 1]
    found[i] = text
    if text then
      plan[i], fences[i], begins[i] = meet(text)
    else
      plan[i] = 'free'
    end
    conflict = conflict or plan[i] == 'held'
  end
end

local reply = { 1, string.format('%.0f', now) }
local refused = conflict and ARGV[8] == 'all'
local last = not refused and math.max(tonumber(redis.call('GET', KEYS[1]) or 0), micros - 1)
local minted = last
local detail = '\n' .. kind .. '\n' .. (incarnation or '') .. '\n' .. ARGV[12]
local score = string.format('%.0f', now + retention)
local ends = string.format('%.0f', now + life)
local listed, dues, groups, told = {}, {}, {}, {}

for i = 1, n do
  local member, category = ARGV[12 + 2 * i], tonumber(ARGV[13 + 2 * i])
  local code, text, left = 1, found[i] or '', life
  if plan[i] == 'held' then
    code, left = 0, redis.call('PTTL', KEYS[i + 8])
  elseif refused then
    code, text, left = plan[i] == 'again' and 1 or -1, plan[i] == 'again' and text or '', 0
  else
    local fence, since = fences[i], begins[i]
    if plan[i] ~= 'again' then
      minted = minted + 1
      fence, since = string.format('%.0f', minted), string.format('%.0f', now)
    end
    local former = text
    text = '+' .. owner .. '\n' .. fence .. '\n' .. ARGV[4] .. '\n' .. since .. detail
    redis.call('SET', KEYS[i + 8], text, 'PX', ARGV[6])
    if text ~= former then
      local was = (plan[i] == 'taken' or plan[i] == 'mine') and former or ''
      told[#told + 1] = (plan[i] == 'taken' and 'taken' or 'reserved') .. '\n' .. member .. '\n' .. #text .. '\n' .. #was .. '\n' .. text .. was
    end
    listed[#listed + 1] = score
    listed[#listed + 1] = member
    dues[#dues + 1] = ends
    dues[#dues + 1] = member
    local group = groups[category] or {}
    groups[category] = group
    group[#group + 1] = score
    group[#group + 1] = member
  end
  reply[3 * i] = code
  reply[3 * i + 1] = text
  reply[3 * i + 2] = left
end

if #listed == 0 then
  return reply
end

if minted > last then
  redis.call('SET', KEYS[1], string.format('%.0f', minted), 'PX', '86400000')
end

local timed = kind == 'fixed' or kind == 'handle'
for from = 1, #listed, 1000 do
  local to = math.min(from + 999, #listed)
  redis.call('ZADD', KEYS[4], unpack(listed, from, to))
  redis.call('ZADD', KEYS[6], unpack(listed, from, to))
  if session ~= '' then
    redis.call('ZADD', KEYS[5], unpack(listed, from, to))
  end
  if timed then
    redis.call('ZADD', KEYS[7], unpack(dues, from, to))
  end
end

for category, group in pairs(groups) do
  for from = 1, #group, 1000 do
    redis.call('ZADD', KEYS[n + category + 8], unpack(group, from, math.min(from + 999, #group)))
  end
  redis.call('ZREMRANGEBYSCORE', KEYS[n + category + 8], '-inf', string.format('%.0f', now))
  if redis.call('PTTL', KEYS[n + category + 8]) < retention then
    redis.call('PEXPIRE', KEYS[n + category + 8], ARGV[7])
  end
end

if not timed then
  redis.call('ZADD', KEYS[8], score, session .. '\t' .. incarnation .. '\t' .. (kind == 'signin' and user or ''))
end

for i = 4, 8 do
  if i ~= 5 or session ~= '' then
    if i ~= 4 and i ~= 7 then
      redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', string.format('%.0f', now))
    end
    -- An hour more than it remembers, so that the sweep finds what is due; -2, where there is none, is less than anything.
    local left = redis.call('PTTL', KEYS[i])
    if left ~= -2 and left < retention then
      redis.call('PEXPIRE', KEYS[i], string.format('%.0f', retention + 3600000))
    end
  end
end

if #told > 0 then
  redis.call('PUBLISH', ARGV[10], ARGV[11] .. table.concat(told))
end

return reply
