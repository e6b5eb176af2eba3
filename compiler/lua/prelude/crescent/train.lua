-- train.lua: m:train. Traces the training step, the flush (where gradients accumulate), evaluation, the average and the
-- initialisation of one training run, and records what its loop needs.
--
--   S = sum(loss * weight), W = sum(weight) over a micro-batch; the objective is S / W + regularisers (rule R5).
--   A step whose S or gradient is not finite changes nothing but the random counter.
local _, core = ...
local names = require "crescent.names"
local context = require "crescent.context"
local slots = require "crescent.slots"
local signature = require "crescent.signature"
local optimizer = require "crescent.optimizer"
local objective = require "crescent.objective"
local running = require "crescent.running"
local shape = require "crescent.shape"
local rng = require "crescent.rng"
local tensor = require "crescent.tensor"

local map = core.map

---@class crescent.Train   one m:train while it is traced
---@field name string
---@field what string
---@field o table                    options
---@field ports crescent.Port[]      one example's inputs, in C order
---@field params crescent.Tensor[]   slots that are trained
---@field memory crescent.Memory[]
---@field metrics string[]

local defaults = {
  inputs = names.none, batch = names.none, loss = names.none, metrics = {}, optimizer = names.none, accumulate = 1, trainable = { "*" },
  frozen = {}, groups = {}, ema = names.none, clip_norm = names.none, clip_value = names.none, regularize = true, constraints = true,
  monitor = "loss", mode = "min", drop_remainder = false, restore_best = false, rollback = false, augment = names.none, data = {},
}

---What a step reports beside the metrics.
local reported = { loss_weight = true, gradient_norm = true, learning_rate = true, finite = true, metric_counts = true }

-- ---- options ------------------------------------------------------------------------------------------------------

---The loss's parameters, then the other inputs by name.
local function ordered_inputs(self)
  local inputs, loss = self.o.inputs, self.o.loss
  if type(inputs) ~= "table" then names.fail("%s: inputs; a table { x = type, .. } of one example's types expected; found %s", self.what, names.found(inputs)) end
  if type(loss) ~= "function" then names.fail("%s: loss; a function expected; found %s", self.what, names.found(loss)) end
  local list, used, by_name = {}, {}, {}
  if #inputs > 0 then
    for _, port in ipairs(inputs) do by_name[port[1]] = port[2] end
  else
    by_name = inputs
  end
  local function add(name)
    local ty = by_name[name]
    if ty == nil then
      names.fail('%s: the parameter "%s" of the loss is no input%s', self.what, name, names.hint(name, names.keys(by_name)))
    end
    names.type(('%s: input "%s"'):format(self.what, tostring(name)), ty)
    for _, d in ipairs(ty.shape) do
      if core.kind(d) == "dim" then names.fail('%s: input "%s"; one example with constant extents expected; found %s', self.what, name, tostring(ty)) end
    end
    list[#list + 1], used[name] = { name, ty }, true
  end
  for _, name in ipairs((core.parameters(loss))) do add(name) end
  for _, name in ipairs(names.keys(by_name)) do
    if not used[name] then add(name) end
  end
  if #list == 0 then names.fail("%s: inputs; at least one expected; found none", self.what) end
  return list
end

local function check_options(self)
  local o, what = self.o, self.what
  o.batch = names.number(what .. ": batch", o.batch, { min = 1, integer = true })
  o.accumulate = names.number(what .. ": accumulate", o.accumulate, { min = 1, integer = true })
  if not optimizer.is(o.optimizer) then
    names.fail("%s: optimizer; one of crescent.optim, such as optim.adam {}, expected; found %s", what, names.found(o.optimizer))
  end
  names.number(what .. ": ema", o.ema, { above = 0, below = 1, optional = true })
  names.number(what .. ": clip_norm", o.clip_norm, { above = 0, optional = true })
  names.number(what .. ": clip_value", o.clip_value, { above = 0, optional = true })
  for _, key in ipairs { "regularize", "constraints", "drop_remainder", "restore_best", "rollback" } do
    names.boolean(("%s: %s"):format(what, key), o[key])
  end
  names.choice(what .. ": mode", o.mode, { "min", "max" })
  if type(o.metrics) ~= "table" then names.fail("%s: metrics; a table of functions by name expected; found %s", what, names.found(o.metrics)) end
  for key in pairs(o.metrics) do
    names.identifier(what .. ": the name of a metric", key)
    if key == "loss" then names.fail('%s: the metric "loss"; another name expected; the loss has it', what) end
    if reported[key] then names.fail('%s: the metric "%s"; another name expected; every step reports that', what, key) end
  end
  self.metrics = names.keys(o.metrics)
  local known = { "loss" }
  for _, name in ipairs(self.metrics) do known[#known + 1] = name end
  local named = false
  for _, name in ipairs(known) do named = named or name == o.monitor end
  if not named then
    names.fail('%s: monitor; "%s" expected; found %s%s', what, table.concat(known, '", "'), names.found(o.monitor),
      names.hint(o.monitor, known))
  end
  if o.augment ~= nil and type(o.augment) ~= "function" then
    names.fail("%s: augment; a function expected; found %s", what, names.found(o.augment))
  end
end

-- ---- what the functions share -----------------------------------------------------------------------------------------

local function train_slot(self, name, dtype, shape)
  return (core.slot("train", name, core.type(dtype, shape), false, self.name))
end

local function is_selected(self)
  local known = slots.param_names()
  local wanted = optimizer.matcher(self.what .. ": trainable", self.o.trainable, known)
  local frozen = optimizer.matcher(self.what .. ": frozen", self.o.frozen, known)
  return function(name) return wanted(name) and not frozen(name) end
end

---The trainable parameters that the trace has read and the globs select.
local function selected_params(self)
  local selected, list = is_selected(self), {}
  for _, param in ipairs(core.params_read()) do
    if selected(param.name) then list[#list + 1] = param end
  end
  return list
end

---The sum of the regularisers of the given parameters; nil if there are none.
local function regularisation(self, params)
  local sum
  for _, param in ipairs(self.o.regularize and params or {}) do
    local entry = slots.param(param.name)
    local f = entry and slots.lookup(("the regularizer of %q"):format(param.name), "reg", entry.regularizer)
    if f then
      local value = f(core.leaf(param))
      if core.kind(value) ~= "tensor" or value.rank ~= 0 or value.dtype ~= "f32" then
        names.fail("%s: the regularizer of %q; an f32 scalar expected; found %s", self.what, param.name, names.found(value))
      end
      sum = sum and sum + value or value
    end
  end
  return sum
end

local function fields(self, training)
  return {
    training = training,
    key = function() return core.read(self.rng) end,
    steps = function() return core.convert(self.step, "f32") end,
  }
end

local function batch_inputs(self)
  local values = {}
  for _, port in ipairs(self.ports) do
    local shape = port[2].shape
    table.insert(shape, 1, core.dim("n", self.o.batch))
    values[port[1]] = core.input(port[1], core.type(port[2].dtype, shape))
  end
  return values
end

---Inputs after `augment`, in the training trace.
local function augmented(self, values)
  local f = self.o.augment
  if not f then return values end
  local what = self.what .. ": augment"
  local results = table.pack(context.scoped("augment", nil, signature.call_by_name, what, f, values))
  context.next_callback()
  local out, parameters = {}, core.parameters(f)
  for name, x in pairs(values) do out[name] = x end
  if results.n == 1 and type(results[1]) == "table" then
    for name, x in pairs(results[1]) do out[name] = x end
  else
    if results.n ~= #parameters then
      names.fail("%s; as many results as parameters expected; %d expected; found %d", what, #parameters, results.n)
    end
    for i, name in ipairs(parameters) do out[name] = results[i] end
  end
  for name, x in pairs(out) do
    local old = values[name]
    if not old then names.fail('%s: the result "%s" is no input%s', what, name, names.hint(name, names.keys(values))) end
    if core.kind(x) ~= "tensor" or core.type(x.dtype, x.shape) ~= core.type(old.dtype, old.shape) then
      names.fail('%s: "%s"; %s expected; found %s', what, name, tostring(old), names.found(x))
    end
  end
  return out
end

---Loss and metrics as sums: what both step and evaluation report.
---@return { S: crescent.Tensor, W: crescent.Tensor, metrics: table, sets: table, R: crescent.Tensor|nil, params: table }
local function forward(self, values)
  local size = core.convert(core.extent(core.dim("n", self.o.batch)), "f32")
  local function sums(charge, ...)
    local S, W = objective.sums(self.what, "the loss", size, ...)
    return charge and self.o.regularize and S + charge * W or S, W
  end
  local S, W = sums(context.charged(signature.call_by_name, self.what .. ": loss", self.o.loss, values))
  local result = { S = S, W = W, metrics = {}, running = {}, counts = {}, sets = context.next_callback() }
  result.params = selected_params(self)
  result.R = regularisation(self, result.params)
  for _, name in ipairs(self.metrics) do
    if self.before_metric then self.before_metric() end
    local what = ('%s: metric "%s"'):format(self.what, name)
    local returned = table.pack(signature.call_by_name(what, self.o.metrics[name], values))
    if running.is(returned[1]) then
      result.running[#result.running + 1] = { name = name, metric = returned[1] }
      running.append(returned[1], result.counts)
      table.insert(result.metrics, { name = name, value = tensor.constant(0), weight = tensor.constant(0) })
    else
      local value, weight = objective.sums(self.what, ('the metric "%s"'):format(name), size, table.unpack(returned, 1, returned.n))
      table.insert(result.metrics, { name = name, value = value, weight = weight })
    end
    context.next_callback()
  end
  return result
end

---What metrics that are no means count of the micro-batch: one vector, in the metrics' order.
local function report_counts(self, result)
  if #result.counts == 0 then return end
  local counts = #result.counts == 1 and result.counts[1] or shape.concat(result.counts, 1)
  core.output("metric_counts", counts)
  self.running, self.count = result.running, counts.elements
end

local function report(result)
  core.output("loss", result.R and result.S + result.R * result.W or result.S)
  core.output("loss_weight", result.W)
  for _, metric in ipairs(result.metrics) do
    core.output(metric.name, metric.value)
    core.output(metric.name .. "_weight", metric.weight)
  end
end

local function report_update(norm, lr, finite)
  core.output("gradient_norm", norm)
  core.output("learning_rate", lr)
  core.output("finite", core.convert(finite, "f32"))
end

---1 / W, or 0 where W is 0.
local function inverse(W)
  local positive = map.greater(W, 0)
  return map.select(positive, map.divide(1, map.select(positive, W, 1)), 0)
end

local function global_norm(grads)
  local sum
  for _, g in ipairs(grads) do
    local square = map.multiply(g, g):sum()
    sum = sum and sum + square or square
  end
  return sum and map.sqrt(sum) or tensor.constant(0)
end

local function clipped(self, grads, norm)
  local o, out = self.o, {}
  local scale = o.clip_norm and map.select(map.greater(norm, o.clip_norm), map.divide(o.clip_norm, norm), 1)
  for i, g in ipairs(grads) do
    if scale then g = g * scale end
    if o.clip_value then g = map.minimum(map.maximum(g, -o.clip_value), o.clip_value) end
    out[i] = g
  end
  return out
end

local function constrained(self, param, new)
  local entry = slots.param(param.name)
  local f = self.o.constraints and entry and slots.lookup(("the constraint of %q"):format(param.name), "constraint", entry.constraint)
  return f and f(new) or new
end

local function average_slot(self, param) return train_slot(self, "average." .. param.name, "f32", param.shape) end

---The average of a parameter; before the first update there is none, and it is the parameter itself.
local function average_of(self, param)
  return map.select(map.equal(self.step, 0), core.leaf(param), core.read(average_slot(self, param)))
end

---Clips, updates, constrains, averages and counts; writes only where `ok`.
local function update(self, params, grads, norm, ok, lr)
  local o = self.o
  local function commit(slot, new, old) core.set(slot, map.select(ok, new, old)) end
  local function finish(param, new)
    new = constrained(self, param, new)
    if o.ema then
      local slot = average_slot(self, param)
      local old = core.read(slot)
      local mixed = old * o.ema + new * map.subtract(1, core.number(o.ema, "f32", "ema"))
      commit(slot, map.select(map.equal(self.step, 0), new, mixed), old)    -- starts as the first update leaves them
    end
    return new
  end
  local job = { what = self.what, group = self.name, groups = o.groups, known = slots.param_names(), lr = lr,
    step = core.convert(self.step, "f32") + 1 }
  self.memory = optimizer.apply(o.optimizer, job, params, clipped(self, grads, norm), finish, commit)
  core.set(self.step, map.select(ok, self.step + 1, self.step))
end

---Parameters whose gradient is not zero everywhere; the others are noted.
local function with_gradient(self, params, grads)
  local kept, kept_grads, without = {}, {}, {}
  for i, param in ipairs(params) do
    if core.is_zero(grads[i]) then without[#without + 1] = param.name
    else kept[#kept + 1], kept_grads[#kept_grads + 1] = param, grads[i] end
  end
  if #without > 0 then core.note(("%s: no gradient reaches %s; not trained"):format(self.what, table.concat(without, ", "))) end
  if #kept == 0 then names.fail("%s: the loss depends on no trainable parameter", self.what) end
  return kept, kept_grads
end

local function leaves(params)
  local out = {}
  for i, param in ipairs(params) do out[i] = core.leaf(param) end
  return out
end

local function commit_sets(sets, ok)
  for _, set in ipairs(sets) do core.set(set[1], map.select(ok, set[2], core.leaf(set[1]))) end
end

-- ---- the functions ---------------------------------------------------------------------------------------------------------

---One micro-batch, and the update where nothing accumulates.
local function step_body(self)
  local result = forward(self, augmented(self, batch_inputs(self)))
  local direct = self.o.accumulate == 1
  local y = result.S
  if direct then
    y = result.S * core.op.stop_gradient(inverse(result.W))
    if result.R then y = y + result.R end
  end
  if #result.params == 0 then names.fail("%s: the loss depends on no trainable parameter", self.what) end
  local grads
  self.params, grads = with_gradient(self, result.params, core.gradients(y, leaves(result.params)))
  local norm = global_norm(grads)
  local ok = map.is_finite(norm) & map.is_finite(result.S)
  local lr = optimizer.rate(self.o.optimizer, core.convert(self.step, "f32"))
  report(result)
  commit_sets(result.sets, ok)
  if direct then
    update(self, self.params, grads, norm, ok, lr)
  else
    for i, param in ipairs(self.params) do
      local slot = train_slot(self, "gradient." .. param.name, "f32", param.shape)
      core.set(slot, map.select(ok, core.read(slot) + grads[i], core.read(slot)))
    end
    core.set(self.weight, map.select(ok, self.weight + result.W, self.weight))
  end
  report_update(direct and norm or tensor.constant(0), lr, ok)
  report_counts(self, result)
  core.set(self.rng, rng.next_call(core.leaf(self.rng)))
end

---The update from accumulated gradients.
local function flush_body(self)
  local W = core.read(self.weight)
  local R = regularisation(self, self.params)
  local extra = R and core.gradients(R, leaves(self.params))
  local grads, scale = {}, inverse(W)
  for i, param in ipairs(self.params) do
    local g = core.read(train_slot(self, "gradient." .. param.name, "f32", param.shape)) * scale
    grads[i] = extra and g + extra[i] or g
  end
  local norm = global_norm(grads)
  local finite = map.is_finite(norm)
  local lr = optimizer.rate(self.o.optimizer, core.convert(self.step, "f32"))
  update(self, self.params, grads, norm, finite & map.greater(W, 0), lr)
  for _, param in ipairs(self.params) do
    core.set(train_slot(self, "gradient." .. param.name, "f32", param.shape), 0)
  end
  core.set(self.weight, 0)
  report_update(norm, lr, finite)
end

---Loss and metrics without training; with the averages where there are any. Nothing is written.
local function evaluate_body(self)
  local values = batch_inputs(self)
  local function use_averages()
    for _, param in ipairs(self.o.ema and self.params or {}) do core.set(param, average_of(self, param)) end
  end
  use_averages()
  self.before_metric = use_averages
  local result = forward(self, values)
  if self.o.regularize then
    use_averages()
    result.R = regularisation(self, self.params)
  end
  report(result)
  report_counts(self, result)
  core.take_sets()
end

---The metrics that are no means, from what was counted.
local function finish_body(self)
  local counts = core.input("counts", core.type("f32", { self.count }))
  local at = 1
  for _, entry in ipairs(self.running) do
    local value
    value, at = running.value(('%s: metric "%s"'):format(self.what, entry.name), entry.metric, counts, at)
    core.output(entry.name, value)
  end
end

local function init_body(self)
  local seed = core.input("seed", core.seed)
  core.set(self.rng, seed)
  core.set(self.step, 0)
  if self.weight then core.set(self.weight, 0) end
  for _, hyper in ipairs(core.hyper_slots(self.name)) do core.set(hyper[1], hyper[2]) end
  if self.total_steps then core.set(self.total_steps, 1) end
  if self.counts then core.set(self.counts, 0) end
  optimizer.start(self.memory)
  for _, param in ipairs(self.params) do
    if self.o.accumulate > 1 then core.set(train_slot(self, "gradient." .. param.name, "f32", param.shape), 0) end
    if self.o.ema then core.set(average_slot(self, param), 0) end
  end
end

local function average_body(self)
  for _, param in ipairs(self.params) do core.set(param, average_of(self, param)) end
end

-- ---- data -------------------------------------------------------------------------------------------------------------------

local function check_source(self, key, source)
  local what = ("%s: data.%s"):format(self.what, key)
  if type(source) ~= "table" or type(source.fields) ~= "table" then
    names.fail("%s; a cr.data source expected; found %s", what, names.found(source))
  end
  local inputs, given = {}, {}
  for i, port in ipairs(self.ports) do inputs[i] = port[1] end
  for _, field in ipairs(source.fields) do
    if field.input == "" then field.input = inputs[1] end
    local known = false
    for _, name in ipairs(inputs) do known = known or name == field.input end
    if not known then names.fail('%s: "%s" is no input%s', what, field.input, names.hint(field.input, inputs)) end
    given[field.input] = true
  end
  for _, name in ipairs(inputs) do
    if not given[name] then names.fail('%s: nothing for the input "%s"', what, name) end
  end
  return source
end

local function check_data(self)
  local d = names.options(self.what .. ": data", self.o.data, { train = names.none, validation = names.none, test = names.none })
  for key, source in pairs(d) do
    if key == "validation" and type(source) == "number" then
      names.number(self.what .. ": data.validation", source, { above = 0, below = 1 })
    else
      check_source(self, key, source)
    end
  end
  return d
end

---@param name string
---@param spec table
return function(_, name, spec)
  local what = ('train "%s"'):format(name)
  ---@type crescent.Train
  local self = { name = name, what = what, o = names.options(what, spec, defaults) }
  check_options(self)
  self.ports = ordered_inputs(self)
  local data = check_data(self)
  self.rng = train_slot(self, "rng", "u32", { 4 })
  self.step = train_slot(self, "step", "u32", {})
  local accumulating = self.o.accumulate > 1
  if accumulating then self.weight = train_slot(self, "weight", "f32", {}) end

  local function trace(suffix, kind, training, body)
    local full = suffix == "evaluate" and name == "train" and "evaluate" or name .. "_" .. suffix
    return context.trace({ name = full, kind = kind, group = name, what = what }, fields(self, training), function() body(self) end)
  end
  local step = trace("step", "train_step", true, step_body)
  local flush = step and accumulating and trace("flush", "train_flush", true, flush_body) or nil
  local evaluate = step and trace("evaluate", "evaluate", false, evaluate_body)
  local average = step and self.o.ema and trace("average", "average", false, average_body) or nil
  if not step or not evaluate or (accumulating and not flush) then return end
  local finish = self.running and trace("finish", "finish", false, finish_body)
  if self.running and not finish then return end
  if finish then self.counts = train_slot(self, "counts", "f32", { 2 * self.count }) end
  self.total_steps = core.find_slot("train", (name == "train" and "" or name .. ".") .. "total_steps")
  local init = trace("init", "train_init", false, init_body)
  local hypers = {}
  for i, hyper in ipairs(core.hyper_slots(name)) do hypers[i] = hyper[1] end
  core.train {
    name = name, init = init, step = step, flush = flush, evaluate = evaluate, average = average, finish = finish, counts = self.counts, batch = self.o.batch,
    accumulate = self.o.accumulate, metrics = self.metrics, inputs = self.ports, hypers = hypers,
    total_steps = self.total_steps, monitor = self.o.monitor, maximize = self.o.mode == "max", drop_remainder = self.o.drop_remainder,
    restore_best = self.o.restore_best, rollback = self.o.rollback, data = data,
  }
end
