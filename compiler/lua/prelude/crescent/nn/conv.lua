--- Convolutions; channels last. Names, shapes and defaults are Keras's.
local cr = require "crescent"
local names = require "crescent.names"
local layer = require "crescent.layer"
local activate = require "crescent.nn.activate"
local window = require("crescent.window").windows

local conv = {}

local axes = { "[batch, steps, channel]", "[batch, height, width, channel]", "[batch, depth, height, width, channel]" }
local things = { "a sequence batch", "an image batch", "a volume batch" }

--- An f32 input of n spatial axes.
---@param what string the layer's kind
---@param x crescent.Tensor
---@param n integer
function conv.check_input(what, x, n)
  if x.rank ~= n + 2 then
    local fix = ""
    if x.rank == n + 1 then
      fix = type(x.shape[1]) == "number" and x.shape[1] == 1 and "\na channel axis is added by x:expand(-1), a batch by x:expand(1)"
        or "\na channel axis is added by x:expand(-1)"
    end
    names.fail("%s: %s %s expected; found %s, which has %d ax%ss%s", what, things[n], axes[n], tostring(x), x.rank,
      x.rank == 1 and "i" or "e", fix)
  end
  if x.dtype ~= "f32" then
    names.fail("%s: the input; f32 %s expected; found %s\nscale integers inside the model: cr.convert(x, \"f32\") / 255", what, axes[n], tostring(x))
  end
end

--- A layer adds borders and takes none away: cropping2d does.
function conv.check_padding(what, padding)
  if type(padding) ~= "table" then return end
  for _, pair in ipairs(padding) do
    for _, n in ipairs(type(pair) == "table" and pair or {}) do names.number(what .. ": padding", n, { min = 0, integer = true }) end
  end
end

--- The options that convolutions have in common, and those of one parameter.
local function options(own)
  local all = { strides = 1, padding = "valid", activation = names.none, use_bias = true, bias_initializer = "zeros",
    bias_regularizer = names.none, bias_constraint = names.none }
  for key, value in pairs(own) do all[key] = value end
  return all
end

local function with_kernel(name, own)
  own[name .. "_initializer"], own[name .. "_regularizer"], own[name .. "_constraint"] = "glorot_uniform", names.none, names.none
  return own
end

local function check_common(what, o, n)
  o.kernel_size = window.each(what .. ": kernel_size", o.kernel_size, n)
  o.strides = window.each(what .. ": strides", o.strides, n)
  o.dilation_rate = window.each(what .. ": dilation_rate", o.dilation_rate, n)
  conv.check_padding(what, o.padding)
  names.boolean(what .. ": use_bias", o.use_bias)
  activate.resolve(what, o.activation)
end

--- A parameter with the layer's options of that name (or of `option`).
local function parameter(self, name, shape, option)
  local o, key = self.opts, option or name
  return self:param(name, shape, { init = o[key .. "_initializer"], regularizer = o[key .. "_regularizer"], constraint = o[key .. "_constraint"] })
end

--- activation(y + bias)
local function finish(self, y, channels)
  if self.opts.use_bias then y = y + parameter(self, "bias", { channels }) end
  local f = activate.resolve(self.kind, self.opts.activation)
  return f and f(y) or y
end

local function channels_of(what, x)
  local c = x:dim(-1)
  if type(c) ~= "number" then names.fail("%s: a constant number of channels expected; found %s", what, tostring(x)) end
  return c
end

-- ---- conv1d, conv2d, conv3d ---------------------------------------------------------------------------------------------

local function define(n)
  local kind = ("conv%dd"):format(n)
  return layer.define(kind, {
    positional = { "filters", "kernel_size" },
    defaults = options(with_kernel("kernel", { dilation_rate = 1, groups = 1 })),
    check = function(o)
      o.filters = names.number(kind .. ": filters", o.filters, { min = 1, integer = true })
      o.groups = names.number(kind .. ": groups", o.groups, { min = 1, integer = true })
      if o.filters % o.groups ~= 0 then
        names.fail("%s: groups; a divisor of %d filters expected; found %d", kind, o.filters, o.groups)
      end
      check_common(kind, o, n)
    end,
    call = function(self, x)
      local o = self.opts
      conv.check_input(kind, x, n)
      local channels = channels_of(kind, x)
      if channels % o.groups ~= 0 then
        names.fail("%s: groups; a divisor of %d input channels expected; found %d (input %s)", kind, channels, o.groups, tostring(x))
      end
      local shape = table.move(o.kernel_size, 1, n, 1, {})
      shape[n + 1], shape[n + 2] = channels // o.groups, o.filters
      local kernel = parameter(self, "kernel", shape)
      local y = window.convolution(kind, x, kernel,
        { strides = o.strides, padding = o.padding, dilation = o.dilation_rate, input_dilation = 1, groups = o.groups })
      return finish(self, y, o.filters)
    end,
  })
end

--- kernel [size, in / groups, filters], and the like; padding "valid", "same", {{low, high}, ..}; conv1d: also "causal"
conv.conv1d, conv.conv2d, conv.conv3d = define(1), define(2), define(3)

-- ---- transposed ------------------------------------------------------------------------------------------------------------

--- The extent of a transposed convolution's result, and how much of its borders a convolution back would have padded before.
local function transposed_extent(what, o, i, n)
  local reach, stride = (o.kernel_size[i] - 1) * o.dilation_rate[i] + 1, o.strides[i]
  local same, out = o.padding == "same", nil
  if o.output_padding then
    out = (n - 1) * stride + reach - (same and reach // 2 * 2 or 0) + o.output_padding[i]
    if out < 1 then
      names.fail("%s: a result of at least one element expected; found %d (axis %d: input %d, kernel %d)", what, out, i + 1, n, o.kernel_size[i])
    end
  else
    out = same and n * stride or n * stride + math.max(reach - stride, 0)
  end
  return out, same and math.max(0, (n - 1) * stride + reach - out) // 2 or 0
end

local function define_transposed(n)
  local what = ("conv%dd_transpose"):format(n)
  return layer.define(what, {
    positional = { "filters", "kernel_size" },
    defaults = options(with_kernel("kernel", { dilation_rate = 1, output_padding = names.none })),
    check = function(o)
      o.filters = names.number(what .. ": filters", o.filters, { min = 1, integer = true })
      check_common(what, o, n)
      names.choice(what .. ": padding", o.padding, { "valid", "same" })
      if o.output_padding ~= nil then
        o.output_padding = window.each(what .. ": output_padding", o.output_padding, n, 0)
        for i = 1, n do
          if o.output_padding[i] >= o.strides[i] then
            names.fail("%s: output_padding; less than the stride expected; found %d for a stride of %d", what, o.output_padding[i], o.strides[i])
          end
        end
      end
    end,
    call = function(self, x)
      local o = self.opts
      conv.check_input(what, x, n)
      local shape = table.move(o.kernel_size, 1, n, 1, {})
      shape[n + 1], shape[n + 2] = o.filters, channels_of(what, x)
      local kernel = parameter(self, "kernel", shape)
      -- x lies `stride` apart; the window goes over it backwards in steps of 1
      local low, high, ones = {}, {}, {}
      for i, extent in ipairs(window.spatial(what, x)) do
        local out, before = transposed_extent(what, o, i, extent)
        low[i] = (o.kernel_size[i] - 1) * o.dilation_rate[i] - before
        high[i] = out - 1 - (extent - 1) * o.strides[i] + before
        ones[i] = 1
      end
      local y = window.convolve(what, x, kernel,
        { strides = ones, low = low, high = high, input_dilation = o.strides, dilation = o.dilation_rate, reversed = true }, 1, true)
      return finish(self, y, o.filters)
    end,
  })
end

--- The gradient of a convolution by its input, as a layer: kernel [size, filters, in].
conv.conv1d_transpose, conv.conv2d_transpose, conv.conv3d_transpose = define_transposed(1), define_transposed(2), define_transposed(3)

-- ---- depthwise, separable --------------------------------------------------------------------------------------------------

--- Each channel by itself: kernel [size, in, multiplier], result channel c * multiplier + m.
local function depthwise(what, self, x, n, name, option)
  local o = self.opts
  conv.check_input(what, x, n)
  local channels, times = channels_of(what, x), o.depth_multiplier
  local shape, merged = table.move(o.kernel_size, 1, n, 1, {}), table.move(o.kernel_size, 1, n, 1, {})
  shape[n + 1], shape[n + 2] = channels, times
  merged[n + 1], merged[n + 2] = 1, channels * times
  local kernel = parameter(self, name, shape, option)
  return window.convolution(what, x, cr.reshape(kernel, merged),
    { strides = o.strides, padding = o.padding, dilation = o.dilation_rate, input_dilation = 1, groups = channels }), channels * times
end

local function check_depthwise(what, n)
  return function(o)
    if o.filters ~= nil then o.filters = names.number(what .. ": filters", o.filters, { min = 1, integer = true }) end
    o.depth_multiplier = names.number(what .. ": depth_multiplier", o.depth_multiplier, { min = 1, integer = true })
    check_common(what, o, n)
  end
end

local function define_depthwise(n)
  local what = ("depthwise_conv%dd"):format(n)
  return layer.define(what, {
    positional = { "kernel_size" },
    defaults = options(with_kernel("kernel", { dilation_rate = 1, depth_multiplier = 1 })),
    check = check_depthwise(what, n),
    call = function(self, x)
      local y, channels = depthwise(what, self, x, n, "kernel", "kernel")
      return finish(self, y, channels)
    end,
  })
end

local function define_separable(n)
  local what = ("separable_conv%dd"):format(n)
  return layer.define(what, {
    positional = { "filters", "kernel_size" },
    defaults = options(with_kernel("pointwise", with_kernel("depthwise", { dilation_rate = 1, depth_multiplier = 1 }))),
    check = check_depthwise(what, n),
    call = function(self, x)
      local o = self.opts
      local y, channels = depthwise(what, self, x, n, "depthwise_kernel", "depthwise")
      local shape = {}
      for i = 1, n do shape[i] = 1 end
      shape[n + 1], shape[n + 2] = channels, o.filters
      local kernel = parameter(self, "pointwise_kernel", shape, "pointwise")
      y = window.convolution(what, y, kernel, { strides = 1, padding = "valid", dilation = 1, input_dilation = 1, groups = 1 })
      return finish(self, y, o.filters)
    end,
  })
end

conv.depthwise_conv1d, conv.depthwise_conv2d = define_depthwise(1), define_depthwise(2)
--- Depthwise, then 1 x 1: depthwise_kernel [size, in, multiplier], pointwise_kernel [1.., in * multiplier, filters].
conv.separable_conv1d, conv.separable_conv2d = define_separable(1), define_separable(2)

return conv
