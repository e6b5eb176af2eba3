-- crescent tests/lua/conv_inputs.lua
local cr, nn = require "crescent", require "crescent.nn"
local tree = {
  first = nn.conv2d(8, 3), large = nn.conv2d(8, 7), grouped = nn.conv2d(8, 3, { groups = 4 }), line = nn.conv1d(8, 3),
  depthwise = nn.depthwise_conv2d({ 9, 2 }), back = nn.conv2d_transpose(4, 3, { strides = 2 }),
}
local m = cr.model("net", tree)
local n = cr.dim("n", 4)
local function case(name, ty, f) m:func(name, { x = ty }, { "y" }, f) end

case("one_axis_less", cr.f32 { 1, 49, 10 }, function(x) return tree.first(x) end)
case("bytes", cr.u8 { n, 28, 28, 1 }, function(x) return tree.first(x) end)
case("larger_than_the_image", cr.f32 { n, 6, 28, 3 }, function(x) return tree.large(x) end)
case("groups_of_channels", cr.f32 { n, 8, 8, 6 }, function(x) return tree.grouped(x) end)
case("a_sequence_is_no_image", cr.f32 { n, 8, 8, 6 }, function(x) return tree.line(x) end)
case("larger_and_depthwise", cr.f32 { n, 8, 8, 2 }, function(x) return tree.depthwise(x) end)
case("no_channel", cr.f32 { n, 8, 8 }, function(x) return tree.back(x) end)
case("bounded_height", cr.f32 { 2, n, 8, 3 }, function(x) return nn.max_pooling2d(2)(x) end)
case("pool_larger_than_the_image", cr.f32 { n, 4, 9, 3 }, function(x) return nn.max_pooling2d(5)(x) end)
case("only_padding", cr.f32 { n, 4, 4, 3 }, function(x) return nn.max_pooling2d(2, { padding = { { 2, 0 }, { 0, 0 } } })(x) end)
