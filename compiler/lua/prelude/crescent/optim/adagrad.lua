--- adagrad: g over the root of the sum of its squares.
local cr = require "crescent"
local optimizer = require "crescent.optimizer"
local rate = require "crescent.optim.rate"

---@param opts? { lr: number, initial: number, epsilon: number, weight_decay: number, decay: string }
return function(opts)
  local o = rate.options("adagrad", opts, { lr = 0.01, initial = 0, epsilon = 1e-10 }, { initial = { min = 0 }, epsilon = { min = 0 } })
  return optimizer.new("adagrad", {
    lr = o.lr, decay = o.decay, options = rate.overridable(o),
    slots = { sum = o.initial },
    update = function(p, g, s, t)
      g = rate.decayed(p, g, t)
      local sum = s.sum + g * g
      return p - t.lr * (g / (cr.sqrt(sum) + t.epsilon)), { sum = sum }
    end,
  })
end
