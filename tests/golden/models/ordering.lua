-- sort, argsort and top_k: stable, NaN last, gradients of what is picked.
-- Written by make_golden.py; the numbers are in ../data/ordering.safetensors.
local cr = require "crescent"

local m = cr.model("ordering")

m:func("sort_1", { x = cr.f32 { 5, 7, 3 }, w = cr.f32 { 5, 7, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.sort(x, 1)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sort_1_down", { x = cr.f32 { 5, 7, 3 }, w = cr.f32 { 5, 7, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.sort(x, 1, { descending = true })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sort_2", { x = cr.f32 { 5, 7, 3 }, w = cr.f32 { 5, 7, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.sort(x, 2)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sort_2_down", { x = cr.f32 { 5, 7, 3 }, w = cr.f32 { 5, 7, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.sort(x, 2, { descending = true })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sort_3", { x = cr.f32 { 5, 7, 3 }, w = cr.f32 { 5, 7, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.sort(x, 3)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sort_3_down", { x = cr.f32 { 5, 7, 3 }, w = cr.f32 { 5, 7, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.sort(x, 3, { descending = true })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("argsort_hard", { hard = cr.f32 { 2, 9 } },
       { "y" }, function(hard)
  return cr.argsort(hard, -1)
end)

m:func("argsort_hard_down", { hard = cr.f32 { 2, 9 } },
       { "y" }, function(hard)
  return cr.argsort(hard, -1, { descending = true })
end)

m:func("argsort_ints", { ints = cr.i32 { 1, 9 } },
       { "y" }, function(ints)
  return cr.argsort(ints, -1)
end)

m:func("argsort_ints_down", { ints = cr.i32 { 1, 9 } },
       { "y" }, function(ints)
  return cr.argsort(ints, -1, { descending = true })
end)

m:func("one", { one = cr.f32 { 2, 1 } },
       { "y" }, function(one)
  return cr.argsort(one)
end)

-- NaN last
m:func("top_1_places", { hard = cr.f32 { 2, 9 } },
       { "y" }, function(hard)
  local _, i = cr.top_k(hard, 1)
  return i
end)

-- NaN last
m:func("top_4_places", { hard = cr.f32 { 2, 9 } },
       { "y" }, function(hard)
  local _, i = cr.top_k(hard, 4)
  return i
end)

-- NaN last
m:func("top_9_places", { hard = cr.f32 { 2, 9 } },
       { "y" }, function(hard)
  local _, i = cr.top_k(hard, 9)
  return i
end)

m:func("top_ints", { ints = cr.i32 { 1, 9 } },
       { "v" }, function(ints)
  return (cr.top_k(ints, 4))
end)

-- a loop that takes out the largest, or a sort
m:func("top_3", { wide = cr.f32 { 2, 70 }, w = cr.f32 { 2, 3 } },
       { "y", "d_wide" }, function(wide, w)
  local y = (cr.top_k(wide, 3))
  return y, cr.grad((y * w):sum(), wide)
end)

-- a loop that takes out the largest, or a sort
m:func("top_40", { wide = cr.f32 { 2, 70 }, w = cr.f32 { 2, 40 } },
       { "y", "d_wide" }, function(wide, w)
  local y = (cr.top_k(wide, 40))
  return y, cr.grad((y * w):sum(), wide)
end)
