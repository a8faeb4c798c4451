-- reservation-renew.lua: asks whether components are still the owner's, and lets those of a fixed time live longer.
--
-- KEYS[1]  revoked  sorted set: user -> sign-ins up to this server microsecond are revoked
-- KEYS[2]  session  hash: the owner's session; a copy of KEYS[1] where he has none
-- KEYS[3]  users    index: what the user holds
-- KEYS[4]  bound    index: what the session holds; a copy of KEYS[1] where there is none
-- KEYS[5]  node     index: what was reserved through this node
-- KEYS[6]  due      sorted set: component -> when its record ends by itself (server milliseconds)
-- KEYS[7]  records  from here on, one for each component; after them the indexes of their categories
-- ARGV[1]  user
-- ARGV[2]  session    the session's id, or ''
-- ARGV[3]  owner      only what this owner line holds, as a handle's; '' = whatever the user holds in the session
-- ARGV[4]  life       milliseconds from now on, for a fixed one; '' = only ask
-- ARGV[5]  retention  milliseconds the indexes remember a handle's
-- ARGV[6]  n          how many components; then n times: component, which of the categories it is in
--
-- Returns  { now, ... }  for each component: code, text, milliseconds it lives unless it is renewed
--                        1 = it is the owner's; 0 = nobody holds it; 3 = text says who holds it; 4 = it was ended by force, text says by whom
--          { 'moved', id }  the session was renewed since, to this id: nothing was done
--
-- What has ended is never brought back here: somebody else may have held it since.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local user, session, n = ARGV[1], ARGV[2], tonumber(ARGV[6])

-- First a write, which only a primary does: a server that is the primary no more must not say that something has ended.
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', string.format('%.0f', now))

local incarnation, signed = false, false
if session ~= '' then
  local m = redis.call('HMGET', KEYS[2], '#inc', '#user', '#sign', '#end', '#moved')
  if m[1] and m[5] then
    return { 'moved', m[5] }
  end
  local revoked = m[2] and redis.call('ZSCORE', KEYS[1], m[2])
  if m[1] and not (revoked and tonumber(m[3]) <= tonumber(revoked)) and not (m[4] and tonumber(m[4]) <= now) then
    incarnation, signed = m[1], m[2]
  end
end

local function isMine(owner, heldIncarnation)
  if ARGV[3] ~= '' then
    return owner == ARGV[3]
  end
  local heldUser, heldSession = string.match(owner, '\t([^\t]*)\t([^\t]*)$')
  return heldUser == user and (heldSession == session or (incarnation and heldIncarnation == incarnation))
end

local reply = { string.format('%.0f', now) }
for i = 1, n do
  local member, category = ARGV[5 + 2 * i], tonumber(ARGV[6 + 2 * i])
  local text = redis.call('GET', KEYS[i + 6]) or ''
  local code, left = 0, 0
  local owner, rest, kind, held = string.match(text, '^%+([^\n]*)(\n%d+\n[^\n]*\n%d+\n(%a+)\n([^\n]*)\n.*)$')
  if owner and isMine(owner, held) then
    local bound = kind == 'session' or kind == 'signin'
    if not bound or (held == incarnation and (kind == 'session' or signed == user)) then
      code = 1
      local retention = 0
      if kind == 'fixed' and ARGV[4] ~= '' then
        -- Under the id that the session has now, so that it is listed there.
        text = '+' .. string.match(owner, '^[^\t]*') .. '\t' .. user .. '\t' .. session .. rest
        redis.call('SET', KEYS[i + 6], text, 'PX', ARGV[4])
        retention = tonumber(ARGV[4])
        redis.call('ZADD', KEYS[6], string.format('%.0f', now + retention), member)
      elseif kind == 'handle' then
        retention = tonumber(ARGV[5])
      end
      if retention > 0 then
        local score = string.format('%.0f', now + retention)
        redis.call('ZADD', KEYS[3], score, member)
        redis.call('ZADD', KEYS[5], score, member)
        redis.call('ZADD', KEYS[n + category + 6], score, member)
        if session ~= '' then
          redis.call('ZADD', KEYS[4], score, member)
        end
        if redis.call('PTTL', KEYS[n + category + 6]) < retention then
          redis.call('PEXPIRE', KEYS[n + category + 6], string.format('%.0f', retention))
        end
        for k = 3, 6 do
          if k ~= 4 or session ~= '' then
            local life = redis.call('PTTL', KEYS[k])
            if life ~= -2 and life < retention then
              redis.call('PEXPIRE', KEYS[k], string.format('%.0f', retention + 3600000))
            end
          end
        end
      end
      left = redis.call('PTTL', KEYS[i + 6])
    end
  elseif owner then
    code, left = 3, redis.call('PTTL', KEYS[i + 6])
  else
    local former, how = string.match(text, '^%-([^\n]*)\n(%a+)')
    if former and how == 'forced' and isMine(former, '') then
      code = 4
    end
  end
  reply[3 * i - 1] = code
  reply[3 * i] = text
  reply[3 * i + 1] = left
end

return reply
