-- reservation-release.lua: lets components go, those of them that are the owner's.
--
-- KEYS[1]  session  hash: the owner's session; a copy of KEYS[2] where he has none
-- KEYS[2]  users    index: what the user holds
-- KEYS[3]  bound    index: what the session holds; a copy of KEYS[2] where there is none
-- KEYS[4]  node     index: what was reserved through this node
-- KEYS[5]  due      sorted set: component -> when its record ends by itself
-- KEYS[6]  records  from here on, one for each component; after them the indexes of their categories
-- ARGV[1]  user
-- ARGV[2]  session    the session's id, or ''
-- ARGV[3]  owner      only what this owner line holds, as a handle's; '' = whatever the user holds in the session
-- ARGV[4]  fence      only the reservation with this fence; '' = whichever
-- ARGV[5]  tombstone  milliseconds for which it is remembered who released it, so that a repeated call is answered as the first was
-- ARGV[6]  channel    where to tell of it; every node listens
-- ARGV[7]  topic      what the message begins with
-- ARGV[8]  n          how many components; then n times: component, which of the categories it is in
--
-- Returns  { now, ... }  for each component: code, text, milliseconds it lives
--                        1 = released, text says what it was; 2 = released before; 0 = nobody holds it; 3 = text says who holds it, the owner himself if the fence is another;
--                        4 = it was ended by force, text says by whom
--
-- Why a script: whose it is and that it goes must be one step, or a new owner's would go.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local user, session, n = ARGV[1], ARGV[2], tonumber(ARGV[8])

-- First a write, which only a primary does: a server that is the primary no more must not say that something has ended.
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now))

local incarnation = session ~= '' and redis.call('HGET', KEYS[1], '#inc')

local function isMine(owner, heldIncarnation)
  if ARGV[3] ~= '' then
    return owner == ARGV[3]
  end
  local heldUser, heldSession = string.match(owner, '\t([^\t]*)\t([^\t]*)$')
  return heldUser == user and (heldSession == session or (incarnation and heldIncarnation == incarnation))
end

local reply, gone, groups, told = { string.format('%.0f', now) }, {}, {}, {}
for i = 1, n do
  local member, category = ARGV[7 + 2 * i], tonumber(ARGV[8 + 2 * i])
  local text = redis.call('GET', KEYS[i + 5]) or ''
  local code, left = 0, 0
  local owner, fence, held = string.match(text, '^%+([^\n]*)\n(%d+)\n[^\n]*\n%d+\n%a+\n([^\n]*)\n')
  if owner and isMine(owner, held) and (ARGV[4] == '' or ARGV[4] == fence) then
    code = 1
    redis.call('SET', KEYS[i + 5], '-' .. owner .. '\nreleased', 'PX', ARGV[5])
    gone[#gone + 1] = member
    local group = groups[category] or {}
    groups[category] = group
    group[#group + 1] = member
    told[#told + 1] = 'released\n' .. member .. '\n' .. #text .. '\n0\n' .. text
  elseif owner then
    code, left = 3, redis.call('PTTL', KEYS[i + 5])
  else
    local former, how = string.match(text, '^%-([^\n]*)\n(%a+)')
    if former and isMine(former, '') then
      code = how == 'released' and 2 or how == 'forced' and 4 or 0
    end
  end
  reply[3 * i - 1] = code
  reply[3 * i] = text
  reply[3 * i + 1] = left
end

for from = 1, #gone, 1000 do
  local to = math.min(from + 999, #gone)
  redis.call('ZREM', KEYS[2], unpack(gone, from, to))
  redis.call('ZREM', KEYS[4], unpack(gone, from, to))
  redis.call('ZREM', KEYS[5], unpack(gone, from, to))
  if session ~= '' then
    redis.call('ZREM', KEYS[3], unpack(gone, from, to))
  end
end

for category, group in pairs(groups) do
  for from = 1, #group, 1000 do
    redis.call('ZREM', KEYS[n + category + 5], unpack(group, from, math.min(from + 999, #group)))
  end
end

if #told > 0 then
  redis.call('PUBLISH', ARGV[6], ARGV[7] .. table.concat(told))
end

return reply
