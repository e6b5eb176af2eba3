-- crescent tests/lua/option_number.lua batch=many
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local batch = cr.option("batch", 32)
local m = cr.model("net")
