-- operation-route.lua: says which handlers the operations of a type go to.
--
-- KEYS[1]  routes   hash: type of operation -> version, and a line for each handler
-- ARGV[1]  type     of the operations
-- ARGV[2]  handler  its name
-- ARGV[3]  line     name, space, and what whoever enqueues has to know; '' = remove it
--
-- Returns  the routes of the type, '' = none
--
-- Why a script: two nodes that start at the same time must not lose each other's.

local found = redis.call('HGET', KEYS[1], ARGV[1]) or '0'
local lines, is_new = {}, ARGV[3] ~= ''
local version = string.match(found, '^%d+')
local changed = false
for line in string.gmatch(string.sub(found, #version + 1), '[^\n]+') do
  if string.match(line, '^[^ ]+') ~= ARGV[2] then
    lines[#lines + 1] = line
  elseif ARGV[3] == '' then
    changed = true
  else
    is_new = false
    changed = changed or line ~= ARGV[3]
    lines[#lines + 1] = ARGV[3]
  end
end
if is_new then
  changed = true
  lines[#lines + 1] = ARGV[3]
end

if changed then
  table.sort(lines)
  found = string.format('%.0f', version + 1) .. '\n' .. table.concat(lines, '\n')
  redis.call('HSET', KEYS[1], ARGV[1], found)
end
return #lines > 0 and found or ''
