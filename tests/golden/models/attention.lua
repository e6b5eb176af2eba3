-- Multi-head attention with every mask and option, and its gradients.
-- Written by make_golden.py; the numbers are in ../data/attention.safetensors.
local cr, nn = require "crescent", require "crescent.nn"

local layers = {
  plain = nn.multi_head_attention(2, 4),
  causal = nn.multi_head_attention(2, 4),
  keys_mask = nn.multi_head_attention(2, 4),
  pairs_mask = nn.multi_head_attention(3, 2),
  causal_keys_mask = nn.multi_head_attention(2, 4),
  cross = nn.multi_head_attention(2, 4),
  cross_causal = nn.multi_head_attention(2, 4),
  key_and_value = nn.multi_head_attention(2, 4, { value_dim = 3, output_dim = 5 }),
  grouped = nn.multi_head_attention(4, 3, { num_kv_heads = 2 }),
  multi_query = nn.multi_head_attention(4, 3, { num_kv_heads = 1 }),
  grouped_mask = nn.multi_head_attention(4, 2, { num_kv_heads = 2, alibi = true }),
  no_bias = nn.multi_head_attention(2, 4, { use_bias = false }),
  no_key_bias = nn.multi_head_attention(2, 4, { key_bias = false }),
  biased = nn.multi_head_attention(2, 4),
  rotary = nn.multi_head_attention(2, 4, { rotary = true }),
  rotary_interleaved = nn.multi_head_attention(2, 4, { rotary = { interleaved = true, base = 100 } }),
  alibi = nn.multi_head_attention(4, 2, { alibi = true }),
  alibi_causal = nn.multi_head_attention(2, 2, { alibi = true }),
  alibi_six_heads = nn.multi_head_attention(6, 2, { alibi = true }),
  far_scores = nn.multi_head_attention(2, 4),
  positions = nn.position_embedding(8),
}

local m = cr.model("attention", layers)

m:func("plain", { x = cr.f32 { 2, 5, 6 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, w)
  local y = layers.plain(x)
  local p = layers.plain.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("causal", { x = cr.f32 { 2, 5, 6 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, w)
  local y = layers.causal(x, { causal = true })
  local p = layers.causal.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("keys_mask", { x = cr.f32 { 2, 5, 6 }, mask = cr.bool { 2, 5 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, mask, w)
  local y = layers.keys_mask(x, { mask = mask })
  local p = layers.keys_mask.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("pairs_mask", { x = cr.f32 { 2, 5, 6 }, mask = cr.bool { 2, 5, 5 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, mask, w)
  local y = layers.pairs_mask(x, { mask = mask })
  local p = layers.pairs_mask.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("causal_keys_mask", { x = cr.f32 { 2, 5, 6 }, mask = cr.bool { 2, 5 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, mask, w)
  local y = layers.causal_keys_mask(x, { mask = mask, causal = true })
  local p = layers.causal_keys_mask.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("cross", { x = cr.f32 { 2, 5, 6 }, memory = cr.f32 { 2, 7, 6 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_memory", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, memory, w)
  local y = layers.cross(x, { key = memory })
  local p = layers.cross.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, memory, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("cross_causal", { x = cr.f32 { 2, 5, 6 }, memory = cr.f32 { 2, 7, 6 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_memory", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, memory, w)
  local y = layers.cross_causal(x, { key = memory, causal = true })
  local p = layers.cross_causal.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, memory, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("key_and_value", { x = cr.f32 { 2, 5, 6 }, key = cr.f32 { 2, 7, 3 }, value = cr.f32 { 2, 7, 4 }, w = cr.f32 { 2, 5, 5 } },
       { "y", "d_x", "d_key", "d_value", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, key, value, w)
  local y = layers.key_and_value(x, { key = key, value = value })
  local p = layers.key_and_value.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, key, value, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("grouped", { x = cr.f32 { 2, 5, 6 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, w)
  local y = layers.grouped(x, { causal = true })
  local p = layers.grouped.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("multi_query", { x = cr.f32 { 2, 5, 6 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, w)
  local y = layers.multi_query(x, { causal = true })
  local p = layers.multi_query.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("grouped_mask", { x = cr.f32 { 2, 5, 6 }, mask = cr.bool { 2, 5, 5 }, bias = cr.f32 { 4, 5, 5 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_bias", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, mask, bias, w)
  local y = layers.grouped_mask(x, { mask = mask, bias = bias })
  local p = layers.grouped_mask.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, bias, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("no_bias", { x = cr.f32 { 2, 5, 6 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_query_kernel", "d_key_kernel", "d_value_kernel", "d_attention_output_kernel" }, function(x, w)
  local y = layers.no_bias(x)
  local p = layers.no_bias.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["query.kernel"], p["key.kernel"], p["value.kernel"], p["attention_output.kernel"] }))
end)

m:func("no_key_bias", { x = cr.f32 { 2, 5, 6 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, w)
  local y = layers.no_key_bias(x)
  local p = layers.no_key_bias.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["query.kernel"], p["query.bias"], p["key.kernel"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("biased", { x = cr.f32 { 2, 5, 6 }, bias = cr.f32 { 2, 5, 5 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_bias", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, bias, w)
  local y = layers.biased(x, { bias = bias })
  local p = layers.biased.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, bias, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("rotary", { x = cr.f32 { 2, 5, 6 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, w)
  local y = layers.rotary(x, { causal = true })
  local p = layers.rotary.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("rotary_interleaved", { x = cr.f32 { 2, 5, 6 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, w)
  local y = layers.rotary_interleaved(x, { causal = true })
  local p = layers.rotary_interleaved.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("alibi", { x = cr.f32 { 2, 5, 6 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, w)
  local y = layers.alibi(x, { causal = false })
  local p = layers.alibi.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("alibi_causal", { x = cr.f32 { 2, 5, 6 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, w)
  local y = layers.alibi_causal(x, { causal = true })
  local p = layers.alibi_causal.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

m:func("alibi_six_heads", { x = cr.f32 { 2, 5, 6 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, w)
  local y = layers.alibi_six_heads(x, { causal = true })
  local p = layers.alibi_six_heads.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

-- scores of up to hundreds
m:func("far_scores", { x = cr.f32 { 2, 5, 6 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_query_kernel", "d_query_bias", "d_key_kernel", "d_key_bias", "d_value_kernel", "d_value_bias", "d_attention_output_kernel", "d_attention_output_bias" }, function(x, w)
  local y = layers.far_scores(x, { causal = true })
  local p = layers.far_scores.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["query.kernel"], p["query.bias"], p["key.kernel"], p["key.bias"], p["value.kernel"], p["value.bias"], p["attention_output.kernel"], p["attention_output.bias"] }))
end)

-- an example without any key gives zeros, and so do its gradients
m:func("no_key_counts", { q = cr.f32 { 2, 3, 2, 4 }, k = cr.f32 { 2, 5, 2, 4 }, v = cr.f32 { 2, 5, 2, 3 }, mask = cr.bool { 2, 5 }, w = cr.f32 { 2, 3, 2, 3 } },
       { "y", "d_q", "d_k", "d_v" }, function(q, k, v, mask, w)
  local y = nn.attention(q, k, v, { mask = mask })
  return y, table.unpack(cr.grad((y * w):sum(), { q, k, v }))
end)

m:func("sinusoids", { x = cr.f32 { 40, 6 } },
       { "y" }, function(x)
  return x * 0 + nn.sinusoidal_positions(40, 6)
end)

m:func("rotated", { x = cr.f32 { 2, 9, 2, 6 }, w = cr.f32 { 2, 9, 2, 6 } },
       { "y", "d_x" }, function(x, w)
  local y = nn.rotary(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("rotated_interleaved", { x = cr.f32 { 2, 9, 2, 6 }, w = cr.f32 { 2, 9, 2, 6 } },
       { "y", "d_x" }, function(x, w)
  local y = nn.rotary(x, { interleaved = true, base = 500 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("learned_positions", { x = cr.f32 { 2, 5, 6 }, w = cr.f32 { 2, 5, 6 } },
       { "y", "d_table" }, function(x, w)
  local y = layers.positions(x)
  return y, cr.grad((y * w):sum(), layers.positions.params.embeddings)
end)
