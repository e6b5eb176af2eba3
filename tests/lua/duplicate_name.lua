-- crescent tests/lua/duplicate_name.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = nn.sequential { nn.dense(2, { name = "a" }),
  nn.dense(3, { name = "a" }) }
