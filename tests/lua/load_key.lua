-- crescent tests/lua/load_key.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local t = cr.load("one.safetensors", "wieght")
