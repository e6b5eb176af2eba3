-- crescent tests/lua/port_names.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:func("infer", { { "2x", cr.f32 {} } }, { "y" }, function(x) return x + 1 end)
m:func("other", { x = cr.f32 {} }, { "register" }, function(x) return x + 1 end)
m:func("third", { x = cr.f32 {}, z = cr.f32 {} }, { "y" }, function(x, y) return x + y end)
m:func("fourth", { x = cr.f32 {} }, { "y", "z" }, function(x) return x end)
m:param("long", cr.f32 {})
