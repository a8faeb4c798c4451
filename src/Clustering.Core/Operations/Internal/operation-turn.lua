-- operation-turn.lua: one turn of a queue: what has ended, what is due, what was lost, and what starts now.
--
-- KEYS[1]      jobs        hash: id -> envelope
-- KEYS[2]      ready 0     list: ids that may start, of high priority
-- KEYS[3]      ready 1     the same, of normal priority
-- KEYS[4]      ready 2     the same, of low priority
-- KEYS[5]      lines       hash: h and key -> first of the line, t and key -> last, c and key -> whom the next one replaces
-- KEYS[6]      next        hash: id -> the one behind it in its line
-- KEYS[7]      due         sorted set: id -> when it may start (server milliseconds)
-- KEYS[8]      leases      sorted set: id -> end of its lease (server milliseconds)
-- KEYS[9]      owners      hash: id -> token of whoever runs it: fence, space, node
-- KEYS[10]     parked      sorted set: id -> version that it needs
-- KEYS[11]     dead        sorted set: id -> when it died (server milliseconds)
-- KEYS[12]     tries       hash: id -> attempts, space, lost leases
-- KEYS[13]     errors      hash: id -> the last failure
-- KEYS[14]     notes       hash: id -> progress
-- KEYS[15]     steps       hash: id -> results of its steps
-- KEYS[16]     cancels     hash: id -> who wants it cancelled while it runs
-- KEYS[17]     stats       hash: counters; paused; told = when nodes were last told that some are left
-- KEYS[18]     fence       string: the last fence of the cluster
-- KEYS[19]     turn        string, expiring: the caller's last turn, and what it started
-- KEYS[20...]  outcomes    strings, expiring: how operations ended of which somebody wants to know
-- ARGV[1]      turn        number of the turn; of one caller they differ
-- ARGV[2]      node        id of the caller
-- ARGV[3]      start       how many may start, 0 to 64; -1 = only the acts, for a caller who knows nothing of the handler
-- ARGV[4]      lease       milliseconds
-- ARGV[5]      version     the highest that the caller can read, four digits
-- ARGV[6]      lost        how many lost leases make a dead letter
-- ARGV[7]      most        how many may run in the cluster; 0 = any number
-- ARGV[8]      policy      what a failure means to those behind: block, skip or stop
-- ARGV[9]      channel     of all nodes
-- ARGV[10]     topic       beginning of messages
-- ARGV[11]     handler     name of the queue
-- ARGV[12]     done        how many have ended well, each with three arguments: id, owner token, order key
-- ARGV[n...]   acts        each: verb, id, owner token or '', index of its outcome key or 0, and two more:
--                          keep (ended well, with an outcome): result, ''     retry: milliseconds, error    die: '', error
--                          back (given back): '', ''    ended (cancelled while it ran): '', ''
--                          cancel: who, ''              replay: new envelope or '', ''      remove: '', ''
--
-- Returns  { now, next, left, token, results, id, envelope, tries, ... }
--          next: milliseconds until something is due or may be lost, -1 = nothing; left: how many are ready still;
--          results: a digit for each that has ended, then for each act: 1 = done, 0 = not his or not there, 2 = runs, and its node was told
--
-- Why one script: an operation is always in exactly one place, and only its owner may say what became of it.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local last = redis.call('GET', KEYS[19])
local results, token, started = {}, '', {}
local pushes = { {}, {}, {} }
local fronts = { {}, {}, {} }
local counts = {}
local pushed_into_nothing = false

local function count(what, by)
  counts[what] = (counts[what] or 0) + by
end

local function read(env)
  return string.byte(env) - 47, string.byte(env, 2), string.sub(env, 7, string.find(env, '\n', 7, true) - 1)
end

local function push(priority, id)
  local list = pushes[priority]
  list[#list + 1] = id
end

local function join(id, priority, key)
  if key == '' then
    push(priority, id)
    return
  end
  local tail = redis.call('HGET', KEYS[5], 't' .. key)
  if tail then
    redis.call('HSET', KEYS[5], 't' .. key, id)
    redis.call('HSET', KEYS[6], tail, id)
  else
    redis.call('HSET', KEYS[5], 't' .. key, id, 'h' .. key, id)
    push(priority, id)
  end
end

-- The first of a line leaves it, and the one behind it may start. It does no harm if that is a tombstone: whoever starts it finds out.
local function leave(id, key)
  if key == '' then
    return
  end
  local behind = redis.call('HGET', KEYS[6], id)
  if behind then
    redis.call('HDEL', KEYS[6], id)
    redis.call('HSET', KEYS[5], 'h' .. key, behind)
    local env = redis.call('HGET', KEYS[1], behind)
    push(env and string.byte(env) - 47 or 2, behind)
  else
    redis.call('HDEL', KEYS[5], 'h' .. key, 't' .. key)
  end
end

local function forget(ids)
  redis.call('HDEL', KEYS[1], unpack(ids))
  redis.call('HDEL', KEYS[12], unpack(ids))
  redis.call('HDEL', KEYS[13], unpack(ids))
  redis.call('HDEL', KEYS[14], unpack(ids))
  redis.call('HDEL', KEYS[15], unpack(ids))
  redis.call('HDEL', KEYS[16], unpack(ids))
end

local function let_go(ids)
  redis.call('HDEL', KEYS[9], unpack(ids))
  redis.call('ZREM', KEYS[8], unpack(ids))
end

local function tried(id, attempts, lost)
  local a, l = string.match(redis.call('HGET', KEYS[12], id) or '0 0', '(%d+) (%d+)')
  a, l = a + attempts, l + lost
  redis.call('HSET', KEYS[12], id, string.format('%d %d', a, l))
  return l
end

local function pointed(id, flag, key)
  return flag == 99 and redis.call('HGET', KEYS[5], 'c' .. key) == id
end

local function unpoint(id, flag, key)
  if pointed(id, flag, key) then
    redis.call('HDEL', KEYS[5], 'c' .. key)
  end
end

local function tell(what)
  redis.call('PUBLISH', ARGV[9], ARGV[10] .. what)
end

-- Only where somebody wants to know, for as long as he said when he put it in.
local function record(index, id, env, outcome)
  local life = string.match(env, '\n(%d*)', 7)
  if life ~= '0' then
    if index ~= '0' then
      redis.call('SET', KEYS[tonumber(index)], outcome, 'PX', life)
    end
    tell('ended\n' .. ARGV[11] .. '\n' .. id)
  end
end

local function die(id, env, key, message)
  redis.call('ZADD', KEYS[11], string.format('%.0f', now), id)
  redis.call('HSET', KEYS[13], id, message)
  redis.call('HDEL', KEYS[16], id)
  count('died', 1)
  if ARGV[8] ~= 'stop' then
    leave(id, key)
  end
  record('0', id, env, '')
end

local function end_cancelled(id, key)
  forget({ id })
  leave(id, key)
  count('cancelled', 1)
end

local function settle_done(from, many)
  local ids, owners = {}, {}
  for i = 0, many - 1 do
    ids[i + 1] = ARGV[from + i * 3]
    owners[i + 1] = ARGV[from + i * 3 + 1]
  end
  local found = redis.call('HMGET', KEYS[9], unpack(ids))
  local mine = {}
  for i = 1, many do
    if found[i] == owners[i] then
      mine[#mine + 1] = ids[i]
      results[#results + 1] = '1'
      local key = ARGV[from + (i - 1) * 3 + 2]
      if key ~= '' then
        leave(ids[i], key)
      end
    else
      results[#results + 1] = '0'
    end
  end
  if #mine > 0 then
    let_go(mine)
    forget(mine)
    count('completed', #mine)
  end
end

local act = {}

function act.keep(id, env, index, result)
  local _, _, key = read(env)
  let_go({ id })
  forget({ id })
  leave(id, key)
  count('completed', 1)
  record(index, id, env, '+' .. result)
  return '1'
end

function act.ended(id, env, index)
  local _, _, key = read(env)
  record(index, id, env, 'x' .. (redis.call('HGET', KEYS[16], id) or ''))
  let_go({ id })
  end_cancelled(id, key)
  return '1'
end

function act.retry(id, env, index, delay, message)
  local priority, flag, key = read(env)
  let_go({ id })
  redis.call('HDEL', KEYS[14], id)
  tried(id, 1, 0)
  redis.call('HSET', KEYS[13], id, message)
  count('retried', 1)
  if flag == 99 and redis.call('HEXISTS', KEYS[5], 'c' .. key) == 0 then
    redis.call('HSET', KEYS[5], 'c' .. key, id)
  end
  if ARGV[8] == 'skip' then
    leave(id, key)
  end
  redis.call('ZADD', KEYS[7], string.format('%.0f', now + tonumber(delay)), id)
  return '1'
end

function act.die(id, env, index, _, message)
  local _, _, key = read(env)
  let_go({ id })
  tried(id, 1, 0)
  die(id, env, key, message)
  return '1'
end

function act.back(id, env)
  local priority, flag, key = read(env)
  let_go({ id })
  if flag == 99 and redis.call('HEXISTS', KEYS[5], 'c' .. key) == 0 then
    redis.call('HSET', KEYS[5], 'c' .. key, id)
  end
  local list = fronts[priority]
  list[#list + 1] = id
  return '1'
end

function act.cancel(id, env, index, who)
  local priority, flag, key = read(env)
  if flag == 120 or redis.call('ZSCORE', KEYS[11], id) then
    return '0'
  end
  if redis.call('HEXISTS', KEYS[9], id) == 1 then
    redis.call('HSET', KEYS[16], id, who)
    tell('cancel\n' .. ARGV[11] .. '\n' .. id)
    return '2'
  end
  unpoint(id, flag, key)
  if redis.call('ZREM', KEYS[7], id) == 1 or redis.call('ZREM', KEYS[10], id) == 1 then
    local is_first = key ~= '' and redis.call('HGET', KEYS[5], 'h' .. key) == id
    end_cancelled(id, is_first and key or '')
  else
    redis.call('HDEL', KEYS[12], id)
    redis.call('HDEL', KEYS[13], id)
    redis.call('HDEL', KEYS[15], id)
    redis.call('HSET', KEYS[1], id, string.sub(env, 1, 1) .. 'x' .. string.sub(env, 3, 6) .. key .. '\n0\n')
    redis.call('HINCRBY', KEYS[17], 'tombs', '1')
    count('cancelled', 1)
  end
  record(index, id, env, 'x' .. who)
  return '1'
end

function act.replay(id, env, index, edited)
  if redis.call('ZREM', KEYS[11], id) == 0 then
    return '0'
  end
  if edited ~= '' then
    redis.call('HSET', KEYS[1], id, edited)
    redis.call('HDEL', KEYS[15], id)
    env = edited
  end
  local priority, flag, key = read(env)
  redis.call('HDEL', KEYS[12], id)
  redis.call('HDEL', KEYS[13], id)
  count('replayed', 1)
  if key ~= '' and redis.call('HGET', KEYS[5], 'h' .. key) == id then
    push(priority, id)
  else
    join(id, priority, key)
  end
  return '1'
end

function act.remove(id, env)
  if redis.call('ZREM', KEYS[11], id) == 0 then
    return '0'
  end
  local _, _, key = read(env)
  local is_first = key ~= '' and redis.call('HGET', KEYS[5], 'h' .. key) == id
  forget({ id })
  leave(id, is_first and key or '')
  count('removed', 1)
  return '1'
end

local function settle()
  local done = tonumber(ARGV[12])
  for from = 0, done - 1, 250 do
    settle_done(13 + from * 3, math.min(250, done - from))
  end
  for at = 13 + done * 3, #ARGV, 6 do
    local verb, id, owner = ARGV[at], ARGV[at + 1], ARGV[at + 2]
    local env = redis.call('HGET', KEYS[1], id)
    if not env or (owner ~= '' and redis.call('HGET', KEYS[9], id) ~= owner) then
      results[#results + 1] = '0'
    else
      if owner ~= '' and (verb == 'retry' or verb == 'back') and redis.call('HEXISTS', KEYS[16], id) == 1 then
        verb = 'ended' -- Somebody wants it cancelled: it does not come back.
      end
      results[#results + 1] = act[verb](id, env, ARGV[at + 3], ARGV[at + 4], ARGV[at + 5])
    end
  end
end

-- Those whose time has come: the first of a line goes on, others line up.
local function promote()
  local ids = redis.call('ZRANGEBYSCORE', KEYS[7], '-inf', string.format('%.0f', now), 'LIMIT', '0', '256')
  if #ids == 0 then
    return
  end
  redis.call('ZREM', KEYS[7], unpack(ids))
  local envs = redis.call('HMGET', KEYS[1], unpack(ids))
  for i, id in ipairs(ids) do
    if envs[i] then
      local priority, _, key = read(envs[i])
      if key == '' or redis.call('HGET', KEYS[5], 'h' .. key) == id then
        push(priority, id)
      else
        join(id, priority, key)
      end
    end
  end
end

local function take_back()
  local ids = redis.call('ZRANGEBYSCORE', KEYS[8], '-inf', string.format('%.0f', now), 'LIMIT', '0', '64')
  if #ids == 0 then
    return
  end
  let_go(ids)
  local envs = redis.call('HMGET', KEYS[1], unpack(ids))
  for i, id in ipairs(ids) do
    local env = envs[i]
    if env then
      local priority, flag, key = read(env)
      count('lost', 1)
      if redis.call('HEXISTS', KEYS[16], id) == 1 then
        end_cancelled(id, key)
      elseif tried(id, 0, 1) >= tonumber(ARGV[6]) then
        die(id, env, key, 'Its lease was lost ' .. ARGV[6] .. ' times: whoever runs it dies, or stands still.')
      else
        if flag == 99 and redis.call('HEXISTS', KEYS[5], 'c' .. key) == 0 then
          redis.call('HSET', KEYS[5], 'c' .. key, id)
        end
        local list = fronts[priority]
        list[#list + 1] = id
      end
    end
  end
end

local function flush()
  local any = #pushes[1] + #pushes[2] + #pushes[3] + #fronts[1] + #fronts[2] + #fronts[3] > 0
  if any and redis.call('EXISTS', KEYS[2], KEYS[3], KEYS[4]) == 0 then
    pushed_into_nothing = true
  end
  for priority = 1, 3 do
    local list, front = pushes[priority], fronts[priority]
    for from = 1, #list, 1000 do
      redis.call('RPUSH', KEYS[1 + priority], unpack(list, from, math.min(#list, from + 999)))
    end
    for i = #front, 1, -1 do
      redis.call('LPUSH', KEYS[1 + priority], front[i])
    end
    pushes[priority], fronts[priority] = {}, {}
  end
end

local function mint()
  local clock = string.format('%.0f', time[1] * 1000000 + time[2])
  local previous = redis.call('GET', KEYS[18]) or '0'
  if #clock < #previous or (#clock == #previous and clock <= previous) then
    clock = string.format('%.0f', previous + 1)
  end
  redis.call('SET', KEYS[18], clock, 'PX', '86400000')
  return clock .. ' ' .. ARGV[2]
end

local function start(wanted)
  if redis.call('ZCARD', KEYS[10]) > 0 then
    local ids = redis.call('ZRANGEBYSCORE', KEYS[10], '-inf', ARGV[5], 'LIMIT', '0', '64')
    if #ids > 0 then
      redis.call('ZREM', KEYS[10], unpack(ids))
      local envs = redis.call('HMGET', KEYS[1], unpack(ids))
      for i, id in ipairs(ids) do
        local list = fronts[string.byte(envs[i]) - 47]
        list[#list + 1] = id
      end
      flush()
    end
  end

  local taken, leases, owners = {}, {}, {}
  local ends = string.format('%.0f', now + tonumber(ARGV[4]))
  for priority = 1, 3 do
    local tombs = 0
    while #taken < wanted and tombs < 256 do
      -- Not LPOP: of an empty list, Garnet gives a script something that is no reply.
      local ids = redis.call('LRANGE', KEYS[1 + priority], '0', tostring(wanted - #taken - 1))
      if #ids == 0 then
        break
      end
      redis.call('LTRIM', KEYS[1 + priority], tostring(#ids), '-1')
      local envs = redis.call('HMGET', KEYS[1], unpack(ids))
      for i, id in ipairs(ids) do
        local env = envs[i]
        local flag = env and string.byte(env, 2)
        if not env or flag == 120 then
          tombs = tombs + 1
          if env then
            redis.call('HDEL', KEYS[1], id)
            redis.call('HINCRBY', KEYS[17], 'tombs', '-1')
            local _, _, key = read(env)
            leave(id, key)
            flush()
          end
        elseif string.sub(env, 3, 6) > ARGV[5] then
          redis.call('ZADD', KEYS[10], string.sub(env, 3, 6), id)
        else
          if flag == 99 then
            local _, _, key = read(env)
            unpoint(id, flag, key)
          end
          taken[#taken + 1] = id
          started[#started + 1] = env
          leases[#leases + 1] = ends
          leases[#leases + 1] = id
        end
      end
    end
  end
  if #taken == 0 then
    return taken
  end

  token = mint()
  for i, id in ipairs(taken) do
    owners[i * 2 - 1] = id
    owners[i * 2] = token
  end
  redis.call('ZADD', KEYS[8], unpack(leases))
  redis.call('HSET', KEYS[9], unpack(owners))
  return taken
end

local reply
local function answer(taken, envs)
  local waits = redis.call('ZRANGE', KEYS[7], '0', '0', 'WITHSCORES')[2]
  local ends = redis.call('ZRANGE', KEYS[8], '0', '0', 'WITHSCORES')[2]
  local soonest = math.min(tonumber(waits) or 1e300, tonumber(ends) or 1e300)
  local left = redis.call('LLEN', KEYS[2]) + redis.call('LLEN', KEYS[3]) + redis.call('LLEN', KEYS[4])
  reply = { string.format('%.0f', now), soonest < 1e300 and string.format('%.0f', math.max(0, soonest - now)) or '-1', tostring(left), token, table.concat(results) }
  if #taken > 0 then
    local tries = redis.call('HMGET', KEYS[12], unpack(taken))
    for i, id in ipairs(taken) do
      reply[#reply + 1] = id
      reply[#reply + 1] = envs[i]
      reply[#reply + 1] = tries[i] or ''
    end
  end
  return left
end

if last and string.match(last, '^[^\n]*') == ARGV[1] then
  -- Once more, because the answer was lost: what was started then, as far as it is still his.
  local was_results, was_token, ids = string.match(last, '^[^\n]*\n([^\n]*)\n([^\n]*)\n(.*)$')
  local taken = {}
  results, token = { was_results }, was_token
  for id in string.gmatch(ids, '[^ ]+') do
    local env = redis.call('HGET', KEYS[1], id)
    if env and redis.call('HGET', KEYS[9], id) == token then
      taken[#taken + 1] = id
      started[#started + 1] = env
    end
  end
  answer(taken, started)
  return reply
end

settle()
if ARGV[3] ~= '-1' then
  promote()
  take_back()
end
flush()

local wanted = tonumber(ARGV[3])
local taken = {}
local state = redis.call('HMGET', KEYS[17], 'paused', 'told')
if wanted > 0 and not state[1] then
  if ARGV[7] ~= '0' then
    wanted = math.min(wanted, tonumber(ARGV[7]) - redis.call('ZCARD', KEYS[8]))
  end
  if wanted > 0 then
    taken = start(wanted)
  end
end

local left = answer(taken, started)
for what, by in pairs(counts) do
  redis.call('HINCRBY', KEYS[17], what, tostring(by))
end

-- Others are to come for what this node leaves: always if nobody has been told of it, and now and then while there is more than it takes.
if left > 0 and not state[1] and (pushed_into_nothing or (#taken > 0 and now - (tonumber(state[2]) or 0) >= 20)) then
  redis.call('HSET', KEYS[17], 'told', string.format('%.0f', now))
  tell('ready\n' .. ARGV[11])
end
redis.call('SET', KEYS[19], ARGV[1] .. '\n' .. table.concat(results) .. '\n' .. token .. '\n' .. table.concat(taken, ' '), 'PX', '600000')
return reply
