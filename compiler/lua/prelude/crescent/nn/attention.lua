--- Attention: dot products, a mask, softmax, dot products. Nothing here is a primitive. Where scores are few they are one tensor,
--- [batch, heads, queries, keys]; else they are made for a block of queries at a time, in loops over the batch, the heads and the
--- blocks whose gradients make them again: no more than a block of them is ever in memory. A mask is a select with -inf.
local cr = require "crescent"
local names = require "crescent.names"
local layer = require "crescent.layer"
local position = require "crescent.nn.position"
local bounded = require "crescent.nn.attention_bounded"
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

-- ---- blocks of queries ----------------------------------------------------------------------------------------------------

local FEW = 2 ^ 16            -- scores of a head that are made at once
local FEW_BOUNDED = 2 ^ 14    -- the same where queries are bounded
local SCRATCH = 2 ^ 17        -- scores of a block, half a megabyte: they stay in the second-level cache
local ROWS = { 64, 32, 16 }
local MOST_PARTS = 8

local function most(d) return core.kind(d) == "dim" and d.max or d end

--- A bounded number of queries, and too many scores to make them at once.
local function is_long(queries, keys, block)
  return core.kind(queries) == "dim" and block ~= false and (block or queries.max * most(keys) >= FEW_BOUNDED)
end

--- How many queries at a time: what the caller said, or as many as fit; nil: all at once.
local function block_rows(block, queries, keys)
  if core.kind(queries) == "dim" then return nil end
  if block ~= nil then return block or nil end
  if core.kind(keys) == "dim" or queries * keys < FEW then return nil end
  for _, rows in ipairs(ROWS) do
    if rows * keys <= SCRATCH and rows < queries then return rows end
  end
  return ROWS[#ROWS] < queries and ROWS[#ROWS] or nil
end

--- fn over the first axis of the tensors, whose results are stacked; where that axis is 1 every turn has the same. What a turn
--- computes is computed again for its gradient. known: as of cr.scan.
local function each(count, tensors, fn, known)
  local cut, all = {}, {}
  for name, x in pairs(tensors) do
    if x:dim(1) == 1 then all[name] = cr.squeeze(x, 1) else cut[name] = x end
  end
  if count == 1 then return cr.expand(fn(all), 1) end
  local _, y = cr.scan({}, cut, function(_, x)
    for name, whole in pairs(all) do x[name] = whole end
    return {}, fn(x)
  end, { checkpoint = 1, known = known })
  return y
end

--- [group|1, rows|1, keys|1] as a matrix of the rows of all heads of the group.
local function as_rows(x, group, rows)
  if group == 1 then return cr.squeeze(x, 1) end
  return cr.reshape(cr.broadcast(x, { group, rows, x:dim(3) }), { group * rows, x:dim(3) })
end

--- softmax(q k^T with masks and biases) v for the heads of one group: q [group, rows, dim] from row `first` (a number or an i32
--- scalar) on, kt [dim, keys], v [keys, value dim], extra tensors [group|1, rows|1, keys|1].
local function of_rows(x, extra, first, o)
  local group, rows, keys = x.q:dim(1), x.q:dim(2), x.kt:dim(2)
  local scores = cr.matmul(cr.reshape(x.q, { group * rows, x.q:dim(3) }), x.kt)
  for _, e in ipairs(extra) do scores = e.fn(as_rows(x[e.name], group, rows), scores) end
  if o.causal then
    local row = as_rows(cr.iota(cr.i32 { 1, rows, 1 }, 2), group, rows) + first
    scores = cr.select(cr.less_equal(cr.iota(cr.i32 { 1, keys }, 2), row), scores, -math.huge)
  end
  local y = cr.matmul(dropped(weights_of(scores, o.mask ~= nil), o.dropout), x.v)
  return cr.reshape(y, { group, rows, x.v:dim(2) })
end

--- Queries first .. last (from 1) of one group in blocks of `rows`, and what is left over.
local function of_part(x, extra, first, last, rows, o)
  local group, whole = x.q:dim(1), (last - first + 1) // rows * rows
  local keys = o.causal and not o.start and math.min(last, x.kt:dim(2)) or x.kt:dim(2)      -- beyond, nothing is seen
  local kt, v = cr.slice(x.kt, 2, 1, keys), cr.slice(x.v, 1, 1, keys)
  local start = o.start or 0
  local function piece(name, from, to)
    local t = x[name]
    if t:dim(2) > 1 then t = cr.slice(t, 2, from, to) end
    if name ~= "q" and t:dim(3) > 1 then t = cr.slice(t, 3, 1, keys) end
    return t
  end
  local parts = {}
  if whole > 0 then
    local cut = {}
    for _, e in ipairs { { name = "q" }, table.unpack(extra) } do
      local t = piece(e.name, first, first + whole - 1)
      local g, n, depth = table.unpack(t.shape)
      cut[e.name] = n == 1 and cr.expand(t, 1) or cr.transpose(cr.reshape(t, { g, whole // rows, rows, depth }), { 2, 1, 3, 4 })
    end
    cut.first = cr.iota(cr.i32 { whole // rows }, 1) * rows + (first - 1)
    local y = each(whole // rows, cut, function(b)
      b.kt, b.v = kt, v
      return of_rows(b, extra, b.first + start, o)
    end)
    parts[1] = cr.reshape(cr.transpose(y, { 2, 1, 3, 4 }), { group, whole, v:dim(2) })
  end
  if first + whole <= last then
    local b = { kt = kt, v = v, q = piece("q", first + whole, last) }
    for _, e in ipairs(extra) do b[e.name] = piece(e.name, first + whole, last) end
    parts[#parts + 1] = of_rows(b, extra, start + (first + whole - 1), o)
  end
  return #parts > 1 and cr.concat(parts, 2) or parts[1]
end

--- Causal rows are taken in parts, of which each has its own number of keys: hardly more than half of all products are left.
local function of_group(x, extra, rows, o)
  local queries = x.q:dim(2)
  local count = o.causal and not o.start and math.max(1, math.min(MOST_PARTS, queries // (4 * rows))) or 1
  local size = (queries + count * rows - 1) // (count * rows) * rows
  local parts = {}
  for first = 1, queries, size do
    parts[#parts + 1] = of_part(x, extra, first, math.min(first + size - 1, queries), rows, o)
  end
  return #parts > 1 and cr.concat(parts, 2) or parts[1]
end

--- attention() in blocks. extra: { x = four axes, fn = of [.., rows, keys] pieces and scores }
local function blocked(q, k, v, extra, rows, group, o)
  local batch, queries, heads, dim = table.unpack(q.shape)
  local shared = heads // group
  local x = {
    q = cr.transpose(cr.reshape(q, { batch, queries, shared, group, dim }), { 1, 3, 4, 2, 5 }),
    kt = cr.transpose(k, { 1, 3, 4, 2 }),
    v = cr.transpose(v, { 1, 3, 2, 4 }),
  }
  for i, e in ipairs(extra) do
    local b, h, t, s = table.unpack(e.x.shape)
    e.name = "extra" .. i
    x[e.name] = cr.reshape(e.x, h == 1 and { b, 1, 1, t, s } or { b, shared, group, t, s })
  end
  local known
  if #extra == 0 and not o.start and o.dropout == 0 then known = ("attention rows %d causal %s"):format(rows, tostring(o.causal)) end
  local y = each(batch, x, function(example)
    return each(shared, example, function(of) return of_group(of, extra, rows, o) end, known)
  end, known and known .. " batch")
  return cr.reshape(cr.transpose(y, { 1, 4, 2, 3, 5 }), { batch, queries, heads, v:dim(4) })
end

---@class AttentionOptions
---@field mask? crescent.Tensor bool [batch, keys], [batch, queries, keys] or [batch, heads, queries, keys]: true counts
---@field causal? boolean a query attends to keys of its own place and before
---@field bias? crescent.Tensor f32, added to the scaled scores, fits [batch, heads, queries, keys] from the right
---@field alibi? boolean
---@field scale? number 1 / sqrt(dim)
---@field dropout? number of the weights, in training
---@field start? crescent.Tensor i32 scalar: the place of the first query (0)
---@field block? integer|false queries whose scores are made at a time; false: all; nil: as many as stay in the cache, where there are many

--- softmax(q k^T * scale + bias) v. A query that no key counts for gives 0.
---@param q crescent.Tensor f32 [batch, queries, heads, dim]
---@param k crescent.Tensor f32 [batch, keys, shared heads, dim]; head h reads heads h // (heads / shared)
---@param v crescent.Tensor f32 [batch, keys, shared heads, value dim]
---@param opts? AttentionOptions
---@return crescent.Tensor f32 [batch, queries, heads, value dim]
function attention.attention(q, k, v, opts)
  local what = "attention"
  local o = names.options(what, opts, { mask = names.none, causal = false, bias = names.none, alibi = false, scale = names.none, dropout = 0,
    start = names.none, block = names.none })
  names.boolean("attention: causal", o.causal)
  if o.block then o.block = names.number("attention: block", o.block, { min = 1, integer = true }) end
  names.boolean("attention: alibi", o.alibi)
  for _, x in ipairs { q, k, v } do
    if x.rank ~= 4 or x.dtype ~= "f32" then names.fail("%s: f32[batch, length, heads, dim] expected; found %s", what, tostring(x)) end
  end
  local group = group_size(what, q, k, v)
  local batch, queries, heads, dim = table.unpack(q.shape)
  local row, column = grid(q, k, o.start)
  q = q * (o.scale or 1 / math.sqrt(dim))

  local extra = {}
  if o.alibi then extra[1] = { x = alibi_bias(heads, row, column, o.causal), fn = function(x, scores) return scores + x end } end
  if o.bias then extra[#extra + 1] = { x = four(o.bias), fn = function(x, scores) return scores + x end } end
  if o.mask then extra[#extra + 1] = { x = mask_of(what, o.mask), fn = function(x, scores) return cr.select(x, scores, -math.huge) end } end
  if is_long(queries, k:dim(2), o.block) then
    o.dropped = dropped
    local y = bounded.attend(each, q, k, v, extra, group, o)
    if y then return y end
  end
  local rows = block_rows(o.block, queries, k:dim(2))
  if rows then return blocked(q, k, v, extra, rows, group, o) end

  local scores
  if group == 1 then
    scores = cr.dot_general(q, k, { batch = { { 1, 3 }, { 1, 3 } }, contract = { { 4 }, { 4 } } })
  else
    local split = cr.reshape(q, { batch, queries, heads // group, group, dim })
    scores = cr.dot_general(split, k, { batch = { { 1, 3 }, { 1, 3 } }, contract = { { 5 }, { 4 } } })
  end
  for _, e in ipairs(extra) do scores = e.fn(in_scores(e.x, group), scores) end
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
  local c = names.options("multi_head_attention: cache", cache, { key = names.none, value = names.none, position = names.none, length = names.none,
    axis = 2 })
  if c.axis ~= 2 and c.axis ~= 3 then
    names.fail("multi_head_attention: cache.axis; 2 (positions before heads) or 3 (behind them) expected; found %s", names.found(c.axis))
  end
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

--- Writes new keys and values at cache.position: a state is set; what a loop carries, any other tensor, is replaced in the table.
--- Returns everything up to cache.length, a bounded extent (nil: the whole), as [batch, places, heads, dim]. cache.axis is that of the
--- places: 2, or 3 where key and value are [batch, heads, max, dim]. Then a head's places lie together, which is how they are read.
---@param cache { key: crescent.Tensor, value: crescent.Tensor, position: crescent.Tensor, length?: crescent.Dim, axis?: 2|3 }
---@param k crescent.Tensor [batch, queries, heads, dim]
---@param v crescent.Tensor
function attention.remember(cache, k, v)
  local c, seen = cache_of(cache), {}
  for name, new in pairs { key = k, value = v } do
    if c.axis == 3 then new = cr.transpose(new, { 1, 3, 2, 4 }) end
    local written = cr.dynamic_update(c[name], new, c.position, c.axis)
    if c[name].name then c[name]:set(written) else cache[name] = written end
    local all = c.length and cr.slice(written, c.axis, 1, c.length) or written
    seen[name] = c.axis == 3 and cr.transpose(all, { 1, 3, 2, 4 }) or all
  end
  return seen.key, seen.value
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
  if c then k, v = attention.remember(a.cache, k, v) end
  local y = attention.attention(q, k, v, { mask = a.mask, causal = a.causal or c ~= nil, bias = a.bias, alibi = o.alibi, dropout = o.dropout,
    start = start })
  return self.attention_output(y, o.output_dim or query:dim(3))
end

--- Keras's multi-head attention; called as API.md says: att(query, { key = query, value = key, mask =, causal =, bias =, cache =, projected = }).
--- cache = { key = state [batch, max, shared heads, dim], value = the like, position = i32 T, length = nil | cr.dim }: new keys and values are
--- written at `position`, and each query attends up to its own place; `length`, a bounded extent of at least position + queries, bounds the
--- work to it; with axis = 3 both are [batch, shared heads, max, dim], which is faster where there are many. Inside a loop key and value are what it carries; the table then holds the new ones.
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
