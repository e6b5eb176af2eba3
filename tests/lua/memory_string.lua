-- crescent tests/lua/memory_string.lua --lua-memory=16M
local s = string.rep("x", 1 << 26)
