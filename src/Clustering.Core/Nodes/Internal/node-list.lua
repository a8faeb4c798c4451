-- node-list.lua: the records of all living nodes, and of those that have died lately if the caller wants them.
--
-- KEYS[1]  leases   sorted set: node id -> end of its lease (server milliseconds)
-- KEYS[2]  records  hash: node id -> what the node says of itself
-- ARGV[1]  grace    milliseconds: how long ago a lease may have ended; 0 = living nodes only
--
-- Returns  { id, record, id, record, ... }

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local reply = {}
for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', now - tonumber(ARGV[1])), '+inf')) do
  local record = redis.call('HGET', KEYS[2], node)
  if record then
    reply[#reply + 1] = node
    reply[#reply + 1] = record
  end
end

return reply
