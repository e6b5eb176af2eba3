-- gradient.lua: cr.grad and its relatives. Gradients are graphs, taken while tracing.
local _, core = ...
local names = require "crescent.names"
local shape = require "crescent.shape"

local cr = {}

---Is it a non-empty list of strings: globs over parameter names?
local function is_globs(what)
  if type(what) ~= "table" or #what == 0 then return false end
  for _, glob in ipairs(what) do
    if type(glob) ~= "string" then return false end
  end
  return true
end

---Params of this trace that the globs name, as a table by full name.
local function matched(globs)
  local found, known = {}, {}
  for _, param in ipairs(core.params_read()) do known[#known + 1] = param.name end
  for _, glob in ipairs(globs) do
    local hit = false
    for _, param in ipairs(core.params_read()) do
      if core.glob(glob, param.name) then found[param.name], hit = param, true end
    end
    if not hit then
      names.fail('grad: "%s" names no parameter that was used before%s', glob, names.hint(glob, known))
    end
  end
  return found
end

---The tensors of a T, list or table in a fixed order, and how to give results the same form.
local function collect(what)
  if core.kind(what) == "tensor" then
    return { what }, function(list) return list[1] end
  end
  if is_globs(what) then what = matched(what) end
  if type(what) ~= "table" then
    names.fail("grad: with respect to a tensor, a list or table of tensors, or globs expected; found %s", names.found(what))
  end
  local list, keys = {}, {}
  for key, x in pairs(what) do
    list[#list + 1], keys[#keys + 1] = shape.tensor_of("grad", x), key
  end
  return list, function(grads)
    local out = {}
    for i, key in ipairs(keys) do out[key] = grads[i] end
    return out
  end
end

---The gradient of an f32 scalar.
---@param y crescent.Tensor
---@param what crescent.Tensor|table|string[]
function cr.grad(y, what)
  local list, form = collect(what)
  return form(core.gradients(shape.tensor_of("grad", y), list))
end

---The scalar and its gradient.
function cr.value_and_grad(y, what) return y, cr.grad(y, what) end

---The same value, through which no gradient flows.
function cr.stop_gradient(x) return core.op.stop_gradient(shape.tensor_of("stop_gradient", x)) end

---A function whose gradient is df(inputs, output, d_output) -> d_inputs (a list; one tensor for one input).
---@param f fun(...: crescent.Tensor): crescent.Tensor
---@param df fun(inputs: crescent.Tensor[], output: crescent.Tensor, d_output: crescent.Tensor): crescent.Tensor|crescent.Tensor[]
function cr.custom_grad(f, df)
  if type(f) ~= "function" or type(df) ~= "function" then
    names.fail("custom_grad: two functions expected; found %s and %s", names.found(f), names.found(df))
  end
  return function(...)
    local inputs, operands = { ... }, {}
    for i, x in ipairs(inputs) do inputs[i] = core.read(shape.tensor_of("custom_grad", x)) end
    local y = shape.tensor_of("custom_grad", f(table.unpack(inputs)))
    local dy = core.placeholder(y)
    local d = df(inputs, y, dy)
    if core.kind(d) == "tensor" then d = { d } end
    if type(d) ~= "table" then names.fail("custom_grad: df returns a list of gradients; found %s", names.found(d)) end
    operands[1] = y
    for _, x in ipairs(inputs) do
      if x.dtype == "f32" then operands[#operands + 1] = x end
    end
    operands[#operands + 1] = dy
    for i, x in ipairs(inputs) do
      if x.dtype == "f32" then
        if core.kind(d[i]) ~= "tensor" then names.fail("custom_grad: a gradient for input %d expected; found %s", i, names.found(d[i])) end
        operands[#operands + 1] = d[i]
      end
    end
    return core.op.custom_gradient(operands, nil, nil, "custom_grad")
  end
end

return cr
