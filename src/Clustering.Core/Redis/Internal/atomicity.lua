-- atomicity.lua: finds out whether this server runs scripts alone, by counting while another connection interferes.
--
-- KEYS[1]  probe   string, expiring: the counter that the other connection keeps resetting
-- ARGV[1]  rounds  how far to count
--
-- Returns  0       nothing interfered
--          round   the round in which something did: scripts are not atomic here

redis.call('SET', KEYS[1], '0', 'PX', '10000')

for round = 1, tonumber(ARGV[1]) do
  if redis.call('INCR', KEYS[1]) ~= round then
    return round
  end
end

return 0
