-- Shape operators and their gradients: slice, pad, reverse, concat and the rest.
-- Written by make_golden.py; the numbers are in ../data/movement.safetensors.
local cr = require "crescent"

local m = cr.model("movement")

m:func("slice", { x = cr.f32 { 4, 6 }, w = cr.f32 { 4, 4 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.slice(x, 2, 2, 5)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("slice_step", { x = cr.f32 { 4, 6 }, w = cr.f32 { 4, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.slice(x, 2, 2, 6, 2)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("slice_step_ragged", { x = cr.f32 { 4, 6 }, w = cr.f32 { 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.slice(x, 2, 1, -1, 4)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("slice_negative", { x = cr.f32 { 4, 6 }, w = cr.f32 { 2, 6 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.slice(x, 1, -3, -2)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("at", { x = cr.f32 { 4, 6 }, w = cr.f32 { 6 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.at(x, 1, 3)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("at_last", { x = cr.f32 { 4, 6 }, w = cr.f32 { 4 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.at(x, 2, -1)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("pad", { x = cr.f32 { 4, 6 }, w = cr.f32 { 7, 9 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.pad(x, { { 1, 2 }, { 3, 0 } })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("pad_axis_value", { x = cr.f32 { 4, 6 }, w = cr.f32 { 4, 9 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.pad(x, { [2] = { 2, 1 } }, -1.5)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("reverse", { x = cr.f32 { 4, 6 }, w = cr.f32 { 4, 6 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reverse(x, 2)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("reverse_both", { x = cr.f32 { 4, 6 }, w = cr.f32 { 4, 6 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reverse(x, { 1, 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("transpose", { x = cr.f32 { 2, 3, 4 }, w = cr.f32 { 4, 2, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.transpose(x, { 3, 1, 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("swap", { x = cr.f32 { 2, 3, 4 }, w = cr.f32 { 4, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.swap(x, 1, 3)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("reshape", { x = cr.f32 { 2, 3, 4 }, w = cr.f32 { 4, 6 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reshape(x, { 4, -1 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("flatten", { x = cr.f32 { 2, 3, 4 }, w = cr.f32 { 2, 12 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.flatten(x, 2)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("transpose_reshape", { x = cr.f32 { 2, 3, 4 }, w = cr.f32 { 8, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = x:transpose({ 2, 1, 3 }):reshape({ 6, 4 }):transpose({ 2, 1 }):reshape({ 8, 3 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("expand_squeeze", { x = cr.f32 { 4, 6 }, w = cr.f32 { 4, 6 } },
       { "y", "d_x" }, function(x, w)
  local y = x:expand(2):squeeze(2) * 2
  return y, cr.grad((y * w):sum(), x)
end)

m:func("broadcast", { x = cr.f32 { 4, 6 }, w = cr.f32 { 3, 4, 6 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.broadcast(x, { 3, 4, 6 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("tile", { x = cr.f32 { 4, 6 }, w = cr.f32 { 4, 18 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.tile(x, 3, 2)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("chain", { x = cr.f32 { 4, 6 }, w = cr.f32 { 5, 4 } },
       { "y", "d_x" }, function(x, w)
  local y = x:reverse(1):slice(2, 1, -1, 2):pad({ [2] = { 1, 1 } }):transpose({ 2, 1 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("concat", { a = cr.f32 { 2, 3 }, b = cr.f32 { 2, 1 }, d = cr.f32 { 2, 2 }, w = cr.f32 { 2, 6 } },
       { "y", "d_a", "d_b", "d_d" }, function(a, b, d, w)
  local y = cr.concat({ a, b, d }, 2)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b, d }))
end)

-- one tensor in two places
m:func("concat_twice", { a = cr.f32 { 2, 3 }, w = cr.f32 { 6, 3 } },
       { "y", "d_a" }, function(a, w)
  local y = cr.concat({ a, a * a, a }, 1)
  return y, cr.grad((y * w):sum(), a)
end)

m:func("stack", { a = cr.f32 { 2, 3 }, b = cr.f32 { 2, 3 }, w = cr.f32 { 2, 2, 3 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.stack({ a, b }, 2)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("split", { x = cr.f32 { 4, 6 }, w = cr.f32 { 4, 3 } },
       { "y", "d_x" }, function(x, w)
  local left, middle, right = cr.split(x, { 1, 3, 2 }, 2)
  local y = middle * left + right:sum(2, { keep_dims = true })
  return y, cr.grad((y * w):sum(), x)
end)
