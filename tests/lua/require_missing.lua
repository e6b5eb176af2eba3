-- crescent tests/lua/require_missing.lua
local nn = require "crescent.mn"
