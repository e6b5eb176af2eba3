--- Transformers: feed-forward blocks, encoder and decoder layers, stacks of them, and both together. Inputs and outputs are
--- [batch, length, d_model]; embeddings, positions and the output's projection are the model's.
local cr = require "crescent"
local names = require "crescent.names"
local layer = require "crescent.layer"
local activate = require "crescent.nn.activate"
local dense = require "crescent.nn.dense"
local norm = require "crescent.nn.norm"
local shape = require "crescent.nn.shape"
local attention = require "crescent.nn.attention"

local transformer = {}

local count = { min = 1, integer = true }

--- A dense layer whose width, that of the block's input, is known at the call.
local back = layer.define("feed_forward_down", {
  positional = {},
  defaults = { use_bias = true, kernel_initializer = "glorot_uniform", bias_initializer = "zeros" },
  call = function(self, x, units)
    local o = self.opts
    local y = cr.matmul(x, self:param("kernel", { x:dim(-1), units }, { init = o.kernel_initializer }))
    return o.use_bias and y + self:param("bias", { units }, { init = o.bias_initializer }) or y
  end,
})

--- y = down(activation(up(x))); gated: down(activation(gate(x)) * up(x)), which is SwiGLU with activation "silu".
transformer.feed_forward = layer.define("feed_forward", {
  positional = { "hidden" },
  defaults = { activation = "relu", gated = false, use_bias = true, dropout = 0, output_dim = names.none,
    kernel_initializer = "glorot_uniform", bias_initializer = "zeros" },
  check = function(o)
    o.hidden = names.number("feed_forward: hidden", o.hidden, count)
    o.output_dim = names.number("feed_forward: output_dim", o.output_dim, { min = 1, integer = true, optional = true })
    names.number("feed_forward: dropout", o.dropout, { min = 0, below = 1 })
    names.boolean("feed_forward: gated", o.gated)
    activate.resolve("feed_forward", o.activation)
  end,
  build = function(o)
    local common = { use_bias = o.use_bias, kernel_initializer = o.kernel_initializer, bias_initializer = o.bias_initializer }
    local t = { up = dense(o.hidden, common), dropout = shape.dropout(o.dropout) }
    if o.gated then t.gate = dense(o.hidden, common) end
    t.down = back(common)
    return t
  end,
  call = function(self, x)
    local o = self.opts
    local f = activate.resolve("feed_forward", o.activation) or function(h) return h end
    local h
    if o.gated then h = f(self.gate(x)) * self.up(x) else h = f(self.up(x)) end
    return self.down(self.dropout(h), o.output_dim or x:dim(-1))
  end,
})

-- ---- layers -----------------------------------------------------------------------------------------------------------

--- Options of a layer, and of every layer of a stack.
local layer_defaults = {
  activation = "relu", gated = false, dropout = 0.1, attention_dropout = names.none, feed_forward_dropout = names.none, pre_norm = false,
  norm = "layer_norm", epsilon = 1e-6, use_bias = true, num_kv_heads = names.none, rotary = false, alibi = false,
  kernel_initializer = "glorot_uniform",
}

local function check_layer(kind)
  return function(o)
    o.d_model = names.number(kind .. ": d_model", o.d_model, count)
    o.num_heads = names.number(kind .. ": num_heads", o.num_heads, count)
    o.dff = names.number(kind .. ": dff", o.dff, count)
    if o.d_model % o.num_heads ~= 0 then
      names.fail("%s: num_heads; a divisor of d_model, %d, expected; found %d", kind, o.d_model, o.num_heads)
    end
    names.number(kind .. ": dropout", o.dropout, { min = 0, below = 1 })
    names.boolean(kind .. ": pre_norm", o.pre_norm)
    names.choice(kind .. ": norm", o.norm, { "layer_norm", "rms_norm" })
    o.attention_dropout = o.attention_dropout or o.dropout
    o.feed_forward_dropout = o.feed_forward_dropout or 0
  end
end

local function new_norm(o) return norm[o.norm] { epsilon = o.epsilon } end

local function new_attention(o, positions)
  return attention.multi_head_attention(o.num_heads, o.d_model // o.num_heads, { dropout = o.attention_dropout, use_bias = o.use_bias,
    num_kv_heads = o.num_kv_heads, rotary = positions and o.rotary, alibi = positions and o.alibi, output_dim = o.d_model,
    kernel_initializer = o.kernel_initializer })
end

local function new_feed_forward(o)
  return transformer.feed_forward(o.dff, { activation = o.activation, gated = o.gated, use_bias = o.use_bias, dropout = o.feed_forward_dropout,
    kernel_initializer = o.kernel_initializer })
end

--- x + dropout(f(norm(x))) with pre_norm, norm(x + dropout(f(x))) without.
local function sublayer(self, norm_layer, drop, x, f)
  if self.opts.pre_norm then return x + drop(f(norm_layer(x))) end
  return norm_layer(x + drop(f(x)))
end

--- Self-attention, then the feed-forward block. call(x, { mask = nil, causal = false, cache = nil })
transformer.transformer_encoder_layer = layer.define("transformer_encoder_layer", {
  positional = { "d_model", "num_heads", "dff" },
  defaults = layer_defaults,
  check = check_layer "transformer_encoder_layer",
  build = function(o)
    return { self_attention = new_attention(o, true), feed_forward = new_feed_forward(o), norm_1 = new_norm(o), norm_2 = new_norm(o),
      dropout_1 = shape.dropout(o.dropout), dropout_2 = shape.dropout(o.dropout) }
  end,
  call = function(self, x, opts)
    local a = names.options("transformer_encoder_layer", opts, { mask = names.none, causal = false, bias = names.none, cache = names.none })
    x = sublayer(self, self.norm_1, self.dropout_1, x, function(h)
      return self.self_attention(h, { mask = a.mask, causal = a.causal, bias = a.bias, cache = a.cache })
    end)
    return sublayer(self, self.norm_2, self.dropout_2, x, function(h) return self.feed_forward(h) end)
  end,
})

local decoder_call = { mask = names.none, memory_mask = names.none, causal = true, cache = names.none, projected = names.none }

--- Causal self-attention, attention to a memory, the feed-forward block.
--- call(x, memory, { mask = nil, memory_mask = nil, causal = true, cache = nil, projected = nil }); projected: of layer:project(memory),
--- then memory may be nil.
transformer.transformer_decoder_layer = layer.define("transformer_decoder_layer", {
  positional = { "d_model", "num_heads", "dff" },
  defaults = layer_defaults,
  check = check_layer "transformer_decoder_layer",
  build = function(o)
    return { self_attention = new_attention(o, true), cross_attention = new_attention(o, false), feed_forward = new_feed_forward(o),
      norm_1 = new_norm(o), norm_2 = new_norm(o), norm_3 = new_norm(o),
      dropout_1 = shape.dropout(o.dropout), dropout_2 = shape.dropout(o.dropout), dropout_3 = shape.dropout(o.dropout) }
  end,
  call = function(self, x, memory, opts)
    local a = names.options("transformer_decoder_layer", opts, decoder_call)
    x = sublayer(self, self.norm_1, self.dropout_1, x, function(h)
      return self.self_attention(h, { mask = a.mask, causal = a.causal, cache = a.cache })
    end)
    x = sublayer(self, self.norm_2, self.dropout_2, x, function(h)
      return self.cross_attention(h, { key = memory, mask = a.memory_mask, projected = a.projected })
    end)
    return sublayer(self, self.norm_3, self.dropout_3, x, function(h) return self.feed_forward(h) end)
  end,
  methods = {
    --- Keys and values of a memory for `projected`.
    project = function(self, memory) return self.cross_attention:project(memory) end,
  },
})

-- ---- stacks -----------------------------------------------------------------------------------------------------------

local function stack(kind, member)
  return function(o)
    local t, options = {}, {}
    for key in pairs(layer_defaults) do options[key] = o[key] end
    for i = 1, o.num_layers do t[i] = member(o.d_model, o.num_heads, o.dff, options) end
    if o.pre_norm then t.norm = new_norm(o) end
    return t
  end
end

local function check_stack(kind)
  local each = check_layer(kind)
  return function(o)
    o.num_layers = names.number(kind .. ": num_layers", o.num_layers, count)
    each(o)
  end
end

--- Runs f(layer, x, i) over a stack's layers; the last norm of a pre-norm stack behind them.
local function through(self, x, f)
  for i = 1, self.opts.num_layers do x = f(self[tostring(i - 1)], x, i) end
  return self.opts.pre_norm and self.norm(x) or x
end

--- One entry of a list of caches; nil of nil.
local function nth(what, list, i)
  if list == nil then return nil end
  return list[i] or names.fail("%s: one entry for each layer expected; found none for layer %d", what, i)
end

--- Layers "0", "1", ..., and "norm" at the end of a pre-norm stack. call(x, { mask = nil, causal = false, bias = nil, caches = nil })
transformer.transformer_encoder = layer.define("transformer_encoder", {
  positional = { "num_layers", "d_model", "num_heads", "dff" },
  defaults = layer_defaults,
  check = check_stack "transformer_encoder",
  build = stack("transformer_encoder", transformer.transformer_encoder_layer),
  call = function(self, x, opts)
    local a = names.options("transformer_encoder", opts, { mask = names.none, causal = false, bias = names.none, caches = names.none })
    return through(self, x, function(l, h, i)
      return l(h, { mask = a.mask, causal = a.causal, bias = a.bias, cache = nth("transformer_encoder: caches", a.caches, i) })
    end)
  end,
})

--- call(x, memory, { mask = nil, memory_mask = nil, causal = true, caches = nil, projected = nil })
transformer.transformer_decoder = layer.define("transformer_decoder", {
  positional = { "num_layers", "d_model", "num_heads", "dff" },
  defaults = layer_defaults,
  check = check_stack "transformer_decoder",
  build = stack("transformer_decoder", transformer.transformer_decoder_layer),
  call = function(self, x, memory, opts)
    local a = names.options("transformer_decoder", opts,
      { mask = names.none, memory_mask = names.none, causal = true, caches = names.none, projected = names.none })
    return through(self, x, function(l, h, i)
      return l(h, memory, { mask = a.mask, memory_mask = a.memory_mask, causal = a.causal, cache = nth("transformer_decoder: caches", a.caches, i),
        projected = nth("transformer_decoder: projected", a.projected, i) })
    end)
  end,
  methods = {
    --- What each layer's `projected` wants of a memory, as a list.
    project = function(self, memory)
      local list = {}
      for i = 1, self.opts.num_layers do list[i] = self[tostring(i - 1)]:project(memory) end
      return list
    end,
  },
})

--- "encoder" and "decoder" of equal shape. call(source, target, { source_mask = nil, target_mask = nil }): the decoder is causal.
transformer.transformer_encoder_decoder = layer.define("transformer_encoder_decoder", {
  positional = { "num_layers", "d_model", "num_heads", "dff" },
  defaults = layer_defaults,
  check = check_stack "transformer_encoder_decoder",
  build = function(o)
    local options = {}
    for key in pairs(layer_defaults) do options[key] = o[key] end
    return { encoder = transformer.transformer_encoder(o.num_layers, o.d_model, o.num_heads, o.dff, options),
      decoder = transformer.transformer_decoder(o.num_layers, o.d_model, o.num_heads, o.dff, options) }
  end,
  call = function(self, source, target, opts)
    local a = names.options("transformer_encoder_decoder", opts, { source_mask = names.none, target_mask = names.none })
    return self.decoder(target, self.encoder(source, { mask = a.source_mask }), { mask = a.target_mask, memory_mask = a.source_mask })
  end,
})

return transformer
