-- reduce.lua: reductions. (x, axes = every, { keep_dims = false })
local _, core = ...
local names = require "crescent.names"
local tensor = require "crescent.tensor"
local shape = require "crescent.shape"

local cr = {}
local map, op = core.map, core.op

---@class crescent.ReduceOptions
---@field keep_dims? boolean

---Sorted axes and whether they stay as 1.
local function arguments(what, x, ax, opts)
  shape.tensor_of(what, x)
  if type(ax) == "table" and #ax == 0 and next(ax) ~= nil then ax, opts = nil, ax end
  local o = names.options(what, opts, { keep_dims = false })
  return shape.axes_of(what, ax, x.rank), o.keep_dims
end

local function keep(y, x, axes)
  local extents = x.shape
  for _, axis in ipairs(axes) do extents[axis] = 1 end
  return op.reshape(y, nil, core.type(y.dtype, extents))
end

local function reduce(what, name, x, axes, keep_dims)
  if #axes == 0 then return core.read(x) end
  local y = op[name](x, { axes = axes }, nil, what)
  return keep_dims and keep(y, x, axes) or y
end

for what, name in pairs { sum = "reduce_sum", max = "reduce_max", min = "reduce_min", prod = "reduce_prod" } do
  cr[what] = function(x, ax, opts)
    local axes, keep_dims = arguments(what, x, ax, opts)
    return reduce(what, name, x, axes, keep_dims)
  end
end

for what, name in pairs { any = "reduce_max", all = "reduce_min" } do
  cr[what] = function(x, ax, opts)
    local axes, keep_dims = arguments(what, x, ax, opts)
    if x.dtype ~= "bool" then names.fail("%s: a bool tensor expected; found %s", what, tostring(x)) end
    return reduce(what, name, x, axes, keep_dims)
  end
end

---How many elements the axes hold: a number, or a scalar where one is bounded.
local function count_of(x, axes)
  local fixed, bounded = 1, nil
  for _, axis in ipairs(axes) do
    local d = x.shape[axis]
    if type(d) == "number" then fixed = fixed * d
    else
      local n = core.convert(core.extent(d), "f32")
      bounded = bounded and bounded * n or n
    end
  end
  return bounded and (fixed == 1 and bounded or bounded * fixed) or fixed
end

local function float(what, x)
  if x.dtype ~= "f32" then names.fail('%s: an f32 tensor expected; found %s\nconvert it: x:convert "f32"', what, tostring(x)) end
end

local function mean(what, x, axes, keep_dims)
  float(what, x)
  return reduce(what, "reduce_sum", x, axes, keep_dims) / count_of(x, axes)
end

function cr.mean(x, ax, opts)
  local axes, keep_dims = arguments("mean", x, ax, opts)
  return mean("mean", x, axes, keep_dims)
end

---The biased variance: the mean of squared differences from the mean.
function cr.variance(x, ax, opts)
  local axes, keep_dims = arguments("variance", x, ax, opts)
  return mean("variance", tensor.square(x - mean("variance", x, axes, true)), axes, keep_dims)
end

---log(sum(exp(x))), with the maximum taken out.
function cr.logsumexp(x, ax, opts)
  local axes, keep_dims = arguments("logsumexp", x, ax, opts)
  float("logsumexp", x)
  local top = op.stop_gradient(reduce("logsumexp", "reduce_max", x, axes, true))
  top = map.select(map.is_finite(top), top, 0)
  local y = map.log(reduce("logsumexp", "reduce_sum", map.exp(x - top), axes, true)) + top
  if keep_dims or #axes == 0 then return y end
  local extents = {}
  local dropped = {}
  for _, axis in ipairs(axes) do dropped[axis] = true end
  for i, d in ipairs(x.shape) do
    if not dropped[i] then extents[#extents + 1] = d end
  end
  return op.reshape(y, nil, core.type("f32", extents))
end

---The Euclidean norm; its gradient at 0 is 0.
function cr.norm(x, ax, opts)
  local axes, keep_dims = arguments("norm", x, ax, opts)
  float("norm", x)
  local square = reduce("norm", "reduce_sum", map.multiply(x, x), axes, keep_dims)
  local positive = map.greater(square, 0)
  return map.select(positive, map.sqrt(map.select(positive, square, 1)), square)
end

for _, what in ipairs { "argmax", "argmin" } do
  ---The place (from 0, i32) of the extreme; the first wins.
  cr[what] = function(x, ax)
    local axis = core.axis(what, ax or -1, shape.tensor_of(what, x).rank)
    return op[what](x, { axis = axis })
  end
end

function cr.cumsum(x, ax, opts)
  local axis = core.axis("cumsum", ax, shape.tensor_of("cumsum", x).rank)
  local o = names.options("cumsum", opts, { reverse = false, exclusive = false })
  return op.cumsum(x, { axis = axis, reverse = o.reverse and 1 or 0, exclusive = o.exclusive and 1 or 0 })
end

return cr
