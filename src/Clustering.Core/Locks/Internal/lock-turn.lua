-- lock-turn.lua: asks for a lock, lets it go, or ends it by force; whichever it is, the lock goes to whoever has waited longest.
--
-- KEYS[1]  lock      string, expiring: who holds it, see LeaseRecord
-- KEYS[2]  fence     string: the last fence of the cluster
-- KEYS[3]  queue     sorted set: owner, node and lease of each waiter, by line -> its ticket
-- KEYS[4]  nodes     sorted set: node id -> end of its lease (server milliseconds)
-- KEYS[5]  forced    hash: owner -> who forced it out, and why
-- ARGV[1]  verb      ask, wait (ask, and wait if somebody has it), release (or leave the queue), force
-- ARGV[2]  owner     who asks or lets go; for force, who is to be the one that holds it
-- ARGV[3]  node      the owner's node; for force anything
-- ARGV[4]  lease     milliseconds; for force anything
-- ARGV[5]  channels  the beginning of every node's channel
-- ARGV[6]  by        force only: who does it, a line break, and why
--
-- Returns  { 1, fence }             ask, wait: the owner holds it (since now or before; its lease begins now)
--          { 0, remaining }         ask: somebody else holds it, for so many milliseconds unless renewed
--          { 2, remaining, ahead }  wait: the same, and the owner is in the queue, with so many ahead
--          { 3 }                    ask, wait: the owner had it, and that has ended: ask again as another
--          { 1 }                    release, force: it has ended, by this call or an earlier one
--          { 2 }                    release: the owner was waiting, and waits no more
--          { 0, what }              release, force: the owner does not hold it; what became of it, as a record, or ''
--
-- Why one script: all of these may hand the lock over, and it must never be free while somebody waits: a record that says 'released' or
-- 'forced' means that nobody does. Whoever gets it by that is told on its node's channel. Whoever is told that he does not hold it is told so
-- after a write, which only a primary does: another may have forgotten him.

local verb, owner = ARGV[1], ARGV[2]
local found = redis.call('MGET', KEYS[1], KEYS[2])
local record, last = found[1] or '', found[2] or '0' -- As text, which is exact and cheap.
local state = string.byte(record)
local held = state == 43
local mine = string.sub(record, 2, #owner + 2) == owner .. '\n'

-- What happens most, in a few steps: it is taken when nobody has it, and let go when nobody waits.
if mine and held then
  if verb == 'release' and redis.call('EXISTS', KEYS[3]) == 0 then
    redis.call('SET', KEYS[1], '-' .. owner .. '\nreleased', 'PX', '10000')
    return { 1 }
  end
elseif state == 45 and not mine and (verb == 'ask' or verb == 'wait') then
  local time = redis.call('TIME')
  local clock = time[1] .. string.sub(time[2] + 1000000, 2)
  if #clock > #last or (#clock == #last and clock > last) then
    redis.call('SET', KEYS[2], clock, 'PX', '86400000')
    redis.call('SET', KEYS[1], '+' .. owner .. '\n' .. clock .. '\n' .. ARGV[3] .. '\n' .. string.sub(clock, 1, -4) .. '\n', 'PX', ARGV[4])
    return { 1, clock }
  end
end

local micros, clock
local function now()
  if not micros then
    local time = redis.call('TIME')
    micros = time[1] * 1000000 + time[2]
    clock = string.format('%.0f', micros)
  end
  return micros
end

last = tonumber(last)
local function next_fence()
  local fence
  if now() > last then
    last, fence = micros, clock
  else
    last = last + 1
    fence = string.format('%.0f', last)
  end
  redis.call('SET', KEYS[2], fence, 'PX', '86400000')
  return fence
end

local function give(to, node, lease)
  local fence = next_fence()
  redis.call('SET', KEYS[1], '+' .. to .. '\n' .. fence .. '\n' .. node .. '\n' .. string.sub(clock, 1, -4) .. '\n', 'PX', lease)
  return fence
end

-- Gives it to the first waiter whose node lives. Those before it are gone for good: a node that comes back asks again.
local function hand_over()
  local waiters = redis.call('ZRANGE', KEYS[3], '0', '0')
  local lives
  while #waiters > 0 do
    lives = lives or {}
    for i, waiter in ipairs(waiters) do
      local to, node, lease = string.match(waiter, '^([^\n]*)\n([^\n]*)\n([^\n]*)$')
      if lives[node] == nil then
        local ends = redis.call('ZSCORE', KEYS[4], node)
        lives[node] = ends and ends * 1000 > now() or false
      end
      if lives[node] then
        redis.call('ZREMRANGEBYRANK', KEYS[3], '0', tostring(i - 1))
        local fence = give(to, node, lease)
        if to ~= owner then
          redis.call('PUBLISH', ARGV[5] .. node, '\4lockgranted\n' .. to .. '\n' .. fence .. '\n' .. KEYS[1])
        end
        return to, fence
      end
    end
    redis.call('ZREMRANGEBYRANK', KEYS[3], '0', tostring(#waiters - 1))
    waiters = redis.call('ZRANGE', KEYS[3], '0', '99')
  end
end

local function free(how)
  if not hand_over() then
    redis.call('SET', KEYS[1], '-' .. owner .. '\n' .. how, 'PX', '10000')
  end
end

if verb == 'ask' or verb == 'wait' then
  if mine and held then
    redis.call('PEXPIRE', KEYS[1], ARGV[4])
    return { 1, string.match(record, '\n([^\n]*)') }
  elseif mine then
    return { 3 }
  end

  if not held then
    local to, fence
    if state ~= 45 then
      to, fence = hand_over()
    end
    if not to then
      return { 1, give(owner, ARGV[3], ARGV[4]) }
    elseif to == owner then
      return { 1, fence }
    end
  end

  if verb == 'ask' then
    redis.call('PEXPIRE', KEYS[3], '600000')
    return { 0, redis.call('PTTL', KEYS[1]) }
  end

  local waiter = owner .. '\n' .. ARGV[3] .. '\n' .. ARGV[4]
  local ahead = redis.call('ZRANK', KEYS[3], waiter)
  if not ahead then
    ahead = redis.call('ZCARD', KEYS[3])
    redis.call('ZADD', KEYS[3], next_fence(), waiter)
  end
  redis.call('PEXPIRE', KEYS[3], '600000')
  return { 2, redis.call('PTTL', KEYS[1]), ahead }
end

if verb == 'release' then
  if mine and held then
    free('released')
    return { 1 }
  elseif mine then
    if string.sub(record, #owner + 3) == 'released' then
      return { 1 }
    end
    return { 0, record }
  elseif redis.call('ZREM', KEYS[3], owner .. '\n' .. ARGV[3] .. '\n' .. ARGV[4]) == 1 then
    return { 2 }
  end

  local forced = redis.call('HGET', KEYS[5], owner)
  return { 0, forced and '-' .. owner .. '\nforced\n' .. forced or '' }
end

if mine and held then
  if redis.call('HLEN', KEYS[5]) >= 1000 then
    redis.call('DEL', KEYS[5])
  end
  redis.call('HSET', KEYS[5], owner, ARGV[6])
  redis.call('PEXPIRE', KEYS[5], '3600000')
  local node = string.match(record, '^[^\n]*\n[^\n]*\n([^\n]*)')
  redis.call('PUBLISH', ARGV[5] .. node, '\4lockforced\n' .. owner .. '\n' .. ARGV[6])
  free('forced\n' .. ARGV[6])
  return { 1 }
end

if redis.call('HGET', KEYS[5], owner) == ARGV[6] then
  return { 1 }
end
return { 0, record }
