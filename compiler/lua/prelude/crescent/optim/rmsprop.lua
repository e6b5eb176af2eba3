--- rmsprop: g over the root of the running mean of its square (about its mean where centered). As in PyTorch:
--- momentum is of the scaled gradient.
local cr = require "crescent"
local optimizer = require "crescent.optimizer"
local names = require "crescent.names"
local rate = require "crescent.optim.rate"

---@param opts? { lr: number, rho: number, momentum: number, centered: boolean, epsilon: number, weight_decay: number, decay: string }
return function(opts)
  local o = rate.options("rmsprop", opts, { lr = 1e-3, rho = 0.9, momentum = 0, centered = false, epsilon = 1e-8 },
    { rho = { min = 0, below = 1 }, momentum = { min = 0 }, epsilon = { min = 0 } })
  names.boolean("rmsprop: centered", o.centered)
  return optimizer.new("rmsprop", {
    lr = o.lr, decay = o.decay, options = rate.overridable(o),
    slots = function(options)
      local slots = { square = 0 }
      if options.centered then slots.mean = 0 end
      if options.momentum ~= 0 then slots.momentum = 0 end
      return slots
    end,
    update = function(p, g, s, t)
      g = rate.decayed(p, g, t)
      local new = { square = s.square * t.rho + g * g * (1 - t.rho) }
      local spread = new.square
      if t.centered then
        new.mean = s.mean * t.rho + g * (1 - t.rho)
        spread = cr.maximum(spread - new.mean * new.mean, 0) -- rounding may go below
      end
      local step = g / (cr.sqrt(spread) + t.epsilon)
      if t.momentum ~= 0 then
        step = s.momentum * t.momentum + step
        new.momentum = step
      end
      return p - t.lr * step, new
    end,
  })
end
