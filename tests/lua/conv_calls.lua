-- crescent tests/lua/conv_calls.lua
local cr, nn = require "crescent", require "crescent.nn"
local m = cr.model("net")
local n = cr.dim("n", 4)
local function case(name, ty, f) m:func(name, { x = ty }, { "y" }, f) end

case("mean_of_only_padding", cr.f32 { n, 4, 4, 3 }, function(x) return nn.average_pooling2d(2, { padding = { { 0, 0 }, { 0, 3 } } })(x) end)
case("zero_stride", cr.f32 { n, 4, 4, 3 }, function(x) return cr.convolution(x, cr.zeros(cr.f32 { 3, 3, 3, 1 }), { strides = 0 }) end)
case("negative_dilation", cr.f32 { n, 4, 4, 3 }, function(x) return cr.convolution(x, cr.zeros(cr.f32 { 3, 3, 3, 1 }), { dilation = { 1, -2 } }) end)
case("other_channels", cr.f32 { n, 4, 4, 3 }, function(x) return cr.convolution(x, cr.zeros(cr.f32 { 3, 3, 4, 1 })) end)
case("other_rank", cr.f32 { n, 4, 3 }, function(x) return cr.convolution(x, cr.zeros(cr.f32 { 3, 3, 3, 1 })) end)
case("causal_image", cr.f32 { n, 4, 4, 3 }, function(x) return cr.convolution(x, cr.zeros(cr.f32 { 3, 3, 3, 1 }), { padding = "causal" }) end)
case("one_pair_for_two_axes", cr.f32 { n, 4, 4, 3 }, function(x) return cr.convolution(x, cr.zeros(cr.f32 { 3, 3, 3, 1 }), { padding = { { 1, 1 } } }) end)
case("kind_of_window", cr.f32 { n, 4, 4, 3 }, function(x) return cr.reduce_window(x, "average", { size = 2 }) end)
case("no_size", cr.f32 { n, 4, 4, 3 }, function(x) return cr.reduce_window(x, "max") end)
