-- crescent tests/lua/identifier_name.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("my-net")
