-- ResNet for small images: He et al., "Deep Residual Learning for Image Recognition", 2015, section 4.2.
-- depth = 6 n + 2 layers: three stages of n blocks, with 16, 32 and 64 channels; 269,722 parameters at depth 20 and 3 channels.
--
--     crescent run models/resnet.lua train --data=/usr/share/datasets/fashion-mnist --epochs=10 --save=resnet.safetensors
--     crescent models/resnet.lua images=rgb32 depth=32
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local images = cr.option("images", "grey28", { choices = { "grey28", "rgb32" },
                         doc = "grey28: MNIST's files, framed to 32 x 32; rgb32: u8 [n,32,32,3] and u8 [n] in .npy, as made from CIFAR-10" })
local depth  = cr.option("depth", 20, { doc = "20, 32, 44, 56 or 110" })
local batch  = cr.option("batch", 128, { doc = "examples a training step" })
local lr     = cr.option("lr", 0.1, { doc = "the greatest learning rate" })

local blocks = (depth - 2) // 6
assert(blocks * 6 + 2 == depth and blocks > 0, "depth is 6 n + 2: 20, 32, 44, 56, 110")

local decay = nn.reg.l2(0.5e-4)                -- a weight decay of 1e-4 on kernels: l2 has no half

local function conv(filters, stride)
  -- A border of one pixel on both sides, also where the stride is 2: so the published weights were trained.
  return nn.conv2d(filters, 3, { strides = stride, padding = { { 1, 1 }, { 1, 1 } }, use_bias = false,
                                 kernel_initializer = "he_normal", kernel_regularizer = decay })
end

local function norm() return nn.batch_norm { momentum = 0.9, epsilon = 1e-5 } end

---Every other pixel, and as many channels of zeros as are missing: a shortcut without parameters (option A of the paper).
local function subsample(x)
  local more = x:dim(4) // 2
  return x:slice(2, 1, -1, 2):slice(3, 1, -1, 2):pad { [4] = { more, more } }
end

---Stage n: blocks of two convolutions beside a shortcut; the first of them may have a stride.
local function stage(n, filters, stride)
  local list = { name = "stage_" .. n }
  for i = 1, blocks do
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
  nn.dense(10, { kernel_initializer = "he_normal" }),
}

local m = cr.model("resnet", net)
local image = images == "grey28" and cr.u8 { 28, 28 } or cr.u8 { 32, 32, 3 }

---Pixels are bytes; -1 .. 1 inside. Grey images get a frame of black, as LeNet-5 framed MNIST.
local function scaled(x)
  local y = cr.convert(x, "f32") / 127.5 - 1
  if images == "grey28" then y = y:expand(-1):pad({ [2] = { 2, 2 }, [3] = { 2, 2 } }, -1) end
  return y
end

m:func("infer", { x = image }, { "probs", "best" }, function(x)
  local z = net(scaled(x:expand(1))):squeeze(1)
  return nn.softmax(z), cr.argmax(z, -1)
end)

local function files(name, mnist)
  if images == "rgb32" then return cr.data.npy { x = name .. "_images.npy", label = name .. "_labels.npy" } end
  return cr.data.idx { x = mnist .. "-images-idx3-ubyte", label = mnist .. "-labels-idx1-ubyte" }
end

m:train {
  inputs = { x = image, label = cr.u8 {} }, batch = batch,
  loss = function(x, label) return nn.softmax_cross_entropy(net(scaled(x)), label) end,
  metrics = { accuracy = function(x, label) return nn.accuracy(net(scaled(x)), label) end },
  optimizer = optim.sgd { lr = optim.warmup(100, optim.cosine { lr = lr }), momentum = 0.9 },
  data = { train = files("train", "train"), validation = files("test", "t10k") },
}
