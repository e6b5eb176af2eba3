-- cr.reduce_window: maxima, sums and means of windows, and their gradients.
-- Written by make_golden.py; the numbers are in ../data/reduce_window.safetensors.
local cr = require "crescent"

local m = cr.model("reduce_window")

m:func("max_plain", { x = cr.f32 { 2, 6, 4, 3 }, w = cr.f32 { 2, 3, 2, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "max", { size = 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_plain", { x = cr.f32 { 2, 6, 4, 3 }, w = cr.f32 { 2, 3, 2, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "sum", { size = 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_plain", { x = cr.f32 { 2, 6, 4, 3 }, w = cr.f32 { 2, 3, 2, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "mean", { size = 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_left_over", { x = cr.f32 { 2, 7, 5, 2 }, w = cr.f32 { 2, 3, 1, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "max", { size = { 2, 3 } })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_left_over", { x = cr.f32 { 2, 7, 5, 2 }, w = cr.f32 { 2, 3, 1, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "sum", { size = { 2, 3 } })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_left_over", { x = cr.f32 { 2, 7, 5, 2 }, w = cr.f32 { 2, 3, 1, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "mean", { size = { 2, 3 } })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_overlapping", { x = cr.f32 { 2, 7, 9, 2 }, w = cr.f32 { 2, 3, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "max", { size = 3, strides = 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_overlapping", { x = cr.f32 { 2, 7, 9, 2 }, w = cr.f32 { 2, 3, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "sum", { size = 3, strides = 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_overlapping", { x = cr.f32 { 2, 7, 9, 2 }, w = cr.f32 { 2, 3, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "mean", { size = 3, strides = 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_gaps", { x = cr.f32 { 1, 9, 8, 2 }, w = cr.f32 { 1, 3, 2, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "max", { size = 2, strides = { 3, 4 } })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_gaps", { x = cr.f32 { 1, 9, 8, 2 }, w = cr.f32 { 1, 3, 2, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "sum", { size = 2, strides = { 3, 4 } })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_gaps", { x = cr.f32 { 1, 9, 8, 2 }, w = cr.f32 { 1, 3, 2, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "mean", { size = 2, strides = { 3, 4 } })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_same", { x = cr.f32 { 2, 5, 6, 2 }, w = cr.f32 { 2, 3, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "max", { size = 3, strides = 2, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_same", { x = cr.f32 { 2, 5, 6, 2 }, w = cr.f32 { 2, 3, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "sum", { size = 3, strides = 2, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_same", { x = cr.f32 { 2, 5, 6, 2 }, w = cr.f32 { 2, 3, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "mean", { size = 3, strides = 2, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_same_every", { x = cr.f32 { 1, 4, 5, 2 }, w = cr.f32 { 1, 4, 5, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "max", { size = { 2, 3 }, strides = 1, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_same_every", { x = cr.f32 { 1, 4, 5, 2 }, w = cr.f32 { 1, 4, 5, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "sum", { size = { 2, 3 }, strides = 1, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_same_every", { x = cr.f32 { 1, 4, 5, 2 }, w = cr.f32 { 1, 4, 5, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "mean", { size = { 2, 3 }, strides = 1, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_explicit", { x = cr.f32 { 2, 5, 4, 2 }, w = cr.f32 { 2, 3, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "max", { size = 3, strides = { 2, 1 }, padding = { { 1, 2 }, { 0, 2 } } })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_explicit", { x = cr.f32 { 2, 5, 4, 2 }, w = cr.f32 { 2, 3, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "sum", { size = 3, strides = { 2, 1 }, padding = { { 1, 2 }, { 0, 2 } } })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_explicit", { x = cr.f32 { 2, 5, 4, 2 }, w = cr.f32 { 2, 3, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "mean", { size = 3, strides = { 2, 1 }, padding = { { 1, 2 }, { 0, 2 } } })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_dilated", { x = cr.f32 { 1, 8, 9, 2 }, w = cr.f32 { 1, 5, 5, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "max", { size = { 2, 3 }, strides = 1, dilation = { 3, 2 } })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_dilated", { x = cr.f32 { 1, 8, 9, 2 }, w = cr.f32 { 1, 5, 5, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "sum", { size = { 2, 3 }, strides = 1, dilation = { 3, 2 } })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_dilated", { x = cr.f32 { 1, 8, 9, 2 }, w = cr.f32 { 1, 5, 5, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "mean", { size = { 2, 3 }, strides = 1, dilation = { 3, 2 } })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_dilated_same", { x = cr.f32 { 1, 6, 7, 2 }, w = cr.f32 { 1, 3, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "max", { size = 2, strides = 2, dilation = 2, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_dilated_same", { x = cr.f32 { 1, 6, 7, 2 }, w = cr.f32 { 1, 3, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "sum", { size = 2, strides = 2, dilation = 2, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_dilated_same", { x = cr.f32 { 1, 6, 7, 2 }, w = cr.f32 { 1, 3, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "mean", { size = 2, strides = 2, dilation = 2, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_whole", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 1, 1, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "max", { size = { 4, 5 } })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_whole", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 1, 1, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "sum", { size = { 4, 5 } })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_whole", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 1, 1, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "mean", { size = { 4, 5 } })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_one_pixel", { x = cr.f32 { 2, 1, 1, 3 }, w = cr.f32 { 2, 1, 1, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "max", { size = 3, strides = 1, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_one_pixel", { x = cr.f32 { 2, 1, 1, 3 }, w = cr.f32 { 2, 1, 1, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "sum", { size = 3, strides = 1, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_one_pixel", { x = cr.f32 { 2, 1, 1, 3 }, w = cr.f32 { 2, 1, 1, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "mean", { size = 3, strides = 1, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_line", { x = cr.f32 { 2, 9, 3 }, w = cr.f32 { 2, 4, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "max", { size = 3, strides = 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_line", { x = cr.f32 { 2, 9, 3 }, w = cr.f32 { 2, 4, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "sum", { size = 3, strides = 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_line", { x = cr.f32 { 2, 9, 3 }, w = cr.f32 { 2, 4, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "mean", { size = 3, strides = 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_line_same", { x = cr.f32 { 2, 8, 2 }, w = cr.f32 { 2, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "max", { size = 4, strides = 3, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_line_same", { x = cr.f32 { 2, 8, 2 }, w = cr.f32 { 2, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "sum", { size = 4, strides = 3, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_line_same", { x = cr.f32 { 2, 8, 2 }, w = cr.f32 { 2, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "mean", { size = 4, strides = 3, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_volume", { x = cr.f32 { 1, 4, 5, 6, 2 }, w = cr.f32 { 1, 2, 2, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "max", { size = 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_volume", { x = cr.f32 { 1, 4, 5, 6, 2 }, w = cr.f32 { 1, 2, 2, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "sum", { size = 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_volume", { x = cr.f32 { 1, 4, 5, 6, 2 }, w = cr.f32 { 1, 2, 2, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "mean", { size = 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_volume_same", { x = cr.f32 { 1, 3, 4, 5, 2 }, w = cr.f32 { 1, 3, 2, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "max", { size = { 2, 3, 2 }, strides = { 1, 2, 2 }, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_volume_same", { x = cr.f32 { 1, 3, 4, 5, 2 }, w = cr.f32 { 1, 3, 2, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "sum", { size = { 2, 3, 2 }, strides = { 1, 2, 2 }, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_volume_same", { x = cr.f32 { 1, 3, 4, 5, 2 }, w = cr.f32 { 1, 3, 2, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "mean", { size = { 2, 3, 2 }, strides = { 1, 2, 2 }, padding = "same" })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_with_border", { x = cr.f32 { 2, 5, 4, 2 }, w = cr.f32 { 2, 3, 2, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "mean", { size = 3, strides = 2, padding = "same", count_include_pad = true })
  return y, cr.grad((y * w):sum(), x)
end)

-- equals: the first in row-major order has the derivative
m:func("max_ties", { x = cr.f32 { 2, 7, 6, 3 }, w = cr.f32 { 2, 3, 2, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.reduce_window(x, "max", { size = 3, strides = 2 })
  return y, cr.grad((y * w):sum(), x)
end)
