-- crescent tests/lua/load_nan.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local t = cr.load("nan.npy")
