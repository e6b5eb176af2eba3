-- Attention in blocks of queries against attention at once: values and gradients. `apart` is the largest difference.
-- tests/unit/test_attention.c asks the interpreter, tests/cli/attention.sh the C.
local cr, nn = require "crescent", require "crescent.nn"
local m = cr.model("blocks", {})
local f32, bool, n, t, s = cr.f32, cr.bool, cr.dim("n", 3), cr.dim("t", 10), cr.dim("s", 9)

local function with(opts, block)
  local o = { block = block }
  for key, x in pairs(opts) do o[key] = x end
  return o
end

local function run(q, k, v, o)
  local y = nn.attention(q, k, v, o)
  return y, table.unpack(cr.grad(cr.sin(y * 3):sum(), { q, k, v }))
end

---q [batch, queries, heads, dim], k and v [batch, keys, shared heads, dim | value dim]; more: inputs that are options
local function case(name, form, blocks, opts, more)
  local b, t, s, h, hk, d, dv = table.unpack(form)
  local inputs = { { "q", f32 { b, t, h, d } }, { "k", f32 { b, s, hk, d } }, { "v", f32 { b, s, hk, dv } } }
  for _, input in ipairs(more or {}) do inputs[#inputs + 1] = input end
  for _, block in ipairs(blocks) do
    m:func(("%s_%d"):format(name, block), inputs, { "apart", "y" }, function(q, k, v, ...)
      local o, rest = {}, { ... }
      for key, x in pairs(opts) do o[key] = x end
      for i, input in ipairs(more or {}) do o[input[1]] = rest[i] end
      local at_once, in_blocks = { run(q, k, v, with(o, false)) }, { run(q, k, v, with(o, block)) }
      local apart = cr.constant(0.0, f32 {})
      for i, x in ipairs(at_once) do apart = cr.maximum(apart, cr.abs(x - in_blocks[i]):max()) end
      return apart, in_blocks[1]
    end)
  end
end

case("plain", { 2, 7, 7, 3, 3, 4, 5 }, { 1, 2, 7, 9 }, {})
case("causal", { n, 10, 10, 2, 2, 4, 4 }, { 1, 2, 3 }, { causal = true })
case("cross", { n, 6, 9, 4, 2, 4, 4 }, { 4 }, {}, { { "mask", bool { n, 9 } } })
case("grouped", { 1, 8, 8, 4, 2, 4, 3 }, { 2, 3 }, { causal = true }, { { "bias", f32 { 4, 8, 8 } } })
case("alibi", { 2, 20, 20, 1, 1, 4, 3 }, { 2 }, { causal = true, alibi = true }, { { "mask", bool { 2, 20, 20 } } })
case("all_alibi", { 1, 6, 5, 4, 4, 2, 3 }, { 4 }, { alibi = true })
case("later", { 1, 8, 12, 2, 2, 4, 3 }, { 3 }, { causal = true }, { { "start", cr.i32 {} } })
case("more_queries", { 1, 9, 4, 2, 1, 4, 3 }, { 1 }, { causal = true })

-- a bounded number of queries
case("prefix", { 2, t, t, 2, 2, 4, 3 }, { 1, 3, 4, 10, 12 }, { causal = true })
case("prefix_all", { n, t, t, 3, 3, 4, 5 }, { 4 }, {}, { { "mask", bool { n, t } } })
case("prefix_cross", { 1, t, s, 4, 2, 4, 4 }, { 2, 3 }, {}, { { "mask", bool { 1, 4, t, s } } })
case("prefix_grouped", { 1, t, t, 4, 2, 4, 3 }, { 1, 3 }, { causal = true }, { { "bias", f32 { 4, t, t } } })
case("prefix_alibi", { 2, t, t, 2, 1, 4, 3 }, { 2 }, { causal = true, alibi = true }, { { "mask", bool { 2, t, t } } })
case("prefix_later", { 1, t, 12, 2, 2, 4, 3 }, { 3 }, { causal = true }, { { "start", cr.i32 {} } })
case("prefix_shifted", { 1, t, t, 2, 2, 4, 3 }, { 3 }, { causal = true }, { { "start", cr.i32 {} } })
