-- cache-share.lua: gives a book that another node has loaded for all; or says who loads, so that one does and the others wait.
--
-- KEYS[1]  regions  hash: region -> position
-- KEYS[2]  shared   hash: position, run, data of the book that was loaded last; claimed, claimant, ends of the load under way
-- ARGV[1]  region   whose book it is
-- ARGV[2]  node     who asks
-- ARGV[3]  patience milliseconds for which nobody else loads if the caller is to
-- ARGV[4]  run      of the server, as the caller knows it
--
-- Returns  { 0, position }        nobody has it: load it, and put it here under this position
--          { 1, position, data }  here it is, as it is at this position, which is where the region is now
--          { 2, remaining }       somebody loads it, for so many milliseconds more
--          { 3 }                  it is not to be had: everybody loads his own
--
-- Why a script: the book must be of the region's position at this moment, and one of those who ask must be the one to load. Why the run: another
-- primary may have forgotten steps, and then the region is where it was, with what was loaded before those steps.

local position = redis.call('HGET', KEYS[1], ARGV[1])
if not position then
  return { 3 }
end

local m = redis.call('HMGET', KEYS[2], 'position', 'run', 'data', 'claimed', 'claimant', 'ends')
if m[1] == position and m[2] == ARGV[4] then
  if m[3] then
    return { 1, position, m[3] }
  end
  return { 3 }
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local claim = position .. ' ' .. ARGV[4]
if m[4] == claim and m[5] ~= ARGV[2] and tonumber(m[6]) > now then
  return { 2, string.format('%.0f', tonumber(m[6]) - now) }
end

redis.call('HSET', KEYS[2], 'claimed', claim, 'claimant', ARGV[2], 'ends', string.format('%.0f', now + tonumber(ARGV[3])))
redis.call('PEXPIRE', KEYS[2], '600000')
return { 0, position }
