--- Layers without parameters: flatten, dropout, activation.
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

--- An activation as a member of a sequential: nn.activation("relu").
shape.activation = layer.define("activation", {
  positional = { "activation" },
  defaults = {},
  check = function(opts) activate.resolve("activation", opts.activation) end,
  call = function(self, x) return activate.resolve("activation", self.opts.activation)(x) end,
})

return shape
