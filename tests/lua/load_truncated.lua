-- crescent tests/lua/load_truncated.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local t = cr.load("truncated.npy")
