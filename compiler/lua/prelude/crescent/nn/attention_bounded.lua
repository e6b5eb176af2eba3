--- Attention of a bounded number of queries, as at inference: in loops over the batch, the heads and blocks of queries, the last of which
--- may not be whole (its places behind the end are the last query again, and are cut off). With a causal mask a block reads the keys
--- up to its own end and no more.
---
--- The scores of a block are [keys, queries]: then the keys are read as they lie in a cache, row by row, and neither product needs a copy of
--- an operand; a query's sum is down a column. The sum divides the result, not the weights.
local cr = require "crescent"
local _, core = ...

local bounded = {}
local kept = { keep_dims = true }

-- Queries of a block, heads that share keys together: more are better shared among threads, fewer waste less where texts are short.
local SHORT, LONG, OFTEN_LONG = 32, 64, 512
local LEAST = 16                        -- of one head

--- Is the place of the first query known to be 0?
local function begins_at_0(start)
  if not start then return true end
  local low, high = core.constant_range(start)
  return low == 0 and high == 0
end

--- A bounded axis of queries as blocks: [.., n, ..] to [.., count, rows, ..]; an axis of 1 gets a second one.
local function in_blocks(x, axis, b)
  local shape = x.shape
  if shape[axis] == 1 then
    table.insert(shape, axis, 1)
    return cr.reshape(x, shape)
  end
  x = cr.take(x, cr.iota(cr.i32 { b.count * b.rows }, 1), axis)
  table.remove(shape, axis)
  table.insert(shape, axis, b.rows)
  table.insert(shape, axis, b.count)
  return cr.reshape(x, shape)
end

--- [batch|1, heads|1, queries|1, keys|1] as [batch|1, shared|1, count|1, keys|1, columns|1], as the loops and then a block's scores take it.
local function extra_in_blocks(x, b)
  local batch, heads, _, keys = table.unpack(x.shape)
  local shared, group = heads > 1 and b.shared or 1, heads > 1 and b.group or 1
  x = in_blocks(x, 3, b)                                          -- [batch, heads, count, rows, keys]
  local count, rows = x:dim(3), x:dim(4)
  x = cr.transpose(cr.reshape(x, { batch, shared, group, count, rows, keys }), { 1, 2, 4, 6, 3, 5 })
  if group == 1 and rows == 1 then return cr.reshape(x, { batch, shared, count, keys, 1 }) end
  x = cr.broadcast(x, { batch, shared, count, keys, b.group, b.rows })
  return cr.reshape(x, { batch, shared, count, keys, b.columns })
end

--- One block: q [dim, columns], keys and values [keys, dim], extra [keys|1, columns|1], first: the place of its first query.
local function of_block(x, extra, b, o)
  local k, v, seen = x.k, x.v, x.k:dim(1)
  if b.reach then
    seen = b.reach
    k, v = cr.slice(k, 1, 1, seen), cr.slice(v, 1, 1, seen)
  end
  local scores = cr.matmul(k, x.q)
  for _, e in ipairs(extra) do
    local t = x[e.name]
    if b.reach and t:dim(1) ~= 1 then t = cr.slice(t, 1, 1, seen) end
    scores = e.fn(t, scores)
  end
  if o.causal then
    local place = cr.reshape(cr.iota(cr.i32 { b.group, b.rows }, 2), { 1, b.columns }) + x.first
    scores = cr.select(cr.less_equal(cr.iota(cr.i32 { seen, 1 }, 1), place), scores, -math.huge)
  end
  local top = cr.stop_gradient(cr.max(scores, 1, kept))
  if o.mask then top = cr.select(cr.is_finite(top), top, 0) end
  local e = cr.exp(scores - top)
  local total = cr.sum(e, 1, kept)
  if o.mask then total = cr.select(cr.greater(total, 0), total, 1) end
  local y = cr.dot_general(o.dropped(e, o.dropout), v, { contract = { { 1 }, { 1 } } })
  return y / cr.reshape(total, { b.columns, 1 })
end

--- attention() of q [batch, n, heads, dim], scaled already. each: the loop of attention.lua; extra: as there; nil where n is no dimension of
--- its own.
function bounded.attend(each, q, k, v, extra, group, o)
  local batch, n, heads, dim = table.unpack(q.shape)
  local b = { group = group, shared = heads // group }
  b.rows = o.block or math.max(LEAST, (n.max > OFTEN_LONG and LONG or SHORT) // group)
  b.columns = b.rows * group
  b.count = core.blocks(n, b.rows)
  if not b.count then return nil end
  if o.causal and k:dim(2) == n and begins_at_0(o.start) then b.reach = core.upto(b.count) end

  local x = {
    q = cr.reshape(cr.transpose(cr.reshape(in_blocks(q, 2, b), { batch, b.count, b.rows, b.shared, group, dim }), { 1, 4, 2, 6, 5, 3 }),
      { batch, b.shared, b.count, dim, b.columns }),
    k = cr.transpose(k, { 1, 3, 2, 4 }),
    v = cr.transpose(v, { 1, 3, 2, 4 }),
  }
  for i, e in ipairs(extra) do
    e.name = "extra" .. i
    x[e.name] = extra_in_blocks(e.x, b)
  end
  local start = o.start or 0
  local y = each(batch, x, function(example)
    return each(b.shared, example, function(of)
      local cut, whole = { first = cr.iota(cr.i32 { b.count }, 1) * b.rows }, { k = of.k, v = of.v }
      for name, t in pairs(of) do
        if not whole[name] then cut[name] = t end
      end
      return each(b.count, cut, function(block)
        block.k, block.v, block.first = whole.k, whole.v, block.first + start
        return of_block(block, extra, b, o)
      end)
    end)
  end)
  y = cr.transpose(cr.reshape(y, { batch, b.shared, b.count, group, b.rows, v:dim(4) }), { 1, 3, 5, 2, 4, 6 })
  return cr.slice(cr.reshape(y, { batch, b.count * b.rows, heads, v:dim(4) }), 2, 1, n)
end

return bounded
