-- crescent tests/lua/unknown_option.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = nn.dense(10, { use_bais = true })
cr.model("net", net)
