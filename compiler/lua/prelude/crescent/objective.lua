-- objective.lua: what a callback of m:train returns, as a weighted sum and a sum of weights over the micro-batch (rule R5).
local _, core = ...
local names = require "crescent.names"

local map = core.map
local objective = {}

---@param what string   'train "train"'
---@param role string   "the loss", 'the metric "accuracy"'
---@param size crescent.Tensor          the micro-batch's extent as f32
---@param value crescent.Tensor         a scalar, or [batch, ...]
---@param weight? crescent.Tensor       [batch] or [batch, ...], matched from the left
---@return crescent.Tensor, crescent.Tensor   both f32 scalars
function objective.sums(what, role, size, value, weight)
  local batched = core.kind(value) == "tensor" and value.rank > 0 and core.kind(value.shape[1]) == "dim" and value.shape[1].name == "n"
  if core.kind(value) ~= "tensor" or (value.rank > 0 and not batched) then
    names.fail("%s: %s; a scalar or [batch, ...] expected; found %s", what, role, names.found(value))
  end
  if value.dtype ~= "f32" then
    if role == "the loss" then names.fail("%s: %s; f32 expected; found %s", what, role, tostring(value)) end
    value = core.convert(value, "f32")
  end
  if value.rank == 0 then
    if weight ~= nil then names.fail("%s: %s is a scalar with weights; [batch] or [batch, ...] expected beside weights", what, role) end
    return value * size, size
  end
  if weight == nil then
    local others = 1
    for i = 2, value.rank do others = others * value.shape[i] end
    return value:sum(), others == 1 and size or size * others
  end
  local fits = core.kind(weight) == "tensor" and weight.rank >= 1 and weight.rank <= value.rank
  for i = 1, fits and weight.rank or 0 do fits = fits and weight.shape[i] == value.shape[i] end
  if not fits then
    names.fail("%s: %s is %s; weights [batch] or [batch, ...] that fit it from the left expected;\nfound weights %s", what, role,
      tostring(value), names.found(weight))
  end
  weight = core.op.stop_gradient(core.convert(weight, "f32"))
  local extents = weight.shape
  for i = weight.rank + 1, value.rank do extents[i] = 1 end
  weight = core.broadcast(core.op.reshape(weight, nil, core.type("f32", extents)), value.shape)
  return map.multiply(value, weight):sum(), weight:sum()
end

return objective
