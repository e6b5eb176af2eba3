-- crescent tests/lua/conv_options.lua
local cr, nn = require "crescent", require "crescent.nn"
local m = cr.model("net")
local function case(name, f) m:func(name, { x = cr.f32 { 2, 4, 4, 3 } }, { "y" }, f) end

case("filters", function(x) return nn.conv2d(0, 3) end)
case("kernel_size", function(x) return nn.conv2d(8, { 3, 0 }) end)
case("kernel_sizes", function(x) return nn.conv3d(8, { 3, 3 }) end)
case("strides", function(x) return nn.conv2d(8, 3, { strides = -1 }) end)
case("groups", function(x) return nn.conv2d(8, 3, { groups = 3 }) end)
case("unknown", function(x) return nn.conv2d(8, 3, { strides_ = 2 }) end)
case("padding", function(x) return nn.max_pooling2d(2, { padding = "full" })(x) end)
case("pool", function(x) return nn.max_pooling2d(2, { stride = 2 }) end)
