-- node-heartbeat.lua: extends a node's lease and answers who else lives.
--
-- KEYS[1]  leases     sorted set: node id -> end of its lease (server milliseconds)
-- KEYS[2]  records    hash: node id -> what the node says of itself
-- ARGV[1]  node       the id of the node that beats
-- ARGV[2]  lease      milliseconds
-- ARGV[3]  record     what it says of itself; '' = as last time
-- ARGV[4]  retention  milliseconds after which a dead node is forgotten
--
-- Returns  { 1, now, id, id, ... }  the ids of all living nodes, this one included
--          { 0 }                    the record is not known here (first beat, lost data): beat again with the record
--
-- Why the server's clock: nodes must agree on who lives, and their own clocks do not.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
elseif redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then
  return { 0 }
end

redis.call('ZADD', KEYS[1], string.format('%.0f', now + tonumber(ARGV[2])), ARGV[1])

local forgotten = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - tonumber(ARGV[4])), 'LIMIT', '0', '100')
for _, node in ipairs(forgotten) do
  redis.call('ZREM', KEYS[1], node)
  redis.call('HDEL', KEYS[2], node)
end

local life = string.format('%.0f', tonumber(ARGV[2]) + tonumber(ARGV[4]))
redis.call('PEXPIRE', KEYS[1], life)
redis.call('PEXPIRE', KEYS[2], life)

local reply = { 1, string.format('%.0f', now) }
for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', now), '+inf')) do
  reply[#reply + 1] = node
end

return reply
