-- crescent tests/lua/two_models.lua
local cr = require "crescent"
cr.model("a")
cr.model("b")
