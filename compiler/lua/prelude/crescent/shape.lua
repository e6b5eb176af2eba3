-- shape.lua: movement and indexing.
local _, core = ...
local names = require "crescent.names"
local tensor = require "crescent.tensor"

local cr = {}
local op = core.op

local function size_of(d) return type(d) == "number" and d or d.max end

---Axes as a sorted list from 1; nil means every axis.
local function axes_of(what, ax, rank)
  if ax == nil then
    local all = {}
    for i = 1, rank do all[i] = i end
    return all
  end
  local list, seen = {}, {}
  for _, a in ipairs(type(ax) == "table" and ax or { ax }) do
    local axis = core.axis(what, a, rank)
    if seen[axis] then names.fail("%s: axis %d twice; distinct axes expected", what, axis) end
    seen[axis] = true
    list[#list + 1] = axis
  end
  table.sort(list)
  return list
end
cr.axes_of = axes_of

local tensor_of = names.tensor
cr.tensor_of = tensor_of

---Replaces -1 in a shape by what is left.
local function fill_hole(x, shape)
  local hole, known, bounded = nil, 1, nil
  local result = {}
  for i, d in ipairs(shape) do
    if d == -1 then
      if hole then names.fail("reshape: one -1 at most expected; found two") end
      hole = i
    else
      if core.kind(d) ~= "dim" and math.type(d) == nil then
        names.fail("reshape: extent %d; a whole number or a dimension expected; found %s", i, names.found(d))
      end
      known = known * size_of(d)
      if core.kind(d) == "dim" then bounded = d end
    end
    result[i] = d
  end
  if not hole then return result end
  local left = known > 0 and x.elements % known == 0 and x.elements // known or nil
  local own
  for _, d in ipairs(x.shape) do own = core.kind(d) == "dim" and d or own end
  if left and own and not bounded then left = core.dim_of(own, left) end
  if not left then
    names.fail("reshape: an extent for -1 does not exist; a divisor of %d elements expected; found %s to [%s]", x.elements,
      tostring(x), table.concat((function() local t = {} for i, d in ipairs(shape) do t[i] = tostring(d) end return t end)(), ","))
  end
  result[hole] = left
  return result
end

---@param shape (integer|crescent.Dim)[]  one extent may be -1
function cr.reshape(x, shape)
  tensor_of("reshape", x)
  if type(shape) ~= "table" then names.fail("reshape: a list of extents expected; found %s", names.found(shape)) end
  return op.reshape(x, nil, core.type(x.dtype, fill_hole(x, shape), "reshape"))
end

---Joins the axes first .. last.
function cr.flatten(x, first, last)
  tensor_of("flatten", x)
  if x.rank == 0 then return cr.reshape(x, { 1 }) end
  local a, b = core.axis("flatten", first or 1, x.rank), core.axis("flatten", last or -1, x.rank)
  if a > b then names.fail("flatten: axes in order expected; found %d and %d", a, b) end
  local shape, merged, bounded = {}, 1, nil
  for i, d in ipairs(x.shape) do
    if i < a or i > b then
      shape[#shape + 1] = d
    else
      merged = merged * size_of(d)
      bounded = core.kind(d) == "dim" and d or bounded
      if i == b then shape[#shape + 1] = bounded and core.dim_of(bounded, merged) or merged end
    end
  end
  return op.reshape(x, nil, core.type(x.dtype, shape), "flatten")
end

---Axis i of the result is axis perm[i] of x; without perm the axes are reversed.
function cr.transpose(x, perm)
  tensor_of("transpose", x)
  local list = {}
  if perm and (type(perm) ~= "table" or #perm ~= x.rank) then
    names.fail("transpose: a list of %d axes expected; found %s", x.rank, type(perm) == "table" and #perm .. " axes" or names.found(perm))
  end
  for i = 1, x.rank do list[i] = perm and core.axis("transpose", perm[i], x.rank) or x.rank + 1 - i end
  return op.transpose(x, { permutation = list })
end

---Exchanges two axes.
function cr.swap(x, first, second)
  tensor_of("swap", x)
  local list = {}
  for i = 1, x.rank do list[i] = i end
  local a, b = core.axis("swap", first, x.rank), core.axis("swap", second, x.rank)
  list[a], list[b] = b, a
  return op.transpose(x, { permutation = list })
end

---Stretches to a shape: from the right, 1 stretches.
function cr.broadcast(x, shape)
  if type(x) == "number" then x = core.number(x, "f32", "broadcast") end
  return core.broadcast(tensor_of("broadcast", x), shape)
end

---A new axis of extent 1, at place ax of the result.
function cr.expand(x, ax)
  tensor_of("expand", x)
  local shape = x.shape
  table.insert(shape, core.axis("expand", ax, x.rank + 1), 1)
  return op.reshape(x, nil, core.type(x.dtype, shape), "expand")
end

---Drops an axis of extent 1.
function cr.squeeze(x, ax)
  tensor_of("squeeze", x)
  local axis, shape = core.axis("squeeze", ax, x.rank), x.shape
  if shape[axis] ~= 1 then names.fail("squeeze: axis %d; an extent of 1 expected; found %s", axis, tostring(x)) end
  table.remove(shape, axis)
  return op.reshape(x, nil, core.type(x.dtype, shape), "squeeze")
end

local function whole(x)
  local start, limit, stride = {}, {}, {}
  for i, d in ipairs(x.shape) do
    start[i], limit[i], stride[i] = 0, core.kind(d) == "dim" and -1 or d, 1
  end
  return { start = start, limit = limit, stride = stride }
end

---A place along an axis, from 1, negative from the end.
local function place(what, i, extent, axis)
  if math.type(i) ~= "integer" then names.fail("%s: a whole number expected; found %s", what, names.found(i)) end
  local from1 = i > 0 and i or i < 0 and extent + 1 + i or 0
  if from1 < 1 or from1 > extent then
    names.fail("%s: axis %d has %d entries; 1 to %d (or -1 to -%d) expected; found %d", what, axis, extent, extent, extent, i)
  end
  return from1
end

---Entries first .. last of an axis, both included; a bounded dimension as `last` cuts to its extent.
---@param first integer
---@param last? integer|crescent.Dim
---@param step? integer
function cr.slice(x, ax, first, last, step)
  tensor_of("slice", x)
  local axis = core.axis("slice", ax, x.rank)
  local extent, attrs = x.shape[axis], whole(x)
  step = step or 1
  if math.type(step) ~= "integer" or step < 1 then
    names.fail("slice: a step of at least 1 expected; found %s", names.found(step))
  end
  if core.kind(extent) == "dim" and (core.kind(last) ~= "dim" or last == extent) then
    if first == 1 and (last == nil or last == -1 or last == extent) and step == 1 then return x end
    names.fail("slice: axis %d is bounded; it can only be taken whole; found a part of %s", axis, tostring(x))
  end
  if core.kind(last) == "dim" then
    if first ~= 1 or step ~= 1 then names.fail("slice: a cut to %s begins at 1 with step 1; found %s", tostring(last), names.found(first)) end
    attrs.limit[axis] = last
  else
    local from, to = place("slice", first, extent, axis), place("slice", last or -1, extent, axis)
    if from > to then names.fail("slice: axis %d; first not behind last expected; found %d to %d", axis, first, last or -1) end
    attrs.start[axis], attrs.limit[axis], attrs.stride[axis] = from - 1, to, step
  end
  return op.slice(x, attrs)
end

---Entry i of an axis, which is dropped.
function cr.at(x, ax, i)
  tensor_of("at", x)
  local axis = core.axis("at", ax, x.rank)
  local extent = x.shape[axis]
  if core.kind(extent) ~= "dim" then
    local k = place("at", i, extent, axis)
    return cr.squeeze(cr.slice(x, axis, k, k), axis)
  end
  if math.type(i) ~= "integer" or i == 0 then names.fail("at: a place from 1 or -1 expected; found %s", names.found(i)) end
  local start = i > 0 and core.number(i - 1, "i32", "at") or core.extent(extent) + i
  return cr.squeeze(op.dynamic_slice(x, start, { axis = axis, size = 1 }), axis)
end

---Equal parts (a number) or parts of given sizes, along an axis.
---@return crescent.Tensor ...
function cr.split(x, parts, ax)
  tensor_of("split", x)
  local axis = core.axis("split", ax, x.rank)
  local extent = x.shape[axis]
  if core.kind(extent) == "dim" then names.fail("split: axis %d is bounded; a constant extent expected; found %s", axis, tostring(x)) end
  local sizes, sum = parts, 0
  if type(parts) ~= "table" then
    names.number("split: the number of parts", parts, { min = 1, integer = true })
    if extent % parts ~= 0 then names.fail("split: %d does not divide axis %d of %s", parts, axis, tostring(x)) end
    sizes = {}
    for i = 1, parts do sizes[i] = extent // parts end
  end
  local out = {}
  for i, n in ipairs(sizes) do
    names.number("split: a size", n, { min = 1, integer = true })
    if sum + n > extent then break end
    out[i] = cr.slice(x, axis, sum + 1, sum + n)
    sum = sum + n
  end
  if sum ~= extent or #out ~= #sizes then
    names.fail("split: sizes that add up to %d expected; found {%s}", extent, table.concat(sizes, ", "))
  end
  return table.unpack(out)
end

---Adds cells before and behind: {{lo, hi}, ..} for every axis, or {[ax] = {lo, hi}}.
function cr.pad(x, widths, value)
  tensor_of("pad", x)
  if type(widths) ~= "table" then names.fail("pad: a table of {low, high} expected; found %s", names.found(widths)) end
  local low, high, interior = {}, {}, {}
  for i = 1, x.rank do low[i], high[i], interior[i] = 0, 0, 0 end
  for ax, pair in pairs(widths) do
    local axis = core.axis("pad", ax, x.rank)
    if type(pair) ~= "table" or math.type(pair[1]) ~= "integer" or math.type(pair[2]) ~= "integer" then
      names.fail("pad: axis %d; { low, high } expected; found %s", axis, names.found(pair))
    end
    low[axis], high[axis] = pair[1], pair[2]
  end
  return op.pad(x, core.number(value or 0, x.dtype, "pad"), { low = low, high = high, interior = interior })
end

function cr.reverse(x, ax) return op.reverse(tensor_of("reverse", x), { axes = axes_of("reverse", ax, x.rank) }) end

local function list_of(what, list)
  if type(list) ~= "table" or #list == 0 then names.fail("%s: a list of tensors expected; found %s", what, type(list) == "table" and "none" or names.found(list)) end
  for _, x in ipairs(list) do tensor_of(what, x) end
  return list
end

---Joins tensors along an axis.
function cr.concat(list, ax)
  list_of("concat", list)
  return op.concatenate(list, { axis = core.axis("concat", ax, list[1].rank) }, nil, "concat")
end

---Joins tensors along a new axis.
function cr.stack(list, ax)
  local parts = {}
  for i, x in ipairs(list_of("stack", list)) do parts[i] = cr.expand(x, ax) end
  return op.concatenate(parts, { axis = core.axis("stack", ax, parts[1].rank) }, nil, "stack")
end

---n copies of x, one behind the other, along an axis.
function cr.tile(x, n, ax)
  tensor_of("tile", x)
  names.number("tile: the number of copies", n, { min = 1, integer = true })
  local axis, shape = core.axis("tile", ax, x.rank), x.shape
  local merged = shape[axis] * n
  local wide = core.broadcast(cr.expand(x, axis), table.move(shape, axis, #shape, axis + 1, table.move(shape, 1, axis - 1, 1, { [axis] = n })))
  shape[axis] = merged
  return op.reshape(wide, nil, core.type(x.dtype, shape), "tile")
end

-- ---- indexing: values count from 0 and are clamped -----------------------------------------------------

local function index_of(what, i)
  if math.type(i) == "integer" then return core.number(i, "i32", what) end
  tensor_of(what, i)
  if i.dtype == "f32" or i.dtype == "bool" then names.fail("%s: integer indices expected; found %s", what, tostring(i)) end
  return core.convert(i, "i32")
end

---An integer tensor whose values must be in low .. high (or `ignore`): where it is an input of m:train, the data are checked.
function cr.range_check(x, low, high, ignore)
  core.range_check(x, low, high, ignore)
  return x
end

---Entries of an axis by index: the axis is replaced by the indices' axes.
function cr.take(x, indices, ax)
  tensor_of("take", x)
  local axis = core.axis("take", ax or 1, x.rank)
  local i, extent = index_of("take", indices), x.shape[axis]
  if type(extent) == "number" then core.range_check(i, 0, extent - 1) end
  return op.gather(x, i, { axis = axis }, nil, "take")
end

---x[.., indices[.., j, ..], ..] along one axis; indices have x's rank.
function cr.take_along(x, indices, ax)
  local axis = core.axis("take_along", ax, tensor_of("take_along", x).rank)
  return op.gather_along(x, index_of("take_along", indices), { axis = axis }, nil, "take_along")
end

---x with updates added at indices of an axis.
function cr.scatter_add(x, indices, updates, ax)
  local axis = core.axis("scatter_add", ax or 1, tensor_of("scatter_add", x).rank)
  return op.scatter_add(x, index_of("scatter_add", indices), tensor_of("scatter_add", updates), { axis = axis })
end

---1 at the class, 0 elsewhere, along a new last axis; all 0 for a class outside.
function cr.one_hot(i, n)
  names.number("one_hot: the number of classes", n, { min = 1, integer = true })
  local index = index_of("one_hot", i)
  core.range_check(index, 0, n - 1)
  local shape = index.shape
  shape[#shape + 1] = n
  return core.convert(core.map.equal(cr.expand(index, -1), tensor.iota(core.type("i32", shape), -1)), "f32")
end

---`size` entries of an axis from a start that is a tensor (i32 scalar, from 0, clamped).
function cr.dynamic_slice(x, start, size, ax)
  local axis = core.axis("dynamic_slice", ax, tensor_of("dynamic_slice", x).rank)
  names.number("dynamic_slice: the size", size, { min = 1, integer = true })
  return op.dynamic_slice(x, index_of("dynamic_slice", start), { axis = axis, size = size })
end

---x with `update` written at a start along an axis.
function cr.dynamic_update(x, update, start, ax)
  local axis = core.axis("dynamic_update", ax, tensor_of("dynamic_update", x).rank)
  return op.dynamic_update_slice(x, tensor_of("dynamic_update", update), index_of("dynamic_update", start), { axis = axis }, nil, "dynamic_update")
end

return cr
