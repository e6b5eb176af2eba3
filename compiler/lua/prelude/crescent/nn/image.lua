--- Frames, crops and enlargements of [batch, spatial.., channel].
local cr = require "crescent"
local names = require "crescent.names"
local layer = require "crescent.layer"
local conv = require "crescent.nn.conv"

local image = {}

local expected = { "a number or {first, last}", "a number, {height, width} or {{top, bottom}, {left, right}}",
  "a number, {depth, height, width} or a pair for each of them" }

--- A pair for each of n axes, from a number, a list of numbers or a list of pairs, as in Keras; of one axis from its pair.
local function sides(what, value, n)
  local out = {}
  if n == 1 and type(value) == "table" then value = { value } end
  if type(value) ~= "table" then
    local all = value
    value = {}
    for i = 1, n do value[i] = all end
  end
  if #value ~= n then names.fail("%s; %s expected; found a list of %d", what, expected[n], #value) end
  for i, side in ipairs(value) do
    local pair = type(side) == "table" and side or { side, side }
    if #pair ~= 2 then names.fail("%s; a pair of numbers expected; found a list of %d", what, #pair) end
    out[i] = { names.number(what, pair[1], { min = 0, integer = true }), names.number(what, pair[2], { min = 0, integer = true }) }
  end
  return out
end

local function define_padding(n)
  local what = ("zero_padding%dd"):format(n)
  return layer.define(what, {
    positional = { "padding" },
    defaults = {},
    check = function(o) o.padding = sides(what .. ": padding", o.padding, n) end,
    call = function(self, x)
      conv.check_input(what, x, n)
      local border = {}
      for i = 1, n do border[i + 1] = self.opts.padding[i] end
      return cr.pad(x, border)
    end,
  })
end

local function define_cropping(n)
  local what = ("cropping%dd"):format(n)
  return layer.define(what, {
    positional = { "cropping" },
    defaults = {},
    check = function(o) o.cropping = sides(what .. ": cropping", o.cropping, n) end,
    call = function(self, x)
      conv.check_input(what, x, n)
      for i, side in ipairs(self.opts.cropping) do
        local extent = x:dim(i + 1)
        if side[1] + side[2] >= extent then
          names.fail("%s: cropping; less than the extent expected; found %d and %d of %d (axis %d of %s)", what, side[1], side[2], extent, i + 1, tostring(x))
        end
        x = cr.slice(x, i + 1, side[1] + 1, extent - side[2])
      end
      return x
    end,
  })
end

for n = 1, 3 do
  image[("zero_padding%dd"):format(n)], image[("cropping%dd"):format(n)] = define_padding(n), define_cropping(n)
end

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

local listed = { "a number", "a number or {height, width}", "a number or {depth, height, width}" }

--- up_sampling2d(2), up_sampling2d({2, 3}, { interpolation = "bilinear" }), up_sampling2d(); only images have an interpolation.
local function define_enlargement(n)
  local what = ("up_sampling%dd"):format(n)
  local make = layer.define(what, {
    positional = {},
    defaults = { size = 2, interpolation = n == 2 and "nearest" or nil },
    check = function(o)
      local size = o.size
      if type(size) ~= "table" then
        size = {}
        for i = 1, n do size[i] = o.size end
      end
      if #size ~= n then names.fail("%s: size; %s expected; found a list of %d", what, listed[n], #size) end
      o.size = {}
      for i = 1, n do o.size[i] = names.number(what .. ": size", size[i], { min = 1, integer = true }) end
      if n == 2 then names.choice(what .. ": interpolation", o.interpolation, { "nearest", "bilinear" }) end
    end,
    call = function(self, x)
      conv.check_input(what, x, n)
      local grow = self.opts.interpolation == "bilinear" and blended or repeated
      for i, times in ipairs(self.opts.size) do
        if times > 1 then x = grow(x, i + 1, times) end
      end
      return x
    end,
  })
  return function(size, opts)
    local given = {}
    if opts ~= nil and type(opts) ~= "table" then names.fail("%s: a table of options expected; found %s", what, names.found(opts)) end
    for key, value in pairs(opts or {}) do given[key] = value end
    if size ~= nil then given.size = size end
    return make(given)
  end
end

image.up_sampling1d, image.up_sampling2d, image.up_sampling3d = define_enlargement(1), define_enlargement(2), define_enlargement(3)

return image
