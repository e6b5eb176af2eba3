--- sgd: p - lr * g; with momentum u = momentum * u + g, p - lr * u; Nesterov p - lr * (g + momentum * u). As in PyTorch.
local optimizer = require "crescent.optimizer"
local names = require "crescent.names"
local rate = require "crescent.optim.rate"

---@param opts? { lr: number, momentum: number, nesterov: boolean, weight_decay: number, decay: string }
return function(opts)
  local o = rate.options("sgd", opts, { lr = 0.01, momentum = 0, nesterov = false }, { momentum = { min = 0 } })
  names.boolean("sgd: nesterov", o.nesterov)
  if o.nesterov and o.momentum == 0 then
    names.fail("sgd: nesterov looks ahead along the momentum; momentum above 0 expected; found 0")
  end
  return optimizer.new("sgd", {
    lr = o.lr, decay = o.decay, options = rate.overridable(o),
    slots = function(options) return options.momentum ~= 0 and { momentum = 0 } or {} end,
    update = function(p, g, s, t)
      g = rate.decayed(p, g, t)
      if t.momentum == 0 then return p - t.lr * g, {} end
      local u = s.momentum * t.momentum + g
      return p - t.lr * (t.nesterov and g + u * t.momentum or u), { momentum = u }
    end,
  })
end
