-- crescent tests/lua/nan_option.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local o = optim.adam { lr = 0 / 0 }
