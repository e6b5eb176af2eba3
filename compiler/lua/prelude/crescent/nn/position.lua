--- Where a token stands: sinusoids, a learned table, rotation of queries and keys, slopes for scores. Positions count from 0;
--- `start`, an i32 scalar, moves them, as a decode step needs. All of it is maps over an iota: no table is stored.
local cr = require "crescent"
local names = require "crescent.names"
local layer = require "crescent.layer"
local _, core = ...

local position = {}

--- base^(-2 i / dims), i from 0 to dims / 2 - 1, as a constant.
---@return crescent.Tensor
local function frequencies(what, dims, base)
  if core.kind(dims) == "dim" or dims % 2 ~= 0 then
    names.fail("%s: an even number of features expected; found %s", what, tostring(dims))
  end
  local list = {}
  for i = 0, dims // 2 - 1 do list[i + 1] = math.exp(-2 * i / dims * math.log(base)) end
  return cr.constant(list)
end

--- start, start + 1, ... as f32 along a new axis.
local function places(n, start)
  local p = cr.iota(cr.i32 { n }, 1)
  if start ~= nil then p = p + start end
  return cr.convert(p, "f32")
end

--- Vaswani et al. 2017:  P[p, 2i] = sin(p / base^(2i/dims)),  P[p, 2i+1] = cos of the same.
---@param length integer|crescent.Dim
---@param dims integer even
---@param opts? { base: number, start: crescent.Tensor }
---@return crescent.Tensor f32 [length, dims]
function position.sinusoidal_positions(length, dims, opts)
  local what = "sinusoidal_positions"
  local o = names.options(what, opts, { base = 10000, start = names.none })
  names.number(what .. ": base", o.base, { above = 1 })
  local angle = cr.reshape(cr.expand(places(length, o.start), 2) * frequencies(what, dims, o.base), { length, dims // 2, 1 })
  local even = cr.equal(cr.iota(cr.i32 { 1, 1, 2 }, 3), 0)
  local wave = cr.select(even, cr.sin(angle), cr.cos(angle))
  return cr.reshape(wave, { length, dims })
end

--- x plus its row's entry in a learned table "embeddings" [max_length, features]; x is [batch, length, features].
position.position_embedding = layer.define("position_embedding", {
  positional = { "max_length" },
  defaults = { embeddings_initializer = "uniform", embeddings_regularizer = names.none, embeddings_constraint = names.none },
  check = function(o) o.max_length = names.number("position_embedding: max_length", o.max_length, { min = 1, integer = true }) end,
  call = function(self, x, opts)
    local o = self.opts
    local start = names.options("position_embedding", opts, { start = names.none }).start
    if x.rank ~= 3 then names.fail("position_embedding: the input; [batch, length, features] expected; found %s", tostring(x)) end
    local table_ = self:param("embeddings", { o.max_length, x:dim(3) },
      { init = o.embeddings_initializer, regularizer = o.embeddings_regularizer, constraint = o.embeddings_constraint })
    local n = x:dim(2)
    if (core.kind(n) == "dim" and n.max or n) > o.max_length then
      names.fail("position_embedding: at most %d positions; found %s", o.max_length, tostring(x))
    end
    if start == nil then return x + cr.slice(table_, 1, 1, n) end
    return x + cr.take(table_, cr.iota(cr.i32 { n }, 1) + start, 1)
  end,
})

--- Su et al. 2021: each pair of features of a head is rotated by position * base^(-2i/dims). Pairs are (i, i + dims/2), as in
--- GPT-NeoX and Llama's published weights; with `interleaved` (2i, 2i + 1), as in the paper and GPT-J.
---@param x crescent.Tensor f32 [batch, length, heads, dims]
---@param opts? { base: number, interleaved: boolean, start: crescent.Tensor }
function position.rotary(x, opts)
  local o = names.options("rotary", opts, { base = 10000, interleaved = false, start = names.none })
  names.number("rotary: base", o.base, { above = 1 })
  names.boolean("rotary: interleaved", o.interleaved)
  if x.rank ~= 4 or x.dtype ~= "f32" then names.fail("rotary: f32[batch, length, heads, dims] expected; found %s", tostring(x)) end
  local batch, length, heads, dims = table.unpack(x.shape)
  local rate = frequencies("rotary", dims, o.base)
  local angle = cr.expand(places(length, o.start), 2) * rate
  local at = o.interleaved and 5 or 4           -- the axis of a pair's two members
  local pairs_ = cr.reshape(x, o.interleaved and { batch, length, heads, dims // 2, 2 } or { batch, length, heads, 2, dims // 2 })
  angle = cr.reshape(angle, o.interleaved and { length, 1, dims // 2, 1 } or { length, 1, 1, dims // 2 })
  local first = cr.iota(cr.i32(o.interleaved and { 1, 1, 1, 2 } or { 1, 1, 2, 1 }), o.interleaved and 4 or 3):equal(0)
  local other = cr.reverse(pairs_, at)
  return cr.reshape(pairs_ * cr.cos(angle) + cr.select(first, -other, other) * cr.sin(angle), x.shape)
end

--- Press et al. 2022: a slope for each head, 2^(-8 i / n); where n is no power of two, those of the power below and then every
--- other one of twice that power.
---@param heads integer
---@return crescent.Tensor f32 [heads]
function position.alibi_slopes(heads)
  names.number("alibi_slopes: heads", heads, { min = 1, integer = true })
  local power = 1
  while power * 2 <= heads do power = power * 2 end
  local list = {}
  for i = 1, power do list[i] = math.exp(-8 * i / power * math.log(2)) end
  for i = 1, heads - power do list[power + i] = math.exp(-4 * (2 * i - 1) / power * math.log(2)) end
  return cr.constant(list)
end

return position
