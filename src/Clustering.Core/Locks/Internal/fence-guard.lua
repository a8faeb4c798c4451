-- fence-guard.lua: lets in whoever has the highest fence so far, and refuses the others.
--
-- KEYS[1]  highest  string, expiring: the highest fence that was let in
-- ARGV[1]  fence    of whoever wants in
-- ARGV[2]  keep     milliseconds for which the highest is remembered
--
-- Returns  1 let in, 0 refused
--
-- Why a script: to compare and to remember are one step, or a lower fence could slip in between.

if tonumber(redis.call('GET', KEYS[1]) or '0') > tonumber(ARGV[1]) then
  return 0
end

redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
