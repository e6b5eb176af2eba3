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
