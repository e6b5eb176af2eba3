-- Every elementwise operator on floats: value and derivative; comparisons and integers: value.
-- Written by make_golden.py; the numbers are in ../data/elementwise.safetensors.
local cr = require "crescent"

local m = cr.model("elementwise")

m:func("negate", { x = cr.f32 { 32 } },
       { "y", "d_x" }, function(x)
  local y = x:negate()
  return y, cr.grad(y:sum(), x)
end)

m:func("abs", { x = cr.f32 { 32 } },
       { "y", "d_x" }, function(x)
  local y = x:abs()
  return y, cr.grad(y:sum(), x)
end)

m:func("exp", { x = cr.f32 { 32 } },
       { "y", "d_x" }, function(x)
  local y = x:exp()
  return y, cr.grad(y:sum(), x)
end)

m:func("expm1", { x = cr.f32 { 32 } },
       { "y", "d_x" }, function(x)
  local y = x:expm1()
  return y, cr.grad(y:sum(), x)
end)

m:func("logistic", { x = cr.f32 { 32 } },
       { "y", "d_x" }, function(x)
  local y = x:logistic()
  return y, cr.grad(y:sum(), x)
end)

m:func("tanh", { x = cr.f32 { 32 } },
       { "y", "d_x" }, function(x)
  local y = x:tanh()
  return y, cr.grad(y:sum(), x)
end)

m:func("erf", { x = cr.f32 { 32 } },
       { "y", "d_x" }, function(x)
  local y = x:erf()
  return y, cr.grad(y:sum(), x)
end)

m:func("sin", { x = cr.f32 { 32 } },
       { "y", "d_x" }, function(x)
  local y = x:sin()
  return y, cr.grad(y:sum(), x)
end)

m:func("cos", { x = cr.f32 { 32 } },
       { "y", "d_x" }, function(x)
  local y = x:cos()
  return y, cr.grad(y:sum(), x)
end)

m:func("square", { x = cr.f32 { 32 } },
       { "y", "d_x" }, function(x)
  local y = x:square()
  return y, cr.grad(y:sum(), x)
end)

m:func("reciprocal", { x = cr.f32 { 32 } },
       { "y", "d_x" }, function(x)
  local y = x:reciprocal()
  return y, cr.grad(y:sum(), x)
end)

m:func("sqrt", { p = cr.f32 { 24 } },
       { "y", "d_p" }, function(p)
  local y = p:sqrt()
  return y, cr.grad(y:sum(), p)
end)

m:func("rsqrt", { p = cr.f32 { 24 } },
       { "y", "d_p" }, function(p)
  local y = p:rsqrt()
  return y, cr.grad(y:sum(), p)
end)

m:func("log", { p = cr.f32 { 24 } },
       { "y", "d_p" }, function(p)
  local y = p:log()
  return y, cr.grad(y:sum(), p)
end)

m:func("log1p", { p = cr.f32 { 24 } },
       { "y", "d_p" }, function(p)
  local y = p:log1p()
  return y, cr.grad(y:sum(), p)
end)

m:func("sign", { x = cr.f32 { 32 } },
       { "y" }, function(x)
  return x:sign()
end)

m:func("floor", { x = cr.f32 { 32 } },
       { "y" }, function(x)
  return x:floor()
end)

m:func("ceil", { x = cr.f32 { 32 } },
       { "y" }, function(x)
  return x:ceil()
end)

-- halves round to even
m:func("round", { x = cr.f32 { 32 } },
       { "y" }, function(x)
  return x:round()
end)

-- the argument is reduced by more than float32 has digits
m:func("sin_wide", { wide = cr.f32 { 8 } },
       { "y" }, function(wide)
  return wide:sin()
end)

-- the argument is reduced by more than float32 has digits
m:func("cos_wide", { wide = cr.f32 { 8 } },
       { "y" }, function(wide)
  return wide:cos()
end)

m:func("add", { a = cr.f32 { 3, 4 }, b = cr.f32 { 3, 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.add(a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("subtract", { a = cr.f32 { 3, 4 }, b = cr.f32 { 3, 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.subtract(a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("multiply", { a = cr.f32 { 3, 4 }, b = cr.f32 { 3, 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.multiply(a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("divide", { a = cr.f32 { 3, 4 }, b = cr.f32 { 3, 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.divide(a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("maximum", { a = cr.f32 { 3, 4 }, b = cr.f32 { 3, 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.maximum(a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("minimum", { a = cr.f32 { 3, 4 }, b = cr.f32 { 3, 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.minimum(a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("atan2", { a = cr.f32 { 3, 4 }, b = cr.f32 { 3, 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.atan2(a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("power", { base = cr.f32 { 3, 4 }, b = cr.f32 { 3, 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_base", "d_b" }, function(base, b, w)
  local y = cr.power(base, b)
  return y, table.unpack(cr.grad((y * w):sum(), { base, b }))
end)

-- a negative base, a constant exponent
m:func("power_integer", { a = cr.f32 { 3, 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a" }, function(a, w)
  local y = a ^ 3
  return y, cr.grad((y * w):sum(), a)
end)

-- gradients sum over what was stretched
m:func("broadcast", { a = cr.f32 { 3, 4 }, row = cr.f32 { 4 }, column = cr.f32 { 3, 1 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_row", "d_column" }, function(a, row, column, w)
  local y = (a + row) * column / (1 + row * row)
  return y, table.unpack(cr.grad((y * w):sum(), { a, row, column }))
end)

m:func("clamp", { a = cr.f32 { 3, 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a" }, function(a, w)
  local y = cr.clamp(a, -0.35, 0.25)
  return y, cr.grad((y * w):sum(), a)
end)

m:func("select", { a = cr.f32 { 3, 4 }, b = cr.f32 { 3, 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.select(cr.greater(a, b), a * b, a - b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

-- the dividend's sign
m:func("remainder", { num = cr.f32 { 8 }, den = cr.f32 { 8 } },
       { "y" }, function(num, den)
  return cr.remainder(num, den)
end)

-- Lua's: the divisor's sign
m:func("modulo", { num = cr.f32 { 8 }, den = cr.f32 { 8 } },
       { "y" }, function(num, den)
  return num % den
end)

m:func("floor_divide", { num = cr.f32 { 8 }, den = cr.f32 { 8 } },
       { "y" }, function(num, den)
  return num // den
end)

m:func("equal", { p6 = cr.f32 { 6 }, q6 = cr.f32 { 6 } },
       { "y" }, function(p6, q6)
  return cr.equal(p6, q6)
end)

m:func("not_equal", { p6 = cr.f32 { 6 }, q6 = cr.f32 { 6 } },
       { "y" }, function(p6, q6)
  return cr.not_equal(p6, q6)
end)

m:func("less", { p6 = cr.f32 { 6 }, q6 = cr.f32 { 6 } },
       { "y" }, function(p6, q6)
  return cr.less(p6, q6)
end)

m:func("less_equal", { p6 = cr.f32 { 6 }, q6 = cr.f32 { 6 } },
       { "y" }, function(p6, q6)
  return cr.less_equal(p6, q6)
end)

m:func("greater", { p6 = cr.f32 { 6 }, q6 = cr.f32 { 6 } },
       { "y" }, function(p6, q6)
  return cr.greater(p6, q6)
end)

m:func("greater_equal", { p6 = cr.f32 { 6 }, q6 = cr.f32 { 6 } },
       { "y" }, function(p6, q6)
  return cr.greater_equal(p6, q6)
end)

-- NaN wins
m:func("maximum_nan", { p6 = cr.f32 { 6 }, q6 = cr.f32 { 6 } },
       { "y" }, function(p6, q6)
  return cr.maximum(p6, q6)
end)

-- NaN wins
m:func("minimum_nan", { p6 = cr.f32 { 6 }, q6 = cr.f32 { 6 } },
       { "y" }, function(p6, q6)
  return cr.minimum(p6, q6)
end)

-- wraps
m:func("int_add", { i = cr.i32 { 6 }, j = cr.i32 { 6 } },
       { "y" }, function(i, j)
  return i + j
end)

m:func("int_subtract", { i = cr.i32 { 6 }, j = cr.i32 { 6 } },
       { "y" }, function(i, j)
  return i - j
end)

m:func("int_multiply", { i = cr.i32 { 6 }, j = cr.i32 { 6 } },
       { "y" }, function(i, j)
  return i * j
end)

m:func("int_divide", { i = cr.i32 { 6 }, j = cr.i32 { 6 } },
       { "y" }, function(i, j)
  return cr.divide(i, j)
end)

m:func("int_remainder", { i = cr.i32 { 6 }, j = cr.i32 { 6 } },
       { "y" }, function(i, j)
  return cr.remainder(i, j)
end)

m:func("int_modulo", { i = cr.i32 { 6 }, j = cr.i32 { 6 } },
       { "y" }, function(i, j)
  return i % j
end)

m:func("int_maximum", { i = cr.i32 { 6 }, j = cr.i32 { 6 } },
       { "y" }, function(i, j)
  return cr.maximum(i, j)
end)

-- truncates, saturates, NaN becomes 0: written down from the definition
m:func("convert", { odd = cr.f32 { 8 } },
       { "y" }, function(odd)
  return cr.convert(odd, "i32")
end)
