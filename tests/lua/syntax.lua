-- crescent tests/lua/syntax.lua
local cr = require "crescent"
local m = cr.model("net"
m:func()
