-- take, take_along, scatter_add, one_hot, dynamic slices; repeated and outside indices.
-- Written by make_golden.py; the numbers are in ../data/indexing.safetensors.
local cr = require "crescent"

local m = cr.model("indexing")

-- result: the axis gives way to the indices' shape
m:func("take_1", { x = cr.f32 { 5, 4, 3 }, index = cr.i32 { 2, 3 }, w = cr.f32 { 2, 3, 4, 3 } },
       { "y", "d_x" }, function(x, index, w)
  local y = cr.take(x, index, 1)
  return y, cr.grad((y * w):sum(), x)
end)

-- result: the axis gives way to the indices' shape
m:func("take_2", { x = cr.f32 { 5, 4, 3 }, index = cr.i32 { 2, 3 }, w = cr.f32 { 5, 2, 3, 3 } },
       { "y", "d_x" }, function(x, index, w)
  local y = cr.take(x, index, 2)
  return y, cr.grad((y * w):sum(), x)
end)

-- result: the axis gives way to the indices' shape
m:func("take_3", { x = cr.f32 { 5, 4, 3 }, index = cr.i32 { 2, 3 }, w = cr.f32 { 5, 4, 2, 3 } },
       { "y", "d_x" }, function(x, index, w)
  local y = cr.take(x, index, 3)
  return y, cr.grad((y * w):sum(), x)
end)

-- indices outside are clamped
m:func("take_clamped", { x = cr.f32 { 5, 4, 3 }, outside = cr.i32 { 4 }, w = cr.f32 { 4, 4, 3 } },
       { "y", "d_x" }, function(x, outside, w)
  local y = cr.take(x, outside)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("take_along", { grid = cr.f32 { 4, 5 }, along = cr.i32 { 4, 3 }, w = cr.f32 { 4, 3 } },
       { "y", "d_grid" }, function(grid, along, w)
  local y = cr.take_along(grid, along, 2)
  return y, cr.grad((y * w):sum(), grid)
end)

-- equal indices add up
m:func("scatter_add_1", { grid = cr.f32 { 4, 5 }, index = cr.i32 { 5 }, updates = cr.f32 { 5, 5 }, w = cr.f32 { 4, 5 } },
       { "y", "d_grid", "d_updates" }, function(grid, index, updates, w)
  local y = cr.scatter_add(grid, index, updates, 1)
  return y, table.unpack(cr.grad((y * w):sum(), { grid, updates }))
end)

-- equal indices add up
m:func("scatter_add_2", { grid = cr.f32 { 4, 5 }, index = cr.i32 { 5 }, updates = cr.f32 { 4, 5 }, w = cr.f32 { 4, 5 } },
       { "y", "d_grid", "d_updates" }, function(grid, index, updates, w)
  local y = cr.scatter_add(grid, index, updates, 2)
  return y, table.unpack(cr.grad((y * w):sum(), { grid, updates }))
end)

m:func("scatter_add_clamped", { grid = cr.f32 { 4, 5 }, outside = cr.i32 { 4 }, updates = cr.f32 { 4, 5 }, w = cr.f32 { 4, 5 } },
       { "y", "d_grid", "d_updates" }, function(grid, outside, updates, w)
  local y = cr.scatter_add(grid, outside, updates)
  return y, table.unpack(cr.grad((y * w):sum(), { grid, updates }))
end)

-- outside: a row of zeros
m:func("one_hot", { marks = cr.i32 { 3, 2 } },
       { "y" }, function(marks)
  return cr.one_hot(marks, 4)
end)

m:func("dynamic_slice", { grid = cr.f32 { 4, 5 }, start = cr.i32 {}, w = cr.f32 { 4, 3 } },
       { "y", "d_grid" }, function(grid, start, w)
  local y = cr.dynamic_slice(grid, start, 3, 2)
  return y, cr.grad((y * w):sum(), grid)
end)

m:func("dynamic_update", { grid = cr.f32 { 4, 5 }, patch = cr.f32 { 4, 3 }, start = cr.i32 {}, w = cr.f32 { 4, 5 } },
       { "y", "d_grid", "d_patch" }, function(grid, patch, start, w)
  local y = cr.dynamic_update(grid, patch, start, 2)
  return y, table.unpack(cr.grad((y * w):sum(), { grid, patch }))
end)

-- the start is clamped, so that the slice fits
m:func("dynamic_slice_low", { grid = cr.f32 { 4, 5 }, start = cr.i32 {}, w = cr.f32 { 4, 3 } },
       { "y", "d_grid" }, function(grid, start, w)
  local y = cr.dynamic_slice(grid, start, 3, 2)
  return y, cr.grad((y * w):sum(), grid)
end)

m:func("dynamic_update_low", { grid = cr.f32 { 4, 5 }, patch = cr.f32 { 4, 3 }, start = cr.i32 {}, w = cr.f32 { 4, 5 } },
       { "y", "d_grid", "d_patch" }, function(grid, patch, start, w)
  local y = cr.dynamic_update(grid, patch, start, 2)
  return y, table.unpack(cr.grad((y * w):sum(), { grid, patch }))
end)

-- the start is clamped, so that the slice fits
m:func("dynamic_slice_high", { grid = cr.f32 { 4, 5 }, start = cr.i32 {}, w = cr.f32 { 4, 3 } },
       { "y", "d_grid" }, function(grid, start, w)
  local y = cr.dynamic_slice(grid, start, 3, 2)
  return y, cr.grad((y * w):sum(), grid)
end)

m:func("dynamic_update_high", { grid = cr.f32 { 4, 5 }, patch = cr.f32 { 4, 3 }, start = cr.i32 {}, w = cr.f32 { 4, 5 } },
       { "y", "d_grid", "d_patch" }, function(grid, patch, start, w)
  local y = cr.dynamic_update(grid, patch, start, 2)
  return y, table.unpack(cr.grad((y * w):sum(), { grid, patch }))
end)
