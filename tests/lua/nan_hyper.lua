-- crescent tests/lua/nan_hyper.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local h = cr.hyper("beta", 0 / 0)
