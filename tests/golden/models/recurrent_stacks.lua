-- Stacks, layers on every step, streaming by steps, and states kept from call to call; all gradients.
-- Written by make_golden.py; the numbers are in ../data/recurrent_stacks.safetensors.
local cr, nn = require "crescent", require "crescent.nn"

local layers = {
  lstm_gru = nn.sequential { nn.lstm(4, { return_sequences = true }), nn.gru(4) },
  three_deep = nn.sequential { nn.simple_rnn(4, { return_sequences = true }), nn.simple_rnn(4, { return_sequences = true, go_backwards = true }),
    nn.simple_rnn(4), nn.dense(3) },
  both_ways_then_one = nn.sequential { nn.bidirectional(nn.gru(4, { return_sequences = true })), nn.lstm(4) },
  each_dense = nn.time_distributed(nn.dense(6, { activation = "tanh" })),
  each_conv = nn.time_distributed(nn.conv2d(4, 3)),
  step_simple_rnn = nn.simple_rnn(4),
  step_lstm = nn.lstm(4),
  step_gru = nn.gru(4),
  stateful_simple_rnn = nn.simple_rnn(4, { return_sequences = true, return_state = true, stateful = true }),
  stateful_lstm = nn.lstm(4, { return_sequences = true, return_state = true, stateful = true }),
  stateful_gru = nn.gru(4, { return_sequences = true, return_state = true, stateful = true }),
  stateful_masked = nn.gru(4, { return_sequences = true, return_state = true, stateful = true }),
}

local m = cr.model("recurrent_stacks", layers)

m:func("lstm_gru", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 4 } },
       { "y", "d_x", "d_gru_1_bias", "d_gru_1_kernel", "d_gru_1_recurrent_kernel", "d_lstm_1_bias", "d_lstm_1_kernel", "d_lstm_1_recurrent_kernel" }, function(x, w1)
  local y = layers.lstm_gru(x)
  local p = layers.lstm_gru.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["gru_1.bias"], p["gru_1.kernel"], p["gru_1.recurrent_kernel"], p["lstm_1.bias"], p["lstm_1.kernel"], p["lstm_1.recurrent_kernel"] }))
end)

m:func("three_deep", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 3 } },
       { "y", "d_x", "d_dense_1_bias", "d_dense_1_kernel", "d_simple_rnn_1_bias", "d_simple_rnn_1_kernel", "d_simple_rnn_1_recurrent_kernel", "d_simple_rnn_2_bias", "d_simple_rnn_2_kernel", "d_simple_rnn_2_recurrent_kernel", "d_simple_rnn_3_bias", "d_simple_rnn_3_kernel", "d_simple_rnn_3_recurrent_kernel" }, function(x, w1)
  local y = layers.three_deep(x)
  local p = layers.three_deep.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["dense_1.bias"], p["dense_1.kernel"], p["simple_rnn_1.bias"], p["simple_rnn_1.kernel"], p["simple_rnn_1.recurrent_kernel"], p["simple_rnn_2.bias"], p["simple_rnn_2.kernel"], p["simple_rnn_2.recurrent_kernel"], p["simple_rnn_3.bias"], p["simple_rnn_3.kernel"], p["simple_rnn_3.recurrent_kernel"] }))
end)

m:func("both_ways_then_one", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 4 } },
       { "y", "d_x", "d_bidirectional_1_backward_layer_bias", "d_bidirectional_1_backward_layer_kernel", "d_bidirectional_1_backward_layer_recurrent_kernel", "d_bidirectional_1_forward_layer_bias", "d_bidirectional_1_forward_layer_kernel", "d_bidirectional_1_forward_layer_recurrent_kernel", "d_lstm_1_bias", "d_lstm_1_kernel", "d_lstm_1_recurrent_kernel" }, function(x, w1)
  local y = layers.both_ways_then_one(x)
  local p = layers.both_ways_then_one.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["bidirectional_1.backward_layer.bias"], p["bidirectional_1.backward_layer.kernel"], p["bidirectional_1.backward_layer.recurrent_kernel"], p["bidirectional_1.forward_layer.bias"], p["bidirectional_1.forward_layer.kernel"], p["bidirectional_1.forward_layer.recurrent_kernel"], p["lstm_1.bias"], p["lstm_1.kernel"], p["lstm_1.recurrent_kernel"] }))
end)

m:func("each_dense", { x = cr.f32 { 2, 5, 3 }, w1 = cr.f32 { 2, 5, 6 } },
       { "y", "d_x", "d_layer_bias", "d_layer_kernel" }, function(x, w1)
  local y = layers.each_dense(x)
  local p = layers.each_dense.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["layer.bias"], p["layer.kernel"] }))
end)

m:func("each_conv", { x = cr.f32 { 2, 3, 5, 5, 2 }, w1 = cr.f32 { 2, 3, 3, 3, 4 } },
       { "y", "d_x", "d_layer_bias", "d_layer_kernel" }, function(x, w1)
  local y = layers.each_conv(x)
  local p = layers.each_conv.params
  local total = (y * w1):sum()
  return y, table.unpack(cr.grad(total, { x, p["layer.bias"], p["layer.kernel"] }))
end)

m:func("step_simple_rnn", { x = cr.f32 { 2, 5, 3 }, s1 = cr.f32 { 2, 4 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_s1", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, s1, w1, w2)
  local s, ys = { s1 }, {}
  for t = 1, 5 do ys[t], s = layers.step_simple_rnn:step(cr.at(x, 2, t), s) end
  local y1, y2 = cr.stack(ys, 2), table.unpack(s)
  local p = layers.step_simple_rnn.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, s1, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("step_lstm", { x = cr.f32 { 2, 5, 3 }, s1 = cr.f32 { 2, 4 }, s2 = cr.f32 { 2, 4 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_s1", "d_s2", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, s1, s2, w1, w2, w3)
  local s, ys = { s1, s2 }, {}
  for t = 1, 5 do ys[t], s = layers.step_lstm:step(cr.at(x, 2, t), s) end
  local y1, y2, y3 = cr.stack(ys, 2), table.unpack(s)
  local p = layers.step_lstm.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, s1, s2, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("step_gru", { x = cr.f32 { 2, 5, 3 }, s1 = cr.f32 { 2, 4 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 4 } },
       { "y1", "y2", "d_x", "d_s1", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, s1, w1, w2)
  local s, ys = { s1 }, {}
  for t = 1, 5 do ys[t], s = layers.step_gru:step(cr.at(x, 2, t), s) end
  local y1, y2 = cr.stack(ys, 2), table.unpack(s)
  local p = layers.step_gru.params
  local total = (y1 * w1):sum() + (y2 * w2):sum()
  return y1, y2, table.unpack(cr.grad(total, { x, s1, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("stateful_simple_rnn", { x = cr.f32 { 2, 5, 3 }, z = cr.f32 { 2, 3, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 3, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_z", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, z, w1, w2, w3)
  local function again(v) return layers.stateful_simple_rnn(v) end
  local first = again(x)
  local y1, y2, y3 = first, again(z)
  local p = layers.stateful_simple_rnn.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, z, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("stateful_lstm", { x = cr.f32 { 2, 5, 3 }, z = cr.f32 { 2, 3, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 3, 4 }, w3 = cr.f32 { 2, 4 }, w4 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "y4", "d_x", "d_z", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, z, w1, w2, w3, w4)
  local function again(v) return layers.stateful_lstm(v) end
  local first = again(x)
  local y1, y2, y3, y4 = first, again(z)
  local p = layers.stateful_lstm.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum() + (y4 * w4):sum()
  return y1, y2, y3, y4, table.unpack(cr.grad(total, { x, z, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("stateful_gru", { x = cr.f32 { 2, 5, 3 }, z = cr.f32 { 2, 3, 3 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 3, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_z", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, z, w1, w2, w3)
  local function again(v) return layers.stateful_gru(v) end
  local first = again(x)
  local y1, y2, y3 = first, again(z)
  local p = layers.stateful_gru.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, z, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)

m:func("stateful_masked", { x = cr.f32 { 2, 5, 3 }, mask = cr.bool { 2, 5 }, w1 = cr.f32 { 2, 5, 4 }, w2 = cr.f32 { 2, 5, 4 }, w3 = cr.f32 { 2, 4 } },
       { "y1", "y2", "y3", "d_x", "d_bias", "d_kernel", "d_recurrent_kernel" }, function(x, mask, w1, w2, w3)
  local function again() return layers.stateful_masked(x, { mask = mask }) end
  local first = again()
  local y1, y2, y3 = first, again()
  local p = layers.stateful_masked.params
  local total = (y1 * w1):sum() + (y2 * w2):sum() + (y3 * w3):sum()
  return y1, y2, y3, table.unpack(cr.grad(total, { x, p["bias"], p["kernel"], p["recurrent_kernel"] }))
end)
