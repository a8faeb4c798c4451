-- operation-find.lua: what is known of operations, and what became of those that are gone.
--
-- KEYS[1]  jobs      hash: id -> envelope
-- KEYS[2]  due       sorted set: id -> when it may start
-- KEYS[3]  owners    hash: id -> token of whoever runs it
-- KEYS[4]  parked    sorted set: id -> version that it needs
-- KEYS[5]  dead      sorted set: id -> when it died
-- KEYS[6]  tries     hash: id -> attempts, space, lost leases
-- KEYS[7]  errors    hash: id -> the last failure
-- KEYS[8]  notes     hash: id -> progress
-- KEYS[9]  outcome   string: how the first of them ended, if it has and somebody wanted to know; where only one is asked for
-- ARGV[1]  from      where to begin in the list of dead letters, the latest first; '' = look for the ids that follow
-- ARGV[2]  to        where to end
-- ARGV[3...]  ids    to look for
--
-- Returns  { outcome or '', then for each: id, where, since, envelope, owner, tries, error, note }
--          where: running, scheduled, parked, dead, queued; since: when it is due or has died (server milliseconds), or ''
--
-- Why a script: an operation is in one place at a time, and must not be missed on its way from one to another.

local ids = {}
if ARGV[1] ~= '' then
  local count = redis.call('ZCARD', KEYS[5])
  local first, last = math.max(0, count - 1 - tonumber(ARGV[2])), count - 1 - tonumber(ARGV[1])
  local range = last < 0 and {} or redis.call('ZRANGE', KEYS[5], tostring(first), tostring(last))
  for i = #range, 1, -1 do
    ids[#ids + 1] = range[i]
  end
else
  for i = 3, #ARGV do
    ids[#ids + 1] = ARGV[i]
  end
end

local reply = { redis.call('GET', KEYS[9]) or '' }
local function add(value)
  reply[#reply + 1] = value or ''
end

for _, id in ipairs(ids) do
  local env = redis.call('HGET', KEYS[1], id)
  if env and string.byte(env, 2) ~= 120 then
    local owner = redis.call('HGET', KEYS[3], id)
    local died, due = redis.call('ZSCORE', KEYS[5], id), redis.call('ZSCORE', KEYS[2], id)
    local parked = redis.call('ZSCORE', KEYS[4], id)
    add(id)
    add(owner and 'running' or died and 'dead' or due and 'scheduled' or parked and 'parked' or 'queued')
    add(died or due)
    add(env)
    add(owner)
    add(redis.call('HGET', KEYS[6], id))
    add(redis.call('HGET', KEYS[7], id))
    add(redis.call('HGET', KEYS[8], id))
  end
end

return reply
