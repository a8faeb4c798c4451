-- cache-bump.lua: moves regions of caches to their next positions, and tells every node what is invalid by that.
--
-- KEYS[1]     regions  hash: region -> position, which is version, space, nonce; '' -> that of the last step of any region
-- KEYS[2]     changes  sorted set: changes that were begun -> when they count as abandoned (server milliseconds)
-- KEYS[3...]  logs     of the regions, lists: their last steps
-- ARGV[1]     channel  where to tell of it; every node listens
-- ARGV[2]     topic    what the message begins with
-- ARGV[3]     nonce    of this step; it makes a repeat known
-- ARGV[4]     change   that ends by this; '' = none
-- ARGV[5]     only     1 = nothing is to be done if that change has ended before: somebody else was quicker
-- then        for each region, in the same order: its name, and the keys that are invalid, as RegionChange writes them; '' = all
--
-- Returns  for each region its step, as RegionChange reads it; or its version, where the step had been made before; nothing if somebody was quicker
--
-- Why a script: whoever reads positions must find the step in the log, and messages must come in the order of the versions.

if ARGV[4] ~= '' and redis.call('ZREM', KEYS[2], ARGV[4]) == 0 and ARGV[5] == '1' then
  return {}
end

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local newest, last_of_all = 0, ''
local reply, told, moved, isFirst = {}, {}, {}, false
for i = 3, #KEYS do
  local region, invalid = ARGV[i * 2], ARGV[i * 2 + 1]
  local last = redis.call('HGET', KEYS[1], region) or '0 '
  local version, nonce = string.match(last, '^(%d+) (.*)$')
  if nonce == ARGV[3] then
    reply[i - 2] = version
  else
    local number = math.max(micros, tonumber(version) + 1)
    local position = string.format('%.0f', number) .. ' ' .. ARGV[3]
    local step = region .. '\n' .. last .. '\n' .. position .. '\n' .. #invalid .. '\n' .. invalid
    moved[#moved + 1] = region
    moved[#moved + 1] = position
    if invalid ~= '' then
      -- Otherwise no way is to lead over this step: whoever has missed it drops everything, as it says.
      redis.call('RPUSH', KEYS[i], step)
      redis.call('LTRIM', KEYS[i], '-100', '-1')
      redis.call('PEXPIRE', KEYS[i], '3600000')
    end
    isFirst = isFirst or version == '0'
    if number > newest then
      newest, last_of_all = number, position
    end
    reply[i - 2] = step
    told[#told + 1] = step
  end
end

if #told > 0 then
  moved[#moved + 1] = ''
  moved[#moved + 1] = last_of_all
  for i = 1, #moved, 1000 do
    redis.call('HSET', KEYS[1], unpack(moved, i, math.min(i + 999, #moved)))
  end
  if isFirst then
    redis.call('PEXPIRE', KEYS[1], '86400000') -- It may be new; otherwise checks see to it.
  end
  redis.call('PUBLISH', ARGV[1], ARGV[2] .. table.concat(told))
end

return reply
