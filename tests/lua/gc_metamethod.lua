-- crescent tests/lua/gc_metamethod.lua
setmetatable({}, { __gc = function() end })
