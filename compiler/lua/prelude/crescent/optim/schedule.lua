--- Learning-rate schedules: each makes a function (step, total) -> T, both f32 scalars; step counts updates from 0, total is the
--- length of the run. steps = "run" reads total. Any such function of one's own is a schedule.
local cr = require "crescent"
local names = require "crescent.names"
local _, core = ...

local schedule = {}

---@alias crescent.Schedule fun(step: crescent.Tensor, total: crescent.Tensor): crescent.Tensor

--- A schedule as it is; a number or cr.hyper as the constant schedule.
---@param what string
---@param value number|crescent.Tensor|crescent.Schedule
---@return crescent.Schedule
local function inner(what, value)
  if core.kind(value) == "function" then return value end
  return schedule.constant(names.number(what, value, { min = 0 }))
end

--- How far the run is, 0 .. 1.
---@param step crescent.Tensor
---@param total crescent.Tensor
---@param steps number|string
---@return crescent.Tensor
local function progress(step, total, steps)
  return cr.minimum(step / (steps == "run" and total or steps), 1)
end

local function check_steps(what, steps)
  if steps == "run" then return steps end
  return names.number(what .. ": steps (a number, or \"run\")", steps, { above = 0 })
end

--- Always v.
---@param v number|crescent.Tensor
---@return crescent.Schedule
function schedule.constant(v)
  names.number("constant: value", v, { min = 0 })
  return function() return core.kind(v) == "tensor" and v or cr.full(cr.f32 {}, v) end
end

--- v0 until step n1, then v1 until step n2, ...: step(0.1, { 1000, 0.01 }, { 2000, 0.001 })
---@param v0 number
---@param ... { [1]: integer, [2]: number }
---@return crescent.Schedule
function schedule.step(v0, ...)
  local stages, last = { ... }, 0
  names.number("step: the first value", v0, { min = 0 })
  for i, stage in ipairs(stages) do
    if type(stage) ~= "table" then
      names.fail("step: stage %d; { step, value } expected; found %s", i, type(stage))
    end
    last = names.number("step: the step of stage " .. i, stage[1], { min = last, integer = true })
    names.number("step: the value of stage " .. i, stage[2], { min = 0 })
  end
  return function(step)
    local v = schedule.constant(v0)()
    for _, stage in ipairs(stages) do v = cr.select(cr.greater_equal(step, stage[1]), stage[2], v) end
    return v
  end
end

--- lr * rate^(step / every)
---@param o { lr: number, rate: number, every: number }
---@return crescent.Schedule
function schedule.exponential(o)
  o = names.options("exponential", o, { lr = names.none, rate = names.none, every = names.none })
  names.number("exponential: lr", o.lr, { min = 0 })
  names.number("exponential: rate", o.rate, { above = 0 })
  names.number("exponential: every", o.every, { above = 0 })
  return function(step) return cr.power(o.rate, step / o.every) * o.lr end
end

--- final + (lr - final) * (1 + cos(pi * min(step / steps, 1))) / 2
---@param o { lr: number, final: number, steps: number|"run" }
---@return crescent.Schedule
function schedule.cosine(o)
  o = names.options("cosine", o, { lr = names.none, final = 0, steps = "run" })
  names.number("cosine: lr", o.lr, { min = 0 })
  names.number("cosine: final", o.final, { min = 0 })
  check_steps("cosine", o.steps)
  return function(step, total)
    local wave = (1 + cr.cos(progress(step, total, o.steps) * math.pi)) * 0.5
    return wave * (o.lr - o.final) + o.final
  end
end

--- from + (to - from) * min(step / steps, 1)
---@param o { from: number, to: number, steps: number|"run" }
---@return crescent.Schedule
function schedule.linear(o)
  o = names.options("linear", o, { from = names.none, to = names.none, steps = "run" })
  names.number("linear: from", o.from, { min = 0 })
  names.number("linear: to", o.to, { min = 0 })
  check_steps("linear", o.steps)
  return function(step, total) return progress(step, total, o.steps) * (o.to - o.from) + o.from end
end

--- n steps up to the schedule's first value, s(0) * (step + 1) / n; then the schedule, s(step - n).
---@param n integer
---@param s number|crescent.Tensor|crescent.Schedule
---@return crescent.Schedule
function schedule.warmup(n, s)
  names.number("warmup: steps", n, { min = 1, integer = true })
  local after = inner("warmup: schedule", s)
  return function(step, total)
    local rise = after(cr.full(cr.f32 {}, 0), total) * ((step + 1) / n)
    return cr.select(cr.less(step, n), rise, after(cr.maximum(step - n, 0), total))
  end
end

--- lr * min((step + 1) / warmup, sqrt(warmup / (step + 1))): Vaswani et al. 2017.
---@param o { lr: number, warmup: number }
---@return crescent.Schedule
function schedule.inverse_sqrt(o)
  o = names.options("inverse_sqrt", o, { lr = names.none, warmup = names.none })
  names.number("inverse_sqrt: lr", o.lr, { min = 0 })
  names.number("inverse_sqrt: warmup", o.warmup, { above = 0 })
  return function(step)
    local ratio = (step + 1) / o.warmup
    return cr.minimum(ratio, cr.rsqrt(ratio)) * o.lr
  end
end

return schedule
