-- crescent tests/lua/inf_option.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local o = optim.adam { beta1 = 1 / 0 }
