-- reservation-verify.lua: ends those reservations whose session has ended, and keeps the others with their session.
--
-- KEYS[1]  revoked   sorted set: user -> sign-ins up to this server microsecond are revoked
-- KEYS[2]  sessions  sorted set: session, incarnation, user -> when it may be forgotten
-- KEYS[3]  pairs     from here on, two for each session: its hash, and the index of what it holds; after them, for each component: its
--                    record, and the indexes of its category, its user and its node
-- ARGV[1]  life       milliseconds a record lives at the longest without being looked at
-- ARGV[2]  tombstone  milliseconds for which it is remembered that one has ended
-- ARGV[3]  channel    where to tell of it; every node listens
-- ARGV[4]  topic      what the message begins with
-- ARGV[5]  s          how many sessions; then s times: the session's id
-- then     n          how many components; then n times: component, record as it was read, which of the sessions it is to be looked for in
--
-- Returns  { now, ... }  for each component: code, text, milliseconds it lives unless it is renewed
--                        1 = it is held, text says by whom; 0 = nobody holds it; 2 = its session was renewed since, text is the new id;
--                        3 = it was changed since it was read, text says to what; nobody has looked at the session of that
--
-- Why a script: the record is compared with what was read, so that only that reservation ends, and nobody's who came after it.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local life, s = tonumber(ARGV[1]), tonumber(ARGV[5])
local n = tonumber(ARGV[6 + s])

local known = {}
for i = 1, s do
  local m = redis.call('HMGET', KEYS[i * 2 + 1], '#inc', '#user', '#sign', '#end', '#moved')
  local revoked = m[2] and redis.call('ZSCORE', KEYS[1], m[2])
  local lives = m[1] and not (revoked and tonumber(m[3]) <= tonumber(revoked)) and not (m[4] and tonumber(m[4]) <= now)
  known[i] = (lives or m[5]) and m or {}
end

local reply, told = { string.format('%.0f', now) }, {}
for i = 1, n do
  local record, at = 2 * s + 4 * i - 1, 3 * i + 4 + s
  local member, expected, number = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  local text = redis.call('GET', KEYS[record]) or ''
  local code, left = 0, 0
  if text == expected then
    local token, user, session, rest, kind, incarnation =
      string.match(text, '^%+([^\t\n]*)\t([^\t\n]*)\t([^\t\n]*)(\n%d+\n[^\n]*\n%d+\n(%a+)\n([^\n]*)\n.*)$')
    local m, id = known[number], ARGV[5 + number]
    if m[1] == incarnation and m[5] then
      -- A frozen copy: whose the session is, and whether it is revoked, only the session itself knows.
      code, text = 2, m[5]
    elseif m[1] ~= incarnation or (kind == 'signin' and m[2] ~= user) then
      redis.call('SET', KEYS[record], '-' .. token .. '\t' .. user .. '\t' .. session .. '\nexpired', 'PX', ARGV[2])
      redis.call('ZREM', KEYS[record + 1], member)
      redis.call('ZREM', KEYS[record + 2], member)
      redis.call('ZREM', KEYS[record + 3], member)
      redis.call('ZREM', KEYS[number * 2 + 2], member)
      told[#told + 1] = 'expired\n' .. member .. '\n' .. #text .. '\n0\n' .. text
      text = ''
    else
      code, left = 1, redis.call('PTTL', KEYS[record])
      if session ~= id or left < life / 2 then
        left = life
        text = '+' .. token .. '\t' .. user .. '\t' .. id .. rest
        local score = string.format('%.0f', now + life)
        redis.call('SET', KEYS[record], text, 'PX', ARGV[1])
        redis.call('ZADD', KEYS[record + 1], score, member)
        redis.call('ZADD', KEYS[record + 2], score, member)
        redis.call('ZADD', KEYS[record + 3], score, member)
        redis.call('ZADD', KEYS[number * 2 + 2], score, member)
        redis.call('ZADD', KEYS[2], score, id .. '\t' .. incarnation .. '\t' .. (kind == 'signin' and user or ''))
        redis.call('PEXPIRE', KEYS[2], string.format('%.0f', life + 3600000))
        redis.call('PEXPIRE', KEYS[number * 2 + 2], string.format('%.0f', life + 3600000))
        for k = record + 1, record + 3 do
          if redis.call('PTTL', KEYS[k]) < life then
            redis.call('PEXPIRE', KEYS[k], string.format('%.0f', life + 3600000))
          end
        end
      end
    end
  elseif string.sub(text, 1, 1) == '+' then
    code, left = 3, redis.call('PTTL', KEYS[record])
  else
    text = ''
  end
  reply[3 * i - 1] = code
  reply[3 * i] = text
  reply[3 * i + 1] = left
end

if #told > 0 then
  redis.call('PUBLISH', ARGV[3], ARGV[4] .. table.concat(told))
end

return reply
