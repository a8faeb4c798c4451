-- reservation-force.lua: ends a reservation against its holder's will, and leaves a note that says by whom and why.
--
-- KEYS[1]  record    the component's record
-- KEYS[2]  category  index: what is reserved of its category
-- KEYS[3]  users     index: what the holder holds
-- KEYS[4]  bound     index: what his session holds; a copy of KEYS[3] where he has none
-- KEYS[5]  node      index: what was reserved through his node
-- KEYS[6]  due       sorted set: component -> when its record ends by itself
-- KEYS[7]  forced    hash: owner -> who forced it out, and why; for handles, whose renewal looks there
-- ARGV[1]  fence      of the reservation to end: a newer one is not meant
-- ARGV[2]  owner      the owner line of that reservation
-- ARGV[3]  by         one line
-- ARGV[4]  reason
-- ARGV[5]  tombstone  milliseconds for which the holder can learn of it
-- ARGV[6]  member     the component, as in the indexes
-- ARGV[7]  channel    where to tell of it; every node listens
-- ARGV[8]  topic      what the message begins with
--
-- Returns  1  it is ended, now or by this call before
--          0  it was not there any more
--
-- Why a script: between the look and the end of it, somebody else may have become the holder.

local text = redis.call('GET', KEYS[1]) or ''
local tombstone = '-' .. ARGV[2] .. '\nforced\n' .. ARGV[3] .. '\n' .. ARGV[4]
if text == tombstone then
  return 1
end

local fence, kind = string.match(text, '^%+[^\n]*\n(%d+)\n[^\n]*\n%d+\n(%a+)\n')
if fence ~= ARGV[1] then
  return 0
end

if kind == 'handle' then
  if redis.call('HLEN', KEYS[7]) >= 1000 then
    redis.call('DEL', KEYS[7])
  end
  redis.call('HSET', KEYS[7], ARGV[2], ARGV[3] .. '\n' .. ARGV[4])
  redis.call('PEXPIRE', KEYS[7], '3600000')
end

redis.call('SET', KEYS[1], tombstone, 'PX', ARGV[5])
for i = 2, 6 do
  redis.call('ZREM', KEYS[i], ARGV[6])
end

redis.call('PUBLISH', ARGV[7], ARGV[8] .. 'forced\n' .. ARGV[6] .. '\n' .. #tombstone .. '\n' .. #text .. '\n' .. tombstone .. text)

return 1
