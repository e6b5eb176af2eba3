-- crescent tests/lua/image_borders.lua
local cr, nn = require "crescent", require "crescent.nn"
local m = cr.model("net")
local n = cr.dim("n", 4)
local function case(name, ty, f) m:func(name, { x = ty }, { "y" }, f) end

case("zero_stride", cr.f32 { n, 8, 8, 3 }, function(x) return nn.conv2d(8, 3, { strides = { 1, 0 } })(x) end)
case("negative_padding", cr.f32 { n, 8, 8, 3 }, function(x) return nn.conv2d(8, 3, { padding = { { 0, 0 }, { -1, 1 } } })(x) end)
case("negative_padding_of_a_pool", cr.f32 { n, 8, 8, 3 }, function(x) return nn.max_pooling1d(2, { padding = { { -1, 0 } } })(x) end)
case("zero_dilation", cr.f32 { n, 8, 8, 3 }, function(x) return nn.depthwise_conv2d(3, { dilation_rate = 0 })(x) end)
case("two_numbers_for_three_axes", cr.f32 { n, 4, 4, 4, 2 }, function(x) return nn.zero_padding3d({ 1, 2 })(x) end)
case("a_pair_of_three", cr.f32 { n, 8, 2 }, function(x) return nn.cropping1d({ 1, 1, 1 })(x) end)
case("nothing_left", cr.f32 { n, 8, 2 }, function(x) return nn.cropping1d({ 5, 3 })(x) end)
case("enlarged_by_nothing", cr.f32 { n, 8, 2 }, function(x) return nn.up_sampling1d(0)(x) end)
case("no_interpolation_of_volumes", cr.f32 { n, 4, 4, 4, 2 }, function(x) return nn.up_sampling3d(2, { interpolation = "bilinear" })(x) end)
