-- Loops and branches of many kinds, each with its gradients: f gives a scalar and the gradient of every f32 input.
-- tests/unit/test_scan.c compares them with finite differences, tests/cli/loops.sh the C with the interpreter.
local cr, nn = require "crescent", require "crescent.nn"
local m = cr.model("loops", {})

local function case(name, inputs, fn)
  local outputs, wanted = { "loss" }, {}
  for i, port in ipairs(inputs) do
    if port[2].dtype == "f32" then
      outputs[#outputs + 1] = "d_" .. port[1]
      wanted[#wanted + 1] = i
    end
  end
  m:func(name, inputs, outputs, function(...)
    local args, x = { ... }, {}
    local loss = fn(...)
    for i, k in ipairs(wanted) do x[i] = args[k] end
    return loss, table.unpack(cr.grad(loss, x))
  end)
end

local f32, i32 = cr.f32, cr.i32
local T, B, D, H = 5, 2, 3, 4

case("rnn", { { "x", f32 { T, B, D } }, { "h", f32 { B, H } }, { "wx", f32 { D, H } }, { "wh", f32 { H, H } }, { "b", f32 { H } } },
  function(x, h, wx, wh, b)
    local last, ys = cr.scan(h, x, function(c, xt)
      local new = cr.tanh(xt:matmul(wx) + c:matmul(wh) + b)
      return new, new
    end)
    return (ys * ys):sum() + last:sum()
  end)

case("last_only", { { "x", f32 { T, 3 } }, { "h", f32 { 3 } } }, function(x, h)
  return (cr.scan(h, x, function(c, xt) return cr.sin(c) * xt + 0.5 end)):sum()
end)

case("reversed", { { "x", f32 { T, B, D } }, { "w", f32 { D, D } } }, function(x, w)
  local last, ys = cr.scan(cr.zeros(f32 { B, D }), x, function(c, xt, i)
    local new = cr.tanh(c:matmul(w) + xt * (cr.convert(i, "f32") + 1) * 0.3)
    return new, { new * 2, c }
  end, { reverse = true })
  return (ys[1] * ys[1] + ys[2]):sum() + last:prod()
end)

case("nested_tables", { { "x", f32 { T, 2 } }, { "y", f32 { T, 2 } }, { "a", f32 { 2 } }, { "s", f32 {} } }, function(x, y, a, s)
  local c, out = cr.scan({ pos = { a, a * 2 }, n = 0, scale = s }, { left = x, right = y }, function(c, xs)
    local p = c.pos[1] * xs.left + c.pos[2] * c.scale
    return { pos = { p, c.pos[1] - xs.right * c.n }, n = c.n + 1, scale = c.scale }, { all = { p = p, q = p:sum() } }
  end)
  return (c.pos[1] * c.pos[2]):sum() + out.all.q:sum() + (out.all.p * out.all.p):sum() + c.n * c.scale
end)

case("swap", { { "a", f32 { 3 } }, { "b", f32 { 3 } } }, function(a, b)
  local c = cr.scan({ a, b }, nil, function(c) return { c[2], c[1] * 1.5 } end, { length = 3 })
  return (c[1] * c[1] - c[2]):sum()
end)

-- The same slices by three names, the first of them unread.
case("same_slices", { { "x", f32 { T, 2 } }, { "h", f32 { 2 } } }, function(x, h)
  local last, ys = cr.scan(h, { a = x, b = x, c = x }, function(c, xs)
    return cr.sin(c) * xs.b + xs.c, { read = xs.c * xs.b }
  end)
  return last:sum() + ys.read:sum()
end)

local n = cr.dim("n", 6)
case("bounded", { { "x", f32 { n, B, D } }, { "w", f32 { D, D } } }, function(x, w)
  local last, ys = cr.scan(cr.ones(f32 { B, D }), x, function(c, xt)
    local new = cr.tanh(c:matmul(w) + xt)
    return new, new
  end)
  local _, back = cr.scan(cr.zeros(f32 { B, D }), ys, function(c, xt)
    local new = c * 0.5 + xt * xt
    return new, new
  end, { reverse = true })
  return back:sum() + last:sum()
end)

case("bounded_batch", { { "x", f32 { T, n, D } }, { "w", f32 { D, D } }, { "b", f32 { D } } }, function(x, w, b)
  local start = cr.at(x, 1, 1) * 0
  local last, ys = cr.scan(start, x, function(c, xt)
    local new = cr.tanh(c:matmul(w) + xt + b)
    return new, new * new
  end)
  return (ys * ys):sum() + last:sum()
end)

case("lengths", { { "x", f32 { T, B, D } }, { "w", f32 { D, D } }, { "len", i32 { B } } }, function(x, w, len)
  local function cell(c, xt)
    local new = cr.tanh(c:matmul(w) + xt)
    return new, new
  end
  local a, ya = cr.scan(cr.zeros(f32 { B, D }), x, cell, { lengths = len })
  local b, yb = cr.scan(cr.zeros(f32 { B, D }), x, cell, { lengths = len, reverse = true })
  return (a * b):sum() + (ya * ya + yb):sum()
end)

case("loop_in_loop", { { "x", f32 { 3, 4, 2 } }, { "w", f32 { 2, 2 } } }, function(x, w)
  local c, y = cr.scan(cr.zeros(f32 { 1, 2 }), x, function(c, row)
    local d, inner = cr.scan(c, row, function(d, xt, i)
      local new = cr.tanh(d:matmul(w) + xt)
      return new, new * cr.convert(i, "f32")
    end)
    return d, inner:sum(1)
  end)
  return (y * y):sum() + c:sum()
end)

case("second_order", { { "x", f32 { 4, 3 } }, { "w", f32 { 3 } } }, function(x, w)
  local last = cr.scan(cr.ones(f32 { 3 }), x, function(c, xt) return cr.tanh(c * w + xt) end)
  local g = cr.grad(last:sum(), w)
  return (g * g):sum()
end)

case("grad_inside", { { "x", f32 { 4, 3 } }, { "w", f32 { 3 } } }, function(x, w)
  local last = cr.scan(w, x, function(c, xt)
    local g = cr.grad((cr.sin(c * xt)):sum(), c)
    return c - g * 0.1
  end)
  return (last * last):sum()
end)

case("reductions", { { "x", f32 { T, 4, 6 } }, { "c", f32 { 4, 6 } }, { "b", f32 { 6 } } }, function(x, c, b)
  local last, y = cr.scan(c, x, function(c, xt)
    local new = nn.softmax(c + xt * b)
    return new, new:max(-1)
  end)
  return (last * last):sum() + y:sum()
end)

case("counting", { { "x", f32 { 3 } } }, function(x)
  local r = cr.while_loop({ x = x, n = cr.constant(0, i32 {}) }, function(c) return cr.less((c.x * c.x):sum(), 50) end,
    function(c) return { x = c.x * 1.5 + 0.1, n = c.n + 1 } end, { limit = 12 })
  return (r.x * r.x):sum() * 0.1 + cr.convert(r.n, "f32")
end)

case("branch", { { "x", f32 { 3 } }, { "y", f32 { 3 } } }, function(x, y)
  local r = cr.cond(x:sum():greater(0.1), function() return { a = x * y, b = 1 } end, function() return { b = y:sum(), a = cr.sin(x) } end)
  return (r.a * r.a):sum() * r.b
end)

case("branch_in_loop", { { "x", f32 { T, 3 } }, { "w", f32 { 3 } } }, function(x, w)
  local last, ys = cr.scan(cr.ones(f32 { 3 }), x, function(c, xt)
    local new = cr.cond(xt:sum():greater(0.05), function() return cr.tanh(c * w + xt) end, function() return c * 0.9 end)
    return new, new * new
  end)
  return ys:sum() + last:sum()
end)

for name, o in pairs { each = { checkpoint = 1 }, segments = { checkpoint = 3 }, root = { checkpoint = "sqrt" }, backwards = { checkpoint = 2, reverse = true } } do
  case("checkpoint_" .. name, { { "x", f32 { 8, B, D } }, { "h", f32 { B, H } }, { "wx", f32 { D, H } }, { "wh", f32 { H, H } }, { "b", f32 { H } } },
    function(x, h, wx, wh, b)
      local function cell(c, xt, i)
        local new = cr.tanh(xt:matmul(wx) + c:matmul(wh) + b * cr.convert(i, "f32"))
        return new, new * new
      end
      local last, ys = cr.scan(h, x, cell, o)
      local same, all = cr.scan(h, x, cell, { reverse = o.reverse })
      return ys:sum() + last:prod() + (last - same):sum() + (all - ys):sum()
    end)
end

case("checkpoint_bounded", { { "x", f32 { n, B, D } }, { "w", f32 { D, D } } }, function(x, w)
  local last, ys = cr.scan(cr.ones(f32 { B, D }), x, function(c, xt)
    local new = cr.tanh(c:matmul(w) + xt)
    return new, new * xt
  end, { checkpoint = 1 })
  return (ys * ys):sum() + last:sum()
end)

m:func("drawn_in_turns", { seed = cr.seed, x = f32 { T, 3 } }, { "y" }, function(seed, x)
  local _, y = cr.scan(0, x, function(c, xt) return c + 1, xt + cr.rng_uniform(f32 { 3 }) end, { checkpoint = 1 })
  return y
end)

m:func("drawn_in_segments", { seed = cr.seed, x = f32 { T, 3 } }, { "y" }, function(seed, x)
  local _, y = cr.scan(0, x, function(c, xt) return c + 1, xt + cr.rng_uniform(f32 { 3 }) end, { checkpoint = 2 })
  return y
end)

local k = cr.dim("k", 5)
m:func("kept_state", { x = f32 { k, 2 } }, { "y" }, function(x)
  local h = m:state("h", f32 { 2 }, { init = 0.5 })
  local last, ys = cr.scan(h, x, function(c, xt)
    local new = c * 0.5 + xt
    return new, new
  end)
  h:set(last)
  return ys
end)

m:func("drawn", { seed = cr.seed, x = f32 { T, 3 } }, { "y" }, function(seed, x)
  local _, y = cr.scan(0, x, function(c, xt) return c + 1, xt + cr.rng_uniform(f32 { 3 }) end)
  return y
end)
