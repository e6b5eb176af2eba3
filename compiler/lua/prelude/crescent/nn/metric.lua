--- Metrics: f32 [batch, ...], one value an example; the training loop reports their weighted mean. (mse and mae are losses
--- that serve as metrics as well.)
local cr = require "crescent"
local names = require "crescent.names"
local check = require "crescent.nn.check"
local _, core = ...

local metric = {}

--- The class of a target: integers as they are, of a distribution the likeliest.
local function classes(what, logits, target)
  check.prediction(what, logits, target, "nn." .. what .. "(logits, target)")
  check.classes(what, logits, target, logits.rank, "nn." .. what .. "(logits, target)")
  if not check.is_integer(target) then return cr.argmax(target, -1) end
  local n = logits:dim(-1)
  cr.range_check(target, 0, (core.kind(n) == "dim" and n.max or n) - 1)
  return cr.convert(target, "i32")
end

--- 1 where the largest logit (the first of equals) is that of the target's class.
---@param logits crescent.Tensor f32 [batch, ..., classes]; probabilities will do
---@param target crescent.Tensor integer classes, or f32 distributions
---@return crescent.Tensor
function metric.accuracy(logits, target)
  local label = classes("accuracy", logits, target)
  return cr.convert(cr.equal(cr.argmax(logits, -1), label), "f32")
end

--- 1 where fewer than k logits are larger than that of the target's class (of equals the lower index is taken as larger).
---@param logits crescent.Tensor
---@param target crescent.Tensor
---@param opts? { k: integer }
---@return crescent.Tensor
function metric.top_k(logits, target, opts)
  local k = names.number("top_k: k", names.options("top_k", opts, { k = 5 }).k, { min = 1, integer = true })
  local label = cr.expand(classes("top_k", logits, target), -1)
  local place = cr.iota(cr.i32 { logits:dim(-1) }, 1)
  local own = cr.sum(cr.select(cr.equal(place, label), logits, 0), -1, { keep_dims = true })
  local before = cr.greater(logits, own) | (cr.equal(logits, own) & cr.less(place, label))
  return cr.convert(cr.less(cr.sum(cr.convert(before, "i32"), -1), k), "f32")
end

--- The share, over the last axis, of probabilities on the target's side of the threshold.
---@param probability crescent.Tensor
---@param target crescent.Tensor of the same shape; above 0.5 (or true, or 1) is positive
---@param opts? { threshold: number }
---@return crescent.Tensor
function metric.binary_accuracy(probability, target, opts)
  local threshold = names.number("binary_accuracy: threshold", names.options("binary_accuracy", opts, { threshold = 0.5 }).threshold, {})
  check.prediction("binary_accuracy", probability, target, "nn.binary_accuracy(probability, target)")
  local t = cr.convert(target, "f32")
  check.pair("binary_accuracy", probability, t, "nn.binary_accuracy(probability, target)")
  local right = cr.convert(cr.equal(cr.greater(probability, threshold), cr.greater(t, 0.5)), "f32")
  return right.rank < 2 and right or cr.mean(right, -1)
end

return metric
