-- operation-note.lua: keeps what a running operation has to say, if it is still run by whoever says it.
--
-- KEYS[1]  owners  hash: id -> token of whoever runs it
-- KEYS[2]  notes   hash: id -> progress
-- KEYS[3]  steps   hash: id -> results of its steps, one after the other
-- ARGV[1]  id      of the operation
-- ARGV[2]  owner   token of whoever says it
-- ARGV[3]  what    note, step, or read
-- ARGV[4]  value   the note; or the step, as it stands in the list of steps
--
-- Returns  { 1, steps }  done; with what is kept of its steps
--          { 0 }         somebody else runs it, or nobody
--
-- Why a script: whoever has lost his lease must not write what another may rely on.

if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then
  return { 0 }
end

local steps = redis.call('HGET', KEYS[3], ARGV[1]) or ''
if ARGV[3] == 'note' then
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[4])
elseif ARGV[3] == 'step' and string.find(steps, ARGV[4], 1, true) == nil then
  steps = steps .. ARGV[4]
  redis.call('HSET', KEYS[3], ARGV[1], steps)
end

return { 1, steps }
