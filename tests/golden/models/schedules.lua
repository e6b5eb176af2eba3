-- Every learning-rate schedule at steps 0 to 60 of a run of 50.
-- Written by make_golden.py; the numbers are in ../data/schedules.safetensors.
local cr, optim = require "crescent", require "crescent.optim"

local m = cr.model("schedules")

m:func("constant", { step = cr.f32 { 61 }, total = cr.f32 {} },
       { "lr" }, function(step, total)
  return optim.constant(0.03)(step, total) + step * 0
end)

-- from step 10 on (steps count from 0) the second value
m:func("step", { step = cr.f32 { 61 }, total = cr.f32 {} },
       { "lr" }, function(step, total)
  return optim.step(0.1, { 10, 0.01 }, { 25, 0.001 })(step, total) + step * 0
end)

m:func("exponential", { step = cr.f32 { 61 }, total = cr.f32 {} },
       { "lr" }, function(step, total)
  return optim.exponential { lr = 0.1, rate = 0.5, every = 10 }(step, total) + step * 0
end)

m:func("cosine", { step = cr.f32 { 61 }, total = cr.f32 {} },
       { "lr" }, function(step, total)
  return optim.cosine { lr = 0.1 }(step, total) + step * 0
end)

m:func("cosine_steps", { step = cr.f32 { 61 }, total = cr.f32 {} },
       { "lr" }, function(step, total)
  return optim.cosine { lr = 0.1, final = 0.01, steps = 30 }(step, total) + step * 0
end)

m:func("linear", { step = cr.f32 { 61 }, total = cr.f32 {} },
       { "lr" }, function(step, total)
  return optim.linear { from = 0.1, to = 0.02 }(step, total) + step * 0
end)

m:func("linear_steps", { step = cr.f32 { 61 }, total = cr.f32 {} },
       { "lr" }, function(step, total)
  return optim.linear { from = 0, to = 0.5, steps = 20 }(step, total) + step * 0
end)

m:func("warmup", { step = cr.f32 { 61 }, total = cr.f32 {} },
       { "lr" }, function(step, total)
  return optim.warmup(8, optim.constant(0.1))(step, total) + step * 0
end)

m:func("warmup_cosine", { step = cr.f32 { 61 }, total = cr.f32 {} },
       { "lr" }, function(step, total)
  return optim.warmup(10, optim.cosine { lr = 0.1, steps = 40 })(step, total) + step * 0
end)

m:func("warmup_exponential", { step = cr.f32 { 61 }, total = cr.f32 {} },
       { "lr" }, function(step, total)
  return optim.warmup(4, optim.exponential { lr = 0.1, rate = 0.9, every = 1 })(step, total) + step * 0
end)

m:func("inverse_sqrt", { step = cr.f32 { 61 }, total = cr.f32 {} },
       { "lr" }, function(step, total)
  return optim.inverse_sqrt { lr = 0.1, warmup = 16 }(step, total) + step * 0
end)
