-- crescent tests/lua/sandbox.lua
local f = io.open("/etc/passwd")
