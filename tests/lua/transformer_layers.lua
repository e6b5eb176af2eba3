-- crescent tests/lua/transformer_layers.lua
local cr, nn = require "crescent", require "crescent.nn"
local tree = { att = nn.multi_head_attention(2, 4), positions = nn.position_embedding(4) }
local m = cr.model("net", tree)
local function case(name, f) m:func(name, { x = cr.f32 { 2, 6, 8 } }, { "y" }, f) end

case("heads_do_not_divide", function(x) return nn.transformer_encoder_layer(8, 3, 16) end)
case("shared_heads_do_not_divide", function(x) return nn.multi_head_attention(4, 8, { num_kv_heads = 3 }) end)
case("mask_of_numbers", function(x) return tree.att(x, { mask = x }) end)
case("too_many_positions", function(x) return tree.positions(x) end)
case("no_batch", function(x) return tree.att(x:at(1, 1)) end)
case("tokens_for_features", function(x) return tree.att(cr.convert(x, "i32")) end)
case("odd_rotation", function(x) return nn.rotary(x:reshape { 2, 6, 1, 8 }:slice(4, 1, 7)) end)
case("other_lengths", function(x) return nn.attention(x:expand(3), x:expand(3), x:slice(2, 1, 3):expand(3)) end)
case("heads_that_do_not_fit", function(x) local y = x:reshape { 2, 6, 4, 2 } return nn.attention(y, y:slice(3, 1, 3), y:slice(3, 1, 3)) end)
case("no_cache", function(x) return tree.att(x, { cache = { key = x, value = x, position = 0 } }) end)
