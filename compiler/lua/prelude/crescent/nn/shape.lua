--- Layers without parameters: flatten, activation, and noise that is there in training only.
local cr = require "crescent"
local names = require "crescent.names"
local layer = require "crescent.layer"
local activate = require "crescent.nn.activate"

local shape = {}

--- [batch, ...] to [batch, everything]; [batch] to [batch, 1].
shape.flatten = layer.define("flatten", {
  positional = {},
  defaults = {},
  call = function(_, x)
    if x.rank < 1 then names.fail("flatten: the input; [batch, ...] expected; found %s", tostring(x)) end
    if x.rank == 1 then return cr.expand(x, -1) end
    return cr.flatten(x, 2, -1)
  end,
})

--- In training each element is 0 with probability `rate`, and 1 / (1 - rate) times itself otherwise; else x itself.
shape.dropout = layer.define("dropout", {
  positional = { "rate" },
  defaults = {},
  check = function(opts)
    names.number("dropout: rate", opts.rate, { min = 0, below = 1 })
  end,
  call = function(self, x)
    local rate = self.opts.rate
    if not cr.training() or rate == 0 then return x end
    local keep = cr.rng_bernoulli(cr.bool(x.shape), 1 - rate)
    return cr.select(keep, x / (1 - rate), 0)
  end,
})

--- Dropout of whole channels: one draw for all positions of a channel of an example.
shape.spatial_dropout = layer.define("spatial_dropout", {
  positional = { "rate" },
  defaults = {},
  check = function(opts) names.number("spatial_dropout: rate", opts.rate, { min = 0, below = 1 }) end,
  call = function(self, x)
    local rate, extents = self.opts.rate, x.shape
    if x.rank < 3 then names.fail("spatial_dropout: the input; [batch, spatial.., channels] expected; found %s", tostring(x)) end
    if not cr.training() or rate == 0 then return x end
    for i = 2, #extents - 1 do extents[i] = 1 end
    return cr.select(cr.broadcast(cr.rng_bernoulli(cr.bool(extents), 1 - rate), x.shape), x / (1 - rate), 0)
  end,
})

--- In training x plus a normal of mean 0.
shape.gaussian_noise = layer.define("gaussian_noise", {
  positional = { "stddev" },
  defaults = {},
  check = function(opts) names.number("gaussian_noise: stddev", opts.stddev, { min = 0 }) end,
  call = function(self, x)
    local stddev = self.opts.stddev
    if not cr.training() or stddev == 0 then return x end
    return x + cr.rng_normal(cr.f32(x.shape), 0, stddev)
  end,
})

--- An activation as a member of a sequential: nn.activation("relu").
shape.activation = layer.define("activation", {
  positional = { "activation" },
  defaults = {},
  check = function(opts) activate.resolve("activation", opts.activation) end,
  call = function(self, x) return activate.resolve("activation", self.opts.activation)(x) end,
})

return shape
