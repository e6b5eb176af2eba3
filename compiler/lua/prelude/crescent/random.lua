-- random.lua: draws. A draw is keyed by seed, call, layer path and its number in this callback (rule R4).
local _, core = ...
local names = require "crescent.names"
local context = require "crescent.context"
local tensor = require "crescent.tensor"
local shape = require "crescent.shape"

local cr = {}
local map, op = core.map, core.op

---The key and the stream's name of the next draw.
local function next_draw(what)
  local c = context.current
  if not c then names.fail("%s outside any function; inside m:func or a callback of m:train expected", what) end
  local path = core.layer_path()
  local n = (c.draws[path] or 0) + 1
  c.draws[path] = n
  return c.key(), path .. "#" .. n
end

local function words(key, stream, extents)
  return op.rng_bits(key, { stream = core.hash(stream) }, core.type("u32", extents))
end

local function floats(what, ty)
  names.type(what .. ": the type", ty)
  if ty.dtype ~= "f32" then names.fail("%s: an f32 type expected; found %s", what, tostring(ty)) end
  return ty.shape
end

---Uniform in [0, 1) on a grid of 2^-24.
local function unit(bits) return core.convert(map.shift_right(bits, 8), "f32") * 2.0 ^ -24 end

---32 random bits an element.
function cr.rng_bits(ty)
  names.type("rng_bits: the type", ty)
  if ty.dtype ~= "u32" then names.fail("rng_bits: a u32 type expected; found %s", tostring(ty)) end
  local key, stream = next_draw "rng_bits"
  return words(key, stream, ty.shape)
end

---Uniform in [lo, hi).
function cr.rng_uniform(ty, lo, hi)
  local extents = floats("rng_uniform", ty)
  lo, hi = names.number("rng_uniform: lo", lo or 0), names.number("rng_uniform: hi", hi or 1)
  local key, stream = next_draw "rng_uniform"
  local u = unit(words(key, stream, extents))
  if lo == 0 and hi == 1 then return u end
  return u * (hi - lo) + lo
end

---Normal, by Box and Muller: sqrt(-2 log(1 - u)) cos(2 pi v).
function cr.rng_normal(ty, mean, stddev)
  local extents = floats("rng_normal", ty)
  mean, stddev = names.number("rng_normal: mean", mean or 0), names.number("rng_normal: stddev", stddev or 1)
  local key, stream = next_draw "rng_normal"
  local radius = map.sqrt(map.log(1 - unit(words(key, stream, extents))) * -2)
  local z = radius * map.cos(unit(words(key, stream .. "/2", extents)) * (2 * 3.14159265358979))
  if stddev ~= 1 then z = z * stddev end
  return mean ~= 0 and z + mean or z
end

---True (or 1) with probability p.
function cr.rng_bernoulli(ty, p)
  names.type("rng_bernoulli: the type", ty)
  names.number("rng_bernoulli: p", p, { min = 0, max = 1 })
  local key, stream = next_draw "rng_bernoulli"
  return core.convert(map.less(unit(words(key, stream, ty.shape)), p), ty.dtype)
end

---A class for each row of logits along an axis: the largest of logits plus Gumbel noise. i32, from 0.
function cr.rng_categorical(logits, ax)
  shape.tensor_of("rng_categorical", logits)
  local axis = core.axis("rng_categorical", ax or -1, logits.rank)
  local key, stream = next_draw "rng_categorical"
  local bits = words(key, stream, logits.shape)
  local u = (core.convert(map.shift_right(bits, 9), "f32") + 0.5) * 2.0 ^ -23
  return op.argmax(logits - map.log(-map.log(u)), { axis = axis })
end

---0 .. n-1 in random order (i32): the rank of each of n random words; equal ones rank by place.
function cr.rng_permutation(n)
  names.number("rng_permutation: n", n, { min = 1, integer = true })
  local key, stream = next_draw "rng_permutation"
  local bits, square = words(key, stream, { n }), core.type("i32", { n, n }, "rng_permutation")
  local mine, other = core.broadcast(shape.expand(bits, 2), { n, n }), core.broadcast(shape.expand(bits, 1), { n, n })
  local tie = map.equal(mine, other) & map.less(tensor.iota(square, 2), tensor.iota(square, 1))
  return op.reduce_sum(core.convert(map.less(other, mine) | tie, "i32"), { axes = { 2 } })
end

return cr
