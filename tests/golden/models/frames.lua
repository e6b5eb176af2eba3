-- Layers that frame, crop and enlarge images, and their gradients.
-- Written by make_golden.py; the numbers are in ../data/frames.safetensors.
local cr, nn = require "crescent", require "crescent.nn"

local layers = {
  padding = nn.zero_padding2d(1),
  padding_uneven = nn.zero_padding2d({ 1, 2 }),
  padding_sides = nn.zero_padding2d({ { 1, 0 }, { 2, 3 } }),
  cropping = nn.cropping2d(1),
  cropping_uneven = nn.cropping2d({ 1, 2 }),
  cropping_sides = nn.cropping2d({ { 1, 0 }, { 2, 1 } }),
  nearest = nn.up_sampling2d(2),
  nearest_uneven = nn.up_sampling2d({ 3, 2 }),
  bilinear = nn.up_sampling2d(2, { interpolation = "bilinear" }),
  bilinear_uneven = nn.up_sampling2d({ 3, 2 }, { interpolation = "bilinear" }),
  bilinear_pixel = nn.up_sampling2d(2, { interpolation = "bilinear" }),
  spatial_dropout = nn.spatial_dropout(0.5),
  padding_1d = nn.zero_padding1d(2),
  padding_1d_sides = nn.zero_padding1d({ 3, 1 }),
  padding_3d = nn.zero_padding3d({ 1, 0, 2 }),
  padding_3d_sides = nn.zero_padding3d({ { 1, 0 }, { 0, 2 }, { 1, 1 } }),
  cropping_1d = nn.cropping1d({ 1, 2 }),
  cropping_3d = nn.cropping3d(1),
  nearest_1d = nn.up_sampling1d(3),
  nearest_3d = nn.up_sampling3d({ 1, 2, 3 }),
  concatenate = nn.concatenate { nn.max_pooling2d(2), nn.average_pooling2d(2) },
  residual = nn.residual { nn.zero_padding2d(1), nn.tanh, nn.cropping2d(1) },
  residual_shortcut = nn.residual { nn.max_pooling2d(2), shortcut = nn.average_pooling2d(2) },
}

local m = cr.model("frames", layers)

m:func("padding", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 6, 7, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.padding(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("padding_uneven", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 6, 9, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.padding_uneven(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("padding_sides", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 5, 10, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.padding_sides(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("cropping", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 2, 3, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.cropping(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("cropping_uneven", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 2, 1, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.cropping_uneven(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("cropping_sides", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 3, 2, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.cropping_sides(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("nearest", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 8, 10, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.nearest(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("nearest_uneven", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 12, 10, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.nearest_uneven(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("bilinear", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 8, 10, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.bilinear(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("bilinear_uneven", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 12, 10, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.bilinear_uneven(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("bilinear_pixel", { x = cr.f32 { 1, 1, 1, 2 }, w = cr.f32 { 1, 2, 2, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.bilinear_pixel(x)
  return y, cr.grad((y * w):sum(), x)
end)

-- in inference: nothing
m:func("spatial_dropout", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 4, 5, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.spatial_dropout(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("padding_1d", { x = cr.f32 { 2, 6, 3 }, w = cr.f32 { 2, 10, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.padding_1d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("padding_1d_sides", { x = cr.f32 { 2, 6, 3 }, w = cr.f32 { 2, 10, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.padding_1d_sides(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("padding_3d", { x = cr.f32 { 1, 4, 3, 5, 2 }, w = cr.f32 { 1, 6, 3, 9, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.padding_3d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("padding_3d_sides", { x = cr.f32 { 1, 4, 3, 5, 2 }, w = cr.f32 { 1, 5, 5, 7, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.padding_3d_sides(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("cropping_1d", { x = cr.f32 { 2, 6, 3 }, w = cr.f32 { 2, 3, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.cropping_1d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("cropping_3d", { x = cr.f32 { 1, 4, 3, 5, 2 }, w = cr.f32 { 1, 2, 1, 3, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.cropping_3d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("nearest_1d", { x = cr.f32 { 2, 6, 3 }, w = cr.f32 { 2, 18, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.nearest_1d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("nearest_3d", { x = cr.f32 { 1, 4, 3, 5, 2 }, w = cr.f32 { 1, 4, 6, 15, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.nearest_3d(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("concatenate", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 2, 2, 6 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.concatenate(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("residual", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 4, 5, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.residual(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("residual_shortcut", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 2, 2, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.residual_shortcut(x)
  return y, cr.grad((y * w):sum(), x)
end)
