-- models/cnn.lua's network on seven bundled images: values, gradients, and ten steps of Adam.
-- Written by make_golden.py; the numbers are in ../data/cnn.safetensors.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

cr.option("variant", "cnn", { choices = { "cnn" }, doc = "how it is trained" })

local net = nn.sequential {
  nn.conv2d(32, 3, { padding = "same", activation = "relu" }), nn.max_pooling2d(2),
  nn.conv2d(64, 3, { padding = "same", activation = "relu" }), nn.max_pooling2d(2),
  nn.flatten(),
  nn.dense(10),
}
local m = cr.model("cnn", net)

m:func("cross_entropy", { image = cr.f32 { 7, 28, 28, 1 }, kind = cr.i32 { 7 } },
       { "logits", "each", "loss", "d_image", "d_conv2d_1_kernel", "d_conv2d_1_bias", "d_conv2d_2_kernel", "d_conv2d_2_bias", "d_dense_1_kernel_norm", "d_dense_1_kernel_sums_1", "d_dense_1_kernel_sums_2", "d_dense_1_bias" }, function(image, kind)
  local logits = net(image)
  local each = nn.softmax_cross_entropy(logits, kind)
  local loss = each:mean()
  local g = cr.grad(loss, { "*" })
  local dense = g["dense_1.kernel"]
  return logits, each, loss, cr.grad(loss, image), g["conv2d_1.kernel"], g["conv2d_1.bias"],
         g["conv2d_2.kernel"], g["conv2d_2.bias"], dense:norm(), dense:sum(1), dense:sum(2), g["dense_1.bias"]
end)

m:train {
  inputs = { x = cr.u8 { 28, 28 }, label = cr.i32 {} }, batch = 7,
  loss = function(x, label)
    return nn.softmax_cross_entropy(net(cr.convert(x, "f32"):expand(-1) / 255), label)
  end,
  optimizer = optim.adam { lr = 0.001 },
}
