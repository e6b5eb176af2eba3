-- Dropout of inputs and of recurrent states in training, from a seed; all gradients.
-- Written by make_golden.py; the numbers are in ../data/recurrent_dropout.safetensors.
local cr, nn = require "crescent", require "crescent.nn"

local layers = {
  simple_rnn_input = nn.simple_rnn(4, { return_sequences = true, return_state = true, dropout = 0.4 }),
  simple_rnn_state = nn.simple_rnn(4, { return_sequences = true, return_state = true, recurrent_dropout = 0.3 }),
  simple_rnn_both = nn.simple_rnn(4, { return_sequences = true, return_state = true, dropout = 0.25, recurrent_dropout = 0.5 }),
  simple_rnn_segments = nn.simple_rnn(4, { return_sequences = true, return_state = true, checkpoint = 2, dropout = 0.25, recurrent_dropout = 0.5 }),
  simple_rnn_masked_back = nn.simple_rnn(4, { return_sequences = true, return_state = true, go_backwards = true, dropout = 0.25, recurrent_dropout = 0.5 }),
  simple_rnn_both_ways = nn.bidirectional(nn.simple_rnn(4, { return_sequences = true, return_state = true, dropout = 0.25, recurrent_dropout = 0.5 }), { merge_mode = "concat" }),
  lstm_input = nn.lstm(4, { return_sequences = true, return_state = true, dropout = 0.4 }),
  lstm_state = nn.lstm(4, { return_sequences = true, return_state = true, recurrent_dropout = 0.3 }),
  lstm_both = nn.lstm(4, { return_sequences = true, return_state = true, dropout = 0.25, recurrent_dropout = 0.5 }),
  lstm_segments = nn.lstm(4, { return_sequences = true, return_state = true, checkpoint = 2, dropout = 0.25, recurrent_dropout = 0.5 }),
  lstm_masked_back = nn.lstm(4, { return_sequences = true, return_state = true, go_backwards = true, dropout = 0.25, recurrent_dropout = 0.5 }),
  lstm_both_ways = nn.bidirectional(nn.lstm(4, { return_sequences = true, return_state = true, dropout = 0.25, recurrent_dropout = 0.5 }), { merge_mode = "concat" }),
  gru_input = nn.gru(4, { return_sequences = true, return_state = true, dropout = 0.4 }),
  gru_state = nn.gru(4, { return_sequences = true, return_state = true, recurrent_dropout = 0.3 }),
  gru_both = nn.gru(4, { return_sequences = true, return_state = true, dropout = 0.25, recurrent_dropout = 0.5 }),
  gru_before_input = nn.gru(4, { reset_after = false, return_sequences = true, return_state = true, dropout = 0.4 }),
  gru_before_state = nn.gru(4, { reset_after = false, return_sequences = true, return_state = true, recurrent_dropout = 0.3 }),
  gru_before_both = nn.gru(4, { reset_after = false, return_sequences = true, return_state = true, dropout = 0.25, recurrent_dropout = 0.5 }),
  gru_segments = nn.gru(4, { return_sequences = true, return_state = true, checkpoint = 2, dropout = 0.25, recurrent_dropout = 0.5 }),
  gru_masked_back = nn.gru(4, { return_sequences = true, return_state = true, go_backwards = true, dropout = 0.25, recurrent_dropout = 0.5 }),
  gru_both_ways = nn.bidirectional(nn.gru(4, { return_sequences = true, return_state = true, dropout = 0.25, recurrent_dropout = 0.5 }), { merge_mode = "concat" }),
}

local m = cr.model("recurrent_dropout", layers)

m:func("simple_rnn_input", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, w1, w2)
  local y1, y2 = layers.simple_rnn_input(x)
  local p = layers.simple_rnn_input.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("simple_rnn_state", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, w1, w2)
  local y1, y2 = layers.simple_rnn_state(x)
  local p = layers.simple_rnn_state.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("simple_rnn_both", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, w1, w2)
  local y1, y2 = layers.simple_rnn_both(x)
  local p = layers.simple_rnn_both.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("simple_rnn_segments", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, w1, w2)
  local y1, y2 = layers.simple_rnn_segments(x)
  local p = layers.simple_rnn_segments.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("simple_rnn_masked_back", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, mask, w1, w2)
  local y1, y2 = layers.simple_rnn_masked_back(x, { mask = mask })
  local p = layers.simple_rnn_masked_back.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("simple_rnn_both_ways", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, s1 = cr.f32 { 2, 4 }, s2 = cr.f32 { 2, 4 }, w1 = cr.f32 { 2, 5, 8 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_s1", "d_s2", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(seed, x, s1, s2, w1, w2, w3)
  local y1, y2, y3 = layers.simple_rnn_both_ways(x, { initial_state = { s1, s2 } })
  local p = layers.simple_rnn_both_ways.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, s1, s2, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end, { training = true })

m:func("lstm_input", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_input(x)
  local p = layers.lstm_input.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("lstm_state", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_state(x)
  local p = layers.lstm_state.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("lstm_both", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_both(x)
  local p = layers.lstm_both.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("lstm_segments", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_segments(x)
  local p = layers.lstm_segments.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("lstm_masked_back", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, mask, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_masked_back(x, { mask = mask })
  local p = layers.lstm_masked_back.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("lstm_both_ways", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, s1 = cr.f32 { 2, 4 }, s2 = cr.f32 { 2, 4 }, s3 = cr.f32 { 2, 4 }, s4 = cr.f32 { 2, 4 }, w1 = cr.f32 { 2, 5, 8 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 }, w4 = cr.f32 { 2, 4 }, w5 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "y4", "y5", "d_x", "d_s1", "d_s2", "d_s3", "d_s4", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(seed, x, s1, s2, s3, s4, w1, w2, w3, w4, w5)
  local y1, y2, y3, y4, y5 = layers.lstm_both_ways(x, { initial_state = { s1, s2, s3, s4 } })
  local p = layers.lstm_both_ways.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum() + (y4 * w4):sum() + (y5 * w5):sum()
  return y1, y2, y3, y4, y5, table.unpack(cr.grad(total, { x, s1, s2, s3, s4, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end, { training = true })

m:func("gru_input", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, w1, w2)
  local y1, y2 = layers.gru_input(x)
  local p = layers.gru_input.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("gru_state", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, w1, w2)
  local y1, y2 = layers.gru_state(x)
  local p = layers.gru_state.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("gru_both", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, w1, w2)
  local y1, y2 = layers.gru_both(x)
  local p = layers.gru_both.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("gru_before_input", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, w1, w2)
  local y1, y2 = layers.gru_before_input(x)
  local p = layers.gru_before_input.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("gru_before_state", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, w1, w2)
  local y1, y2 = layers.gru_before_state(x)
  local p = layers.gru_before_state.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("gru_before_both", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, w1, w2)
  local y1, y2 = layers.gru_before_both(x)
  local p = layers.gru_before_both.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("gru_segments", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, w1, w2)
  local y1, y2 = layers.gru_segments(x)
  local p = layers.gru_segments.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("gru_masked_back", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(seed, x, mask, w1, w2)
  local y1, y2 = layers.gru_masked_back(x, { mask = mask })
  local p = layers.gru_masked_back.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end, { training = true })

m:func("gru_both_ways", { seed = cr.seed, x = cr.f32 { 2, 5, 3 }, s1 = cr.f32 { 2, 4 }, s2 = cr.f32 { 2, 4 }, w1 = cr.f32 { 2, 5, 8 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_s1", "d_s2", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(seed, x, s1, s2, w1, w2, w3)
  local y1, y2, y3 = layers.gru_both_ways(x, { initial_state = { s1, s2 } })
  local p = layers.gru_both_ways.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, s1, s2, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end, { training = true })
