-- crescent tests/lua/option_unknown.lua bacth=3
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local batch = cr.option("batch", 32)
local m = cr.model("net")
