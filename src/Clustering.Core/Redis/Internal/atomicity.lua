-- atomicity.lua: finds out whether this server runs scripts alone, by counting for a while in which another connection interferes.
--
-- KEYS[1]  probe  string, expiring: the counter that the other connection keeps resetting
-- ARGV[1]  while  milliseconds to count; by time and not by number, for the other connection has to get its turn
--
-- Returns  0      nothing interfered
--          round  the round in which something did: scripts are not atomic here

local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local ends = now() + tonumber(ARGV[1])
local round = 0
redis.call('SET', KEYS[1], '0', 'PX', '10000')

repeat
  round = round + 1
  if redis.call('INCR', KEYS[1]) ~= round then
    return round
  end
until now() >= ends

return 0
