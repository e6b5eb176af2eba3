-- crescent tests/lua/image_layers.lua
local cr, nn = require "crescent", require "crescent.nn"
local tree = { flat = nn.dense(10), norm = nn.batch_norm { axis = 1 }, bands = nn.group_norm { groups = 4 }, pooled = nn.conv2d(2, 1) }
local m = cr.model("net", tree)
local n = cr.dim("n", 4)
local function case(name, ty, f) m:func(name, { x = ty }, { "y" }, f) end

case("groups_of_a_norm", cr.f32 { n, 4, 4, 6 }, function(x) return tree.bands(x) end)
case("norm_over_the_batch_axis", cr.f32 { n, 4, 4, 6 }, function(x) return tree.norm(x) end)
case("all_is_cropped", cr.f32 { n, 4, 4, 6 }, function(x) return nn.cropping2d(2)(x) end)
case("two_image_sizes", cr.f32 { n, 8, 8, 3 }, function(x) return tree.flat(nn.flatten()(x)) end)
case("the_other_image_size", cr.f32 { n, 8, 9, 3 }, function(x) return tree.flat(nn.flatten()(x)) end)
case("not_joined", cr.f32 { n, 8, 9, 3 }, function(x) return cr.concat({ tree.pooled(x), nn.max_pooling2d(3)(x) }, -1) end)
