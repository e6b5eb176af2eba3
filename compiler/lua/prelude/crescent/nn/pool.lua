--- Pooling over the spatial axes of [batch, spatial.., channels]. Maxima ignore padding; averages divide by what is no padding.
local cr = require "crescent"
local names = require "crescent.names"
local layer = require "crescent.layer"
local conv = require "crescent.nn.conv"
local window = require("crescent.window").windows

local pool = {}

local function define(name, kind, n)
  local what = ("%s_pooling%dd"):format(name, n)
  return layer.define(what, {
    positional = {},
    defaults = { pool_size = 2, strides = names.none, padding = "valid" },
    check = function(o)
      o.pool_size = window.each(what .. ": pool_size", o.pool_size, n)
      o.strides = window.each(what .. ": strides", o.strides == nil and o.pool_size or o.strides, n)
      conv.check_padding(what, o.padding)
    end,
    call = function(self, x)
      local o = self.opts
      conv.check_input(what, x, n)
      return window.reduce(what, x, kind, { size = o.pool_size, strides = o.strides, padding = o.padding, dilation = 1 })
    end,
  })
end

--- A pool size is given first, or left out: max_pooling2d(3, { strides = 2 }), max_pooling2d().
local function constructor(make)
  return function(size, opts)
    if opts == nil and type(size) == "table" and #size == 0 then size, opts = nil, size end
    local given = {}
    if opts ~= nil and type(opts) ~= "table" then names.fail("pooling: a table of options expected; found %s", names.found(opts)) end
    for key, value in pairs(opts or {}) do given[key] = value end
    if size ~= nil then given.pool_size = size end
    return make(given)
  end
end

local function global(name, reduce, n)
  local what = ("global_%s_pooling%dd"):format(name, n)
  return layer.define(what, {
    positional = {},
    defaults = { keep_dims = false },
    check = function(o) names.boolean(what .. ": keep_dims", o.keep_dims) end,
    call = function(self, x)
      conv.check_input(what, x, n)
      local axes = {}
      for i = 1, n do axes[i] = i + 1 end
      return reduce(x, axes, { keep_dims = self.opts.keep_dims })
    end,
  })
end

for n = 1, 3 do
  pool[("max_pooling%dd"):format(n)] = constructor(define("max", "max", n))
  pool[("average_pooling%dd"):format(n)] = constructor(define("average", "mean", n))
  pool[("global_max_pooling%dd"):format(n)] = global("max", cr.max, n)
  pool[("global_average_pooling%dd"):format(n)] = global("average", cr.mean, n)
end

return pool
