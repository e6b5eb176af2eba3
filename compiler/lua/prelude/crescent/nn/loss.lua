--- Losses of numbers: (prediction, target) to one value an example. The last axis is reduced by its mean, as in Keras; of
--- tensors of rank 1 each element is an example. No loss takes the mean over the batch: that is the compiler's.
local cr = require "crescent"
local names = require "crescent.names"
local check = require "crescent.nn.check"
local activation = require "crescent.nn.activation"

local loss = {}

--- The mean over the last axis; what has no axis beside the batch's stays.
---@param x crescent.Tensor
---@return crescent.Tensor
local function over_features(x)
  return x.rank < 2 and x or cr.mean(x, -1)
end
loss.over_features = over_features

--- mean (p - t)^2
---@param prediction crescent.Tensor
---@param target crescent.Tensor f32, of the same shape
---@return crescent.Tensor
function loss.mse(prediction, target)
  check.pair("mse", prediction, target, "nn.mse(prediction, target)")
  return over_features(cr.square(prediction - target))
end

--- mean |p - t|
---@param prediction crescent.Tensor
---@param target crescent.Tensor
---@return crescent.Tensor
function loss.mae(prediction, target)
  check.pair("mae", prediction, target, "nn.mae(prediction, target)")
  return over_features(cr.abs(prediction - target))
end

--- mean of d^2 / 2 up to |d| = delta, beyond it delta * (|d| - delta / 2)
---@param prediction crescent.Tensor
---@param target crescent.Tensor
---@param opts? { delta: number }
---@return crescent.Tensor
function loss.huber(prediction, target, opts)
  local delta = names.number("huber: delta", names.options("huber", opts, { delta = 1 }).delta, { above = 0 })
  check.pair("huber", prediction, target, "nn.huber(prediction, target)")
  local d = prediction - target
  local size = cr.abs(d)
  return over_features(cr.select(cr.less_equal(size, delta), d * d * 0.5, (size - delta * 0.5) * delta))
end

--- log(cosh(d)) = |d| + log(1 + exp(-2|d|)) - log 2; its derivative is tanh(d)
local log_cosh = cr.custom_grad(
  function(d)
    local size = cr.abs(d)
    return size + cr.log1p(cr.exp(size * -2)) - 0.6931471805599453
  end,
  function(inputs, _, dy) return dy * cr.tanh(inputs[1]) end)

--- mean log(cosh(p - t))
---@param prediction crescent.Tensor
---@param target crescent.Tensor
---@return crescent.Tensor
function loss.log_cosh(prediction, target)
  check.pair("log_cosh", prediction, target, "nn.log_cosh(prediction, target)")
  return over_features(log_cosh(prediction - target))
end

--- mean relu(1 - t * p), targets -1 and 1
---@param prediction crescent.Tensor
---@param target crescent.Tensor
---@return crescent.Tensor
function loss.hinge(prediction, target)
  check.pair("hinge", prediction, target, "nn.hinge(prediction, target)")
  return over_features(activation.relu(1 - target * prediction))
end

--- x over its Euclidean length along the last axis; squares below 1e-12 count as that much, as in Keras.
---@param x crescent.Tensor
---@return crescent.Tensor
local function unit(x)
  local square = cr.sum(cr.square(x), -1, { keep_dims = true })
  return x * cr.rsqrt(cr.select(cr.less(square, 1e-12), 1e-12, square))
end

--- 1 - cos(p, t): the angle between vectors of the last axis
---@param prediction crescent.Tensor
---@param target crescent.Tensor
---@return crescent.Tensor
function loss.cosine(prediction, target)
  check.pair("cosine", prediction, target, "nn.cosine(prediction, target)")
  return 1 - cr.sum(unit(prediction) * unit(target), -1)
end

--- |a - b| along the last axis; the derivative at 0 is 0
---@param a crescent.Tensor
---@param b crescent.Tensor
---@return crescent.Tensor
local function distance(a, b)
  local square = cr.sum(cr.square(a - b), -1)
  local apart = cr.greater(square, 0)
  return cr.select(apart, cr.sqrt(cr.select(apart, square, 1)), square)
end

--- relu(|a - p| - |a - n| + margin), plain distances
---@param anchor crescent.Tensor
---@param positive crescent.Tensor
---@param negative crescent.Tensor
---@param opts? { margin: number }
---@return crescent.Tensor
function loss.triplet(anchor, positive, negative, opts)
  local margin = names.number("triplet: margin", names.options("triplet", opts, { margin = 1 }).margin, {})
  local usage = "nn.triplet(anchor, positive, negative)"
  check.pair("triplet", anchor, positive, usage)
  check.pair("triplet", anchor, negative, usage)
  return activation.relu(distance(anchor, positive) - distance(anchor, negative) + margin)
end

--- One direction of nt_xent. near [n,n]: similarities to the partners' side (the partner on the diagonal); own [n,n]: to the own side.
---@param near crescent.Tensor
---@param own crescent.Tensor
---@param axis integer the axis of `near` that is summed
---@param diagonal crescent.Tensor bool [n,n]
---@return crescent.Tensor
local function contrast(near, own, axis, diagonal)
  local largest = cr.stop_gradient(cr.maximum(cr.max(near, axis), cr.max(cr.select(diagonal, -3e38, own), 2)))
  local z = near - cr.expand(largest, axis)
  local w = cr.select(diagonal, -3e38, own - cr.expand(largest, 2))
  local others = cr.sum(cr.exp(z), axis) + cr.sum(cr.select(diagonal, 0, cr.exp(w)), 2)
  return cr.log(others) - cr.sum(cr.select(diagonal, z, 0), axis)
end

--- SimCLR's loss of two views: a[i] and b[i] belong together, the 2(n - 1) others are negatives; the mean of both directions.
--- Negatives are those of the micro-batch.
---@param a crescent.Tensor f32 [batch, features]
---@param b crescent.Tensor
---@param opts? { temperature: number }
---@return crescent.Tensor [batch]
function loss.nt_xent(a, b, opts)
  local temperature = names.number("nt_xent: temperature", names.options("nt_xent", opts, { temperature = 0.5 }).temperature, { above = 0 })
  check.pair("nt_xent", a, b, "nn.nt_xent(a, b)")
  if a.rank ~= 2 then
    names.fail("nt_xent: two batches of vectors; f32[batch,features] expected; found %s", tostring(a))
  end
  a, b = unit(a), unit(b)
  local by = { transpose_b = true }
  local near = cr.matmul(a, b, by) / temperature
  local square = cr.i32 { a:dim(1), a:dim(1) }
  local diagonal = cr.equal(cr.iota(square, 1), cr.iota(square, 2))
  local forth = contrast(near, cr.matmul(a, a, by) / temperature, 2, diagonal)
  local back = contrast(near, cr.matmul(b, b, by) / temperature, 1, diagonal)
  return (forth + back) * 0.5
end

return loss
