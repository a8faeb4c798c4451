-- lease-renew.lua: extends leases, each only if it is still its holder's.
--
-- KEYS[1]     forced   hash: owner -> who forced it out, and why
-- KEYS[2...]  records  strings, expiring: see LeaseRecord
-- ARGV[1]     lease    milliseconds
-- ARGV[2...]  owners   of the records, in the same order
--
-- Returns  for each record 1 (extended), or what is there instead: what another owner wrote, how it was freed; '' = nothing
--
-- Why a script: what has ended must never be made anew, so the owner is compared in the same step. That a lease has ended must not be said by
-- a server that is the primary no more and has forgotten it; so a write, which only a primary does, comes before that answer.

local reply = {}
for i = 2, #KEYS do
  local record, owner = redis.call('GET', KEYS[i]), ARGV[i]
  local state = record and string.sub(record, 2, #owner + 2) == owner .. '\n' and string.sub(record, 1, 1)
  if state == '+' then
    redis.call('PEXPIRE', KEYS[i], ARGV[1])
    reply[i - 1] = 1
  elseif state == '-' then
    reply[i - 1] = record
  else
    redis.call('PEXPIRE', KEYS[1], '3600000')
    local forced = redis.call('HGET', KEYS[1], owner)
    reply[i - 1] = forced and '-' .. owner .. '\nforced\n' .. forced or record or ''
  end
end

return reply
