-- crescent tests/lua/memory.lua --lua-memory=16M
local t = {}
for i = 1, 1e9 do
  t[i] = { i }
end
