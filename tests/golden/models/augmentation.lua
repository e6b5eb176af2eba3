-- Changes of images whose ranges leave no choice, and their gradients.
-- Written by make_golden.py; the numbers are in ../data/augmentation.safetensors.
local cr, augment = require "crescent", require "crescent.augment"

local m = cr.model("augmentation")

m:func("flip", { x = cr.f32 { 3, 5, 4, 2 }, w = cr.f32 { 3, 5, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = augment.random_flip(x, { p = 1 })
  return y, cr.grad((y * w):sum(), x)
end, { random = "state" })

m:func("flip_down", { x = cr.f32 { 3, 5, 4, 2 }, w = cr.f32 { 3, 5, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = augment.random_flip(x, { p = 1, horizontal = false, vertical = true })
  return y, cr.grad((y * w):sum(), x)
end, { random = "state" })

m:func("flip_both", { x = cr.f32 { 3, 5, 4, 2 }, w = cr.f32 { 3, 5, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = augment.random_flip(x, { p = 1, vertical = true })
  return y, cr.grad((y * w):sum(), x)
end, { random = "state" })

m:func("flip_never", { x = cr.f32 { 3, 5, 4, 2 }, w = cr.f32 { 3, 5, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = augment.random_flip(x, { p = 0, vertical = true })
  return y, cr.grad((y * w):sum(), x)
end, { random = "state" })

m:func("whole_crop", { x = cr.f32 { 3, 5, 4, 2 }, w = cr.f32 { 3, 5, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = augment.random_crop(x, 0)
  return y, cr.grad((y * w):sum(), x)
end, { random = "state" })

m:func("frame", { x = cr.f32 { 3, 5, 4, 2 }, w = cr.f32 { 3, 9, 8, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = augment.random_crop(x, 2, { size = { 9, 8 }, value = -1 })
  return y, cr.grad((y * w):sum(), x)
end, { random = "state" })

m:func("brightness", { x = cr.f32 { 3, 5, 4, 2 }, w = cr.f32 { 3, 5, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = augment.brightness(x, 0)
  return y, cr.grad((y * w):sum(), x)
end, { random = "state" })

m:func("contrast", { x = cr.f32 { 3, 5, 4, 2 }, w = cr.f32 { 3, 5, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = augment.contrast(x, 1.5, 1.5)
  return y, cr.grad((y * w):sum(), x)
end, { random = "state" })

m:func("no_contrast", { x = cr.f32 { 3, 5, 4, 2 }, w = cr.f32 { 3, 5, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = augment.contrast(x, 0, 0)
  return y, cr.grad((y * w):sum(), x)
end, { random = "state" })

m:func("cutout", { x = cr.f32 { 3, 5, 4, 2 }, w = cr.f32 { 3, 5, 4, 2 } },
       { "y", "d_x" }, function(x, w)
  local y = augment.cutout(x, 11, { value = 0.5 })
  return y, cr.grad((y * w):sum(), x)
end, { random = "state" })
