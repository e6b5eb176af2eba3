--- adam and adamw (Kingma and Ba 2014; Loshchilov and Hutter 2017), as in PyTorch:
---     m = beta1 m + (1 - beta1) g        v = beta2 v + (1 - beta2) g^2
---     p - lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
--- What depends on the step alone is computed once, as scalars: p - (lr / c1) * m / (sqrt(v) / sqrt(c2) + epsilon).
--- amsgrad divides by the largest v so far, which is kept uncorrected.
local names = require "crescent.names"
local cr = require "crescent"
local optimizer = require "crescent.optimizer"
local names = require "crescent.names"
local rate = require "crescent.optim.rate"

--- 1 - beta^t = -expm1(t log beta), which keeps its digits where beta is near 1.
---@param beta number|crescent.Tensor
---@param step crescent.Tensor
---@return crescent.Tensor
local function correction(beta, step)
  local log_beta = type(beta) == "number" and math.log(beta) or cr.log(beta)
  return -cr.expm1(step * log_beta)
end

--- One step of Adam from the gradient g; `start` is what the step is subtracted from.
local function step(start, g, s, t)
  local m = s.m * t.beta1 + g * (1 - t.beta1)
  local v = s.v * t.beta2 + g * g * (1 - t.beta2)
  local new, size = { m = m, v = v }, v
  if t.amsgrad then
    size = cr.maximum(s.v_max, v)
    new.v_max = size
  end
  local scale = t.lr / correction(t.beta1, t.step)
  local root = cr.rsqrt(correction(t.beta2, t.step))
  return start - scale * m / (cr.sqrt(size) * root + t.epsilon), new
end

local function slots(options)
  return options.amsgrad and { m = 0, v = 0, v_max = 0 } or { m = 0, v = 0 }
end

local limits = { beta1 = { min = 0, below = 1 }, beta2 = { min = 0, below = 1 }, epsilon = { min = 0 } }

---@param kind string
---@param weight_decay number the default
---@param update fun(p: crescent.Tensor, g: crescent.Tensor, s: table, t: table): crescent.Tensor, table
local function family(kind, weight_decay, update)
  ---@param opts? { lr: number, beta1: number, beta2: number, epsilon: number, amsgrad: boolean, weight_decay: number, decay: string }
  return function(opts)
    local o = rate.options(kind, opts,
      { lr = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, amsgrad = false, weight_decay = weight_decay }, limits)
    names.boolean(kind .. ": amsgrad", o.amsgrad)
    return optimizer.new(kind, { lr = o.lr, decay = o.decay, options = rate.overridable(o), slots = slots, update = update })
  end
end

return {
  --- Weight decay is part of the gradient.
  adam = family("adam", 0, function(p, g, s, t) return step(p, rate.decayed(p, g, t), s, t) end),
  --- Weight decay shrinks the parameter first: p * (1 - lr * weight_decay).
  adamw = family("adamw", 0.01, function(p, g, s, t)
    return step(t.weight_decay ~= 0 and p * (1 - t.lr * t.weight_decay) or p, g, s, t)
  end),
}
