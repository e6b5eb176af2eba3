-- crescent tests/lua/layer_twice.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local d = nn.dense(2)
cr.model("net", { a = d, b = d })
