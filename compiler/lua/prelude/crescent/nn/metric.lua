--- Metrics: f32 [batch, ...], one value an example; the training loop reports their weighted mean. Those that are no means count
--- something of every micro-batch and are finished when they are reported (nn.running). (mse and mae are losses that serve as
--- metrics as well.)
local cr = require "crescent"
local names = require "crescent.names"
local check = require "crescent.nn.check"
local running = require "crescent.running"
local cross_entropy = require "crescent.nn.cross_entropy"
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

-- ---- metrics that are no means ----------------------------------------------------------------------------------

--- A metric of one's own that is no mean: f32 sums over the micro-batch by name, and the number they make of a whole epoch.
---@param counts table<string, crescent.Tensor>
---@param finish fun(counts: table<string, crescent.Tensor>): crescent.Tensor
---@return crescent.Running
function metric.running(counts, finish) return running.new(counts, finish) end

--- a / b, and 0 where b is 0.
local function ratio(a, b)
  local some = cr.not_equal(b, 0)
  return cr.select(some, a / cr.select(some, b, 1), 0)
end

local function size(x) return cr.sum(cr.ones_like(x)) end

--- Predictions, truth and hits of each class, as sums: of two classes by a threshold, or of many by the largest logit.
local function hits(what, prediction, target, opts)
  local o = names.options(what, opts, { threshold = 0.5, average = "macro" })
  local usage = "nn." .. what .. "(prediction, target)"
  names.choice(what .. ": average", o.average, { "macro" })
  local said, true_
  if core.kind(prediction) == "tensor" and core.kind(target) == "tensor" and target.rank == prediction.rank - 1 then
    local label, n = classes(what, prediction, target), prediction:dim(-1)
    local place = cr.iota(cr.i32 { n }, 1)
    said = cr.equal(cr.expand(cr.argmax(prediction, -1), -1), place)
    true_ = cr.equal(cr.expand(label, -1), place)
  else
    local threshold = names.number(what .. ": threshold", o.threshold, {})
    check.prediction(what, prediction, target, usage)
    local t = cr.convert(target, "f32")
    check.pair(what, prediction, t, usage)
    said, true_ = cr.expand(cr.greater(prediction, threshold), -1), cr.expand(cr.greater(t, 0.5), -1)
  end
  local function total(x)
    x = cr.convert(x, "f32")
    local axes = {}
    for i = 1, x.rank - 1 do axes[i] = i end
    return cr.sum(x, axes)
  end
  return { said = total(said), ["true"] = total(true_), hit = total(said & true_) }
end

--- The share of what is said to be in a class that is. Of two classes: of probabilities above the threshold, a target of the same
--- shape. Of many: of logits and integer classes, the mean over the classes.
---@param prediction crescent.Tensor
---@param target crescent.Tensor
---@param opts? { threshold: number }
---@return crescent.Running
function metric.precision(prediction, target, opts)
  return running.new(hits("precision", prediction, target, opts), function(c) return cr.mean(ratio(c.hit, c.said)) end)
end

--- The share of what is in a class that is said to be; arguments as of nn.precision.
---@return crescent.Running
function metric.recall(prediction, target, opts)
  return running.new(hits("recall", prediction, target, opts), function(c) return cr.mean(ratio(c.hit, c["true"])) end)
end

--- The harmonic mean of precision and recall, 2 hits / (said + true); arguments as of nn.precision.
---@return crescent.Running
function metric.f1(prediction, target, opts)
  return running.new(hits("f1", prediction, target, opts), function(c) return cr.mean(ratio(2 * c.hit, c.said + c["true"])) end)
end

--- The area under the curve of true over false positives, by trapezoids between evenly spaced thresholds.
---@param probability crescent.Tensor in 0 .. 1
---@param target crescent.Tensor of the same shape; above 0.5 (or true, or 1) is positive
---@param opts? { thresholds: integer }
---@return crescent.Running
function metric.auc(probability, target, opts)
  local n = names.number("auc: thresholds", names.options("auc", opts, { thresholds = 200 }).thresholds, { min = 2, integer = true })
  check.prediction("auc", probability, target, "nn.auc(probability, target)")
  local positive = cr.convert(target, "f32")
  check.pair("auc", probability, positive, "nn.auc(probability, target)")
  positive = cr.convert(cr.greater(positive, 0.5), "f32")
  local bin = cr.convert(cr.floor(probability * n), "i32")
  local here = cr.convert(cr.equal(cr.expand(cr.clamp(bin, 0, n - 1), -1), cr.iota(cr.i32 { n }, 1)), "f32")
  local axes = {}
  for i = 1, here.rank - 1 do axes[i] = i end
  local up, all = cr.sum(here * cr.expand(positive, -1), axes), cr.sum(here, axes)
  return running.new({ positive = up, negative = all - up }, function(c)
    local above = cr.cumsum(c.positive, 1, { reverse = true, exclusive = true })
    return ratio(cr.sum(c.negative * (above + 0.5 * c.positive)), cr.sum(c.positive) * cr.sum(c.negative))
  end)
end

--- The root of the mean of squared differences.
---@param prediction crescent.Tensor
---@param target crescent.Tensor
---@return crescent.Running
function metric.rmse(prediction, target)
  check.pair("rmse", prediction, target, "nn.rmse(prediction, target)")
  local d = prediction - target
  return running.new({ squares = cr.sum(d * d), size = size(d) }, function(c) return cr.sqrt(ratio(c.squares, c.size)) end)
end

--- The share of the targets' variance that is explained: 1 - sum (t - p)^2 / sum (t - mean t)^2.
---@param prediction crescent.Tensor
---@param target crescent.Tensor
---@return crescent.Running
function metric.r2(prediction, target)
  check.pair("r2", prediction, target, "nn.r2(prediction, target)")
  local d = prediction - target
  local counts = { left = cr.sum(d * d), sum = cr.sum(target), squares = cr.sum(target * target), size = size(target) }
  return running.new(counts, function(c)
    return 1 - ratio(c.left, c.squares - c.sum * ratio(c.sum, c.size))
  end)
end

--- e to the mean cross-entropy; arguments as of nn.softmax_cross_entropy.
---@param logits crescent.Tensor
---@param target crescent.Tensor
---@param opts? table
---@return crescent.Running
function metric.perplexity(logits, target, opts)
  local value, weight = cross_entropy.softmax_cross_entropy(logits, target, opts)
  weight = weight or cr.ones_like(value)
  return running.new({ nats = cr.sum(value * weight), size = cr.sum(weight) }, function(c) return cr.exp(ratio(c.nats, c.size)) end)
end

--- How often each class (rows) was taken for each (columns), over all examples: f32 [classes, classes], for m:func and nn.running.
---@param logits crescent.Tensor
---@param target crescent.Tensor
---@return crescent.Tensor
function metric.confusion(logits, target)
  local label, n = classes("confusion", logits, target), logits:dim(-1)
  local pair = cr.flatten(label * n + cr.argmax(logits, -1))
  return cr.scatter_add(cr.zeros(cr.f32 { n * n }), pair, cr.convert(cr.ones_like(pair), "f32")):reshape { n, n }
end

return metric
