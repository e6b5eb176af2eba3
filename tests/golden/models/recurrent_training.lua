-- Training through time: an LSTM under a GRU, gradients clipped by norm and by value.
-- Written by make_golden.py; the numbers are in ../data/recurrent_training.safetensors.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local variant = cr.option("variant", "rnn_clip_norm", { choices = { "rnn_plain", "rnn_clip_norm", "rnn_clip_value", "rnn_adam", "rnn_activity" },
  doc = "how it is trained" })

local activity = variant == "rnn_activity" and { lstm = nn.reg.l2(0.03), gru = nn.reg.l1(0.02) } or {}
local net = nn.sequential {
  nn.lstm(6, { return_sequences = true, activity_regularizer = activity.lstm }), nn.gru(5, { activity_regularizer = activity.gru }), nn.dense(3),
}
local m = cr.model("recurrent_training", net)
local sgd = optim.sgd { lr = 0.5 }
local o = {
  rnn_plain = { optimizer = sgd }, rnn_clip_norm = { optimizer = sgd, clip_norm = 0.3 },
  rnn_clip_value = { optimizer = sgd, clip_value = 0.02 }, rnn_adam = { optimizer = optim.adam { lr = 0.001 }, clip_norm = 0.3 },
  rnn_activity = { optimizer = sgd },
}
local training = { inputs = { x = cr.f32 { 12, 3 }, label = cr.i32 {} }, batch = 7,
  loss = function(x, label) return nn.softmax_cross_entropy(net(x), label) end }
for key, value in pairs(o[variant]) do training[key] = value end
m:train(training)
