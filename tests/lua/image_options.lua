-- crescent tests/lua/image_options.lua
local cr, nn = require "crescent", require "crescent.nn"
local m = cr.model("net")
local function case(name, f) m:func(name, { x = cr.f32 { 2, 4, 4, 3 } }, { "y" }, f) end

case("multiplier", function(x) return nn.depthwise_conv2d(3, { depth_multiplier = 0 }) end)
case("output_padding", function(x) return nn.conv2d_transpose(8, 3, { strides = 2, output_padding = 2 }) end)
case("momentum", function(x) return nn.batch_norm { momentum = 1.1 } end)
case("up", function(x) return nn.up_sampling2d(2, { interpolation = "cubic" }) end)
case("frame", function(x) return nn.zero_padding2d(-1) end)
case("nothing", function(x) return nn.concatenate {} end)
case("crop", function(x) return require("crescent.augment").random_crop(x, 1, { size = { 7, 4 } }) end)
case("mixed", function(x) return require("crescent.augment").mixup(x, cr.iota(cr.i32 { 2 }, 1)) end)
