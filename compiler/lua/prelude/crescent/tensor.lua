-- tensor.lua: types, leaves and elementwise functions.
local _, core = ...
local names = require "crescent.names"

---@class crescent.Type
---@field shape (integer|crescent.Dim)[]
---@field rank integer
---@field dtype string
---@field elements integer

---@class crescent.Dim   a bounded dimension
---@field max integer
---@field name string

---@class crescent.Tensor: crescent.Type
---@operator add(crescent.Tensor|number): crescent.Tensor
---@operator sub(crescent.Tensor|number): crescent.Tensor
---@operator mul(crescent.Tensor|number): crescent.Tensor
---@operator div(crescent.Tensor|number): crescent.Tensor
---@operator pow(crescent.Tensor|number): crescent.Tensor
---@operator unm: crescent.Tensor

local cr = {}
local map, op = core.map, core.op

for _, dtype in ipairs { "f32", "i32", "u32", "i16", "u16", "i8", "u8", "bool", "seed" } do cr[dtype] = core[dtype] end

---A bounded dimension: an extent from 1 to max, chosen at run time.
---@return crescent.Dim
function cr.dim(x, ax)
  if core.kind(x) == "tensor" then return x.shape[core.axis("dim", ax, x.rank)] end
  return core.dim(x, ax)
end

-- add, maximum, exp, equal, select, ...: every elementwise row of the op table
for name, f in pairs(map) do cr[name] = f end

cr.convert, cr.bitcast = core.convert, core.bitcast

function cr.square(x) return map.multiply(x, x) end
function cr.reciprocal(x) return map.divide(1, x) end
function cr.clamp(x, lo, hi) return map.minimum(map.maximum(x, lo), hi) end

local function is_signed_int(x) return x.dtype ~= "f32" and x.dtype ~= "u32" end

---`a // b`: the quotient rounded down.
function cr.floor_divide(a, b)
  local q = map.divide(a, b)
  if q.dtype == "f32" then return map.floor(q) end
  if not is_signed_int(q) then return q end
  local r = map.subtract(a, map.multiply(q, b))
  local down = map.logical_and(map.not_equal(r, 0), map.logical_xor(map.less(r, 0), map.less(core.number(b, q.dtype, "'//'"), 0)))
  return map.select(down, q - 1, q)
end

---`a % b`: Lua's modulo, with the sign of b.
function cr.modulo(a, b)
  local r = map.remainder(a, b)
  if r.dtype == "u32" then return r end
  local divisor = core.number(b, r.dtype, "'%'")
  local other = map.logical_and(map.not_equal(r, 0), map.logical_xor(map.less(r, 0), map.less(divisor, 0)))
  return map.select(other, map.add(r, divisor), r)
end

---A tensor of one value.
---@param ty crescent.Type
---@param value number|boolean|crescent.Tensor
function cr.full(ty, value)
  names.type("full: the type", ty)
  local scalar
  if type(value) == "boolean" then
    if ty.dtype ~= "bool" then names.fail("full: a number for %s expected; found a Lua boolean", ty) end
    scalar = core.constant({ value }, core.bool {})
  elseif ty.dtype == "bool" and type(value) == "number" then
    scalar = core.constant({ value ~= 0 }, core.bool {})
  else
    scalar = core.number(value, ty.dtype, "full")
  end
  if scalar.rank ~= 0 then names.fail("full: a number or a scalar expected; found %s", scalar) end
  if ty.rank == 0 then return scalar end
  return core.broadcast(scalar, ty.shape)
end

function cr.zeros(ty) return cr.full(names.type("zeros: the type", ty), 0) end
function cr.ones(ty) return cr.full(names.type("ones: the type", ty), 1) end
local function type_like(what, x) return core.type(names.tensor(what, x).dtype, x.shape) end

function cr.zeros_like(x) return cr.full(type_like("zeros_like", x), 0) end
function cr.ones_like(x) return cr.full(type_like("ones_like", x), 1) end

---Counts from 0 along an axis.
function cr.iota(ty, ax)
  names.type("iota: the type", ty)
  local axis = core.axis("iota", ax, ty.rank)
  local wide = ty.dtype == "f32" or ty.dtype == "u32" or ty.dtype == "i32"
  local x = op.iota({ axis = axis }, wide and ty or core.type("i32", ty.shape))
  return wide and x or core.convert(x, ty.dtype)
end

---0 .. n-1
function cr.arange(n) return cr.iota(core.type("i32", { n }, "arange"), 1) end

---The identity matrix.
function cr.eye(n)
  local ty = core.type("i32", { n, n }, "eye")
  return core.convert(map.equal(cr.iota(ty, 1), cr.iota(ty, 2)), "f32")
end

local function shape_of(list, shape, depth)
  if type(list) ~= "table" then return shape end
  shape[depth] = #list
  if type(list[1]) == "table" then shape_of(list[1], shape, depth + 1) end
  return shape
end

local function flatten(list, shape, depth, out)
  if type(list) ~= "table" or #list ~= shape[depth] then
    names.fail("constant: lists of equal length expected; %d entries expected at depth %d; found %s", shape[depth], depth,
      type(list) == "table" and tostring(#list) or names.found(list))
  end
  for i = 1, #list do
    if depth == #shape then out[#out + 1] = list[i] else flatten(list[i], shape, depth + 1, out) end
  end
  return out
end

---A constant from a number or (nested) lists; f32, or bool for booleans, unless a type is given. A flat list fits any shape.
---@param value number|boolean|table
---@param ty? crescent.Type
---@return crescent.Tensor
function cr.constant(value, ty)
  if core.kind(value) == "tensor" then return value end
  if ty ~= nil then names.type("constant: the type", ty) end
  if type(value) ~= "table" then
    if ty and ty.rank > 0 then return cr.full(ty, value) end
    return core.constant({ value }, ty or (type(value) == "boolean" and core.bool or core.f32) {})
  end
  local shape = shape_of(value, {}, 1)
  local flat = #shape == 1 and value or flatten(value, shape, 1, {})
  return core.constant(flat, ty or core.type(type(flat[1]) == "boolean" and "bool" or "f32", shape, "constant"))
end

---An array of a .npy or .safetensors file in the model's folder.
---@param file string
---@param key? string
function cr.load(file, key) return core.load(file, key) end

---The extent of an axis, or of a bounded dimension, as an f32 scalar, at run time.
function cr.size(x, ax)
  if core.kind(x) == "dim" then return core.convert(core.extent(x), "f32") end
  names.tensor("size", x)
  return core.convert(core.extent(x.shape[core.axis("size", ax, x.rank)]), "f32")
end

return cr
