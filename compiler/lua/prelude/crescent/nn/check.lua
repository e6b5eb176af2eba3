--- What the losses and metrics ask of their arguments, and how they say so.
local names = require "crescent.names"
local _, core = ...

local check = {}

local found = names.found

---@param a crescent.Tensor
---@param b crescent.Tensor
---@return boolean
local function same_shape(a, b)
  local p, q = a.shape, b.shape
  if #p ~= #q then return false end
  for i = 1, #p do
    if p[i] ~= q[i] then return false end
  end
  return true
end
check.same_shape = same_shape

--- True for i32, u32, i16, ...: what may hold classes.
---@param x crescent.Tensor
---@return boolean
function check.is_integer(x)
  return x.dtype ~= "f32" and x.dtype ~= "bool"
end

--- An f32 tensor; integers in the place of a prediction mean that the arguments were swapped.
---@param what string the function, for the message
---@param x crescent.Tensor
---@param target any the other argument
---@param usage string how the call should read: "nn.mse(prediction, target)"
function check.prediction(what, x, target, usage)
  if core.kind(x) ~= "tensor" then
    names.fail("%s: the prediction; an f32 tensor expected; found %s\nwrite %s", what, found(x), usage)
  end
  if x.dtype ~= "f32" then
    local swapped = core.kind(target) == "tensor" and target.dtype == "f32"
    names.fail("%s: the prediction comes first; f32 expected; found %s\n%s %s", what, found(x),
      swapped and "the two arguments look swapped: write" or "convert it with cr.convert(x, \"f32\"), or write", usage)
  end
  if core.kind(target) ~= "tensor" then
    names.fail("%s: the target; a tensor expected; found %s\nwrite %s", what, found(target), usage)
  end
end

--- Two f32 tensors of one shape.
---@param what string
---@param x crescent.Tensor
---@param target crescent.Tensor
---@param usage string
function check.pair(what, x, target, usage)
  check.prediction(what, x, target, usage)
  if target.dtype ~= "f32" then
    names.fail("%s: the target; f32 expected; found %s\nclasses become numbers by cr.one_hot(label, n) or cr.convert(label, \"f32\")",
      what, found(target))
  end
  if not same_shape(x, target) then
    names.fail("%s: the prediction and the target; equal shapes expected; found %s and %s", what, found(x), found(target))
  end
end

--- Classes (an integer tensor: x's shape without `axis`) or a distribution (f32, x's shape).
---@param what string
---@param x crescent.Tensor logits or probabilities
---@param target crescent.Tensor
---@param axis integer from 1
---@param usage string
function check.classes(what, x, target, axis, usage)
  if target.dtype == "bool" then
    names.fail("%s: the target; integer classes or an f32 distribution expected; found %s", what, found(target))
  end
  if target.dtype == "f32" then
    if not same_shape(x, target) then
      names.fail("%s: a distribution has the logits' shape; equal shapes expected; found %s and %s", what, found(x), found(target))
    end
    return
  end
  local left = x.shape
  table.remove(left, axis)
  local given = target.shape
  local fits = #left == #given
  for i = 1, fits and #left or 0 do
    fits = fits and left[i] == given[i]
  end
  if not fits then
    local extents = {}
    for i = 1, #left do extents[i] = tostring(left[i]) end
    names.fail("%s: classes have the logits' shape without axis %d; %s[%s] expected; found %s for logits %s", what, axis,
      target.dtype, table.concat(extents, ","), found(target), found(x))
  end
end

return check
