--- Normalisation within an example: layer_norm and rms_norm. Parameters are called as in Keras.
local cr = require "crescent"
local names = require "crescent.names"
local layer = require "crescent.layer"
local _, core = ...

local norm = {}
local kept = { keep_dims = true }

--- The axes from 1, ascending, of an option that is an axis or a list of them; the shape of a parameter over them, and the
--- shape that stretches over x (1 elsewhere).
local function over(what, x, axis)
  local axes, extents, stretched = {}, {}, {}
  for _, a in ipairs(type(axis) == "table" and axis or { axis }) do axes[#axes + 1] = core.axis(what, a, x.rank) end
  table.sort(axes)
  for i = 1, x.rank do stretched[i] = 1 end
  for i, a in ipairs(axes) do
    extents[i] = x:dim(a)
    stretched[a] = extents[i]
  end
  return axes, extents, stretched
end

--- A parameter over the axes, ready to be multiplied with x.
local function along(self, name, extents, stretched, initializer, x)
  local p = self:param(name, extents, { init = initializer })
  return #extents == 1 and stretched[x.rank] ~= 1 and p or cr.reshape(p, stretched)
end

local function check(what)
  return function(opts) names.number(what .. ": epsilon", opts.epsilon, { min = 0 }) end
end

--- (x - mean) / sqrt(variance + epsilon) * gamma + beta, over `axis`
norm.layer_norm = layer.define("layer_norm", {
  positional = {},
  defaults = { axis = -1, epsilon = 1e-3, center = true, scale = true, gamma_initializer = "ones", beta_initializer = "zeros" },
  check = check "layer_norm",
  call = function(self, x)
    local o = self.opts
    local axes, extents, stretched = over("layer_norm", x, o.axis)
    local centred = x - cr.mean(x, axes, kept)
    local y = centred * cr.rsqrt(cr.mean(cr.square(centred), axes, kept) + o.epsilon)
    if o.scale then y = y * along(self, "gamma", extents, stretched, o.gamma_initializer, x) end
    if o.center then y = y + along(self, "beta", extents, stretched, o.beta_initializer, x) end
    return y
  end,
})

--- x / sqrt(mean x^2 + epsilon) * scale, over `axis`
norm.rms_norm = layer.define("rms_norm", {
  positional = {},
  defaults = { axis = -1, epsilon = 1e-6, scale_initializer = "ones" },
  check = check "rms_norm",
  call = function(self, x)
    local o = self.opts
    local axes, extents, stretched = over("rms_norm", x, o.axis)
    local y = x * cr.rsqrt(cr.mean(cr.square(x), axes, kept) + o.epsilon)
    return y * along(self, "scale", extents, stretched, o.scale_initializer, x)
  end,
})

return norm
