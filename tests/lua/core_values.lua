-- Values of crescent's functions by hand: each function gives pairs (found, wanted). tests/unit/test_binding.c looks.
local cr = require "crescent"
local m = cr.model("values")

local function c(t, dtype)
  if not dtype then return cr.constant(t) end
  local shape, x = {}, t
  while type(x) == "table" do shape[#shape + 1], x = #x, x[1] end
  local flat = {}
  local function walk(v) if type(v) == "table" then for _, e in ipairs(v) do walk(e) end else flat[#flat + 1] = v end end
  walk(t)
  return cr.constant(flat, cr[dtype](shape))
end

---Functions that give (found, wanted), as one function of the model.
local function cases(name, list)
  local outputs = {}
  for i = 1, #list do outputs[2 * i - 1], outputs[2 * i] = "found_" .. i, "wanted_" .. i end
  m:func(name, {}, outputs, function()
    local out = {}
    for i = 1, #list do out[2 * i - 1], out[2 * i] = list[i]() end
    return table.unpack(out)
  end)
end

cases("arithmetic", {
  function() return c { 1, 2, 3 } + 1, c { 2, 3, 4 } end,
  function() return 1 - c { 1, 2 }, c { 0, -1 } end,
  function() return c { { 1, 2 }, { 3, 4 } } * c { 10, 100 }, c { { 10, 200 }, { 30, 400 } } end,
  function() return c { { 1 }, { 2 } } + c { 1, 2, 3 }, c { { 2, 3, 4 }, { 3, 4, 5 } } end,
  function() return c { 2, 3 } ^ 2, c { 4, 9 } end,
  function() return -c { 1, -2 }, c { -1, 2 } end,
  function() return c { 7, -7, 7, -7 } // c { 2, 2, -2, -2 }, c { 3, -4, -4, 3 } end,
  function() return c { 7, -7, 7, -7 } % c { 3, 3, -3, -3 }, c { 1, 2, -2, -1 } end,
  function() return c({ 7, -7, 7, -7, 6 }, "i32") // c({ 2, 2, -2, -2, -3 }, "i32"), c({ 3, -4, -4, 3, -2 }, "i32") end,
  function() return c({ 7, -7, 7, -7, 6 }, "i32") % c({ 3, 3, -3, -3, -3 }, "i32"), c({ 1, 2, -2, -1, 0 }, "i32") end,
  function() return c({ 7, 9 }, "u32") % 4, c({ 3, 1 }, "u32") end,
  function() return (c({ 12 }, "i32") & 10) | 1, c({ 9 }, "i32") end,
  function() return c({ 12 }, "i32") ~ 10, c({ 6 }, "i32") end,
  function() return c { 1, 5, 9 }:clamp(2, 6), c { 2, 5, 6 } end,
  function() return cr.select(c { 1, -1 }:greater(0), 10, c { 3, 4 }), c { 10, 4 } end,
  function() return cr.square(c { 3 }) + cr.reciprocal(c { 4 }), c { 9.25 } end,
})

cases("shapes", {
  function() return c { 1, 2, 3, 4, 5, 6 }:reshape { 2, -1 }, c { { 1, 2, 3 }, { 4, 5, 6 } } end,
  function() return c { { 1, 2 }, { 3, 4 } }:flatten(), c { 1, 2, 3, 4 } end,
  function() return c { { 1, 2, 3 }, { 4, 5, 6 } }:transpose(), c { { 1, 4 }, { 2, 5 }, { 3, 6 } } end,
  function() return c { { { 1, 2 }, { 3, 4 } } }:transpose { 2, 3, 1 }, c { { { 1 }, { 2 } }, { { 3 }, { 4 } } } end,
  function() return c { { 1, 2 } }:swap(1, -1), c { { 1 }, { 2 } } end,
  function() return c { 1, 2, 3, 4, 5 }:slice(1, 2, -2), c { 2, 3, 4 } end,
  function() return c { 1, 2, 3, 4, 5 }:slice(1, 1, -1, 2), c { 1, 3, 5 } end,
  function() return c { { 1, 2 }, { 3, 4 } }:at(2, -1), c { 2, 4 } end,
  function() return select(2, c { 1, 2, 3, 4, 5 }:split({ 1, 3, 1 }, 1)), c { 2, 3, 4 } end,
  function() return c { { 1, 2 } }:pad({ [2] = { 1, 2 } }, 9), c { { 9, 1, 2, 9, 9 } } end,
  function() return c { { 1 } }:pad { { 1, 0 }, { 0, 1 } }, c { { 0, 0 }, { 1, 0 } } end,
  function() return c { 1, 2, 3 }:reverse(1), c { 3, 2, 1 } end,
  function() return cr.concat({ c { 1 }, c { 2, 3 } }, 1), c { 1, 2, 3 } end,
  function() return cr.stack({ c { 1, 2 }, c { 3, 4 } }, -1), c { { 1, 3 }, { 2, 4 } } end,
  function() return c { { 1, 2 }, { 3, 4 } }:tile(2, 2), c { { 1, 2, 1, 2 }, { 3, 4, 3, 4 } } end,
  function() return c { 1, 2 }:expand(1):broadcast { 2, 2 }, c { { 1, 2 }, { 1, 2 } } end,
  function() return c { { 1, 2 } }:squeeze(1), c { 1, 2 } end,
  function() return cr.eye(2), c { { 1, 0 }, { 0, 1 } } end,
  function() return cr.arange(3), c({ 0, 1, 2 }, "i32") end,
  function() return cr.iota(cr.f32 { 2, 2 }, 1), c { { 0, 0 }, { 1, 1 } } end,
})

cases("indices", {
  function() return c { 10, 20, 30 }:take(c({ 2, 0, 9, -1 }, "i32")), c { 30, 10, 30, 10 } end,
  function() return c { { 1, 2, 3 }, { 4, 5, 6 } }:take(c({ 1 }, "u8"), 2), c { { 2 }, { 5 } } end,
  function() return c { { 1, 2, 3 }, { 4, 5, 6 } }:take_along(c({ { 2 }, { 0 } }, "i32"), 2), c { { 3 }, { 4 } } end,
  function() return c { 0, 0, 0 }:scatter_add(c({ 1, 1, 2 }, "i32"), c { 1, 2, 3 }), c { 0, 3, 3 } end,
  function() return cr.one_hot(c({ 1, 3 }, "i32"), 3), c { { 0, 1, 0 }, { 0, 0, 0 } } end,
  function() return c { 1, 2, 3, 4 }:dynamic_slice(9, 2, 1), c { 3, 4 } end,
  function() return c { 1, 2, 3 }:dynamic_update(c { 8 }, 1, 1), c { 1, 8, 3 } end,
})

cases("reductions", {
  function() return c { { 1, 2 }, { 3, 4 } }:sum(), cr.constant(10) end,
  function() return c { { 1, 2 }, { 3, 4 } }:sum(1), c { 4, 6 } end,
  function() return c { { 1, 2 }, { 3, 4 } }:mean({ 1, 2 }, { keep_dims = true }), c { { 2.5 } } end,
  function() return c { { 1, 2 }, { 3, 4 } }:max(-1), c { 2, 4 } end,
  function() return c { { 1, 2 }, { 3, 4 } }:prod(2), c { 2, 12 } end,
  function() return c { 1, 2, 3, 4 }:variance(), cr.constant(1.25) end,
  function() return c { { 1000, 1000 } }:logsumexp(2), c { 1000.6931472 } end,
  function() return c { { 3, 4 }, { 0, 0 } }:norm(2), c { 5, 0 } end,
  function() return c { 3, 9, 9 }:argmax(), cr.constant({ 1 }, cr.i32 { 1 }):squeeze(1) end,
  function() return c { 1, 2, 3 }:cumsum(1), c { 1, 3, 6 } end,
  function() return c { 1, 2, 3 }:cumsum(1, { reverse = true, exclusive = true }), c { 5, 3, 0 } end,
  function() return c { 1, 2 }:greater(1):any():convert "f32", cr.constant(1) end,
})

cases("products", {
  function() return cr.matmul(c { { 1, 2 }, { 3, 4 } }, c { { 1, 0 }, { 1, 1 } }), c { { 3, 2 }, { 7, 4 } } end,
  function() return cr.matmul(c { { 1, 2 } }, c { { 3, 4 } }, { transpose_b = true }), c { { 11 } } end,
  function() return cr.matmul(c { { 1, 2 } }, c { { 3, 4 } }, { transpose_a = true }), c { { 3, 4 }, { 6, 8 } } end,
  function() return cr.matmul(c { 1, 2 }, c { { 1, 2 }, { 3, 4 } }), c { 7, 10 } end,
  function() return cr.matmul(c { { 1, 2 }, { 3, 4 } }, c { 1, 1 }), c { 3, 7 } end,
  function() return cr.matmul(c { { { 1, 2 } }, { { 3, 4 } } }, c { { { 1 }, { 1 } } }), c { { { 3 } }, { { 7 } } } end,
  function() return cr.matmul(c { 1, 2 }, c { { { 1 }, { 1 } }, { { 2 }, { 2 } } }), c { { 3 }, { 6 } } end,
  function() return cr.einsum("ij,jk->ki", c { { 1, 2 }, { 3, 4 } }, c { { 1, 0 }, { 1, 1 } }), c { { 3, 7 }, { 2, 4 } } end,
  function() return cr.einsum("bi,bj->bij", c { { 1, 2 } }, c { { 3, 4 } }), c { { { 3, 4 }, { 6, 8 } } } end,
  function() return cr.einsum("ij->j", c { { 1, 2 }, { 3, 4 } }), c { 4, 6 } end,
  function() return cr.einsum("i,ij,j->", c { 1, 2 }, c { { 1, 2 }, { 3, 4 } }, c { 1, 1 }), cr.constant(17) end,
  function() return cr.dot_general(c { { 1, 2 }, { 3, 4 } }, c { { 5, 6 }, { 7, 8 } }, { batch = { { 1 }, { 1 } }, contract = { { 2 }, { 2 } } }), c { 17, 53 } end,
})

local double = cr.custom_grad(function(x) return x * x end, function(inputs, y, dy) return { dy * 100 + inputs[1] + y * 0 } end)

cases("gradients", {
  function() local x = c { 1, 2, 3 } return cr.grad((x * x * x):sum(), x), c { 3, 12, 27 } end,
  function() local x = c { 2 } return cr.grad(cr.grad((x ^ 3):sum(), x):sum(), x), c { 12 } end,
  function() local x, y = c { 2 }, c { 5 } local g = cr.grad((x * y):sum(), { a = x, b = y }) return g.a + g.b * 10, c { 25 } end,
  function() local x = c { 2 } return cr.grad((cr.stop_gradient(x) * x):sum(), x), c { 2 } end,
  function() local x = c { 3 } return cr.grad(double(x):sum(), x), c { 103 } end,
  function() local x = c { 0, 0 } return cr.grad(x:norm(), x), c { 0, 0 } end,
  function() local x = c { 1, 2 } local v, g = cr.value_and_grad((x * x):sum(), { x }) return g[1] + v, c { 7, 9 } end,
})

local counter = m:state("counter", cr.f32 { 2 })
m:func("sets", {}, { "found_1", "wanted_1" }, function()
  counter:set(c { 1, 2 })
  counter:set(counter * 2)
  return counter + 0, c { 2, 4 }
end)

local loaded = cr.load("good.npy")
m:func("loads", {}, { "found_1", "wanted_1", "found_2", "wanted_2" }, function()
  return loaded, c({ { 1, -2, 3 }, { 4, 5, 6 } }, "i32"), cr.load("one.safetensors", "weight"), c { { 1, 2 }, { 3, 4 } }
end)
