-- Feed-forward blocks, encoder and decoder layers pre- and post-norm, stacks; their gradients.
-- Written by make_golden.py; the numbers are in ../data/transformer_blocks.safetensors.
local cr, nn = require "crescent", require "crescent.nn"

-- A number for each parameter's gradient: its sum, weighted by the cosines of 0, 1, 2, ...
local function probes(gradients)
  local list = {}
  for _, g in pairs(gradients) do
    local flat = g:flatten()
    list[#list + 1] = (flat * cr.cos(cr.iota(cr.f32(flat.shape), 1))):sum()
  end
  return cr.stack(list, 1)
end

local layers = {
  feed_forward = nn.feed_forward(12),
  feed_forward_gelu = nn.feed_forward(12, { activation = "gelu" }),
  swiglu = nn.feed_forward(12, { activation = "silu", gated = true, use_bias = false }),
  encoder_post_norm = nn.transformer_encoder_layer(8, 2, 12, { dropout = 0.5 }),
  decoder_post_norm = nn.transformer_decoder_layer(8, 4, 12, { activation = "gelu_tanh" }),
  encoder_pre_norm = nn.transformer_encoder_layer(8, 2, 12, { pre_norm = true, dropout = 0.5 }),
  decoder_pre_norm = nn.transformer_decoder_layer(8, 4, 12, { pre_norm = true, activation = "gelu_tanh" }),
  llama_layer = nn.transformer_encoder_layer(8, 2, 12, { pre_norm = true, norm = "rms_norm", activation = "silu", gated = true, rotary = true, use_bias = false }),
  stack_post_norm = nn.transformer_encoder(2, 8, 2, 12, { pre_norm = false }),
  stack_pre_norm = nn.transformer_encoder(2, 8, 2, 12, { pre_norm = true }),
  encoder_decoder = nn.transformer_encoder_decoder(2, 8, 2, 12),
}

local m = cr.model("transformer_blocks", layers)

m:func("feed_forward", { x = cr.f32 { 2, 5, 8 }, w = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "d_up_kernel", "d_up_bias", "d_down_kernel", "d_down_bias" }, function(x, w)
  local y = layers.feed_forward(x)
  local p = layers.feed_forward.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["up.kernel"], p["up.bias"], p["down.kernel"], p["down.bias"] }))
end)

m:func("feed_forward_gelu", { x = cr.f32 { 2, 5, 8 }, w = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "d_up_kernel", "d_up_bias", "d_down_kernel", "d_down_bias" }, function(x, w)
  local y = layers.feed_forward_gelu(x)
  local p = layers.feed_forward_gelu.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["up.kernel"], p["up.bias"], p["down.kernel"], p["down.bias"] }))
end)

m:func("swiglu", { x = cr.f32 { 2, 5, 8 }, w = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "d_up_kernel", "d_down_kernel", "d_gate_kernel" }, function(x, w)
  local y = layers.swiglu(x)
  local p = layers.swiglu.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["up.kernel"], p["down.kernel"], p["gate.kernel"] }))
end)

m:func("encoder_post_norm", { x = cr.f32 { 2, 5, 8 }, mask = cr.bool { 2, 5 }, w = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "probes" }, function(x, mask, w)
  local y = layers.encoder_post_norm(x, { mask = mask })
  local d, g = cr.grad((y * w):sum(), { x }), cr.grad((y * w):sum(), { "encoder_post_norm.*" })
  return y, d[1], probes(g)
end)

m:func("decoder_post_norm", { x = cr.f32 { 2, 5, 8 }, memory = cr.f32 { 2, 4, 8 }, mask = cr.bool { 2, 4 }, w = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "d_memory", "probes" }, function(x, memory, mask, w)
  local y = layers.decoder_post_norm(x, memory, { memory_mask = mask })
  local d, g = cr.grad((y * w):sum(), { x, memory }), cr.grad((y * w):sum(), { "decoder_post_norm.*" })
  return y, d[1], d[2], probes(g)
end)

m:func("encoder_pre_norm", { x = cr.f32 { 2, 5, 8 }, mask = cr.bool { 2, 5 }, w = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "probes" }, function(x, mask, w)
  local y = layers.encoder_pre_norm(x, { mask = mask })
  local d, g = cr.grad((y * w):sum(), { x }), cr.grad((y * w):sum(), { "encoder_pre_norm.*" })
  return y, d[1], probes(g)
end)

m:func("decoder_pre_norm", { x = cr.f32 { 2, 5, 8 }, memory = cr.f32 { 2, 4, 8 }, mask = cr.bool { 2, 4 }, w = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "d_memory", "probes" }, function(x, memory, mask, w)
  local y = layers.decoder_pre_norm(x, memory, { memory_mask = mask })
  local d, g = cr.grad((y * w):sum(), { x, memory }), cr.grad((y * w):sum(), { "decoder_pre_norm.*" })
  return y, d[1], d[2], probes(g)
end)

m:func("llama_layer", { x = cr.f32 { 2, 5, 8 }, w = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "probes" }, function(x, w)
  local y = layers.llama_layer(x, { causal = true })
  local d, g = cr.grad((y * w):sum(), { x }), cr.grad((y * w):sum(), { "llama_layer.*" })
  return y, d[1], probes(g)
end)

m:func("stack_post_norm", { x = cr.f32 { 2, 5, 8 }, w = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "probes" }, function(x, w)
  local y = layers.stack_post_norm(x, { causal = true })
  local d, g = cr.grad((y * w):sum(), { x }), cr.grad((y * w):sum(), { "stack_post_norm.*" })
  return y, d[1], probes(g)
end)

m:func("stack_pre_norm", { x = cr.f32 { 2, 5, 8 }, w = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "probes" }, function(x, w)
  local y = layers.stack_pre_norm(x, { causal = true })
  local d, g = cr.grad((y * w):sum(), { x }), cr.grad((y * w):sum(), { "stack_pre_norm.*" })
  return y, d[1], probes(g)
end)

m:func("encoder_decoder", { x = cr.f32 { 2, 5, 8 }, y_in = cr.f32 { 2, 4, 8 }, mask = cr.bool { 2, 5 }, w = cr.f32 { 2, 4, 8 } },
       { "y", "d_x", "d_y_in", "probes" }, function(x, y_in, mask, w)
  local y = layers.encoder_decoder(x, y_in, { source_mask = mask })
  local d, g = cr.grad((y * w):sum(), { x, y_in }), cr.grad((y * w):sum(), { "encoder_decoder.*" })
  return y, d[1], d[2], probes(g)
end)
