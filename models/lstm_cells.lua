-- Two LSTM cells that Crescent does not have, in the language of models: a layer is a function over tensors, cr.scan is the loop, and
-- gradients, fusion and C come of themselves.
--
--     crescent run models/lstm_cells.lua train --data=models/data/fashion_mnist_2k --epochs=10
--     crescent run models/lstm_cells.lua train cell=peephole_lstm --data=models/data/fashion_mnist_2k --epochs=10
--
-- peephole_lstm    gates also see the cell (Gers and Schmidhuber, 2000)
-- layer_norm_lstm  what goes into the gates is normalised (after Ba, Kiros and Hinton, 2016)
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local cell  = cr.option("cell", "layer_norm_lstm", { choices = { "layer_norm_lstm", "peephole_lstm" }, doc = "what repeats" })
local units = cr.option("units", 64, { doc = "of the layer" })
local batch = cr.option("batch", 32, { doc = "examples a training step" })

-- The states (h, c) after all steps of x [batch, time, features]; step(z, h, c) -> h, c has one step's product of input and kernel.
local function run(x, kernel, n, step)
  local z = cr.transpose(x, { 2, 1, 3 }):matmul(kernel)
  local zero = cr.zeros(cr.f32 { x:dim(1), n })
  return (cr.scan({ h = zero, c = zero }, z, function(s, zt)
    local h, c = step(zt, s.h, s.c)
    return { h = h, c = c }
  end)).h
end

local sigmoid, tanh = cr.logistic, cr.tanh

local cells = {}

cells.peephole_lstm = nn.layer("peephole_lstm", function(self, x)
  local n = self.opts.units
  local kernel    = self:param("kernel", { x:dim(3), 4 * n }, { init = "glorot_uniform" })
  local recurrent = self:param("recurrent_kernel", { n, 4 * n }, { init = "orthogonal" })
  local bias      = self:param("bias", { 4 * n })
  local see       = self:param("peephole", { 3, n })              -- input, forget, output
  return run(x, kernel, n, function(z, h, c)
    local i, f, g, o = cr.split(z + h:matmul(recurrent) + bias, 4, -1)
    local new = sigmoid(f + c * cr.at(see, 1, 2) + 1) * c + sigmoid(i + c * cr.at(see, 1, 1)) * tanh(g)
    return sigmoid(o + new * cr.at(see, 1, 3)) * tanh(new), new
  end)
end)

-- (v - mean) / deviation, over the last axis
local function normalised(v)
  local d = v - v:mean(-1, { keep_dims = true })
  return d * cr.rsqrt((d * d):mean(-1, { keep_dims = true }) + 1e-5)
end

-- Ones for the forget gates: they also keep the deviation from 0 where a black line comes first.
local function forget_ones(shape)
  local n = shape[1] // 4
  return cr.concat({ cr.zeros(cr.f32 { n }), cr.ones(cr.f32 { n }), cr.zeros(cr.f32 { 2 * n }) }, 1)
end

cells.layer_norm_lstm = nn.layer("layer_norm_lstm", function(self, x)
  local n = self.opts.units
  local kernel    = self:param("kernel", { x:dim(3), 4 * n }, { init = "glorot_uniform" })
  local recurrent = self:param("recurrent_kernel", { n, 4 * n }, { init = "orthogonal" })
  local inside    = self:param("bias", { 4 * n }, { init = forget_ones })
  local gain      = self:param("gamma", { 4 * n }, { init = "ones" })
  local bias      = self:param("beta", { 4 * n })
  return run(x, kernel, n, function(z, h, c)
    local i, f, g, o = cr.split(normalised(z + h:matmul(recurrent) + inside) * gain + bias, 4, -1)
    local new = sigmoid(f) * c + sigmoid(i) * tanh(g)
    return sigmoid(o) * tanh(new), new
  end)
end)

local net = nn.sequential { cells[cell] { units = units }, nn.dense(10) }
local m = cr.model("lstm_cells", net)

local function logits(x) return net(cr.convert(x, "f32") / 255) end

-- A picture, read line by line.
m:func("infer", { x = cr.u8 { 28, 28 } }, { "probs", "best" }, function(x)
  local z = logits(x:expand(1)):squeeze(1)
  return nn.softmax(z), cr.argmax(z, -1)
end)

m:train {
  inputs = { x = cr.u8 { 28, 28 }, label = cr.u8 {} }, batch = batch,
  loss      = function(x, label) return nn.softmax_cross_entropy(logits(x), label) end,
  metrics   = { accuracy = function(x, label) return nn.accuracy(logits(x), label) end },
  optimizer = optim.adam { lr = 0.003 }, clip_norm = 1,
  data = {
    train      = cr.data.idx { x = "train-images-idx3-ubyte", label = "train-labels-idx1-ubyte", shuffle = true },
    validation = cr.data.idx { x = "t10k-images-idx3-ubyte", label = "t10k-labels-idx1-ubyte" },
  },
}
