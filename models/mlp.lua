-- A multilayer perceptron for grey images of 28 x 28 pixels in 10 classes: MNIST and its relatives.
--
--     crescent run models/mlp.lua train --data=models/data/fashion_mnist_2k --epochs=10 --save=mlp.safetensors
--     crescent models/mlp.lua loss=mse batch=128
--
-- --data takes any folder with the four files of MNIST, plain or gzipped.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local batch = cr.option("batch", 32, { doc = "examples a training step" })
local lr    = cr.option("lr", 0.001, { doc = "Adam's learning rate" })
local loss  = cr.option("loss", "softmax_cross_entropy",
                        { choices = { "softmax_cross_entropy", "mse" }, doc = "mse compares with one-hot targets" })

local net = nn.sequential {
  nn.dense(128, { activation = "relu" }),
  nn.dense(64, { activation = "relu" }),
  nn.dense(10),
}

local m = cr.model("mlp", net)

-- Pixels are bytes, as files and cameras have them. Scaling is part of the model, so that a product cannot forget it.
local function logits(x, first)
  return net(cr.convert(x, "f32"):flatten(first) / 255)
end

-- One image in; the ten probabilities and the likeliest class out.
m:func("infer", { x = cr.u8 { 28, 28 } }, { "probs", "best" }, function(x)
  local z = logits(x, 1)
  return nn.softmax(z), cr.argmax(z, -1)
end)

-- Callbacks see a batch of the inputs: x is u8 [batch, 28, 28]. A loss is one value an example; the mean is the compiler's.
m:train {
  inputs = { x = cr.u8 { 28, 28 }, label = cr.u8 {} }, batch = batch,
  loss = function(x, label)
    local z = logits(x, 2)
    if loss == "mse" then return nn.mse(z, cr.one_hot(label, 10)) end
    return nn.softmax_cross_entropy(z, label)
  end,
  metrics = { accuracy = function(x, label) return nn.accuracy(logits(x, 2), label) end },
  optimizer = optim.adam { lr = lr },
  data = {
    train = cr.data.idx { x = "train-images-idx3-ubyte", label = "train-labels-idx1-ubyte" },
    validation = cr.data.idx { x = "t10k-images-idx3-ubyte", label = "t10k-labels-idx1-ubyte" },
  },
}
