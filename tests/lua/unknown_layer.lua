-- crescent tests/lua/unknown_layer.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = nn.sequential { nn.dens(10) }
cr.model("net", net)
