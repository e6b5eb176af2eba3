--- Frames, crops and enlargements of [batch, height, width, channel].
local cr = require "crescent"
local names = require "crescent.names"
local layer = require "crescent.layer"
local conv = require "crescent.nn.conv"

local image = {}

--- { {top, bottom}, {left, right} } from 1, {h, w} or that itself, as in Keras.
local function sides(what, value)
  local out = {}
  if type(value) ~= "table" then value = { value, value } end
  if #value ~= 2 then names.fail("%s; a number, {height, width} or {{top, bottom}, {left, right}} expected; found a list of %d", what, #value) end
  for i, side in ipairs(value) do
    local pair = type(side) == "table" and side or { side, side }
    if #pair ~= 2 then names.fail("%s; a pair of numbers expected; found a list of %d", what, #pair) end
    out[i] = { names.number(what, pair[1], { min = 0, integer = true }), names.number(what, pair[2], { min = 0, integer = true }) }
  end
  return out
end

image.zero_padding2d = layer.define("zero_padding2d", {
  positional = { "padding" },
  defaults = {},
  check = function(o) o.padding = sides("zero_padding2d: padding", o.padding) end,
  call = function(self, x)
    conv.check_input("zero_padding2d", x, 2)
    return cr.pad(x, { [2] = self.opts.padding[1], [3] = self.opts.padding[2] })
  end,
})

image.cropping2d = layer.define("cropping2d", {
  positional = { "cropping" },
  defaults = {},
  check = function(o) o.cropping = sides("cropping2d: cropping", o.cropping) end,
  call = function(self, x)
    conv.check_input("cropping2d", x, 2)
    for i, side in ipairs(self.opts.cropping) do
      local n = x:dim(i + 1)
      if side[1] + side[2] >= n then
        names.fail("cropping2d: cropping; less than the extent expected; found %d and %d of %d (axis %d of %s)", side[1], side[2], n, i + 1, tostring(x))
      end
      x = cr.slice(x, i + 1, side[1] + 1, n - side[2])
    end
    return x
  end,
})

--- Parts of one extent, one for each phase, as every times-th element of an axis.
local function interleave(parts, ax)
  local extents = parts[1].shape
  extents[ax] = extents[ax] * #parts
  return cr.reshape(cr.stack(parts, ax + 1), extents)
end

local function repeated(x, ax, times)
  local extents = x.shape
  table.insert(extents, ax + 1, times)
  local wide = cr.broadcast(cr.expand(x, ax + 1), extents)
  table.remove(extents, ax + 1)
  extents[ax] = extents[ax] * times
  return cr.reshape(wide, extents)
end

--- x moved along an axis by `by` (-1, 0, 1) elements, the border element repeated.
local function moved(x, ax, by)
  local n = x:dim(ax)
  if by == 0 or n == 1 then return x end
  if by < 0 then return cr.concat({ cr.slice(x, ax, 1, 1), cr.slice(x, ax, 1, n - 1) }, ax) end
  return cr.concat({ cr.slice(x, ax, 2, n), cr.slice(x, ax, n, n) }, ax)
end

--- Element i * times + p lies at i + (p + 1/2) / times - 1/2 of x: between two neighbours, with constant weights for each p.
local function blended(x, ax, times)
  local parts = {}
  for p = 0, times - 1 do
    local at = (p + 0.5) / times - 0.5
    local low = at < 0 and -1 or 0
    local share = at - low
    parts[p + 1] = share == 0 and x or moved(x, ax, low) * (1 - share) + moved(x, ax, low + 1) * share
  end
  return interleave(parts, ax)
end

image.up_sampling2d = layer.define("up_sampling2d", {
  positional = {},
  defaults = { size = 2, interpolation = "nearest" },
  check = function(o)
    local size = type(o.size) == "table" and o.size or { o.size, o.size }
    if #size ~= 2 then names.fail("up_sampling2d: size; a number or {height, width} expected; found a list of %d", #size) end
    o.size = {}
    for i = 1, 2 do o.size[i] = names.number("up_sampling2d: size", size[i], { min = 1, integer = true }) end
    names.choice("up_sampling2d: interpolation", o.interpolation, { "nearest", "bilinear" })
  end,
  call = function(self, x)
    conv.check_input("up_sampling2d", x, 2)
    local grow = self.opts.interpolation == "nearest" and repeated or blended
    for i, times in ipairs(self.opts.size) do
      if times > 1 then x = grow(x, i + 1, times) end
    end
    return x
  end,
})

local up_sampling2d = image.up_sampling2d
--- up_sampling2d(2), up_sampling2d({2, 3}, { interpolation = "bilinear" }), up_sampling2d()
function image.up_sampling2d(size, opts)
  local given = {}
  if opts ~= nil and type(opts) ~= "table" then names.fail("up_sampling2d: a table of options expected; found %s", names.found(opts)) end
  for key, value in pairs(opts or {}) do given[key] = value end
  if size ~= nil then given.size = size end
  return up_sampling2d(given)
end

return image
