-- Every pooling layer, windows that overlap and borders among them, and their gradients.
-- Written by make_golden.py; the numbers are in ../data/pooling.safetensors.
local cr, nn = require "crescent", require "crescent.nn"

local layers = {
  max_pooling1d = nn.max_pooling1d(2),
  max_pooling1d_overlapping = nn.max_pooling1d(3, { strides = 2 }),
  max_pooling1d_same = nn.max_pooling1d(3, { strides = 2, padding = "same" }),
  global_max_pooling1d = nn.global_max_pooling1d(),
  average_pooling1d = nn.average_pooling1d(2),
  average_pooling1d_overlapping = nn.average_pooling1d(3, { strides = 2 }),
  average_pooling1d_same = nn.average_pooling1d(3, { strides = 2, padding = "same" }),
  global_average_pooling1d = nn.global_average_pooling1d(),
  max_pooling2d = nn.max_pooling2d(2),
  max_pooling2d_overlapping = nn.max_pooling2d(3, { strides = 2 }),
  max_pooling2d_same = nn.max_pooling2d(3, { strides = 2, padding = "same" }),
  global_max_pooling2d = nn.global_max_pooling2d(),
  max_pooling2d_uneven = nn.max_pooling2d({ 3, 2 }, { strides = { 1, 3 } }),
  global_max_pooling2d_keep = nn.global_max_pooling2d { keep_dims = true },
  average_pooling2d = nn.average_pooling2d(2),
  average_pooling2d_overlapping = nn.average_pooling2d(3, { strides = 2 }),
  average_pooling2d_same = nn.average_pooling2d(3, { strides = 2, padding = "same" }),
  global_average_pooling2d = nn.global_average_pooling2d(),
  average_pooling2d_uneven = nn.average_pooling2d({ 3, 2 }, { strides = { 1, 3 } }),
  global_average_pooling2d_keep = nn.global_average_pooling2d { keep_dims = true },
  max_pooling3d = nn.max_pooling3d(2),
  max_pooling3d_overlapping = nn.max_pooling3d(3, { strides = 2 }),
  max_pooling3d_same = nn.max_pooling3d(3, { strides = 2, padding = "same" }),
  global_max_pooling3d = nn.global_max_pooling3d(),
  average_pooling3d = nn.average_pooling3d(2),
  average_pooling3d_overlapping = nn.average_pooling3d(3, { strides = 2 }),
  average_pooling3d_same = nn.average_pooling3d(3, { strides = 2, padding = "same" }),
  global_average_pooling3d = nn.global_average_pooling3d(),
}

local m = cr.model("pooling", layers)

m:func("max_pooling1d", { x = cr.f32 { 2, 9, 3 }, w = cr.f32 { 2, 4, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.max_pooling1d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_pooling1d_overlapping", { x = cr.f32 { 2, 9, 3 }, w = cr.f32 { 2, 4, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.max_pooling1d_overlapping(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_pooling1d_same", { x = cr.f32 { 2, 9, 3 }, w = cr.f32 { 2, 5, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.max_pooling1d_same(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("global_max_pooling1d", { x = cr.f32 { 2, 9, 3 }, w = cr.f32 { 2, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.global_max_pooling1d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("average_pooling1d", { x = cr.f32 { 2, 9, 3 }, w = cr.f32 { 2, 4, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.average_pooling1d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("average_pooling1d_overlapping", { x = cr.f32 { 2, 9, 3 }, w = cr.f32 { 2, 4, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.average_pooling1d_overlapping(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("average_pooling1d_same", { x = cr.f32 { 2, 9, 3 }, w = cr.f32 { 2, 5, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.average_pooling1d_same(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("global_average_pooling1d", { x = cr.f32 { 2, 9, 3 }, w = cr.f32 { 2, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.global_average_pooling1d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_pooling2d", { x = cr.f32 { 2, 7, 6, 3 }, w = cr.f32 { 2, 3, 3, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.max_pooling2d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_pooling2d_overlapping", { x = cr.f32 { 2, 7, 6, 3 }, w = cr.f32 { 2, 3, 2, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.max_pooling2d_overlapping(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_pooling2d_same", { x = cr.f32 { 2, 7, 6, 3 }, w = cr.f32 { 2, 4, 3, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.max_pooling2d_same(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("global_max_pooling2d", { x = cr.f32 { 2, 7, 6, 3 }, w = cr.f32 { 2, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.global_max_pooling2d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_pooling2d_uneven", { x = cr.f32 { 2, 7, 6, 3 }, w = cr.f32 { 2, 5, 2, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.max_pooling2d_uneven(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("global_max_pooling2d_keep", { x = cr.f32 { 2, 7, 6, 3 }, w = cr.f32 { 2, 1, 1, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.global_max_pooling2d_keep(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("average_pooling2d", { x = cr.f32 { 2, 7, 6, 3 }, w = cr.f32 { 2, 3, 3, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.average_pooling2d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("average_pooling2d_overlapping", { x = cr.f32 { 2, 7, 6, 3 }, w = cr.f32 { 2, 3, 2, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.average_pooling2d_overlapping(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("average_pooling2d_same", { x = cr.f32 { 2, 7, 6, 3 }, w = cr.f32 { 2, 4, 3, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.average_pooling2d_same(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("global_average_pooling2d", { x = cr.f32 { 2, 7, 6, 3 }, w = cr.f32 { 2, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.global_average_pooling2d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("average_pooling2d_uneven", { x = cr.f32 { 2, 7, 6, 3 }, w = cr.f32 { 2, 5, 2, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.average_pooling2d_uneven(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("global_average_pooling2d_keep", { x = cr.f32 { 2, 7, 6, 3 }, w = cr.f32 { 2, 1, 1, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.global_average_pooling2d_keep(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_pooling3d", { x = cr.f32 { 1, 5, 4, 6, 2 }, w = cr.f32 { 1, 2, 2, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.max_pooling3d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_pooling3d_overlapping", { x = cr.f32 { 1, 5, 4, 6, 2 }, w = cr.f32 { 1, 2, 1, 2, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.max_pooling3d_overlapping(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_pooling3d_same", { x = cr.f32 { 1, 5, 4, 6, 2 }, w = cr.f32 { 1, 3, 2, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.max_pooling3d_same(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("global_max_pooling3d", { x = cr.f32 { 1, 5, 4, 6, 2 }, w = cr.f32 { 1, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.global_max_pooling3d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("average_pooling3d", { x = cr.f32 { 1, 5, 4, 6, 2 }, w = cr.f32 { 1, 2, 2, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.average_pooling3d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("average_pooling3d_overlapping", { x = cr.f32 { 1, 5, 4, 6, 2 }, w = cr.f32 { 1, 2, 1, 2, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.average_pooling3d_overlapping(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("average_pooling3d_same", { x = cr.f32 { 1, 5, 4, 6, 2 }, w = cr.f32 { 1, 3, 2, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.average_pooling3d_same(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("global_average_pooling3d", { x = cr.f32 { 1, 5, 4, 6, 2 }, w = cr.f32 { 1, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.global_average_pooling3d(x)
  return y, cr.grad((y * w):sum(), x)
end)
