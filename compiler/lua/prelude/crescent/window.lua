-- window.lua: convolution and reduce_window. Channels last everywhere: x [batch, spatial.., channels].
local _, core = ...
local names = require "crescent.names"
local tensor = require "crescent.tensor"
local shape = require "crescent.shape"

local cr = {}
local op = core.op

-- ---- options that are one number, or one for each spatial axis ----------------------------------------------------

---@param what string "conv2d: strides"
---@param value integer|integer[]
---@param n integer how many spatial axes
---@param least? integer 1
---@return integer[]
local function each(what, value, n, least)
  local list = {}
  if type(value) == "table" and #value ~= n then
    names.fail("%s; a whole number, or a list of %d, expected; found %d numbers", what, n, #value)
  end
  for i = 1, n do
    local v = value
    if type(value) == "table" then v = value[i] end
    list[i] = names.number(what, v, { min = least or 1, integer = true })
  end
  return list
end

---{ low, high } of each axis: "valid", "same" (as TensorFlow: the odd cell behind), "causal", or a list of pairs.
---@param extents integer[] the input's, dilation included
---@param reach integer[] the window's, dilation included
local function padding_of(what, value, n, extents, reach, strides, causal)
  local low, high = {}, {}
  if type(value) == "table" then
    if #value ~= n then names.fail("%s: padding; %d pairs {low, high} expected; found %d", what, n, #value) end
    for i, pair in ipairs(value) do
      if type(pair) ~= "table" or #pair ~= 2 then
        names.fail("%s: padding; a pair {low, high} for each of %d spatial axes expected; found %s", what, n, names.found(pair))
      end
      low[i] = names.number(what .. ": padding", pair[1], { integer = true })
      high[i] = names.number(what .. ": padding", pair[2], { integer = true })
    end
    return low, high
  end
  local choices = causal and { "valid", "same", "causal" } or { "valid", "same" }
  local known = false
  for _, choice in ipairs(choices) do known = known or value == choice end
  if not known then
    names.fail('%s: padding; "%s" or a list of pairs {low, high} expected; found %s', what, table.concat(choices, '", "'), names.found(value))
  end
  for i = 1, n do
    local missing = 0
    if value == "same" then missing = math.max(0, ((extents[i] + strides[i] - 1) // strides[i] - 1) * strides[i] + reach[i] - extents[i]) end
    low[i], high[i] = missing // 2, missing - missing // 2
    if value == "causal" then low[i], high[i] = reach[i] - 1, 0 end
  end
  return low, high
end

---The constant extents of the axes between batch and channels.
local function spatial_of(what, x)
  local list = {}
  for i = 2, x.rank - 1 do
    list[i - 1] = x.shape[i]
    if type(list[i - 1]) ~= "number" then
      names.fail("%s: a spatial axis of %s is bounded; constant extents expected between batch and channels", what, tostring(x))
    end
  end
  return list
end

local function reach_of(size, dilation)
  local reach = {}
  for i, n in ipairs(size) do reach[i] = (n - 1) * dilation[i] + 1 end
  return reach
end

local function f32_of(what, x, name)
  if x.dtype ~= "f32" then names.fail('%s: %s; an f32 tensor expected; found %s\nconvert it: x:convert "f32"', what, name, tostring(x)) end
end

-- ---- convolution ----------------------------------------------------------------------------------------------------

local function range(first, n)
  local list = {}
  for i = 1, n do list[i] = first + i - 1 end
  return list
end

local function with(first, second, rest) return table.move(rest, 1, #rest, 3, { first, second }) end

---Splits axis `ax` of x into two of extents a and b (a bounded batch stays what it is).
local function split_axis(x, ax, a, b)
  local extents = x.shape
  extents[ax] = a
  table.insert(extents, ax + 1, b)
  return op.reshape(x, nil, core.type(x.dtype, extents))
end

local function merge_last(x)
  local extents = x.shape
  local last = table.remove(extents)
  extents[#extents] = extents[#extents] * last
  return op.reshape(x, nil, core.type(x.dtype, extents))
end

---The primitive over channels-last operands, in `groups` groups.
---@param o { strides: integer[], low: integer[], high: integer[], input_dilation: integer[], dilation: integer[], reversed?: boolean }
---@param transposed boolean? the kernel is [spatial.., out, in]
local function convolve(what, x, k, o, groups, transposed)
  local n = x.rank - 2
  local attrs = { strides = o.strides, low = o.low, high = o.high, lhs_dilation = o.input_dilation, rhs_dilation = o.dilation,
    reversed = o.reversed and 1 or 0, group = {} }
  if groups == 1 then
    attrs.lhs = with(1, n + 2, range(2, n))
    attrs.rhs = transposed and with(n + 2, n + 1, range(1, n)) or with(n + 1, n + 2, range(1, n))
    attrs.out = attrs.lhs
    return op.convolution(x, k, attrs, nil, what)
  end
  -- x [batch, spatial.., group, in], k [spatial.., in, group, out], result [batch, spatial.., group, out]
  attrs.lhs, attrs.out = with(1, n + 3, range(2, n)), with(1, n + 3, range(2, n))
  attrs.rhs = with(n + 1, n + 3, range(1, n))
  attrs.group = { n + 2, n + 2, n + 2 }
  x = split_axis(x, n + 2, groups, x.shape[n + 2] // groups)
  k = split_axis(k, n + 2, groups, k.shape[n + 2] // groups)
  return merge_last(op.convolution(x, k, attrs, nil, what))
end

---What cr.convolution and the layers share; `what` is what the user called.
---@param o { strides: any, padding: any, dilation: any, input_dilation: any, groups: integer }
local function convolution(what, x, k, o)
  f32_of(what, x, "the input")
  f32_of(what, k, "the kernel")
  local n = k.rank - 2
  if n < 1 or n > 3 then names.fail("%s: a kernel [spatial.., in / groups, out] with 1 to 3 spatial axes expected; found %s", what, tostring(k)) end
  if x.rank ~= k.rank then
    names.fail("%s: an input [batch, spatial.., channels] of %d axes, as the kernel %s has, expected; found %s", what, k.rank, tostring(k), tostring(x))
  end
  local groups = names.number(what .. ": groups", o.groups, { min = 1, integer = true })
  local channels, inputs, outputs = x.shape[n + 2], k.shape[n + 1], k.shape[n + 2]
  for name, d in pairs { channels = channels, inputs = inputs, outputs = outputs } do
    if type(d) ~= "number" and groups > 1 then names.fail("%s: groups of a bounded axis; constant %s expected; found %s", what, name, tostring(d)) end
  end
  if groups > 1 and (channels % groups ~= 0 or outputs % groups ~= 0) then
    names.fail("%s: groups; a divisor of %d input and %d output channels expected; found %d", what, channels, outputs, groups)
  end
  local own = groups > 1 and channels // groups or channels
  if own ~= inputs then
    names.fail("%s: channels differ; a kernel for %s of them%s expected; found %s x %s", what, tostring(own),
      groups > 1 and (" (%d in %d groups)"):format(channels, groups) or "", tostring(x), tostring(k))
  end
  local size = table.move(k.shape, 1, n, 1, {})
  for i = 1, n do
    if type(size[i]) ~= "number" then names.fail("%s: a spatial axis of the kernel %s is bounded; constant extents expected", what, tostring(k)) end
  end
  local strides, dilation = each(what .. ": strides", o.strides, n), each(what .. ": dilation", o.dilation, n)
  local input_dilation = each(what .. ": input_dilation", o.input_dilation, n)
  local extents = reach_of(spatial_of(what, x), input_dilation)
  local low, high = padding_of(what, o.padding, n, extents, reach_of(size, dilation), strides, n == 1)
  return convolve(what, x, k, { strides = strides, low = low, high = high, input_dilation = input_dilation, dilation = dilation }, groups)
end

---x [batch, spatial.., in] with k [spatial.., in / groups, out]; 1 to 3 spatial axes.
---@param opts? { strides?: any, padding?: any, dilation?: any, input_dilation?: any, groups?: integer }
function cr.convolution(x, k, opts)
  shape.tensor_of("convolution", x)
  shape.tensor_of("convolution", k)
  return convolution("convolution", x, k,
    names.options("convolution", opts, { strides = 1, padding = "valid", dilation = 1, input_dilation = 1, groups = 1 }))
end

-- ---- windows ----------------------------------------------------------------------------------------------------------

---How many cells of each window lie in an axis of n elements.
local function counts(n, size, stride, dilation, low, high)
  local list, same = {}, true
  for o = 0, (n + low + high - ((size - 1) * dilation + 1)) // stride do
    local count = 0
    for k = 0, size - 1 do
      local at = o * stride + k * dilation - low
      if at >= 0 and at < n then count = count + 1 end
    end
    list[o + 1] = count
    same = same and count == list[1]
  end
  return list, same
end

---The real cells of each window: a number, or a tensor that stretches over the result; the axes from `first` are windowed.
local function cells(what, o, first, rank)
  local fixed, product = 1, nil
  for i, n in ipairs(o.extents) do
    local list, same = counts(n, o.size[i], o.strides[i], o.dilation[i], o.low[i], o.high[i])
    for at, count in ipairs(list) do
      if count == 0 then
        names.fail("%s: a window of only padding; an element in each expected; found none in window %d (axis %d: extent %d, window %d, stride %d, padding %d and %d)",
          what, at, first + i - 1, n, o.size[i], o.strides[i], o.low[i], o.high[i])
      end
    end
    if same then fixed = fixed * list[1]
    else
      local extents = {}
      for axis = first + i, rank do extents[axis - first - i + 2] = 1 end
      extents[1] = #list
      local along = tensor.constant(list, core.type("f32", { #list }))
      along = #extents > 1 and op.reshape(along, nil, core.type("f32", extents)) or along
      product = product and product * along or along
    end
  end
  return product and (fixed > 1 and product * fixed or product) or fixed
end

---Windows over the axes from `first` on, one for each number of o.size; o has extents, size, strides, dilation, low, high.
local function windows(what, x, kind, o, first, include)
  local attrs = { size = {}, strides = {}, low = {}, high = {}, dilation = {} }
  for axis = 1, x.rank do
    local i = axis - first + 1
    attrs.size[axis], attrs.strides[axis], attrs.dilation[axis] = o.size[i] or 1, o.strides[i] or 1, o.dilation[i] or 1
    attrs.low[axis], attrs.high[axis] = o.low[i] or 0, o.high[i] or 0
  end
  if kind == "max" then return op.reduce_window_max(x, attrs, nil, what) end
  attrs.base_dilation = {}
  for axis = 1, x.rank do attrs.base_dilation[axis] = 1 end
  local sum = op.reduce_window_sum(x, attrs, nil, what)
  if kind == "sum" then return sum end
  local all = 1
  for _, n in ipairs(o.size) do all = all * n end
  return sum / (include and all or cells(what, o, first, x.rank))
end

---What cr.reduce_window and the layers share.
local function reduce_window(what, x, kind, o)
  local n = x.rank - 2
  if n < 1 then names.fail("%s: an input [batch, spatial.., channels] expected; found %s", what, tostring(x)) end
  if kind == "mean" then f32_of(what, x, "the input") end
  local w = { extents = spatial_of(what, x), size = each(what .. ": size", o.size, n), dilation = each(what .. ": dilation", o.dilation, n) }
  w.strides = each(what .. ": strides", o.strides == nil and w.size or o.strides, n)
  w.low, w.high = padding_of(what, o.padding, n, w.extents, reach_of(w.size, w.dilation), w.strides, false)
  return windows(what, x, kind, w, 2, o.count_include_pad)
end

---Over the spatial axes of x [batch, spatial.., channels]: "max" (ignores padding), "sum", "mean" (divides by the cells that are no padding).
---@param kind "max"|"sum"|"mean"
---@param opts { size: any, strides?: any, padding?: any, dilation?: any, count_include_pad?: boolean }
function cr.reduce_window(x, kind, opts)
  shape.tensor_of("reduce_window", x)
  names.choice("reduce_window: the kind", kind, { "max", "sum", "mean" })
  local o = names.options("reduce_window", opts, { size = names.none, strides = names.none, padding = "valid", dilation = 1, count_include_pad = false })
  if o.size == nil then names.fail("reduce_window: size; a whole number or a list expected; found nothing") end
  names.boolean("reduce_window: count_include_pad", o.count_include_pad)
  return reduce_window("reduce_window", x, kind, o)
end

---For the prelude's layers.
cr.windows = { convolution = convolution, convolve = convolve, reduce = reduce_window, over = windows, each = each, reach = reach_of,
  spatial = spatial_of }

return cr
