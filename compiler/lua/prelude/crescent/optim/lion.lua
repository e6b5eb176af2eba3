--- lion (Chen et al. 2023, Symbolic Discovery of Optimization Algorithms, algorithm 2): the sign of an interpolated momentum.
--- Weight decay shrinks the parameter first, as in adamw.
local cr = require "crescent"
local optimizer = require "crescent.optimizer"
local rate = require "crescent.optim.rate"

---@param opts? { lr: number, beta1: number, beta2: number, weight_decay: number, decay: string }
return function(opts)
  local o = rate.options("lion", opts, { lr = 1e-4, beta1 = 0.9, beta2 = 0.99 }, { beta1 = { min = 0, below = 1 }, beta2 = { min = 0, below = 1 } })
  return optimizer.new("lion", {
    lr = o.lr, decay = o.decay, options = rate.overridable(o),
    slots = { m = 0 },
    update = function(p, g, s, t)
      local direction = cr.sign(s.m * t.beta1 + g * (1 - t.beta1))
      local start = t.weight_decay ~= 0 and p * (1 - t.lr * t.weight_decay) or p
      return start - t.lr * direction, { m = s.m * t.beta2 + g * (1 - t.beta2) }
    end,
  })
end
