--- crescent.augment: random changes of a batch of images [batch, height, width, channel], each example by its own draws. For the
--- `augment` callback of m:train, which runs in the training trace only:
---
---     augment = function(x, label) return augment.random_flip(augment.random_crop(x, 4)), label end
---
--- Types and shapes stay. Flips and crops take any type; the others compute in f32 and round back.
local cr = require "crescent"
local names = require "crescent.names"

local augment = {}

--- An image batch; returns its extents.
local function image(what, x)
  names.tensor(what, x)
  if x.rank ~= 4 then names.fail("%s: an image batch [batch, height, width, channel] expected; found %s", what, tostring(x)) end
  for i = 2, 3 do
    if type(x:dim(i)) ~= "number" then names.fail("%s: constant height and width expected; found %s", what, tostring(x)) end
  end
  return x.shape
end

--- Runs f on x as f32; integers are rounded and cut to their range afterwards.
local function as_float(x, f)
  if x.dtype == "f32" then return f(x) end
  return cr.convert(cr.round(f(cr.convert(x, "f32"))), x.dtype)
end

--- One number for each example, as [batch, 1, 1, 1].
local function per_example(x, lo, hi) return cr.rng_uniform(cr.f32 { x:dim(1), 1, 1, 1 }, lo, hi) end

--- Mirrored, left to right and (or) top to bottom, with probability p each.
---@param opts? { horizontal?: boolean, vertical?: boolean, p?: number }
function augment.random_flip(x, opts)
  local o = names.options("random_flip", opts, { horizontal = true, vertical = false, p = 0.5 })
  image("random_flip", x)
  names.number("random_flip: p", o.p, { min = 0, max = 1 })
  for _, way in ipairs { { names.boolean("random_flip: horizontal", o.horizontal), 3 }, { names.boolean("random_flip: vertical", o.vertical), 2 } } do
    if way[1] then
      local flip = cr.rng_bernoulli(cr.bool { x:dim(1), 1, 1, 1 }, o.p)
      x = cr.select(cr.broadcast(flip, x.shape), cr.reverse(x, way[2]), x)
    end
  end
  return x
end

--- Whole numbers from 0 to `most`, one for each example.
local function offsets(x, most) return cr.convert(cr.floor(per_example(x, 0, most + 1)), "i32") end

--- `size` entries of an axis from each example's own start.
local function window(x, ax, start, size)
  local extents = x.shape
  extents[ax] = size
  return cr.take_along(x, cr.broadcast(start, extents) + cr.iota(cr.i32(extents), ax), ax)
end

--- Framed by `padding` pixels of `value`, then cut to `size` (the size that x has) at a random place.
---@param padding integer
---@param opts? { size?: integer[], value?: number }
function augment.random_crop(x, padding, opts)
  local o = names.options("random_crop", opts, { size = names.none, value = 0 })
  local extents = image("random_crop", x)
  names.number("random_crop: padding", padding, { min = 0, integer = true })
  local size = o.size or { extents[2], extents[3] }
  if type(size) ~= "table" or #size ~= 2 then names.fail("random_crop: size; {height, width} expected; found %s", names.found(size)) end
  if padding > 0 then x = cr.pad(x, { [2] = { padding, padding }, [3] = { padding, padding } }, o.value) end
  for i = 1, 2 do
    local there, wanted = x:dim(i + 1), names.number("random_crop: size", size[i], { min = 1, integer = true })
    if wanted > there then
      names.fail("random_crop: size; at most the padded image's expected; found %d of %d (axis %d: %d, padding %d)", wanted, there, i + 1,
        extents[i + 1], padding)
    end
    if wanted < there then x = window(x, i + 1, offsets(x, there - wanted), wanted) end
  end
  return x
end

--- x + a number from -delta to delta; in the image's own units (0 .. 255 for bytes).
function augment.brightness(x, delta)
  image("brightness", x)
  names.number("brightness: delta", delta, { min = 0 })
  return as_float(x, function(y) return y + per_example(x, -delta, delta) end)
end

--- Away from (or towards) each channel's mean by a factor from `lower` to `upper`.
function augment.contrast(x, lower, upper)
  image("contrast", x)
  names.number("contrast: lower", lower, { min = 0 })
  names.number("contrast: upper", upper, { min = lower })
  return as_float(x, function(y)
    local mean = cr.mean(y, { 2, 3 }, { keep_dims = true })
    return (y - mean) * per_example(x, lower, upper) + mean
  end)
end

--- A square of `size` pixels at a random place becomes `value`; its centre is in the image, so it may reach out of it.
---@param opts? { value?: number }
function augment.cutout(x, size, opts)
  local o = names.options("cutout", opts, { value = 0 })
  local extents = image("cutout", x)
  size = names.number("cutout: size", size, { min = 1, integer = true })
  local inside
  for ax = 2, 3 do
    local along = { extents[1], 1, 1, 1 }
    along[ax] = extents[ax]
    local first = offsets(x, extents[ax] - 1) - size // 2
    local at = cr.iota(cr.i32(along), ax) - cr.broadcast(first, along)
    local hit = cr.greater_equal(at, 0) & cr.less(at, size)
    hit = cr.broadcast(hit, extents)
    inside = inside and inside & hit or hit
  end
  return cr.select(inside, cr.full(cr[x.dtype](extents), o.value), x)
end

-- ---- mixup ----------------------------------------------------------------------------------------------------

local TRIES = 8

--- The logarithm of a Gamma(alpha) number for each entry. G. Marsaglia, W. W. Tsang, "A simple method for generating gamma
--- variables", 2000, for alpha + 1, times u^(1 / alpha). A try fails for less than one in twenty; after eight the mode is taken.
local function log_gamma_variable(ty, alpha)
  local d = alpha + 1 - 1 / 3
  local c = 1 / (9 * d) ^ 0.5
  local v = cr.full(ty, 1)
  for _ = 1, TRIES do
    local z, u = cr.rng_normal(ty), 1 - cr.rng_uniform(ty)
    local w = 1 + z * c
    local cube = cr.maximum(w, 1e-6) ^ 3
    local good = cr.greater(w, 1e-6) & cr.less(cr.log(u), z * z * 0.5 + d - cube * d + cr.log(cube) * d)
    v = cr.select(good, cube, v)
  end
  return cr.log(v * d) + cr.log(1 - cr.rng_uniform(ty)) / alpha
end

--- Each example mixed with the next one of the batch, by a share drawn from Beta(alpha, alpha); targets are distributions (or any
--- f32 values) and are mixed likewise. Returns both.
function augment.mixup(x, target, alpha)
  names.tensor("mixup", x)
  names.tensor("mixup", target)
  alpha = names.number("mixup: alpha", alpha == nil and 0.2 or alpha, { above = 0 })
  if x.dtype ~= "f32" or target.dtype ~= "f32" then
    names.fail("mixup: f32 images and f32 targets expected; found %s and %s\nclasses become distributions by cr.one_hot(label, n)",
      tostring(x), tostring(target))
  end
  local batch = x:dim(1)
  local ty = cr.f32 { batch }
  local share = cr.logistic(log_gamma_variable(ty, alpha) - log_gamma_variable(ty, alpha))
  local place = cr.iota(cr.i32 { batch }, 1)
  local following = place + 1
  local partner = cr.select(cr.less(following, cr.convert(cr.size(x, 1), "i32")), following, 0)
  local function mixed(t)
    local extents = { batch }
    for i = 2, t.rank do extents[i] = 1 end
    local s = cr.reshape(share, extents)
    return t * s + cr.take(t, partner, 1) * (1 - s)
  end
  return mixed(x), mixed(target)
end

return names.strict(augment, "augment")
