--- Losses of classes and distributions. Everything is a map over rows and a reduction of rows: the logit of the right class is
--- chosen by comparing an iota with the label, never gathered, so that no gradient is a scatter.
local cr = require "crescent"
local names = require "crescent.names"
local check = require "crescent.nn.check"
local softmax = require "crescent.nn.softmax"
local activation = require "crescent.nn.activation"
local _, core = ...

local loss = {}

--- Where from_logits is false, probabilities are kept this far from 0 (and 1), as in Keras.
local SMALL = 1e-7

--- A bool tensor of logits' shape: true at the label's class. A class outside is nowhere.
---@param logits crescent.Tensor
---@param label crescent.Tensor integers
---@param axis integer from 1
---@return crescent.Tensor
local function hits(logits, label, axis)
  local extents = { logits:dim(axis) }
  for i = 2, logits.rank - axis + 1 do extents[i] = 1 end
  return cr.equal(cr.iota(cr.i32(extents), 1), cr.expand(cr.convert(label, "i32"), axis))
end

--- Checks the arguments of a loss over classes; returns the axis from 1.
local function prepare(what, logits, target, axis, ignore)
  local usage = "nn." .. what .. "(logits, target)"
  check.prediction(what, logits, target, usage)
  axis = core.axis(what, axis, logits.rank)
  check.classes(what, logits, target, axis, usage)
  names.number(what .. ": ignore", ignore, { integer = true, optional = true })
  if check.is_integer(target) then
    local n = logits:dim(axis)
    cr.range_check(target, 0, (core.kind(n) == "dim" and n.max or n) - 1, ignore)
  elseif ignore ~= nil then
    names.fail("%s: ignore is of integer classes; an integer target expected; found %s", what, tostring(target))
  end
  return axis
end

--- -sum q log p along the axis from z, the logits less their largest: log(sum exp z) - z[label].
---@param z crescent.Tensor
---@param target crescent.Tensor
---@param smooth number
---@param axis integer
---@return crescent.Tensor
local function from_centred(z, target, smooth, axis)
  local log_sum = cr.log(cr.sum(cr.exp(z), axis))
  if target.dtype == "f32" then
    if smooth ~= 0 then target = target * (1 - smooth) + smooth / z:dim(axis) end
    return cr.sum(target * (cr.expand(log_sum, axis) - z), axis)
  end
  local right = cr.sum(cr.select(hits(z, target, axis), z, 0), axis)
  if smooth == 0 then return log_sum - right end
  return log_sum - right * (1 - smooth) - cr.mean(z, axis) * smooth
end

--- The same from probabilities.
local function from_probabilities(p, target, smooth, axis)
  if target.dtype ~= "f32" and smooth == 0 then
    return -cr.log(cr.maximum(cr.sum(cr.select(hits(p, target, axis), p, 0), axis), SMALL))
  end
  if target.dtype ~= "f32" then target = cr.convert(hits(p, target, axis), "f32") end
  if smooth ~= 0 then target = target * (1 - smooth) + smooth / p:dim(axis) end
  return -cr.sum(target * cr.log(cr.maximum(p, SMALL)), axis)
end

--- Cross-entropy of softmax(logits) with a class or a distribution. Smoothing: (1 - s) * onehot + s / K.
--- With `ignore`, examples of that class have value and weight 0; both are returned.
---@param logits crescent.Tensor f32 [batch, ..., classes], or classes at `axis`
---@param target crescent.Tensor i32, u8, u32, ...: classes, logits' shape without the axis; f32: distributions, logits' shape
---@param opts? { label_smoothing: number, axis: integer, ignore: integer, from_logits: boolean }
---@return crescent.Tensor value, crescent.Tensor? weight
function loss.softmax_cross_entropy(logits, target, opts)
  local what = "softmax_cross_entropy"
  local o = names.options(what, opts, { label_smoothing = 0, axis = -1, ignore = names.none, from_logits = true })
  local smooth = names.number(what .. ": label_smoothing", o.label_smoothing, { min = 0, max = 1 })
  local axis = prepare(what, logits, target, o.axis, o.ignore)
  if smooth ~= 0 and core.kind(logits:dim(axis)) == "dim" then
    names.fail("%s: label_smoothing divides by the number of classes; a constant extent expected; found %s", what, tostring(logits))
  end
  local value
  if o.from_logits then
    value = from_centred(softmax.centred(logits, axis), target, smooth, axis)
  else
    value = from_probabilities(logits, target, smooth, axis)
  end
  if o.ignore == nil then return value end
  local counts = cr.not_equal(target, o.ignore)
  return cr.select(counts, value, 0), cr.convert(counts, "f32")
end

--- Kullback-Leibler divergence of softmax(logits) from a distribution: sum q (log q - log p); 0 log 0 is 0.
---@param logits crescent.Tensor
---@param target crescent.Tensor f32, of the same shape
---@return crescent.Tensor
function loss.kl(logits, target)
  check.pair("kl", logits, target, "nn.kl(logits, target)")
  local possible = cr.greater(target, 0)
  local log_q = cr.select(possible, cr.log(cr.select(possible, target, 1)), 0)
  return cr.sum(target * (log_q - softmax.log_softmax(logits)), -1)
end

--- Lin et al. 2017 over classes: -alpha * (1 - p)^gamma * log p of the right class; alpha nil is 1.
---@param logits crescent.Tensor
---@param target crescent.Tensor integer classes
---@param opts? { gamma: number, alpha: number }
---@return crescent.Tensor
function loss.focal(logits, target, opts)
  local o = names.options("focal", opts, { gamma = 2, alpha = names.none })
  local gamma = names.number("focal: gamma", o.gamma, { min = 0 })
  local alpha = names.number("focal: alpha", o.alpha, { min = 0, optional = true })
  local axis = prepare("focal", logits, target, -1, nil)
  if not check.is_integer(target) then
    names.fail("focal: the target; integer classes expected; found %s", tostring(target))
  end
  local logp = -from_centred(softmax.centred(logits, axis), target, 0, axis)
  -- 1 - p without cancellation; above 0, so that a power below 1 has a finite derivative
  local miss = -cr.expm1(logp)
  miss = cr.select(cr.less(miss, 1e-30), 1e-30, miss)
  local value = -(miss ^ gamma) * logp
  return alpha and value * alpha or value
end

--- -(w t log p + (1 - t) log(1 - p)), p = logistic(z):  dz = logistic(z) * (1 - t + w t) - w t
---@param w number
---@return fun(z: crescent.Tensor, t: crescent.Tensor): crescent.Tensor
local function binary_from_logits(w)
  return cr.custom_grad(function(z, t)
    local tail = cr.log1p(cr.exp(-cr.abs(z)))
    if w == 1 then return cr.maximum(z, 0) - z * t + tail end
    return (t * (w - 1) + 1) * tail + t * w * cr.maximum(-z, 0) + (1 - t) * cr.maximum(z, 0)
  end, function(inputs, _, dy)
    local z, t = inputs[1], inputs[2]
    local dt = dy * (w * activation.softplus(-z) - activation.softplus(z))
    if w == 1 then return { dy * (cr.logistic(z) - t), dt } end
    return { dy * (cr.logistic(z) * (t * (w - 1) + 1) - t * w), dt }
  end)
end

--- The mean over the last axis of the binary cross-entropy. Smoothing: t (1 - s) + s / 2; pos_weight multiplies the
--- positive part, as in PyTorch. Targets 0 .. 1, or integers or bools 0 and 1.
---@param logits crescent.Tensor
---@param target crescent.Tensor of the same shape
---@param opts? { label_smoothing: number, pos_weight: number, from_logits: boolean }
---@return crescent.Tensor
function loss.binary_cross_entropy(logits, target, opts)
  local what = "binary_cross_entropy"
  local o = names.options(what, opts, { label_smoothing = 0, pos_weight = 1, from_logits = true })
  local smooth = names.number(what .. ": label_smoothing", o.label_smoothing, { min = 0, max = 1 })
  local w = names.number(what .. ": pos_weight", o.pos_weight, { min = 0 })
  check.prediction(what, logits, target, "nn.binary_cross_entropy(logits, target)")
  if check.is_integer(target) then cr.range_check(target, 0, 1) end
  local t = cr.convert(target, "f32")
  check.pair(what, logits, t, "nn.binary_cross_entropy(logits, target)")
  if smooth ~= 0 then t = t * (1 - smooth) + smooth * 0.5 end
  local value
  if o.from_logits then
    value = binary_from_logits(w)(logits, t)
  else
    local p = cr.clamp(logits, SMALL, 1 - SMALL)
    value = -(t * w * cr.log(p) + (1 - t) * cr.log1p(-p))
  end
  return value.rank < 2 and value or cr.mean(value, -1)
end

return loss
