-- crescent tests/lua/unnamed.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net", { first = nn.dense(2), 3 })
