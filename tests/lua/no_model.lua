-- crescent tests/lua/no_model.lua
local cr = require "crescent"
