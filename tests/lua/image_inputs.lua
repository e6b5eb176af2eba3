-- crescent tests/lua/image_inputs.lua
local cr, nn = require "crescent", require "crescent.nn"
local tree = { conv = nn.conv2d(8, 3), line = nn.conv1d_transpose(4, 3), volume = nn.conv3d(2, 3), separable = nn.separable_conv1d(4, 9), apart = nn.depthwise_conv2d(3) }
local m = cr.model("net", tree)
local n = cr.dim("n", 4)
local function case(name, ty, f) m:func(name, { x = ty }, { "y" }, f) end

case("three_channels", cr.f32 { n, 8, 8, 3 }, function(x) return tree.conv(x) end)
case("then_four", cr.f32 { n, 8, 8, 4 }, function(x) return tree.conv(x) end)
case("depthwise_of_three", cr.f32 { n, 8, 8, 3 }, function(x) return tree.apart(x) end)
case("then_of_one", cr.f32 { n, 8, 8, 1 }, function(x) return tree.apart(x) end)
case("an_image_is_no_sequence", cr.f32 { n, 8, 8, 3 }, function(x) return tree.line(x) end)
case("an_image_is_no_volume", cr.f32 { n, 8, 8, 3 }, function(x) return tree.volume(x) end)
case("larger_than_the_sequence", cr.f32 { n, 8, 3 }, function(x) return tree.separable(x) end)
