-- GPT-2 (Radford et al. 2019), and the GPT-3 and Codex shapes. "tiny" reads and writes bytes, and learns a play in a minute:
--
--     crescent run models/gpt2.lua train --data=models/data/text --epochs=10 --save=gpt.safetensors
--     crescent summary models/gpt2.lua size=124M
--     crescent weights models/gpt2.lua size=124M gpt2/model.safetensors --format=huggingface
--     crescent weights models/gpt2.lua size=124M gpt2.safetensors --to=model.safetensors --to-format=huggingface
--
-- Published GPT-2 weights (Hugging Face's names and layouts) are --format=huggingface, or huggingface_lm where names begin with
-- "transformer.". Sizes other than tiny have 50,257 tokens of byte-level BPE; size=124M has 124,439,808 parameters.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local shapes = {                   --  layers, width, heads, vocabulary, context
  ["tiny"]  = { 4, 128, 4, 256, 128 },
  ["124M"]  = { 12, 768, 12, 50257, 1024 },
  ["355M"]  = { 24, 1024, 16, 50257, 1024 },
  ["774M"]  = { 36, 1280, 20, 50257, 1024 },
  ["1558M"] = { 48, 1600, 25, 50257, 1024 },
  ["gpt3-125M"] = { 12, 768, 12, 50257, 2048 },
  ["gpt3-1.3B"] = { 24, 2048, 32, 50257, 2048 },
  ["gpt3-6.7B"] = { 32, 4096, 32, 50257, 2048 },
  ["gpt3-13B"]  = { 40, 5120, 40, 50257, 2048 },
  ["gpt3-175B"] = { 96, 12288, 96, 50257, 2048 },
  ["codex-300M"] = { 24, 1024, 16, 50257, 4096 },
  ["codex-12B"]  = { 40, 5120, 40, 50257, 4096 },
}
local sizes = {}
for name in pairs(shapes) do sizes[#sizes + 1] = name end

local size = cr.option("size", "tiny", { choices = sizes, doc = "which GPT" })
local layers, width, heads, vocabulary, context = table.unpack(shapes[size])
local tiny = size == "tiny"

local length     = cr.option("length", context, { doc = "tokens of a training example" })
local batch      = cr.option("batch", tiny and 16 or 4, { doc = "examples a training step" })
local accumulate = cr.option("accumulate", 1, { doc = "training steps an update" })
local lr         = cr.option("lr", tiny and 0.002 or 0.0006, { doc = "AdamW's highest learning rate" })
local warmup     = cr.option("warmup", tiny and 20 or 700, { doc = "updates until it is reached" })
local dropout    = cr.option("dropout", 0.0, { doc = "of embeddings, attention and residuals, in training" })
local file       = cr.option("file", tiny and "shakespeare_as_you_like_it.txt" or "tokens.u16",
                             { doc = "training text in --data: tiny's bytes, or 16-bit tokens" })

local start = nn.init.normal(0.02)
local into_stream = nn.init.normal(0.02 / math.sqrt(2 * layers))      -- two of these add to the stream in every layer

local function dense(units, initializer) return nn.dense(units, { kernel_initializer = initializer }) end
local function norm() return nn.layer_norm { epsilon = 1e-5 } end

-- Queries, keys and values of all heads are one product, as in the published weights. A cache is { key =, value =, position =, length =,
-- axis = }, as nn.multi_head_attention's.
local function attention()
  return nn.module {
    c_attn = dense(3 * width, start), c_proj = dense(width, into_stream), drop = nn.dropout(dropout),
    call = function(self, x, cache)
      local shape = { x:dim(1), x:dim(2), heads, width // heads }
      local q, k, v = self.c_attn(x):split(3, -1)
      q, k, v = q:reshape(shape), k:reshape(shape), v:reshape(shape)
      if cache then k, v = nn.remember(cache, k, v) end
      local y = nn.attention(q, k, v, { causal = true, dropout = dropout, start = cache and cache.position })
      return self.drop(self.c_proj(y:flatten(3, 4)))
    end,
  }
end

local function mlp()
  return nn.module {
    c_fc = dense(4 * width, start), c_proj = dense(width, into_stream), drop = nn.dropout(dropout),
    call = function(self, x) return self.drop(self.c_proj(nn.gelu_tanh(self.c_fc(x)))) end,
  }
end

local function block()
  return nn.module {
    ln_1 = norm(), attn = attention(), ln_2 = norm(), mlp = mlp(),
    call = function(self, x, cache)
      x = x + self.attn(self.ln_1(x), cache)
      return x + self.mlp(self.ln_2(x))
    end,
  }
end

local h = {}
for i = 1, layers do h[i] = block() end
local wte = nn.embedding(vocabulary, width, { embeddings_initializer = start })
local wpe = nn.position_embedding(context, { embeddings_initializer = start })
local ln_f, drop = norm(), nn.dropout(dropout)

local m = cr.model("gpt2", { wte = wte, wpe = wpe, drop = drop, h = h, ln_f = ln_f })

-- Tokens [batch, length] to the stream behind the last norm [batch, length, width].
local function stream(tokens, caches)
  local x = drop(wpe(wte(tokens), { start = caches and caches.position }))
  for i = 1, layers do x = h[i](x, caches and caches[i]) end
  return ln_f(x)
end

local names = { { "*.kernel", "*.weight" }, { "*.gamma", "*.weight" }, { "*.beta", "*.bias" }, { "*.embeddings", "*.weight" } }
local unused = { "h.*.attn.bias", "h.*.attn.masked_bias", "lm_head.weight" }
m:checkpoint("huggingface", names, { ignore = unused })
m:checkpoint("huggingface_lm", names, { prefix = "transformer.", ignore = unused })

-- Any number of tokens up to the context; for each, the logits of the token behind it.
local n = cr.dim("n", context)
m:func("logits", { tokens = cr.i32 { n } }, { "logits" }, function(tokens)
  return wte:attend(stream(tokens:expand(1))):squeeze(1)
end)

-- One stream's memory: keys and values of every token so far, head by head.
local keys, values = {}, {}
for i = 1, layers do
  keys[i]   = m:state(("key_%d"):format(i - 1), cr.f32 { 1, heads, context, width // heads })
  values[i] = m:state(("value_%d"):format(i - 1), cr.f32 { 1, heads, context, width // heads })
end
local function caches(position, extent)
  local list = { position = position }
  for i = 1, layers do list[i] = { key = keys[i], value = values[i], position = position, length = extent, axis = 3 } end
  return list
end

-- The beginning of a stream: remembers n tokens; the logits of the next.
m:func("prefill", { tokens = cr.i32 { n } }, { "logits" }, function(tokens)
  local x = stream(tokens:expand(1), caches(cr.constant(0, cr.i32 {}), n))
  return wte:attend(cr.at(x, 2, -1)):squeeze(1)
end)

-- One more token, the n-th; the logits of the next. It costs what n tokens cost, not the whole context.
m:func("decode", { token = cr.i32 {} }, { "logits" }, function(token)
  local x = stream(token:reshape { 1, 1 }, caches(cr.convert(cr.size(n), "i32") - 1, n))
  return wte:attend(cr.at(x, 2, 1)):squeeze(1)
end)

-- Goes on with a text: n tokens in; those and what follows them out, t in all. One function: the beginning is read at once, then a loop
-- takes token after token with a cache of its own.
local t = cr.dim("t", context)
m:func("generate", { tokens = cr.i32 { n }, temperature = cr.f32 {}, top_k = cr.i32 {}, top_p = cr.f32 {}, seed = cr.seed }, { "text" },
  function(tokens, temperature, top_k, top_p, seed)
  local function next_of(x)
    return nn.sample(wte:attend(cr.at(x, 2, -1)):squeeze(1), { temperature = temperature, top_k = top_k, top_p = top_p })
  end
  local function memory(c, position, extent)
    local list = { position = position }
    for i = 1, layers do list[i] = { key = c.keys[i], value = c.values[i], position = position, length = extent, axis = 3 } end
    return list
  end
  local function remembered(list)
    local keys, values = {}, {}
    for i = 1, layers do keys[i], values[i] = list[i].key, list[i].value end
    return keys, values
  end
  local empty = cr.zeros(cr.f32 { 1, heads, context, width // heads })
  local start = { keys = {}, values = {} }
  for i = 1, layers do start.keys[i], start.values[i] = empty, empty end

  local first = memory(start, cr.constant(0, cr.i32 {}), n)
  local c = { at = cr.convert(cr.size(n), "i32"), token = next_of(stream(tokens:expand(1), first)) }
  c.text = cr.dynamic_update(cr.zeros(cr.i32 { context }), tokens, 0, 1)
  c.keys, c.values = remembered(first)
  local last = cr.while_loop(c, function(c) return cr.less(c.at, cr.convert(cr.size(t), "i32")) end, function(c)
    local list = memory(c, c.at, t)
    local next = { at = c.at + 1, token = next_of(stream(c.token:reshape { 1, 1 }, list)) }
    next.text = cr.dynamic_update(c.text, c.token:reshape { 1 }, c.at, 1)
    next.keys, next.values = remembered(list)
    return next
  end, { limit = context })
  return cr.slice(last.text, 1, 1, t)
end)

m:train {
  inputs = { tokens = cr.i32 { length + 1 } }, batch = batch, accumulate = accumulate,
  loss = function(tokens)
    return nn.softmax_cross_entropy(wte:attend(stream(tokens:slice(2, 1, -2))), tokens:slice(2, 2, -1))
  end,
  metrics = {
    accuracy = function(tokens) return nn.accuracy(wte:attend(stream(tokens:slice(2, 1, -2))), tokens:slice(2, 2, -1)) end,
  },
  clip_norm = 1.0,
  optimizer = optim.adamw { lr = optim.warmup(warmup, optim.cosine { lr = lr, final = lr / 10 }), beta2 = 0.95, weight_decay = 0.1,
                            decay = "matrices" },
  data = { train = cr.data.tokens { file = file, type = tiny and "u8" or "u16", length = length + 1, stride = length, split = "last" },
           validation = 0.1 },
}
