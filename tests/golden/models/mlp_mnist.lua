-- models/mlp.lua's network, 784-128-64-10: values, and gradients as norms, sums and sample rows.
-- Written by make_golden.py; the numbers are in ../data/mlp_mnist.safetensors.
local cr, nn = require "crescent", require "crescent.nn"

local net = nn.sequential {
  nn.dense(128, { activation = "relu" }),
  nn.dense(64, { activation = "relu" }),
  nn.dense(10),
}

local m = cr.model("mlp_mnist", net)

m:func("cross_entropy", { x = cr.f32 { 7, 784 }, label = cr.i32 { 7 } },
       { "logits", "each", "loss", "d_dense_1_kernel_norm", "d_dense_1_kernel_rows", "d_dense_1_kernel_sums_1", "d_dense_1_kernel_sums_2", "d_dense_1_bias", "d_dense_2_kernel_norm", "d_dense_2_kernel_rows", "d_dense_2_kernel_sums_1", "d_dense_2_kernel_sums_2", "d_dense_2_bias", "d_dense_3_kernel_norm", "d_dense_3_kernel_rows", "d_dense_3_kernel_sums_1", "d_dense_3_kernel_sums_2", "d_dense_3_bias" }, function(x, label)
  local logits = net(x)
  local each = nn.softmax_cross_entropy(logits, label)
  local loss = each:mean()
  local g = cr.grad(loss, { "*" })
  return logits, each, loss,
         g["dense_1.kernel"]:norm(), g["dense_1.kernel"]:slice(1, 1, 8), g["dense_1.kernel"]:sum(1), g["dense_1.kernel"]:sum(2), g["dense_1.bias"],
         g["dense_2.kernel"]:norm(), g["dense_2.kernel"]:slice(1, 1, 8), g["dense_2.kernel"]:sum(1), g["dense_2.kernel"]:sum(2), g["dense_2.bias"],
         g["dense_3.kernel"]:norm(), g["dense_3.kernel"]:slice(1, 1, 8), g["dense_3.kernel"]:sum(1), g["dense_3.kernel"]:sum(2), g["dense_3.bias"]
end)
