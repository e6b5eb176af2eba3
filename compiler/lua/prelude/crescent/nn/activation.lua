--- Activations: f32 to f32, of any shape, elementwise unless an axis is named.
--- NaN stays NaN. At a kink the derivative is PyTorch's (relu' of 0 is 0). Where a derivative is cheaper from the result
--- than from the operand, it is stated, so that the operand need not be kept for the backward pass.
local cr = require "crescent"

local activation = {}

--- x where it is positive, else 0.
---@type fun(x: crescent.Tensor): crescent.Tensor
activation.relu = cr.custom_grad(
  function(x) return cr.select(cr.less_equal(x, 0), 0, x) end,
  function(_, y, dy) return cr.select(cr.greater(y, 0), dy, 0) end)

--- min(max(x, 0), 6)
---@type fun(x: crescent.Tensor): crescent.Tensor
activation.relu6 = cr.custom_grad(
  function(x) return cr.select(cr.less_equal(x, 0), 0, cr.select(cr.greater_equal(x, 6), 6, x)) end,
  function(_, y, dy) return cr.select(cr.logical_and(cr.greater(y, 0), cr.less(y, 6)), dy, 0) end)

--- x, or slope * x where x is negative.
---@param x crescent.Tensor
---@param slope? number 0.2
---@return crescent.Tensor
function activation.leaky_relu(x, slope)
  return cr.select(cr.greater(x, 0), x, x * (slope or 0.2))
end

--- The negative part: x where x <= 0 (or NaN), else 0. Exponentials see only this, so that what a select does not take cannot
--- overflow and put NaN into a gradient.
---@param x crescent.Tensor
---@return crescent.Tensor
local function negative_part(x)
  return cr.select(cr.greater(x, 0), 0, x)
end

--- x, or alpha * (exp(x) - 1) where x is negative.
---@param x crescent.Tensor
---@param alpha? number 1
---@return crescent.Tensor
function activation.elu(x, alpha)
  return cr.select(cr.greater(x, 0), x, cr.expm1(negative_part(x)) * (alpha or 1))
end

--- x, or alpha * (exp(x / alpha) - 1) where x is negative: smooth for every alpha.
---@param x crescent.Tensor
---@param alpha? number 1
---@return crescent.Tensor
function activation.celu(x, alpha)
  alpha = alpha or 1
  return cr.select(cr.greater(x, 0), x, cr.expm1(negative_part(x) / alpha) * alpha)
end

--- Klambauer et al. 2017: scale * elu(x, alpha), which keeps mean 0 and variance 1.
---@param x crescent.Tensor
---@return crescent.Tensor
function activation.selu(x)
  local scale, alpha = 1.0507009873554805, 1.6732632423543772
  return cr.select(cr.greater(x, 0), x * scale, cr.expm1(negative_part(x)) * (scale * alpha))
end

--- x * Phi(x), Phi the normal distribution function: the exact form.
---@param x crescent.Tensor
---@return crescent.Tensor
function activation.gelu(x)
  return x * 0.5 * (1 + cr.erf(x * 0.7071067811865476))
end

--- GPT-2's approximation x/2 * (1 + tanh(u)), u = sqrt(2/pi) * (x + 0.044715 x^3), as x * logistic(2u).
---@param x crescent.Tensor
---@return crescent.Tensor
function activation.gelu_tanh(x)
  return x * cr.logistic((x + x * x * x * 0.044715) * 1.5957691216057308)
end

--- x * logistic(x), also called swish.
---@param x crescent.Tensor
---@return crescent.Tensor
function activation.silu(x)
  return x * cr.logistic(x)
end

--- log(1 + exp(x)), without overflow. The derivative is logistic(x).
---@type fun(x: crescent.Tensor): crescent.Tensor
activation.softplus = cr.custom_grad(
  function(x) return cr.maximum(x, 0) + cr.log1p(cr.exp(-cr.abs(x))) end,
  function(inputs, _, dy) return dy * cr.logistic(inputs[1]) end)

--- x * tanh(softplus(x))
---@param x crescent.Tensor
---@return crescent.Tensor
function activation.mish(x)
  return x * cr.tanh(activation.softplus(x))
end

--- x / (1 + |x|)
---@param x crescent.Tensor
---@return crescent.Tensor
function activation.softsign(x)
  return x / (1 + cr.abs(x))
end

--- 1 / (1 + exp(-x))
---@param x crescent.Tensor
---@return crescent.Tensor
function activation.sigmoid(x)
  return cr.logistic(x)
end

--- log(sigmoid(x)), without underflow.
---@param x crescent.Tensor
---@return crescent.Tensor
function activation.log_sigmoid(x)
  return -activation.softplus(-x)
end

--- relu6(x + 3) / 6
---@param x crescent.Tensor
---@return crescent.Tensor
function activation.hard_sigmoid(x)
  return activation.relu6(x + 3) / 6
end

--- x * relu6(x + 3) / 6
---@param x crescent.Tensor
---@return crescent.Tensor
function activation.hard_swish(x)
  return x * activation.relu6(x + 3) / 6
end

---@param x crescent.Tensor
---@return crescent.Tensor
function activation.tanh(x)
  return cr.tanh(x)
end

--- x itself.
---@param x crescent.Tensor
---@return crescent.Tensor
function activation.linear(x)
  return x
end

return activation
