-- operation-repair.lua: puts back operations that are in no list, because a key was lost or changed by hand.
--
-- KEYS[1]   jobs     hash: id -> envelope
-- KEYS[2]   ready 0  list: ids that may start, of high priority
-- KEYS[3]   ready 1  list: of normal priority
-- KEYS[4]   ready 2  list: of low priority
-- KEYS[5]   lines    hash: h and key -> first of the line, t and key -> last
-- KEYS[6]   next     hash: id -> the one behind it in its line
-- KEYS[7]   due      sorted set
-- KEYS[8]   leases   sorted set
-- KEYS[9]   owners   hash
-- KEYS[10]  parked   sorted set
-- KEYS[11]  dead     sorted set
--
-- Returns  how many were put back
--
-- Why a script: while it looks, nothing may move. It takes as long as the queue is long, and is for a queue whose numbers do not agree.

local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))

-- What runs without a lease is taken back by the next turn; a lease of nobody goes.
local owners = redis.call('HKEYS', KEYS[9])
for _, id in ipairs(owners) do
  if not redis.call('ZSCORE', KEYS[8], id) then
    redis.call('ZADD', KEYS[8], now, id)
  end
end
for _, id in ipairs(redis.call('ZRANGE', KEYS[8], '0', '-1')) do
  if redis.call('HEXISTS', KEYS[9], id) == 0 then
    redis.call('ZREM', KEYS[8], id)
  end
end

local placed = {}
for list = 2, 4 do
  for _, id in ipairs(redis.call('LRANGE', KEYS[list], '0', '-1')) do
    placed[id] = true
  end
end
local next = redis.call('HGETALL', KEYS[6])
for i = 2, #next, 2 do
  placed[next[i]] = true
end
for _, id in ipairs(owners) do
  placed[id] = true
end

-- The longer and then the greater an id of one node, the later it was given: about the order in which they came.
local ids = redis.call('HKEYS', KEYS[1])
table.sort(ids, function(a, b)
  return #a < #b or (#a == #b and a < b)
end)

-- What is left of a line: from its first one on, as far as it leads.
local mended = {}
local function mend(key)
  mended[key] = true
  local tail = redis.call('HGET', KEYS[5], 'h' .. key)
  if not tail or redis.call('HEXISTS', KEYS[1], tail) == 0 then
    redis.call('HDEL', KEYS[5], 'h' .. key, 't' .. key)
    return
  end
  local behind = redis.call('HGET', KEYS[6], tail)
  while behind do
    tail = behind
    behind = redis.call('HGET', KEYS[6], tail)
  end
  redis.call('HSET', KEYS[5], 't' .. key, tail)
end

local count = 0
for _, id in ipairs(ids) do
  if not placed[id] and not redis.call('ZSCORE', KEYS[7], id) and not redis.call('ZSCORE', KEYS[10], id) and not redis.call('ZSCORE', KEYS[11], id) then
    local env = redis.call('HGET', KEYS[1], id)
    local ready = string.byte(env) - 46
    local key = string.sub(env, 7, string.find(env, '\n', 7, true) - 1)
    if key ~= '' and not mended[key] then
      mend(key)
    end
    local head = key ~= '' and redis.call('HGET', KEYS[5], 'h' .. key)
    if head and head ~= id then
      redis.call('HSET', KEYS[6], redis.call('HGET', KEYS[5], 't' .. key), id)
      redis.call('HSET', KEYS[5], 't' .. key, id)
    else
      if key ~= '' and not head then
        redis.call('HSET', KEYS[5], 'h' .. key, id, 't' .. key, id)
      end
      redis.call('RPUSH', KEYS[ready], id)
    end
    count = count + 1
  end
end

return count
