-- Reductions over every kind of axis subset, cumulative sums, argmax with ties.
-- Written by make_golden.py; the numbers are in ../data/reductions.safetensors.
local cr = require "crescent"

local m = cr.model("reductions")

m:func("sum_all", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 {} },
       { "y", "d_x" }, function(x, w)
  local y = cr.sum(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_1", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 4, 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.sum(x, 1)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_2", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3, 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.sum(x, 2)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_3", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3, 4 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.sum(x, 3)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_12", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.sum(x, { 1, 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_13", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 4 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.sum(x, { 1, 3 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_23", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.sum(x, { 2, 3 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_all", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 {} },
       { "y", "d_x" }, function(x, w)
  local y = cr.mean(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_1", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 4, 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.mean(x, 1)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_2", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3, 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.mean(x, 2)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_3", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3, 4 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.mean(x, 3)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_12", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.mean(x, { 1, 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_13", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 4 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.mean(x, { 1, 3 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("mean_23", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.mean(x, { 2, 3 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_all", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 {} },
       { "y", "d_x" }, function(x, w)
  local y = cr.max(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_1", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 4, 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.max(x, 1)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_2", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3, 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.max(x, 2)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_3", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3, 4 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.max(x, 3)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_12", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.max(x, { 1, 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_13", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 4 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.max(x, { 1, 3 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_23", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.max(x, { 2, 3 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("min_all", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 {} },
       { "y", "d_x" }, function(x, w)
  local y = cr.min(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("min_1", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 4, 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.min(x, 1)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("min_2", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3, 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.min(x, 2)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("min_3", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3, 4 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.min(x, 3)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("min_12", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.min(x, { 1, 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("min_13", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 4 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.min(x, { 1, 3 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("min_23", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.min(x, { 2, 3 })
  return y, cr.grad((y * w):sum(), x)
end)

-- divides by n
m:func("variance_all", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 {} },
       { "y", "d_x" }, function(x, w)
  local y = cr.variance(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("variance_1", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 4, 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.variance(x, 1)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("variance_2", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3, 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.variance(x, 2)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("variance_3", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3, 4 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.variance(x, 3)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("variance_12", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.variance(x, { 1, 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("variance_13", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 4 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.variance(x, { 1, 3 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("variance_23", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.variance(x, { 2, 3 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("logsumexp_all", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 {} },
       { "y", "d_x" }, function(x, w)
  local y = cr.logsumexp(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("logsumexp_1", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 4, 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.logsumexp(x, 1)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("logsumexp_2", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3, 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.logsumexp(x, 2)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("logsumexp_3", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3, 4 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.logsumexp(x, 3)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("logsumexp_12", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.logsumexp(x, { 1, 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("logsumexp_13", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 4 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.logsumexp(x, { 1, 3 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("logsumexp_23", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.logsumexp(x, { 2, 3 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("norm_all", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 {} },
       { "y", "d_x" }, function(x, w)
  local y = cr.norm(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("norm_1", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 4, 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.norm(x, 1)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("norm_2", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3, 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.norm(x, 2)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("norm_3", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3, 4 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.norm(x, 3)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("norm_12", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.norm(x, { 1, 2 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("norm_13", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 4 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.norm(x, { 1, 3 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("norm_23", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.norm(x, { 2, 3 })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("sum_keep", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 1, 4, 1 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.sum(x, { 1, 3 }, { keep_dims = true })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("max_negative_axis", { x = cr.f32 { 3, 4, 5 }, w = cr.f32 { 3, 5 } },
       { "y", "d_x" }, function(x, w)
  local y = cr.max(x, -2)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("prod", { v = cr.f32 { 3, 4 }, w = cr.f32 { 3 } },
       { "y", "d_v" }, function(v, w)
  local y = cr.prod(v, 2)
  return y, cr.grad((y * w):sum(), v)
end)

-- the derivative at the 0 is the product of the others
m:func("prod_zero", { v = cr.f32 { 3, 4 }, w = cr.f32 { 3 } },
       { "y", "d_v" }, function(v, w)
  local y = cr.prod(v, 2)
  return y, cr.grad((y * w):sum(), v)
end)

m:func("prod_all", { v = cr.f32 { 2, 3 }, w = cr.f32 {} },
       { "y", "d_v" }, function(v, w)
  local y = cr.prod(v)
  return y, cr.grad((y * w):sum(), v)
end)

m:func("cumsum_1", { grid = cr.f32 { 4, 6 }, w = cr.f32 { 4, 6 } },
       { "y", "d_grid" }, function(grid, w)
  local y = cr.cumsum(grid, 1)
  return y, cr.grad((y * w):sum(), grid)
end)

m:func("cumsum_2", { grid = cr.f32 { 4, 6 }, w = cr.f32 { 4, 6 } },
       { "y", "d_grid" }, function(grid, w)
  local y = cr.cumsum(grid, 2)
  return y, cr.grad((y * w):sum(), grid)
end)

m:func("cumsum_exclusive_1", { grid = cr.f32 { 4, 6 }, w = cr.f32 { 4, 6 } },
       { "y", "d_grid" }, function(grid, w)
  local y = cr.cumsum(grid, 1, { exclusive = true })
  return y, cr.grad((y * w):sum(), grid)
end)

m:func("cumsum_exclusive_2", { grid = cr.f32 { 4, 6 }, w = cr.f32 { 4, 6 } },
       { "y", "d_grid" }, function(grid, w)
  local y = cr.cumsum(grid, 2, { exclusive = true })
  return y, cr.grad((y * w):sum(), grid)
end)

m:func("cumsum_reverse_1", { grid = cr.f32 { 4, 6 }, w = cr.f32 { 4, 6 } },
       { "y", "d_grid" }, function(grid, w)
  local y = cr.cumsum(grid, 1, { reverse = true })
  return y, cr.grad((y * w):sum(), grid)
end)

m:func("cumsum_reverse_2", { grid = cr.f32 { 4, 6 }, w = cr.f32 { 4, 6 } },
       { "y", "d_grid" }, function(grid, w)
  local y = cr.cumsum(grid, 2, { reverse = true })
  return y, cr.grad((y * w):sum(), grid)
end)

m:func("cumsum_reverse_exclusive_1", { grid = cr.f32 { 4, 6 }, w = cr.f32 { 4, 6 } },
       { "y", "d_grid" }, function(grid, w)
  local y = cr.cumsum(grid, 1, { reverse = true, exclusive = true })
  return y, cr.grad((y * w):sum(), grid)
end)

m:func("cumsum_reverse_exclusive_2", { grid = cr.f32 { 4, 6 }, w = cr.f32 { 4, 6 } },
       { "y", "d_grid" }, function(grid, w)
  local y = cr.cumsum(grid, 2, { reverse = true, exclusive = true })
  return y, cr.grad((y * w):sum(), grid)
end)

-- the first wins
m:func("argmax_1", { ties = cr.f32 { 4, 4 } },
       { "y" }, function(ties)
  return cr.argmax(ties, 1)
end)

-- the first wins
m:func("argmax_2", { ties = cr.f32 { 4, 4 } },
       { "y" }, function(ties)
  return cr.argmax(ties, 2)
end)

-- the first wins
m:func("argmin_1", { ties = cr.f32 { 4, 4 } },
       { "y" }, function(ties)
  return cr.argmin(ties, 1)
end)

-- the first wins
m:func("argmin_2", { ties = cr.f32 { 4, 4 } },
       { "y" }, function(ties)
  return cr.argmin(ties, 2)
end)

m:func("any", { bits = cr.f32 { 3, 3 } },
       { "y" }, function(bits)
  return cr.any(cr.not_equal(bits, 0), 2)
end)

m:func("all", { bits = cr.f32 { 3, 3 } },
       { "y" }, function(bits)
  return cr.all(cr.not_equal(bits, 0), 2)
end)
