-- What attention and transformers promise beyond the golden numbers. Each output is an error: it must be 0, or at most 1e-5.
-- tests/unit/test_nn.c runs it like nn_layers.lua.
local cr, nn = require "crescent", require "crescent.nn"

local function apart(a, b) return cr.max(cr.abs(a - b)) end

local tree = {
  plain = nn.multi_head_attention(2, 4), grouped = nn.multi_head_attention(4, 2, { num_kv_heads = 2, rotary = true }),
  sloped = nn.multi_head_attention(2, 3, { alibi = true, value_dim = 2 }),
  encoder = nn.transformer_encoder(2, 8, 2, 12, { pre_norm = true, rotary = true }), decoder = nn.transformer_decoder(2, 8, 2, 12),
  both = nn.transformer_encoder_decoder(1, 8, 2, 12), learned = nn.position_embedding(9), swiglu = nn.feed_forward(6, { activation = "silu", gated = true }),
}
local m = cr.model("nn_transformers", tree)
local LENGTH, MAX = 5, 7

--- Fresh memory for one layer's keys and values; axis: of the places, 2 or 3.
local function memory(name, heads, key_dim, value_dim, axis)
  if axis == 3 then
    return m:state(name .. "_key", cr.f32 { 2, heads, MAX, key_dim }), m:state(name .. "_value", cr.f32 { 2, heads, MAX, value_dim or key_dim })
  end
  return m:state(name .. "_key", cr.f32 { 2, MAX, heads, key_dim }), m:state(name .. "_value", cr.f32 { 2, MAX, heads, value_dim or key_dim })
end

--- Token after token through f(x_t, position), joined again.
local function stepwise(x, f)
  local steps = {}
  for t = 1, x:dim(2) do steps[t] = f(x:slice(2, t, t), cr.constant(t - 1, cr.i32 {})) end
  return cr.concat(steps, 2)
end

local function cached(name, axis, shape)
  local layer, heads, key_dim, value_dim = name, table.unpack(shape)
  name = axis == 2 and name or name .. "_head_by_head"
  local key, value = memory(name, heads, key_dim, value_dim, axis)
  m:func("a_cached_" .. name, { x = cr.f32 { 2, LENGTH, 8 } }, { "max", "exact" }, function(x)
    local whole = tree[layer](x, { causal = true })
    local wide = stepwise(x, function(token, position)
      return tree[layer](token, { cache = { key = key, value = value, position = position, axis = axis } })
    end)
    key:set(cr.zeros_like(key))
    value:set(cr.zeros_like(value))
    -- three tokens at once, then two
    local cache = { key = key, value = value, position = cr.constant(0, cr.i32 {}), axis = axis }
    local first = tree[layer](x:slice(2, 1, 3), { cache = cache })
    cache.position = cr.constant(3, cr.i32 {})
    return apart(whole, wide), apart(whole, cr.concat({ first, tree[layer](x:slice(2, 4, 5), { cache = cache }) }, 2))
  end)
end
for name, shape in pairs { plain = { 2, 4 }, grouped = { 2, 2 }, sloped = { 2, 3, 2 } } do
  cached(name, 2, shape)
  cached(name, 3, shape)
end

m:func("a_decoder_may_go_step_by_step", { x = cr.f32 { 2, LENGTH, 8 }, source = cr.f32 { 2, 3, 8 } }, { "encoder", "decoder" }, function(x, source)
  local encoder, decoder = {}, {}
  for i = 1, 2 do
    encoder[i] = { memory("encoder_" .. i, 2, 4) }
    decoder[i] = { memory("decoder_" .. i, 2, 4) }
  end
  local function at(list, position)
    local caches = {}
    for i, pair in ipairs(list) do caches[i] = { key = pair[1], value = pair[2], position = position } end
    return caches
  end
  local projected = tree.decoder:project(source)
  return apart(tree.encoder(x, { causal = true }), stepwise(x, function(token, position) return tree.encoder(token, { caches = at(encoder, position) }) end)),
         apart(tree.decoder(x, source), stepwise(x, function(token, position)
           return tree.decoder(token, nil, { caches = at(decoder, position), projected = projected })
         end))
end)

m:func("masks_are_what_is_left_out", { x = cr.f32 { 2, 5, 8 } }, { "keys", "causal", "source" }, function(x)
  local three = cr.less(cr.iota(cr.i32 { 2, 5 }, 2), 3)
  local row, column = cr.iota(cr.i32 { 2, 5, 5 }, 2), cr.iota(cr.i32 { 2, 5, 5 }, 3)
  return apart(tree.plain(x, { mask = three }), tree.plain(x, { key = x:slice(2, 1, 3) })),
         apart(tree.plain(x, { mask = cr.less_equal(column, row) }), tree.plain(x, { causal = true })),
         apart(tree.both(x:slice(2, 1, 3), x), tree.both(x, x, { source_mask = three }))
end)

m:func("a_bias_of_one_number_changes_nothing", { x = cr.f32 { 2, 5, 8 } }, { "plain" }, function(x)
  return apart(tree.plain(x), tree.plain(x, { bias = cr.full(cr.f32 { 5, 5 }, 3) }))
end)

m:func("positions_may_begin_later", { x = cr.f32 { 2, 4, 2, 6 } }, { "sinusoids", "rotary", "relative", "learned" }, function(x)
  local three = cr.constant(3, cr.i32 {})
  local padded = cr.pad(x, { [2] = { 3, 0 } })
  local function scores(q, k) return cr.einsum("bqhd,bkhd->bhqk", q, k) end
  local tokens = cr.flatten(x, 3, 4)
  return apart(nn.sinusoidal_positions(9, 4):slice(1, 4, 7), nn.sinusoidal_positions(4, 4, { start = three })),
         apart(nn.rotary(padded):slice(2, 4, 7), nn.rotary(x, { start = three })),
         apart(scores(nn.rotary(x), nn.rotary(x)), scores(nn.rotary(x, { start = three }), nn.rotary(x, { start = three }))),
         apart(tree.learned(cr.pad(tokens, { [2] = { 3, 0 } })):slice(2, 4, 7), tree.learned(tokens, { start = three }))
end)

m:func("swiglu_is_two_products", { x = cr.f32 { 2, 3, 4 } }, { "y" }, function(x)
  local y, p = tree.swiglu(x), tree.swiglu.params
  local function dense(name, h) return cr.matmul(h, p[name .. ".kernel"]) + p[name .. ".bias"] end
  return apart(y, dense("down", nn.silu(dense("gate", x)) * dense("up", x)))
end)
