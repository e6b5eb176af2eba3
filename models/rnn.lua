-- A recurrent network that reads a grey image of 28 x 28 pixels row by row, top to bottom, and says which of 10 classes it is.
--
--     crescent run models/rnn.lua train --data=models/data/fashion_mnist_2k --epochs=10 --save=rnn.safetensors
--     crescent models/rnn.lua cell=lstm units=64
--
-- --data takes any folder with the four files of MNIST, plain or gzipped. The loop over rows is a loop in the C: an image of 280 rows
-- would be as much code.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local batch = cr.option("batch", 32, { doc = "examples a training step" })
local lr    = cr.option("lr", 0.001, { doc = "Adam's learning rate" })
local units = cr.option("units", 128, { doc = "of each recurrent layer" })
local cell  = cr.option("cell", "simple_rnn", { choices = { "simple_rnn", "lstm", "gru" }, doc = "what repeats" })

local net = nn.sequential {
  nn[cell](units, { return_sequences = true }),
  nn[cell](units),
  nn.dense(10),
}

local m = cr.model("rnn", net)

-- Pixels are bytes, as files and cameras have them. Scaling is part of the model, so that a product cannot forget it.
local function logits(x) return net(cr.convert(x, "f32") / 255) end

-- One image in; the ten probabilities and the likeliest class out.
m:func("infer", { x = cr.u8 { 28, 28 } }, { "probs", "best" }, function(x)
  local z = logits(x:expand(1)):squeeze(1)
  return nn.softmax(z), cr.argmax(z, -1)
end)

m:train {
  inputs = { x = cr.u8 { 28, 28 }, label = cr.u8 {} }, batch = batch,
  loss      = function(x, label) return nn.softmax_cross_entropy(logits(x), label) end,
  metrics   = { accuracy = function(x, label) return nn.accuracy(logits(x), label) end },
  optimizer = optim.adam { lr = lr }, clip_norm = 1,
  data = {
    train      = cr.data.idx { x = "train-images-idx3-ubyte", label = "train-labels-idx1-ubyte", shuffle = true },
    validation = cr.data.idx { x = "t10k-images-idx3-ubyte", label = "t10k-labels-idx1-ubyte" },
  },
}
