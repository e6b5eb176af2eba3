--- dense: y = activation(x . kernel + bias), kernel [inputs, units], over the last axis of x.
local cr = require "crescent"
local names = require "crescent.names"
local layer = require "crescent.layer"
local activate = require "crescent.nn.activate"

---@class DenseOptions
---@field activation? string|fun(x: crescent.Tensor): crescent.Tensor
---@field use_bias? boolean true
---@field kernel_initializer? string|fun(shape: integer[]): crescent.Tensor "glorot_uniform"
---@field bias_initializer? string|fun(shape: integer[]): crescent.Tensor "zeros"
---@field kernel_regularizer? fun(p: crescent.Tensor): crescent.Tensor
---@field bias_regularizer? fun(p: crescent.Tensor): crescent.Tensor
---@field kernel_constraint? fun(p: crescent.Tensor): crescent.Tensor
---@field bias_constraint? fun(p: crescent.Tensor): crescent.Tensor
---@field name? string
---@field trainable? boolean true

---@type fun(units: integer, opts?: DenseOptions): crescent.Layer
return layer.define("dense", {
  positional = { "units" },
  defaults = {
    activation = names.none, use_bias = true,
    kernel_initializer = "glorot_uniform", bias_initializer = "zeros",
    kernel_regularizer = names.none, bias_regularizer = names.none,
    kernel_constraint = names.none, bias_constraint = names.none,
  },
  check = function(opts)
    opts.units = names.number("dense: units", opts.units, { min = 1, integer = true })
    names.boolean("dense: use_bias", opts.use_bias)
    activate.resolve("dense", opts.activation)
  end,
  call = function(self, x)
    local o = self.opts
    if x.dtype ~= "f32" or x.rank < 1 then
      names.fail("dense: the input; f32[.., features] expected; found %s%s", tostring(x),
        x.dtype ~= "f32" and "\nscale integers inside the model: cr.convert(x, \"f32\") / 255" or "")
    end
    local kernel = self:param("kernel", { x:dim(-1), o.units },
      { init = o.kernel_initializer, regularizer = o.kernel_regularizer, constraint = o.kernel_constraint })
    local y
    if x.rank == 1 then
      y = cr.dot_general(x, kernel, { contract = { { 1 }, { 1 } } })
    else
      y = cr.matmul(x, kernel)
    end
    if o.use_bias then
      y = y + self:param("bias", { o.units },
        { init = o.bias_initializer, regularizer = o.bias_regularizer, constraint = o.bias_constraint })
    end
    local f = activate.resolve("dense", o.activation)
    return f and f(y) or y
  end,
})
