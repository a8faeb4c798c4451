-- node-leave.lua: takes a node that stops out of the registry.
--
-- KEYS[1]  leases   sorted set: node id -> end of its lease
-- KEYS[2]  records  hash: node id -> what the node says of itself
-- ARGV[1]  node     the id of the node that leaves
--
-- Returns  1 if it was there, otherwise 0

redis.call('HDEL', KEYS[2], ARGV[1])
return redis.call('ZREM', KEYS[1], ARGV[1])
