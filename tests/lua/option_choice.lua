-- crescent tests/lua/option_choice.lua size=huge
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local size = cr.option("size", "tiny", { choices = { "tiny", "large" } })
local m = cr.model("net")
