-- Recurrent cells with every option, in both directions, masked, from given states; all gradients.
-- Written by make_golden.py; the numbers are in ../data/recurrent.safetensors.
local cr, nn = require "crescent", require "crescent.nn"

local layers = {
  simple_rnn = nn.simple_rnn(4),
  simple_rnn_sequences = nn.simple_rnn(4, { return_sequences = true }),
  simple_rnn_state = nn.simple_rnn(4, { return_state = true }),
  simple_rnn_both = nn.simple_rnn(4, { return_sequences = true, return_state = true }),
  simple_rnn_no_bias = nn.simple_rnn(4, { use_bias = false, return_sequences = true, return_state = true }),
  simple_rnn_relu = nn.simple_rnn(4, { activation = "relu", return_sequences = true }),
  simple_rnn_backwards = nn.simple_rnn(4, { return_sequences = true, return_state = true, go_backwards = true }),
  simple_rnn_given_states = nn.simple_rnn(4, { return_sequences = true, return_state = true }),
  simple_rnn_mask = nn.simple_rnn(4, { return_sequences = true, return_state = true }),
  simple_rnn_mask_last = nn.simple_rnn(4),
  simple_rnn_mask_states = nn.simple_rnn(4, { return_sequences = true, return_state = true }),
  simple_rnn_mask_backwards = nn.simple_rnn(4, { return_sequences = true, return_state = true, go_backwards = true }),
  simple_rnn_mask_zero = nn.simple_rnn(4, { zero_output_for_mask = true, return_sequences = true, return_state = true }),
  simple_rnn_lengths = nn.simple_rnn(4, { return_sequences = true, return_state = true }),
  simple_rnn_checkpoint = nn.simple_rnn(4, { checkpoint = "sqrt", return_sequences = true, return_state = true }),
  both_ways_simple_rnn = nn.bidirectional(nn.simple_rnn(4, { return_sequences = true }), { merge_mode = "concat" }),
  lstm = nn.lstm(4),
  lstm_sequences = nn.lstm(4, { return_sequences = true }),
  lstm_state = nn.lstm(4, { return_state = true }),
  lstm_both = nn.lstm(4, { return_sequences = true, return_state = true }),
  lstm_no_bias = nn.lstm(4, { use_bias = false, return_sequences = true, return_state = true }),
  lstm_relu = nn.lstm(4, { activation = "relu", return_sequences = true }),
  lstm_backwards = nn.lstm(4, { return_sequences = true, return_state = true, go_backwards = true }),
  lstm_given_states = nn.lstm(4, { return_sequences = true, return_state = true }),
  lstm_mask = nn.lstm(4, { return_sequences = true, return_state = true }),
  lstm_mask_last = nn.lstm(4),
  lstm_mask_states = nn.lstm(4, { return_sequences = true, return_state = true }),
  lstm_mask_backwards = nn.lstm(4, { return_sequences = true, return_state = true, go_backwards = true }),
  lstm_mask_zero = nn.lstm(4, { zero_output_for_mask = true, return_sequences = true, return_state = true }),
  lstm_lengths = nn.lstm(4, { return_sequences = true, return_state = true }),
  lstm_checkpoint = nn.lstm(4, { checkpoint = "sqrt", return_sequences = true, return_state = true }),
  lstm_hard = nn.lstm(4, { activation = "softsign", recurrent_activation = "hard_sigmoid", return_sequences = true, return_state = true }),
  lstm_linear = nn.lstm(4, { activation = "linear", recurrent_activation = "sigmoid", return_sequences = true }),
  both_ways_lstm = nn.bidirectional(nn.lstm(4, { return_sequences = true }), { merge_mode = "concat" }),
  gru = nn.gru(4),
  gru_sequences = nn.gru(4, { return_sequences = true }),
  gru_state = nn.gru(4, { return_state = true }),
  gru_both = nn.gru(4, { return_sequences = true, return_state = true }),
  gru_no_bias = nn.gru(4, { use_bias = false, return_sequences = true, return_state = true }),
  gru_relu = nn.gru(4, { activation = "relu", return_sequences = true }),
  gru_backwards = nn.gru(4, { return_sequences = true, return_state = true, go_backwards = true }),
  gru_given_states = nn.gru(4, { return_sequences = true, return_state = true }),
  gru_mask = nn.gru(4, { return_sequences = true, return_state = true }),
  gru_mask_last = nn.gru(4),
  gru_mask_states = nn.gru(4, { return_sequences = true, return_state = true }),
  gru_mask_backwards = nn.gru(4, { return_sequences = true, return_state = true, go_backwards = true }),
  gru_mask_zero = nn.gru(4, { zero_output_for_mask = true, return_sequences = true, return_state = true }),
  gru_lengths = nn.gru(4, { return_sequences = true, return_state = true }),
  gru_checkpoint = nn.gru(4, { checkpoint = "sqrt", return_sequences = true, return_state = true }),
  gru_hard = nn.gru(4, { activation = "softsign", recurrent_activation = "hard_sigmoid", return_sequences = true, return_state = true }),
  gru_linear = nn.gru(4, { activation = "linear", recurrent_activation = "sigmoid", return_sequences = true }),
  both_ways_gru = nn.bidirectional(nn.gru(4, { return_sequences = true }), { merge_mode = "concat" }),
  gru_before = nn.gru(4, { reset_after = false }),
  gru_before_sequences = nn.gru(4, { reset_after = false, return_sequences = true }),
  gru_before_state = nn.gru(4, { reset_after = false, return_state = true }),
  gru_before_both = nn.gru(4, { reset_after = false, return_sequences = true, return_state = true }),
  gru_before_no_bias = nn.gru(4, { reset_after = false, use_bias = false, return_sequences = true, return_state = true }),
  gru_before_relu = nn.gru(4, { reset_after = false, activation = "relu", return_sequences = true }),
  gru_before_backwards = nn.gru(4, { reset_after = false, return_sequences = true, return_state = true, go_backwards = true }),
  gru_before_given_states = nn.gru(4, { reset_after = false, return_sequences = true, return_state = true }),
  gru_before_mask = nn.gru(4, { reset_after = false, return_sequences = true, return_state = true }),
  gru_before_mask_last = nn.gru(4, { reset_after = false }),
  gru_before_mask_states = nn.gru(4, { reset_after = false, return_sequences = true, return_state = true }),
  gru_before_mask_backwards = nn.gru(4, { reset_after = false, return_sequences = true, return_state = true, go_backwards = true }),
  gru_before_mask_zero = nn.gru(4, { reset_after = false, zero_output_for_mask = true, return_sequences = true, return_state = true }),
  gru_before_lengths = nn.gru(4, { reset_after = false, return_sequences = true, return_state = true }),
  gru_before_checkpoint = nn.gru(4, { reset_after = false, checkpoint = "sqrt", return_sequences = true, return_state = true }),
  gru_before_hard = nn.gru(4, { reset_after = false, activation = "softsign", recurrent_activation = "hard_sigmoid", return_sequences = true, return_state = true }),
  gru_before_linear = nn.gru(4, { reset_after = false, activation = "linear", recurrent_activation = "sigmoid", return_sequences = true }),
  both_ways_gru_before = nn.bidirectional(nn.gru(4, { reset_after = false, return_sequences = true }), { merge_mode = "concat" }),
  merge_concat_last = nn.bidirectional(nn.lstm(4), { merge_mode = "concat" }),
  merge_concat_sequences = nn.bidirectional(nn.gru(4, { return_sequences = true }), { merge_mode = "concat" }),
  merge_sum_last = nn.bidirectional(nn.lstm(4), { merge_mode = "sum" }),
  merge_sum_sequences = nn.bidirectional(nn.gru(4, { return_sequences = true }), { merge_mode = "sum" }),
  merge_mul_last = nn.bidirectional(nn.lstm(4), { merge_mode = "mul" }),
  merge_mul_sequences = nn.bidirectional(nn.gru(4, { return_sequences = true }), { merge_mode = "mul" }),
  merge_ave_last = nn.bidirectional(nn.lstm(4), { merge_mode = "ave" }),
  merge_ave_sequences = nn.bidirectional(nn.gru(4, { return_sequences = true }), { merge_mode = "ave" }),
  merge_none_last = nn.bidirectional(nn.lstm(4), { merge_mode = "none" }),
  merge_none_sequences = nn.bidirectional(nn.gru(4, { return_sequences = true }), { merge_mode = "none" }),
  both_ways_state = nn.bidirectional(nn.lstm(4, { return_sequences = true, return_state = true }), { merge_mode = "concat" }),
  both_ways_mask = nn.bidirectional(nn.lstm(4, { return_sequences = true, return_state = true }), { merge_mode = "sum" }),
  both_ways_lengths = nn.bidirectional(nn.gru(4, { return_sequences = true }), { merge_mode = "concat" }),
  both_ways_backwards = nn.bidirectional(nn.simple_rnn(4, { return_sequences = true, go_backwards = true }), { merge_mode = "concat" }),
}

local m = cr.model("recurrent", layers)

m:func("simple_rnn", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1)
  local y = layers.simple_rnn(x)
  local p = layers.simple_rnn.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("simple_rnn_sequences", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1)
  local y = layers.simple_rnn_sequences(x)
  local p = layers.simple_rnn_sequences.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("simple_rnn_state", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.simple_rnn_state(x)
  local p = layers.simple_rnn_state.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("simple_rnn_both", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.simple_rnn_both(x)
  local p = layers.simple_rnn_both.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("simple_rnn_no_bias", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.simple_rnn_no_bias(x)
  local p = layers.simple_rnn_no_bias.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["kernel"], p["recurrent_kernel"] }))
end)

m:func("simple_rnn_relu", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1)
  local y = layers.simple_rnn_relu(x)
  local p = layers.simple_rnn_relu.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("simple_rnn_backwards", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.simple_rnn_backwards(x)
  local p = layers.simple_rnn_backwards.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("simple_rnn_given_states", { x = cr.f32 { 2, 5, 3 }, s1 = cr.f32 { 2, 4 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_s1", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, s1, w1, w2)
  local y1, y2 = layers.simple_rnn_given_states(x, { initial_state = { s1 } })
  local p = layers.simple_rnn_given_states.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, s1, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("simple_rnn_mask", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1, w2)
  local y1, y2 = layers.simple_rnn_mask(x, { mask = mask })
  local p = layers.simple_rnn_mask.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("simple_rnn_mask_last", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1)
  local y = layers.simple_rnn_mask_last(x, { mask = mask })
  local p = layers.simple_rnn_mask_last.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("simple_rnn_mask_states", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, s1 = cr.f32 { 2, 4 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_s1", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, s1, w1, w2)
  local y1, y2 = layers.simple_rnn_mask_states(x, { mask = mask, initial_state = { s1 } })
  local p = layers.simple_rnn_mask_states.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, s1, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("simple_rnn_mask_backwards", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1, w2)
  local y1, y2 = layers.simple_rnn_mask_backwards(x, { mask = mask })
  local p = layers.simple_rnn_mask_backwards.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("simple_rnn_mask_zero", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1, w2)
  local y1, y2 = layers.simple_rnn_mask_zero(x, { mask = mask })
  local p = layers.simple_rnn_mask_zero.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("simple_rnn_lengths", { x = cr.f32 { 2, 5, 3 }, lengths = cr.i32 { 2 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, lengths, w1, w2)
  local y1, y2 = layers.simple_rnn_lengths(x, { lengths = lengths })
  local p = layers.simple_rnn_lengths.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("simple_rnn_checkpoint", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.simple_rnn_checkpoint(x)
  local p = layers.simple_rnn_checkpoint.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("both_ways_simple_rnn", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, w1)
  local y = layers.both_ways_simple_rnn(x)
  local p = layers.both_ways_simple_rnn.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("lstm", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1)
  local y = layers.lstm(x)
  local p = layers.lstm.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("lstm_sequences", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1)
  local y = layers.lstm_sequences(x)
  local p = layers.lstm_sequences.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("lstm_state", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_state(x)
  local p = layers.lstm_state.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("lstm_both", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_both(x)
  local p = layers.lstm_both.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("lstm_no_bias", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_no_bias(x)
  local p = layers.lstm_no_bias.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, p["kernel"], p["recurrent_kernel"] }))
end)

m:func("lstm_relu", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1)
  local y = layers.lstm_relu(x)
  local p = layers.lstm_relu.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("lstm_backwards", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_backwards(x)
  local p = layers.lstm_backwards.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("lstm_given_states", { x = cr.f32 { 2, 5, 3 }, s1 = cr.f32 { 2, 4 }, s2 = cr.f32 { 2, 4 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_s1", "d_s2", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, s1, s2, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_given_states(x, { initial_state = { s1, s2 } })
  local p = layers.lstm_given_states.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, s1, s2, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("lstm_mask", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_mask(x, { mask = mask })
  local p = layers.lstm_mask.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("lstm_mask_last", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1)
  local y = layers.lstm_mask_last(x, { mask = mask })
  local p = layers.lstm_mask_last.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("lstm_mask_states", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, s1 = cr.f32 { 2, 4 }, s2 = cr.f32 { 2, 4 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_s1", "d_s2", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, s1, s2, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_mask_states(x, { mask = mask, initial_state = { s1, s2 } })
  local p = layers.lstm_mask_states.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, s1, s2, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("lstm_mask_backwards", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_mask_backwards(x, { mask = mask })
  local p = layers.lstm_mask_backwards.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("lstm_mask_zero", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_mask_zero(x, { mask = mask })
  local p = layers.lstm_mask_zero.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("lstm_lengths", { x = cr.f32 { 2, 5, 3 }, lengths = cr.i32 { 2 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, lengths, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_lengths(x, { lengths = lengths })
  local p = layers.lstm_lengths.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("lstm_checkpoint", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_checkpoint(x)
  local p = layers.lstm_checkpoint.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("lstm_hard", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2, w3)
  local y1, y2, y3 = layers.lstm_hard(x)
  local p = layers.lstm_hard.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("lstm_linear", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1)
  local y = layers.lstm_linear(x)
  local p = layers.lstm_linear.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("both_ways_lstm", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, w1)
  local y = layers.both_ways_lstm(x)
  local p = layers.both_ways_lstm.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("gru", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1)
  local y = layers.gru(x)
  local p = layers.gru.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_sequences", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1)
  local y = layers.gru_sequences(x)
  local p = layers.gru_sequences.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_state", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.gru_state(x)
  local p = layers.gru_state.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_both", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.gru_both(x)
  local p = layers.gru_both.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_no_bias", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.gru_no_bias(x)
  local p = layers.gru_no_bias.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_relu", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1)
  local y = layers.gru_relu(x)
  local p = layers.gru_relu.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_backwards", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.gru_backwards(x)
  local p = layers.gru_backwards.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_given_states", { x = cr.f32 { 2, 5, 3 }, s1 = cr.f32 { 2, 4 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_s1", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, s1, w1, w2)
  local y1, y2 = layers.gru_given_states(x, { initial_state = { s1 } })
  local p = layers.gru_given_states.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, s1, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_mask", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1, w2)
  local y1, y2 = layers.gru_mask(x, { mask = mask })
  local p = layers.gru_mask.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_mask_last", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1)
  local y = layers.gru_mask_last(x, { mask = mask })
  local p = layers.gru_mask_last.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_mask_states", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, s1 = cr.f32 { 2, 4 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_s1", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, s1, w1, w2)
  local y1, y2 = layers.gru_mask_states(x, { mask = mask, initial_state = { s1 } })
  local p = layers.gru_mask_states.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, s1, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_mask_backwards", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1, w2)
  local y1, y2 = layers.gru_mask_backwards(x, { mask = mask })
  local p = layers.gru_mask_backwards.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_mask_zero", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1, w2)
  local y1, y2 = layers.gru_mask_zero(x, { mask = mask })
  local p = layers.gru_mask_zero.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_lengths", { x = cr.f32 { 2, 5, 3 }, lengths = cr.i32 { 2 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, lengths, w1, w2)
  local y1, y2 = layers.gru_lengths(x, { lengths = lengths })
  local p = layers.gru_lengths.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_checkpoint", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.gru_checkpoint(x)
  local p = layers.gru_checkpoint.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_hard", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.gru_hard(x)
  local p = layers.gru_hard.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_linear", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1)
  local y = layers.gru_linear(x)
  local p = layers.gru_linear.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("both_ways_gru", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, w1)
  local y = layers.both_ways_gru(x)
  local p = layers.both_ways_gru.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("gru_before", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1)
  local y = layers.gru_before(x)
  local p = layers.gru_before.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_before_sequences", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1)
  local y = layers.gru_before_sequences(x)
  local p = layers.gru_before_sequences.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_before_state", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.gru_before_state(x)
  local p = layers.gru_before_state.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_before_both", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.gru_before_both(x)
  local p = layers.gru_before_both.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_before_no_bias", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.gru_before_no_bias(x)
  local p = layers.gru_before_no_bias.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_before_relu", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1)
  local y = layers.gru_before_relu(x)
  local p = layers.gru_before_relu.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_before_backwards", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.gru_before_backwards(x)
  local p = layers.gru_before_backwards.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_before_given_states", { x = cr.f32 { 2, 5, 3 }, s1 = cr.f32 { 2, 4 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_s1", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, s1, w1, w2)
  local y1, y2 = layers.gru_before_given_states(x, { initial_state = { s1 } })
  local p = layers.gru_before_given_states.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, s1, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_before_mask", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1, w2)
  local y1, y2 = layers.gru_before_mask(x, { mask = mask })
  local p = layers.gru_before_mask.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_before_mask_last", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1)
  local y = layers.gru_before_mask_last(x, { mask = mask })
  local p = layers.gru_before_mask_last.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_before_mask_states", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, s1 = cr.f32 { 2, 4 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_s1", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, s1, w1, w2)
  local y1, y2 = layers.gru_before_mask_states(x, { mask = mask, initial_state = { s1 } })
  local p = layers.gru_before_mask_states.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, s1, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_before_mask_backwards", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1, w2)
  local y1, y2 = layers.gru_before_mask_backwards(x, { mask = mask })
  local p = layers.gru_before_mask_backwards.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_before_mask_zero", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1, w2)
  local y1, y2 = layers.gru_before_mask_zero(x, { mask = mask })
  local p = layers.gru_before_mask_zero.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_before_lengths", { x = cr.f32 { 2, 5, 3 }, lengths = cr.i32 { 2 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, lengths, w1, w2)
  local y1, y2 = layers.gru_before_lengths(x, { lengths = lengths })
  local p = layers.gru_before_lengths.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_before_checkpoint", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.gru_before_checkpoint(x)
  local p = layers.gru_before_checkpoint.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_before_hard", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.gru_before_hard(x)
  local p = layers.gru_before_hard.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("gru_before_linear", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 } },
       { "y", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, w1)
  local y = layers.gru_before_linear(x)
  local p = layers.gru_before_linear.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("both_ways_gru_before", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, w1)
  local y = layers.both_ways_gru_before(x)
  local p = layers.both_ways_gru_before.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("merge_concat_last", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 8 } },
       { "y", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, w1)
  local y = layers.merge_concat_last(x)
  local p = layers.merge_concat_last.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("merge_concat_sequences", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, w1)
  local y = layers.merge_concat_sequences(x)
  local p = layers.merge_concat_sequences.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("merge_sum_last", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 4 } },
       { "y", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, w1)
  local y = layers.merge_sum_last(x)
  local p = layers.merge_sum_last.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("merge_sum_sequences", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 } },
       { "y", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, w1)
  local y = layers.merge_sum_sequences(x)
  local p = layers.merge_sum_sequences.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("merge_mul_last", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 4 } },
       { "y", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, w1)
  local y = layers.merge_mul_last(x)
  local p = layers.merge_mul_last.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("merge_mul_sequences", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 } },
       { "y", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, w1)
  local y = layers.merge_mul_sequences(x)
  local p = layers.merge_mul_sequences.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("merge_ave_last", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 4 } },
       { "y", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, w1)
  local y = layers.merge_ave_last(x)
  local p = layers.merge_ave_last.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("merge_ave_sequences", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 } },
       { "y", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, w1)
  local y = layers.merge_ave_sequences(x)
  local p = layers.merge_ave_sequences.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("merge_none_last", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.merge_none_last(x)
  local p = layers.merge_none_last.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("merge_none_sequences", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 5, 4 } },
       { "y1", "y2", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, w1, w2)
  local y1, y2 = layers.merge_none_sequences(x)
  local p = layers.merge_none_sequences.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("both_ways_state", { x = cr.f32 { 2, 5, 3 }, s1 = cr.f32 { 2, 4 }, s2 = cr.f32 { 2, 4 }, s3 = cr.f32 { 2, 4 }, s4 = cr.f32 { 2, 4 }, w1 = cr.f32 { 2, 5, 8 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 }, w4 = cr.f32 { 2, 4 }, w5 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "y4", "y5", "d_x", "d_s1", "d_s2", "d_s3", "d_s4", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, s1, s2, s3, s4, w1, w2, w3, w4, w5)
  local y1, y2, y3, y4, y5 = layers.both_ways_state(x, { initial_state = { s1, s2, s3, s4 } })
  local p = layers.both_ways_state.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum() + (y4 * w4):sum() + (y5 * w5):sum()
  return y1, y2, y3, y4, y5, table.unpack(cr.grad(total, { x, s1, s2, s3, s4, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("both_ways_mask", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 }, w4 = cr.f32 { 2, 4 }, w5 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "y4", "y5", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, mask, w1, w2, w3, w4, w5)
  local y1, y2, y3, y4, y5 = layers.both_ways_mask(x, { mask = mask })
  local p = layers.both_ways_mask.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum() + (y4 * w4):sum() + (y5 * w5):sum()
  return y1, y2, y3, y4, y5, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("both_ways_lengths", { x = cr.f32 { 2, 5, 3 }, lengths = cr.i32 { 2 }, w1 = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, lengths, w1)
  local y = layers.both_ways_lengths(x, { lengths = lengths })
  local p = layers.both_ways_lengths.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)

m:func("both_ways_backwards", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 8 } },
       { "y", "d_x", "d_backward_layer_bias", "d_backward_layer_kernel", "d_backward_layer_recurrent_kernel", "d_forward_layer_bias", "d_forward_layer_kernel", "d_forward_layer_recurrent_kernel" }, function(x, w1)
  local y = layers.both_ways_backwards(x)
  local p = layers.both_ways_backwards.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["backward_layer.bias"], p["backward_layer.kernel"], p["backward_layer.recurrent_kernel"], p["forward_layer.bias"], p["forward_layer.kernel"], p["forward_layer.recurrent_kernel"] }))
end)
