-- Your own model, to copy and change: two layers, an activation and an optimiser written here.
-- It tells three species of penguins apart by four measurements.
--
--     crescent run models/custom.lua train --data=models/data --epochs=20
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

-- An activation is a function of a tensor, written with operators: its gradient follows by itself.
-- This one is "snake", x + sin(x)^2 (Ziyin and others, 2020).
local function snake(x)
  return x + cr.sin(x) ^ 2
end

-- An optimiser says what one parameter p becomes, given its gradient g, its memory s and the step t.
-- This one follows the sign of the momentum; memory starts at 0 and has the parameter's shape.
local function signum(options)
  return optim.custom {
    lr = options.lr, beta = options.beta, slots = { momentum = 0 },
    update = function(p, g, s, t)
      local momentum = s.momentum * t.beta + g * (1 - t.beta)
      return p - t.lr * momentum:sign(), { momentum = momentum }
    end,
  }
end

-- The network. Layers in the model's tree get names from it: hidden.kernel, hidden.bias, out.kernel, out.bias.
local net = {
  hidden = nn.dense(16, { activation = snake }),
  out    = nn.dense(3),
}
local m = cr.model("custom", net, { labels = { "adelie", "chinstrap", "gentoo" } })

-- The measurements less their mean, over their spread, so that all count alike. A product needs no scaling of its own.
local mean   = cr.constant { 43.99, 17.16, 200.97, 4207.0 }     -- bill length, bill depth, flipper (mm), mass (g)
local spread = cr.constant { 5.46, 1.97, 13.99, 804.0 }
local function logits(x)
  return net.out(net.hidden((x - mean) / spread))
end

-- What the product calls: custom_infer(params, workspace, x, probs) in C.
m:func("infer", { x = cr.f32 { 4 } }, { "probs" }, function(x)
  return nn.softmax(logits(x))
end)

-- What training needs. Each callback gets a whole batch, [batch, 4] and [batch].
m:train {
  inputs    = { x = cr.f32 { 4 }, label = cr.i32 {} }, batch = 16,
  loss      = function(x, label) return nn.softmax_cross_entropy(logits(x), label) end,
  metrics   = { accuracy = function(x, label) return nn.accuracy(logits(x), label) end },
  optimizer = signum { lr = cr.hyper("lr", 0.003, { min = 0 }), beta = 0.9 },     -- at run time: --set lr=0.001
  data      = {
    -- columns 1 to 4 are measured, column 7 is the species, 0 to 2; a fifth of the rows is held out
    train = cr.data.csv { file = "penguins.csv", header = false, x = { 1, 2, 3, 4 }, label = 7, split = "hash" },
    validation = 0.2,
  },
}
