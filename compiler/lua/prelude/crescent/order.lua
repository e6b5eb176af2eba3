-- order.lua: sort, argsort, top_k. Nothing here is a primitive: a sort is a loop over the passes of a sorting network, each a map that
-- reads its partners by gather; the few largest are a loop that takes the largest out. Stable: the place decides between equal
-- elements; NaN is last. Gradients are those of the elements that are picked.
local _, core = ...
local names = require "crescent.names"
local tensor = require "crescent.tensor"
local shape = require "crescent.shape"
local scan = require "crescent.scan"

local cr = {}
local map, op = core.map, core.op
local xor, both, either = map.logical_xor, map.logical_and, map.logical_or

local MOST, LEAST, FEW = 2147483647, -2147483648, 32

---i32 that compare as x does; -0 is 0. NaN is above all, or below all.
---  The bits of a float grow with it, where those below a set sign are flipped.
local function keys_of(x, nan)
  if x.dtype == "u32" then return xor(core.bitcast(x, "i32"), LEAST) end
  if x.dtype ~= "f32" then return core.convert(x, "i32") end
  local bits = core.bitcast(map.select(map.equal(x, 0), tensor.zeros_like(x), x), "i32")
  local key = map.select(map.less(bits, 0), xor(bits, MOST), bits)
  return map.select(map.equal(x, x), key, nan)
end

---Bitonic sort (Batcher 1968) of n = 2^m elements: in pass (k, j) element i meets i xor j; runs of k rise and fall in turn.
local function passes_of(n)
  local list, k = {}, 2
  while k <= n do
    local j = k // 2
    while j >= 1 do
      list[#list + 1] = { k, j }
      j = j // 2
    end
    k = k * 2
  end
  return list
end

---@return integer axis, integer n
local function axis_of(what, x, ax)
  shape.tensor_of(what, x)
  local axis = core.axis(what, ax == nil and -1 or ax, x.rank)
  local n = x:dim(axis)
  if type(n) ~= "number" then names.fail("%s: axis %d; a constant extent expected; found %s", what, axis, tostring(n)) end
  return axis, n
end

---Places of x's elements in order, along an axis.
local function order(x, axis, n, descending)
  local key = keys_of(x, descending and LEAST or MOST)
  if descending then key = xor(key, -1) end
  local whole = 1
  while whole < n do whole = whole * 2 end
  if whole > n then key = shape.pad(key, { [axis] = { 0, whole - n } }, MOST) end
  local index = tensor.iota(core.type("i32", key.shape, "argsort"), axis)
  if n == 1 then return index end
  local place = tensor.arange(whole)
  local function aligned(v)                                       -- [whole] beside x's other axes
    for _ = 1, x.rank - axis do v = shape.expand(v, -1) end
    return core.broadcast(v, key.shape)
  end
  local last = scan.scan({ key = key, index = index }, tensor.constant(passes_of(whole), core.type("i32", { #passes_of(whole), 2 })),
    function(c, pass)
      local k, j = shape.at(pass, 1, 1), shape.at(pass, 1, 2)
      local partner = xor(place, j)
      local key_2, index_2 = shape.take(c.key, partner, axis), shape.take(c.index, partner, axis)
      local first = map.equal(both(place, j), 0)
      local rising = map.equal(both(place, k), 0)
      local take_less = aligned(map.equal(first, rising))
      local less = either(map.less(c.key, key_2), both(map.equal(c.key, key_2), map.less(c.index, index_2)))
      local stay = map.equal(less, take_less)
      return { key = map.select(stay, c.key, key_2), index = map.select(stay, c.index, index_2) }
    end)
  return whole > n and shape.slice(last.index, axis, 1, n) or last.index
end

local function options(what, opts)
  local o = names.options(what, opts, { descending = false })
  return names.boolean(what .. ": descending", o.descending)
end

---The places (i32, from 0) of the elements in order along an axis (the last).
---@param opts? { descending?: boolean }
function cr.argsort(x, ax, opts)
  local axis, n = axis_of("argsort", x, ax)
  options("argsort", opts)
  return order(x, axis, n, opts and opts.descending)
end

---The elements in order along an axis (the last); NaN is last.
---@param opts? { descending?: boolean }
function cr.sort(x, ax, opts)
  local axis, n = axis_of("sort", x, ax)
  options("sort", opts)
  return shape.take_along(x, order(x, axis, n, opts and opts.descending), axis)
end

---The k largest of the last axis, the largest first, and their places (i32).
function cr.top_k(x, k)
  local axis, n = axis_of("top_k", x, -1)
  names.number("top_k: k", k, { min = 1, max = n, integer = true })
  local index
  if x.dtype ~= "f32" or k > FEW then
    index = shape.slice(order(x, axis, n, true), axis, 1, k)
  else
    local place = tensor.iota(core.type("i32", x.shape, "top_k"), axis)
    local _, found = scan.scan(keys_of(x, LEAST + 1), nil, function(key)
      local most = op.argmax(key, { axis = axis })
      return map.select(map.equal(place, shape.expand(most, -1)), LEAST, key), most
    end, { length = k })
    local back = {}
    for i = 2, found.rank do back[#back + 1] = i end
    back[#back + 1] = 1
    index = shape.transpose(found, back)
  end
  return shape.take_along(x, index, axis), index
end

return cr
