-- operation-enqueue.lua: puts operations of one type into the queues of its handlers, all or none.
--
-- KEYS[1]     routes    hash: type of operation -> version, and its handlers
-- KEYS[2]     request   string, expiring: the answer to this very call, if it was made before
-- KEYS[3...]  queues    for each handler: jobs, ready 0, 1, 2, lines, next, due, stats; see OperationQueueKeys
-- KEYS[n...]  dedup     strings, expiring: the id of whoever came first with a key
-- ARGV[1]     type      of the operations
-- ARGV[2]     version   of the routes that the caller knows
-- ARGV[3]     channel   of all nodes
-- ARGV[4]     handlers  how many
-- ARGV[5]     topic     of the message that wakes nodes up
-- ARGV[6...]  names     of the handlers, in the order of their keys
-- ARGV[n...]  each operation: id; index of its dedup key or 0; window in milliseconds; due: 0, '+' and milliseconds from now, or server
--             milliseconds; then for each handler its envelope, '' = not for this one
--
-- Returns  { 1, place, id, ... }  done; for those that were there before or replace another: which, counted from 1, and the id there is
--          { 0, routes }          nothing was done: the routes are others ('' = nobody handles this type)
--
-- Why a script: it goes to all handlers or to none, by routes that are current, once however often it is repeated.

local routes = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if routes == '' or string.match(routes, '^[^\n]*') ~= ARGV[2] then
  return { 0, routes }
end

local known = redis.call('GET', KEYS[2])
if known then
  return cjson.decode(known)
end

local handlers = tonumber(ARGV[4])
local first = 6 + handlers
local stride = 4 + handlers
local count = (#ARGV - first + 1) / stride
local reply = { 1 }

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Whoever came with a key that is taken is not put in anywhere.
local skipped = {}
for i = 1, count do
  local at = first + (i - 1) * stride
  if ARGV[at + 1] ~= '0' then
    local index = tonumber(ARGV[at + 1])
    if not redis.call('SET', KEYS[index], ARGV[at], 'PX', ARGV[at + 2], 'NX') then
      skipped[i] = true
      reply[#reply + 1] = i
      reply[#reply + 1] = redis.call('GET', KEYS[index])
    end
  end
end

-- What is replaced may need newer caches than what replaces it.
local function heed(env, former)
  local before = string.match(former or '', '^[^\n]*\n%d*\n([^\n]*)') or ''
  if before == '' then
    return env
  end
  local from, to = string.match(env, '^[^\n]*\n%d*\n()[^\n]*()')
  local newest, regions = {}, {}
  for _, tokens in ipairs({ before, string.sub(env, from, to - 1) }) do
    for version, region in string.gmatch(tokens, '(%d+)@([^\t]*)') do
      if not newest[region] then
        regions[#regions + 1] = region
      end
      if not newest[region] or tonumber(version) > tonumber(newest[region]) then
        newest[region] = version
      end
    end
  end
  table.sort(regions)
  for i, region in ipairs(regions) do
    regions[i] = newest[region] .. '@' .. region
  end
  return string.sub(env, 1, from - 1) .. table.concat(regions, '\t') .. string.sub(env, to)
end

local replaced = {}
for h = 1, handlers do
  local base = 3 + (h - 1) * 8
  local jobs, ready, fresh, due = {}, { {}, {}, {} }, 0, {}
  local coalesced, duplicates = 0, 0
  for i = 1, count do
    local at = first + (i - 1) * stride
    local id, env = ARGV[at], ARGV[at + 3 + h]
    if skipped[i] then
      duplicates = duplicates + 1
    elseif env ~= '' then
      local priority, flag = string.byte(env) - 47, string.byte(env, 2)
      local key = string.sub(env, 7, string.find(env, '\n', 7, true) - 1)
      local pending = flag == 99 and redis.call('HGET', KEYS[base + 4], 'c' .. key)
      if pending then
        redis.call('HSET', KEYS[base], pending, heed(env, redis.call('HGET', KEYS[base], pending)))
        coalesced = coalesced + 1
        if not replaced[i] then
          replaced[i] = true
          reply[#reply + 1] = i
          reply[#reply + 1] = pending
        end
      else
        fresh = fresh + 1
        if flag == 99 then
          redis.call('HSET', KEYS[base + 4], 'c' .. key, id)
          redis.call('HSET', KEYS[base], id, env) -- At once, for the next of these may replace it.
        else
          jobs[#jobs + 1] = id
          jobs[#jobs + 1] = env
        end

        local when = ARGV[at + 3]
        if when ~= '0' then
          if string.byte(when) == 43 then
            when = now + tonumber(string.sub(when, 2))
          end
          due[#due + 1] = string.format('%.0f', tonumber(when))
          due[#due + 1] = id
        elseif key == '' then
          local list = ready[priority]
          list[#list + 1] = id
        else
          local tail = redis.call('HGET', KEYS[base + 4], 't' .. key)
          if tail then
            redis.call('HSET', KEYS[base + 4], 't' .. key, id)
            redis.call('HSET', KEYS[base + 5], tail, id)
          else
            redis.call('HSET', KEYS[base + 4], 't' .. key, id, 'h' .. key, id)
            local list = ready[priority]
            list[#list + 1] = id
          end
        end
      end
    end
  end

  local wakes = false
  if #jobs > 0 then
    redis.call('HSET', KEYS[base], unpack(jobs))
  end
  if fresh > 0 then
    redis.call('HINCRBY', KEYS[base + 7], 'enqueued', tostring(fresh))
  end
  if coalesced > 0 then
    redis.call('HINCRBY', KEYS[base + 7], 'coalesced', tostring(coalesced))
  end
  if duplicates > 0 then
    redis.call('HINCRBY', KEYS[base + 7], 'duplicates', tostring(duplicates))
  end
  if #ready[1] + #ready[2] + #ready[3] > 0 then
    wakes = redis.call('EXISTS', KEYS[base + 1], KEYS[base + 2], KEYS[base + 3]) == 0
    for priority = 1, 3 do
      if #ready[priority] > 0 then
        redis.call('RPUSH', KEYS[base + priority], unpack(ready[priority]))
      end
    end
  end
  if #due > 0 then
    redis.call('ZADD', KEYS[base + 6], unpack(due))
    local soonest = redis.call('ZRANGE', KEYS[base + 6], '0', '0')[1]
    for i = 2, #due, 2 do
      wakes = wakes or due[i] == soonest
    end
  end
  if wakes then
    redis.call('PUBLISH', ARGV[3], ARGV[5] .. 'ready\n' .. ARGV[5 + h])
  end
end

redis.call('SET', KEYS[2], cjson.encode(reply), 'PX', '120000')
return reply
