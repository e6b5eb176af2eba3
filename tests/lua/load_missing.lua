-- crescent tests/lua/load_missing.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local t = cr.load("none.npy")
