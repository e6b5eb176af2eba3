-- ResNet-20 for small images, batch norm by given statistics and by the batch's own.
-- Written by make_golden.py; the numbers are in ../data/resnet20.safetensors.
local cr, nn = require "crescent", require "crescent.nn"

local function conv(filters, stride)
  return nn.conv2d(filters, 3, { strides = stride, padding = { { 1, 1 }, { 1, 1 } }, use_bias = false })
end

local function norm() return nn.batch_norm { momentum = 0.9, epsilon = 1e-5 } end

local function subsample(x)
  local more = x:dim(4) // 2
  return x:slice(2, 1, -1, 2):slice(3, 1, -1, 2):pad { [4] = { more, more } }
end

local function stage(n, filters, stride)
  local list = { name = "stage_" .. n }
  for i = 1, 3 do
    local s = i == 1 and stride or 1
    list[#list + 1] = nn.residual { conv(filters, s), norm(), nn.relu, conv(filters, 1), norm(),
      shortcut = s > 1 and subsample or nil, name = "block_" .. i }
    list[#list + 1] = nn.relu
  end
  return nn.sequential(list)
end

local net = nn.sequential {
  conv(16, 1), norm(), nn.relu,
  stage(1, 16, 1), stage(2, 32, 2), stage(3, 64, 2),
  nn.global_average_pooling2d(),
  nn.dense(10),
}
local m = cr.model("resnet20", net)

m:func("infer", { x = cr.f32 { 2, 32, 32, 3 } }, { "logits", "d_x" }, function(x)
  local logits = net(x)
  return logits, cr.grad(logits:max(-1):sum(), x)
end)

-- Gradients as norms, and as sums over all axes but one, of every kernel; whole where they are small.
m:func("training", { x = cr.f32 { 4, 16, 16, 3 }, label = cr.i32 { 4 } }, { "logits", "loss", "d_x", "norms", "columns", "cells", "scales", "d_conv2d_1_kernel", "d_dense_1_kernel", "first_mean", "first_variance", "last_mean", "last_variance" },
       function(x, label)
  local logits = net(x)
  local loss = nn.softmax_cross_entropy(logits, label):mean()
  local g = cr.grad(loss, { "*" })
  local norms, columns, cells, scales = {}, {}, {}, {}
  for name, d in pairs(g) do
    norms[#norms + 1] = d:norm()
    if d.rank == 4 then
      columns[#columns + 1] = d:sum { 1, 2, 3 }
      cells[#cells + 1] = d:sum { 3, 4 }
    elseif name:match "%.gamma$" or name:match "%.beta$" then
      scales[#scales + 1] = d
    end
  end
  local first, last = net.batch_norm_1, net.stage_3.block_3.batch_norm_2
  return logits, loss, cr.grad(loss, x), cr.stack(norms, 1), cr.concat(columns, 1), cr.stack(cells, 1), cr.concat(scales, 1),
         g["conv2d_1.kernel"], g["dense_1.kernel"],
         first:buffer("moving_mean", { 16 }), first:buffer("moving_variance", { 16 }),
         last:buffer("moving_mean", { 64 }), last:buffer("moving_variance", { 64 })
end, { training = true })
