-- A multilayer perceptron, 20-12-8-5: both losses and every gradient.
-- Written by make_golden.py; the numbers are in ../data/mlp.safetensors.
local cr, nn = require "crescent", require "crescent.nn"

local net = nn.sequential {
  nn.dense(12, { activation = "relu" }),
  nn.dense(8, { activation = "relu" }),
  nn.dense(5),
}

local m = cr.model("mlp", net)

m:func("infer", { x = cr.f32 { 7, 20 } },
       { "logits", "probs" }, function(x)
  local logits = net(x)
  return logits, nn.softmax(logits)
end)

m:func("cross_entropy", { x = cr.f32 { 7, 20 }, label = cr.i32 { 7 } },
       { "each", "loss", "d_x", "d_dense_1_kernel", "d_dense_1_bias", "d_dense_2_kernel", "d_dense_2_bias", "d_dense_3_kernel", "d_dense_3_bias" }, function(x, label)
  local each = nn.softmax_cross_entropy(net(x), label)
  local loss = each:mean()
  local g = cr.grad(loss, { "*" })
  return each, loss, cr.grad(loss, x),
         g["dense_1.kernel"], g["dense_1.bias"],
         g["dense_2.kernel"], g["dense_2.bias"],
         g["dense_3.kernel"], g["dense_3.bias"]
end)

m:func("mse", { x = cr.f32 { 7, 20 }, label = cr.i32 { 7 } },
       { "each", "loss", "d_x", "d_dense_1_kernel", "d_dense_1_bias", "d_dense_2_kernel", "d_dense_2_bias", "d_dense_3_kernel", "d_dense_3_bias" }, function(x, label)
  local each = nn.mse(net(x), cr.one_hot(label, 5))
  local loss = each:mean()
  local g = cr.grad(loss, { "*" })
  return each, loss, cr.grad(loss, x),
         g["dense_1.kernel"], g["dense_1.bias"],
         g["dense_2.kernel"], g["dense_2.bias"],
         g["dense_3.kernel"], g["dense_3.bias"]
end)

m:func("accuracy", { x = cr.f32 { 7, 20 }, label = cr.i32 { 7 } },
       { "correct" }, function(x, label)
  return nn.accuracy(net(x), label)
end)
