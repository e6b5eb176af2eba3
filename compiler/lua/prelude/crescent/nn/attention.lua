--- Attention: dot products, a mask, softmax, dot products. Nothing here is a primitive. Scores are [batch, heads, queries, keys]
--- in the trace only; what makes them smaller is the compiler's. A mask is a select with -inf: where its condition compares row and
--- column numbers (causal), the columns beyond are known to be nothing before they are computed.
local cr = require "crescent"
local names = require "crescent.names"
local layer = require "crescent.layer"
local position = require "crescent.nn.position"
local _, core = ...

local attention = {}
local kept = { keep_dims = true }

--- softmax over the last axis. With `holes` a row may be -inf everywhere: then it is 0 everywhere, and so is its gradient.
---   y = exp(x - max x) / sum:   dx = y * (dy - sum(dy * y))
local function weights_of(scores, holes)
  return cr.custom_grad(function(row)
    local top = cr.stop_gradient(cr.max(row, -1, kept))
    if holes then top = cr.select(cr.is_finite(top), top, 0) end
    local e = cr.exp(row - top)
    local total = cr.sum(e, -1, kept)
    if holes then total = cr.select(cr.greater(total, 0), total, 1) end
    return e / total
  end, function(_, y, dy)
    return y * (dy - cr.sum(dy * y, -1, kept))
  end)(scores)
end

--- Which of a layer's heads share keys: 1 where each has its own.
local function group_size(what, q, k, v)
  local heads, shared = q:dim(3), k:dim(3)
  for i, pair in ipairs { { q, k, 4 }, { q, k, 1 }, { k, v, 1 }, { k, v, 2 }, { k, v, 3 } } do
    local a, b, axis = table.unpack(pair)
    if a:dim(axis) ~= b:dim(axis) then
      names.fail("%s: %s; queries [batch, queries, heads, dim], keys [batch, keys, heads, dim] and values of the keys' places expected; found %s, %s, %s",
        what, ({ "features of a head", "the batch", "the batch", "places", "heads" })[i], tostring(q), tostring(k), tostring(v))
    end
  end
  if heads % shared ~= 0 then
    names.fail("%s: heads; a multiple of the %d heads of keys expected; found %d", what, shared, heads)
  end
  return heads // shared
end

--- Something of [batch|1, heads|1, queries|1, keys|1] in the axes of the scores: [batch, heads, queries, keys] or, where `group` heads
--- share their keys, [batch, shared, queries, group, keys].
local function in_scores(x, group)
  if group == 1 then return x end
  local b, h, t, s = table.unpack(x.shape)
  if h == 1 then return cr.expand(x, 4) end
  return cr.transpose(cr.reshape(x, { b, h // group, group, t, s }), { 1, 2, 4, 3, 5 })
end

--- A tensor of at most four axes with axes of 1 before it.
local function four(x)
  while x.rank < 4 do x = cr.expand(x, 1) end
  return x
end

--- [batch, keys], [batch, queries, keys] or [batch, heads, queries, keys] as four axes.
local function mask_of(what, mask)
  if core.kind(mask) ~= "tensor" or mask.dtype ~= "bool" or mask.rank < 2 or mask.rank > 4 then
    names.fail("%s: mask; bool [batch, keys] or [batch, queries, keys], true where a position counts, expected; found %s", what, names.found(mask))
  end
  if mask.rank == 2 then mask = cr.expand(mask, 2) end
  return mask.rank == 3 and cr.expand(mask, 2) or mask
end

--- Numbers of rows (queries, moved by `start`) and of columns (keys), [queries, 1] and [1, keys].
local function grid(q, k, start)
  local row, column = cr.iota(cr.i32 { q:dim(2), 1 }, 1), cr.iota(cr.i32 { 1, k:dim(2) }, 2)
  return start and row + start or row, column
end

--- -slope * distance, for each head
local function alibi_bias(heads, row, column, causal)
  local distance = cr.convert(row - column, "f32")
  if not causal then distance = cr.abs(distance) end
  return four(cr.reshape(-position.alibi_slopes(heads), { heads, 1, 1 }) * distance)
end

local function dropped(p, rate)
  if rate == 0 or not cr.training() then return p end
  return cr.select(cr.rng_bernoulli(cr.bool(p.shape), 1 - rate), p / (1 - rate), 0)
end

---@class AttentionOptions
---@field mask? crescent.Tensor bool [batch, keys], [batch, queries, keys] or [batch, heads, queries, keys]: true counts
---@field causal? boolean a query attends to keys of its own place and before
---@field bias? crescent.Tensor f32, added to the scaled scores, fits [batch, heads, queries, keys] from the right
---@field alibi? boolean
---@field scale? number 1 / sqrt(dim)
---@field dropout? number of the weights, in training
---@field start? crescent.Tensor i32 scalar: the place of the first query (0)

--- softmax(q k^T * scale + bias) v. A query that no key counts for gives 0.
---@param q crescent.Tensor f32 [batch, queries, heads, dim]
---@param k crescent.Tensor f32 [batch, keys, shared heads, dim]; head h reads heads h // (heads / shared)
---@param v crescent.Tensor f32 [batch, keys, shared heads, value dim]
---@param opts? AttentionOptions
---@return crescent.Tensor f32 [batch, queries, heads, value dim]
function attention.attention(q, k, v, opts)
  local what = "attention"
  local o = names.options(what, opts, { mask = names.none, causal = false, bias = names.none, alibi = false, scale = names.none, dropout = 0,
    start = names.none })
  names.boolean("attention: causal", o.causal)
  names.boolean("attention: alibi", o.alibi)
  for _, x in ipairs { q, k, v } do
    if x.rank ~= 4 or x.dtype ~= "f32" then names.fail("%s: f32[batch, length, heads, dim] expected; found %s", what, tostring(x)) end
  end
  local group = group_size(what, q, k, v)
  local batch, queries, heads, dim = table.unpack(q.shape)
  local row, column = grid(q, k, o.start)
  q = q * (o.scale or 1 / math.sqrt(dim))

  local scores
  if group == 1 then
    scores = cr.dot_general(q, k, { batch = { { 1, 3 }, { 1, 3 } }, contract = { { 4 }, { 4 } } })
  else
    local split = cr.reshape(q, { batch, queries, heads // group, group, dim })
    scores = cr.dot_general(split, k, { batch = { { 1, 3 }, { 1, 3 } }, contract = { { 5 }, { 4 } } })
  end
  if o.alibi then scores = scores + in_scores(alibi_bias(heads, row, column, o.causal), group) end
  if o.bias then scores = scores + in_scores(four(o.bias), group) end
  if o.mask then scores = cr.select(in_scores(mask_of(what, o.mask), group), scores, -math.huge) end
  if o.causal then scores = cr.select(in_scores(four(cr.less_equal(column, row)), group), scores, -math.huge) end

  local p = dropped(weights_of(scores, o.mask ~= nil), o.dropout)
  if group == 1 then
    return cr.transpose(cr.dot_general(p, v, { batch = { { 1, 2 }, { 1, 3 } }, contract = { { 4 }, { 2 } } }), { 1, 3, 2, 4 })
  end
  local y = cr.dot_general(p, v, { batch = { { 1, 2 }, { 1, 3 } }, contract = { { 5 }, { 2 } } })
  return cr.reshape(cr.transpose(y, { 1, 3, 2, 4, 5 }), { batch, queries, heads, v:dim(4) })
end

-- ---- projections -----------------------------------------------------------------------------------------------------

--- An initialiser that sees a kernel as a matrix, so that glorot's fans are those of the product.
local function as_matrix(initializer, rows, columns)
  if type(initializer) == "string" then
    local name = initializer
    initializer = function(shape, full_name) return (require "crescent.nn").init[name](shape, full_name) end
  elseif type(initializer) ~= "function" then return initializer end
  return function(shape, full_name) return cr.reshape(initializer({ rows, columns }, full_name), shape) end
end

local initializers = { kernel_initializer = "glorot_uniform", bias_initializer = "zeros", kernel_regularizer = names.none,
  bias_regularizer = names.none, kernel_constraint = names.none, bias_constraint = names.none }

local function with_initializers(t)
  for key, value in pairs(initializers) do t[key] = value end
  return t
end

local function product(self, x, kernel_shape, inputs, units, contract, bias_shape)
  local o = self.opts
  local kernel = self:param("kernel", kernel_shape,
    { init = as_matrix(o.kernel_initializer, inputs, units), regularizer = o.kernel_regularizer, constraint = o.kernel_constraint })
  local y = cr.dot_general(x, kernel, { contract = contract })
  if not o.use_bias then return y end
  return y + self:param("bias", bias_shape, { init = o.bias_initializer, regularizer = o.bias_regularizer, constraint = o.bias_constraint })
end

--- [batch, length, in] to [batch, length, heads, dim]; kernel [in, heads, dim], bias [heads, dim]
local to_heads = layer.define("to_heads", {
  positional = { "heads", "dim" },
  defaults = with_initializers { use_bias = true },
  call = function(self, x)
    local o, inputs = self.opts, x:dim(3)
    return product(self, x, { inputs, o.heads, o.dim }, inputs, o.heads * o.dim, { { 3 }, { 1 } }, { o.heads, o.dim })
  end,
})

--- [batch, length, heads, dim] to [batch, length, out]; kernel [heads, dim, out], bias [out]
local from_heads = layer.define("from_heads", {
  positional = {},
  defaults = with_initializers { use_bias = true },
  call = function(self, x, out)
    local heads, dim = x:dim(3), x:dim(4)
    return product(self, x, { heads, dim, out }, heads * dim, out, { { 3, 4 }, { 1, 2 } }, { out })
  end,
})

-- ---- multi_head_attention ---------------------------------------------------------------------------------------------

local function number(o, name, range)
  o[name] = names.number("multi_head_attention: " .. name, o[name], range)
end

local function check(o)
  local count = { min = 1, integer = true }
  for _, name in ipairs { "num_heads", "key_dim" } do number(o, name, count) end
  for _, name in ipairs { "value_dim", "num_kv_heads", "output_dim" } do number(o, name, { min = 1, integer = true, optional = true }) end
  number(o, "dropout", { min = 0, below = 1 })
  o.value_dim, o.num_kv_heads = o.value_dim or o.key_dim, o.num_kv_heads or o.num_heads
  if o.num_heads % o.num_kv_heads ~= 0 then
    names.fail("multi_head_attention: num_kv_heads; a divisor of %d heads expected; found %d", o.num_heads, o.num_kv_heads)
  end
  names.boolean("multi_head_attention: use_bias", o.use_bias)
  if o.key_bias == nil then o.key_bias = o.use_bias end
  names.boolean("multi_head_attention: key_bias", o.key_bias)
  names.boolean("multi_head_attention: alibi", o.alibi)
  if o.rotary == true then o.rotary = {} end
  if o.rotary and type(o.rotary) ~= "table" then
    names.fail("multi_head_attention: rotary; true, false or a table of nn.rotary's options expected; found %s", names.found(o.rotary))
  end
end

--- The children's options: this layer's initialisers, regularisers and constraints.
local function passed_on(o, use_bias)
  local t = { use_bias = use_bias }
  for key in pairs(initializers) do t[key] = o[key] end
  return t
end

local function input(what, x)
  if core.kind(x) ~= "tensor" or x.rank ~= 3 or x.dtype ~= "f32" then
    names.fail("multi_head_attention: the %s; f32[batch, length, features] expected; found %s", what, names.found(x))
  end
  return x
end

local function cache_of(cache)
  local c = names.options("multi_head_attention: cache", cache, { key = names.none, value = names.none, position = names.none, length = names.none })
  for _, name in ipairs { "key", "value" } do
    if core.kind(c[name]) ~= "tensor" or c[name].rank ~= 4 then
      names.fail("multi_head_attention: cache.%s; a state [batch, max, heads, dim] expected; found %s", name, names.found(c[name]))
    end
  end
  if core.kind(c.position) ~= "tensor" or c.position.rank ~= 0 then
    names.fail("multi_head_attention: cache.position; an i32 scalar expected; found %s", names.found(c.position))
  end
  return c
end

--- Writes the new keys and values at the position; everything up to the cache's length.
local function remember(c, k, v)
  c.key:set(cr.dynamic_update(c.key, k, c.position, 2))
  c.value:set(cr.dynamic_update(c.value, v, c.position, 2))
  if c.length == nil then return core.read(c.key), core.read(c.value) end
  return cr.slice(c.key, 2, 1, c.length), cr.slice(c.value, 2, 1, c.length)
end

--- Keys and values of a memory, [batch, keys, shared heads, dim], for the call option `projected`: once for many decode steps.
local function project(self, key, value)
  key = input("key", key)
  return { key = self.key(key), value = self.value(input("value", value or key)) }
end

local function call(self, query, opts)
  local o = self.opts
  local a = names.options("multi_head_attention", opts, { key = names.none, value = names.none, mask = names.none, causal = false, bias = names.none,
    cache = names.none, projected = names.none })
  input("query", query)
  local c = a.cache and cache_of(a.cache)
  local q = self.query(query)
  local from = a.projected or project(self, a.key or query, a.value or a.key or query)
  local k, v = from.key, from.value
  local start = c and c.position
  if o.rotary then
    local r = { base = o.rotary.base, interleaved = o.rotary.interleaved, start = start }
    q = position.rotary(q, r)
    if not a.projected then k = position.rotary(k, r) end
  end
  if c then k, v = remember(c, k, v) end
  local y = attention.attention(q, k, v, { mask = a.mask, causal = a.causal or c ~= nil, bias = a.bias, alibi = o.alibi, dropout = o.dropout,
    start = start })
  return self.attention_output(y, o.output_dim or query:dim(3))
end

--- Keras's multi-head attention; called as API.md says: att(query, { key = query, value = key, mask =, causal =, bias =, cache =, projected = }).
--- cache = { key = state [batch, max, shared heads, dim], value = the like, position = i32 T, length = nil | cr.dim }: new keys and values are
--- written at `position`, and each query attends up to its own place; `length`, a bounded extent of at least position + queries, bounds the
--- work to it.
attention.multi_head_attention = layer.define("multi_head_attention", {
  positional = { "num_heads", "key_dim" },
  defaults = with_initializers { value_dim = names.none, num_kv_heads = names.none, dropout = 0, use_bias = true, key_bias = names.none, output_dim = names.none,
    rotary = false, alibi = false },
  check = check,
  build = function(o)
    return {
      query = to_heads(o.num_heads, o.key_dim, passed_on(o, o.use_bias)),
      key = to_heads(o.num_kv_heads, o.key_dim, passed_on(o, o.key_bias)),
      value = to_heads(o.num_kv_heads, o.value_dim, passed_on(o, o.use_bias)),
      attention_output = from_heads(passed_on(o, o.use_bias)),
    }
  end,
  call = call,
  methods = { project = project },
})

return attention
