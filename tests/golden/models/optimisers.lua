-- Every optimiser: parameters after 1, 2 and 10 steps on one batch.
-- Choose with variant=NAME on the command line; ../README.md says what a test does with each.
-- Written by make_golden.py; the numbers are in ../data/optimisers.safetensors.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local optimizers = {
  sgd               = function() return optim.sgd {} end,
  sgd_momentum      = function() return optim.sgd { lr = 0.05, momentum = 0.9 } end,
  sgd_nesterov      = function() return optim.sgd { lr = 0.05, momentum = 0.9, nesterov = true } end,
  sgd_decay         = function() return optim.sgd { lr = 0.1, momentum = 0.9, weight_decay = 0.05 } end,
  rmsprop           = function() return optim.rmsprop {} end,
  rmsprop_momentum  = function() return optim.rmsprop { momentum = 0.9 } end,
  rmsprop_centered  = function() return optim.rmsprop { centered = true } end,
  rmsprop_decay     = function() return optim.rmsprop { lr = 0.01, rho = 0.99, momentum = 0.5, centered = true, weight_decay = 0.05 } end,
  adagrad           = function() return optim.adagrad {} end,
  adagrad_decay     = function() return optim.adagrad { lr = 0.05, initial = 0.1, weight_decay = 0.05 } end,
  adam              = function() return optim.adam {} end,
  adam_options      = function() return optim.adam { lr = 0.02, beta1 = 0.8, beta2 = 0.95, epsilon = 1e-3 } end,
  adam_amsgrad      = function() return optim.adam { lr = 0.05, beta2 = 0.5, amsgrad = true } end,  -- beta2 is small, so that v shrinks and the maximum matters
  adam_decay        = function() return optim.adam { weight_decay = 0.05 } end,
  adamw             = function() return optim.adamw {} end,
  adamw_decay       = function() return optim.adamw { lr = 0.01, weight_decay = 0.5, decay = "all" } end,
  adamw_matrices    = function() return optim.adamw { lr = 0.01, weight_decay = 0.5, decay = "matrices" } end,
  lion              = function() return optim.lion {} end,
  lion_decay        = function() return optim.lion { lr = 1e-3, weight_decay = 0.5 } end,
  custom            = function() return optim.custom { lr = 1e-3, slots = { momentum = 0 },
      update = function(p, g, s, t)
        local momentum = s.momentum * 0.9 + g * 0.1
        return p - t.lr * momentum:sign(), { momentum = momentum }
      end } end,  -- an optimiser of one's own
  clip_norm         = function() return optim.sgd { lr = 0.5 } end,
  clip_norm_idle    = function() return optim.sgd { lr = 0.1 } end,  -- the norm is below: nothing changes
  clip_norm_decay   = function() return optim.sgd { lr = 0.5, weight_decay = 0.05 } end,  -- clipped first, then decayed, as in PyTorch and Keras
  clip_value        = function() return optim.sgd { lr = 0.5 } end,
  ema               = function() return optim.sgd { lr = 0.5 } end,  -- the average starts as the parameters after the first update, as in PyTorch and Keras
  schedule          = function() return optim.sgd { lr = optim.warmup(3, optim.cosine { lr = 0.5, steps = 6 }) } end,
  frozen            = function() return optim.adam { lr = 0.01 } end,
  groups            = function() return optim.sgd { lr = 0.1, weight_decay = 0.05 } end,  -- the first group that matches counts
  weighted          = function() return optim.sgd { lr = 0.5 } end,  -- the loss returns weights
  accumulate        = function() return optim.sgd { lr = 0.5, momentum = 0.9 } end,  -- an update is two micro-batches, examples 1 to 4 and 5 to 7: the same as all at once
  regularized       = function() return optim.sgd { lr = 0.1 } end,  -- l1 * sum |w| + l2 * sum w^2, over kernels; part of the loss
  regularized_l2    = function() return optim.sgd { lr = 0.1 } end,
  max_norm          = function() return optim.sgd { lr = 0.5 } end,  -- of each unit's incoming weights (axis 1), after each update
  unit_norm         = function() return optim.sgd { lr = 0.5 } end,
  non_neg           = function() return optim.sgd { lr = 0.5 } end,
}

local training = {
  clip_norm         = { clip_norm = 0.1 },
  clip_norm_idle    = { clip_norm = 100 },
  clip_norm_decay   = { clip_norm = 0.1 },
  clip_value        = { clip_value = 0.01 },
  ema               = { ema = 0.99 },
  frozen            = { frozen = { "dense_1.*" } },
  groups            = { groups = { { match = { "*.bias" }, weight_decay = 0 }, { match = { "dense_2.*" }, lr_scale = 0.1 } } },
  accumulate        = { accumulate = 2 },
}

local layers = {
  regularized       = { kernel_regularizer = nn.reg.l1_l2(0.01, 0.02) },
  regularized_l2    = { kernel_regularizer = nn.reg.l2(0.05) },
  max_norm          = { kernel_constraint = nn.constraint.max_norm(0.9) },
  unit_norm         = { kernel_constraint = nn.constraint.unit_norm() },
  non_neg           = { kernel_constraint = nn.constraint.non_neg() },
}

local choices = {}
for name in pairs(optimizers) do choices[#choices + 1] = name end
local variant = cr.option("variant", "adam", { choices = choices, doc = "which optimiser" })

local function dense(units, activation)
  local options = { activation = activation }
  for k, v in pairs(layers[variant] or {}) do options[k] = v end
  return nn.dense(units, options)
end

local net = nn.sequential { dense(12, "relu"), dense(8, "relu"), dense(5) }
local m = cr.model("optimisers", net)

local train = {
  inputs = { x = cr.f32 { 20 }, label = cr.i32 {} },
  batch = variant == "accumulate" and 4 or 7,
  optimizer = optimizers[variant](),
  loss = function(x, label) return nn.softmax_cross_entropy(net(x), label) end,
}
if variant == "weighted" then
  train.inputs.weight = cr.f32 {}
  train.loss = function(x, label, weight) return nn.softmax_cross_entropy(net(x), label), weight end
end
for k, v in pairs(training[variant] or {}) do train[k] = v end
m:train(train)
