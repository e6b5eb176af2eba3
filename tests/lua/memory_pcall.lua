-- crescent tests/lua/memory_pcall.lua --lua-memory=16M
local ok = pcall(string.rep, "x", 1 << 26)
local n = 0
for i = 1, 10000 do n = n + i end
