--- Normalisation: within an example (layer, rms, group, instance, local response) and over the batch (batch_norm). Parameters are
--- called as in Keras.
local cr = require "crescent"
local names = require "crescent.names"
local layer = require "crescent.layer"
local window = require("crescent.window").windows
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

-- ---- over groups of channels -----------------------------------------------------------------------------------

--- An input [batch, .., channels] of at least `least` axes; how many channels.
local function channels_of(what, x, least)
  local c = x.rank >= least and x:dim(-1) or nil
  if type(c) ~= "number" or x.dtype ~= "f32" then
    names.fail("%s: an f32 input [batch, .., channels] of at least %d axes expected; found %s", what, least, tostring(x))
  end
  return c
end

--- gamma and beta over the last axis.
local function scale_and_shift(self, y, channels)
  local o = self.opts
  if o.scale then y = y * self:param("gamma", { channels }, { init = o.gamma_initializer }) end
  if o.center then y = y + self:param("beta", { channels }, { init = o.beta_initializer }) end
  return y
end

--- Each example's groups of channels to mean 0 and variance 1, over all positions.
local function normalised(x, channels, groups, epsilon)
  local shape = x.shape
  shape[#shape], shape[#shape + 1] = groups, channels // groups
  local split = cr.reshape(x, shape)
  local axes = {}
  for i = 2, split.rank do
    if i ~= split.rank - 1 then axes[#axes + 1] = i end
  end
  local centred = split - cr.mean(split, axes, kept)
  return cr.reshape(centred * cr.rsqrt(cr.mean(cr.square(centred), axes, kept) + epsilon), x.shape)
end

norm.group_norm = layer.define("group_norm", {
  positional = {},
  defaults = { groups = 32, epsilon = 1e-3, center = true, scale = true, gamma_initializer = "ones", beta_initializer = "zeros" },
  check = function(o)
    o.groups = names.number("group_norm: groups", o.groups, { min = 1, integer = true })
    names.number("group_norm: epsilon", o.epsilon, { min = 0 })
  end,
  call = function(self, x)
    local channels, groups = channels_of("group_norm", x, 2), self.opts.groups
    if channels % groups ~= 0 then
      names.fail("group_norm: groups; a divisor of %d channels expected; found %d (input %s)", channels, groups, tostring(x))
    end
    return scale_and_shift(self, normalised(x, channels, groups, self.opts.epsilon), channels)
  end,
})

--- A group for each channel.
norm.instance_norm = layer.define("instance_norm", {
  positional = {},
  defaults = { epsilon = 1e-3, center = true, scale = true, gamma_initializer = "ones", beta_initializer = "zeros" },
  check = check "instance_norm",
  call = function(self, x)
    local channels, axes = channels_of("instance_norm", x, 3), {}
    for i = 2, x.rank - 1 do axes[#axes + 1] = i end
    local centred = x - cr.mean(x, axes, kept)
    return scale_and_shift(self, centred * cr.rsqrt(cr.mean(cr.square(centred), axes, kept) + self.opts.epsilon), channels)
  end,
})

-- ---- over the batch ---------------------------------------------------------------------------------------------

--- The number of elements that a statistic over `axes` is made of: a number, or a scalar where one is bounded.
local function count_of(x, axes)
  local n = 1
  for _, a in ipairs(axes) do n = n * (type(x:dim(a)) == "number" and x:dim(a) or cr.size(x, a)) end
  return n
end

--- In training with the batch's own statistics, of which the moving ones keep a share of 1 - momentum; else, and in a layer made
--- with trainable = false (as in Keras), with the moving ones.
norm.batch_norm = layer.define("batch_norm", {
  positional = {},
  defaults = { axis = -1, momentum = 0.99, epsilon = 1e-3, center = true, scale = true, unbiased = false, gamma_initializer = "ones",
    beta_initializer = "zeros", moving_mean_initializer = "zeros", moving_variance_initializer = "ones" },
  check = function(o)
    names.number("batch_norm: momentum", o.momentum, { min = 0, max = 1 })
    names.number("batch_norm: epsilon", o.epsilon, { min = 0 })
    names.boolean("batch_norm: unbiased", o.unbiased)
  end,
  call = function(self, x)
    local o = self.opts
    if x.dtype ~= "f32" or x.rank < 2 then names.fail("batch_norm: an f32 input [batch, .., channels] expected; found %s", tostring(x)) end
    local own, extents, stretched = over("batch_norm", x, o.axis)
    if #own ~= 1 or type(extents[1]) ~= "number" then
      names.fail("batch_norm: axis; one axis of constant extent expected; found %s of %s", names.found(o.axis), tostring(x))
    end
    local function shaped(p) return own[1] == x.rank and p or cr.reshape(p, stretched) end
    local moving_mean = self:buffer("moving_mean", extents, { init = o.moving_mean_initializer })
    local moving_variance = self:buffer("moving_variance", extents, { init = o.moving_variance_initializer })
    local centred, mean, variance
    if cr.training() and self.trains then
      local axes = {}
      for i = 1, x.rank do
        if i ~= own[1] then axes[#axes + 1] = i end
      end
      mean = cr.mean(x, axes)
      centred = x - shaped(mean)
      variance = cr.mean(cr.square(centred), axes)
      local taken = variance
      if o.unbiased then
        local n = count_of(x, axes)
        if type(n) == "number" then taken = n > 1 and variance * (n / (n - 1)) or variance
        else taken = variance * (n / cr.maximum(n - 1, 1)) end
      end
      moving_mean:set(moving_mean * o.momentum + cr.stop_gradient(mean) * (1 - o.momentum))
      moving_variance:set(moving_variance * o.momentum + cr.stop_gradient(taken) * (1 - o.momentum))
    else
      mean, variance = moving_mean, moving_variance
    end
    local factor = cr.rsqrt(variance + o.epsilon)
    if o.scale then factor = factor * self:param("gamma", extents, { init = o.gamma_initializer }) end
    local beta = o.center and self:param("beta", extents, { init = o.beta_initializer })
    if not centred then      -- one product and one sum an element; the rest once a channel
      return x * shaped(factor) + shaped(beta and beta - mean * factor or -(mean * factor))
    end
    local y = centred * shaped(factor)
    return beta and y + shaped(beta) or y
  end,
})

-- ---- over neighbouring channels -----------------------------------------------------------------------------------

--- s ^ -beta; the usual exponents by roots, which cost less than a power
local function inverse_power(s, beta)
  if beta == 0.5 then return cr.rsqrt(s) end
  if beta == 1 then return 1 / s end
  if beta == 0.75 then
    local root = cr.rsqrt(s)
    return root * cr.sqrt(root)
  end
  return s ^ -beta
end

--- x / (k + alpha * sum of x^2 over `size` channels around)^beta; alpha is not divided by size
norm.local_response_norm = layer.define("local_response_norm", {
  positional = {},
  defaults = { size = 5, k = 2, alpha = 1e-4, beta = 0.75 },
  check = function(o)
    o.size = names.number("local_response_norm: size", o.size, { min = 1, integer = true })
    names.number("local_response_norm: k", o.k, { above = 0 })
    names.number("local_response_norm: alpha", o.alpha, { min = 0 })
    names.number("local_response_norm: beta", o.beta, {})
  end,
  call = function(self, x)
    local o = self.opts
    channels_of("local_response_norm", x, 2)
    local sum = window.over("local_response_norm", cr.square(x), "sum", { size = { o.size }, strides = { 1 }, dilation = { 1 },
      low = { o.size // 2 }, high = { (o.size - 1) // 2 } }, x.rank)
    return x * inverse_power(sum * o.alpha + o.k, o.beta)
  end,
})

return norm
