-- A convolutional network for grey images of 28 x 28 pixels in 10 classes: MNIST and its relatives.
--
--     crescent run models/cnn.lua train --data=models/data/fashion_mnist_2k --epochs=10 --save=cnn.safetensors
--
-- --data takes any folder with the four files of MNIST, plain or gzipped. 50,186 parameters.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local batch = cr.option("batch", 32, { doc = "examples a training step" })
local lr    = cr.option("lr", 0.001, { doc = "Adam's learning rate" })

local start = { kernel_initializer = nn.init.truncated_normal(0.1), bias_initializer = nn.init.constant(0.1) }

---A 3 x 3 convolution over all of the image, and relu.
local function conv(filters)
  return nn.conv2d(filters, 3, { padding = "same", activation = "relu",
    kernel_initializer = start.kernel_initializer, bias_initializer = start.bias_initializer })
end

local net = nn.sequential {
  conv(32), nn.max_pooling2d(2),
  conv(64), nn.max_pooling2d(2),
  nn.flatten(),
  nn.dense(10, start),
}

local m = cr.model("cnn", net)

-- Pixels are bytes, as files and cameras have them. Scaling is part of the model, so that a product cannot forget it.
local function logits(x)
  return net(cr.convert(x, "f32"):expand(-1) / 255)
end

-- One image in; the ten probabilities and the likeliest class out.
m:func("infer", { x = cr.u8 { 28, 28 } }, { "probs", "best" }, function(x)
  local z = logits(x:expand(1)):squeeze(1)
  return nn.softmax(z), cr.argmax(z, -1)
end)

m:train {
  inputs = { x = cr.u8 { 28, 28 }, label = cr.u8 {} }, batch = batch,
  loss = function(x, label) return nn.softmax_cross_entropy(logits(x), label) end,
  metrics = { accuracy = function(x, label) return nn.accuracy(logits(x), label) end },
  optimizer = optim.adam { lr = lr },
  data = {
    train = cr.data.idx { x = "train-images-idx3-ubyte", label = "train-labels-idx1-ubyte" },
    validation = cr.data.idx { x = "t10k-images-idx3-ubyte", label = "t10k-labels-idx1-ubyte" },
  },
}
