-- operation-renew.lua: extends the leases of what a node runs, of all its handlers, each only if it still runs it.
--
-- KEYS[1]     leases   sorted set: id of what runs -> end of its lease (server milliseconds)
-- KEYS[2]     owners   hash: id of what runs -> token of whoever runs it
-- KEYS[3]     cancels  hash: id of what runs -> who wants it cancelled
-- KEYS[4...]  the same three of each further handler
-- ARGV[1]     lease    milliseconds
-- ARGV[2...]  for each handler: how many; then the id of each, then the owner token of each
--
-- Returns  for each handler a text with one digit for each: 1 = extended, 0 = no longer his, 2 = extended, and to be cancelled
--
-- Why a script: what has ended must not be made anew, so the owner is compared in the same step. It writes before it says that something is
-- lost, which only a primary does: another may have forgotten it.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ends = string.format('%.0f', now + tonumber(ARGV[1]))
local reply = {}
local at = 2
for base = 1, #KEYS, 3 do
  local count = tonumber(ARGV[at])
  local ids = {}
  for i = 1, count do
    ids[i] = ARGV[at + i]
  end
  local owners = redis.call('HMGET', KEYS[base + 1], unpack(ids))
  local cancels = redis.call('HMGET', KEYS[base + 2], unpack(ids))
  local leases, verdicts = {}, {}
  for i, id in ipairs(ids) do
    if owners[i] == ARGV[at + count + i] then
      leases[#leases + 1] = ends
      leases[#leases + 1] = id
      verdicts[i] = cancels[i] and '2' or '1'
    else
      verdicts[i] = '0'
    end
  end
  if #leases > 0 then
    redis.call('ZADD', KEYS[base], unpack(leases))
  else
    redis.call('PEXPIRE', KEYS[base + 2], '3600000')
  end
  reply[#reply + 1] = table.concat(verdicts)
  at = at + 1 + 2 * count
end

return reply
