-- cache-begin.lua: notes that a change is about to be made, so that caches are invalidated even if whoever makes it dies before saying so.
--
-- KEYS[1]  changes   sorted set: changes that were begun -> when they count as abandoned (server milliseconds)
-- ARGV[1]  change    nonce, line break, region
-- ARGV[2]  patience  milliseconds after which it counts as abandoned
--
-- Returns  when that is
--
-- Why a script: it is counted by the server's clock, by which it is looked at too.

local time = redis.call('TIME')
local ends = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[2]))
redis.call('ZADD', KEYS[1], ends, ARGV[1])
redis.call('PEXPIRE', KEYS[1], '86400000')
return ends
