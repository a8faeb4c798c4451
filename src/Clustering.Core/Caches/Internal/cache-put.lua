-- cache-put.lua: puts a book here that was loaded for all, if its region has not moved since; and tells the others that they need not wait.
--
-- KEYS[1]  regions   hash: region -> position
-- KEYS[2]  shared    hash: position, run, data of the book that was loaded last; claimed, claimant, ends of the load under way
-- ARGV[1]  region    whose book it is
-- ARGV[2]  position  at which the load began; '' = the load has failed: somebody else may try
-- ARGV[3]  node      who has loaded it
-- ARGV[4]  run       of the server, as the caller knows it
-- ARGV[5]  data      the book; '' = everybody has to load his own
-- ARGV[6]  channel   where to tell of it; every node listens
-- ARGV[7]  message   what to say
--
-- Returns  1 if that is so now, 0 if the region has moved, or somebody else is to load
--
-- Why a script: an old book must not come after a step. Repeated, it puts the same book.

if ARGV[2] == '' then
  if redis.call('HGET', KEYS[2], 'claimant') ~= ARGV[3] then
    return 0
  end
  redis.call('HDEL', KEYS[2], 'claimed')
elseif redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then
  return 0
else
  redis.call('DEL', KEYS[2])
  redis.call('HSET', KEYS[2], 'position', ARGV[2], 'run', ARGV[4])
  if ARGV[5] ~= '' then
    redis.call('HSET', KEYS[2], 'data', ARGV[5])
  end
  redis.call('PEXPIRE', KEYS[2], '600000')
end

redis.call('PUBLISH', ARGV[6], ARGV[7])
return 1
