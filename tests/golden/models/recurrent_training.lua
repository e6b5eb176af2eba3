-- Training through time: an LSTM under a GRU, gradients clipped by norm and by value.
-- Written by make_golden.py; the numbers are in ../data/recurrent_training.safetensors.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local variant = cr.option("variant", "rnn_clip_norm", { choices = { "rnn_plain", "rnn_clip_norm", "rnn_clip_value", "rnn_adam", "rnn_activity", "rnn_regularized",
  "rnn_constrained" },
  doc = "how it is trained" })

local first, second = { return_sequences = true }, {}
if variant == "rnn_activity" then
  first.activity_regularizer, second.activity_regularizer = nn.reg.l2(0.03), nn.reg.l1(0.02)
elseif variant == "rnn_regularized" then
  first.kernel_regularizer, first.recurrent_regularizer, first.bias_regularizer = nn.reg.l2(0.02), nn.reg.l1(0.01), nn.reg.l1_l2(0.01, 0.03)
  second.kernel_regularizer, second.recurrent_regularizer, second.bias_regularizer = nn.reg.l1(0.02), nn.reg.l2(0.01), nn.reg.l2(0.05)
elseif variant == "rnn_constrained" then
  first.kernel_constraint, first.recurrent_constraint, first.bias_constraint = nn.constraint.max_norm(0.8), nn.constraint.unit_norm(), nn.constraint.non_neg()
  second.kernel_constraint, second.recurrent_constraint = nn.constraint.unit_norm(), nn.constraint.max_norm(0.7)
end
local net = nn.sequential { nn.lstm(6, first), nn.gru(5, second), nn.dense(3) }
local m = cr.model("recurrent_training", net)
local sgd = optim.sgd { lr = 0.5 }
local o = {
  rnn_plain = { optimizer = sgd }, rnn_clip_norm = { optimizer = sgd, clip_norm = 0.3 },
  rnn_clip_value = { optimizer = sgd, clip_value = 0.02 }, rnn_adam = { optimizer = optim.adam { lr = 0.001 }, clip_norm = 0.3 },
  rnn_activity = { optimizer = sgd }, rnn_regularized = { optimizer = sgd }, rnn_constrained = { optimizer = sgd },
}
local training = { inputs = { x = cr.f32 { 12, 3 }, label = cr.i32 {} }, batch = 7,
  loss = function(x, label) return nn.softmax_cross_entropy(net(x), label) end }
for key, value in pairs(o[variant]) do training[key] = value end
m:train(training)
