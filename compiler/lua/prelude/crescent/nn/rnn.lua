--- Recurrent layers: parameters, gate order and semantics are Keras's. The input's product with the kernel is done for all steps at once;
--- what is left for the loop is the recurrent product and the gates.
local cr = require "crescent"
local names = require "crescent.names"
local layer = require "crescent.layer"
local slots = require "crescent.slots"
local context = require "crescent.context"
local activate = require "crescent.nn.activate"
local _, core = ...

local rnn = {}

---@class crescent.Cell
---@field gates integer                      kernels are [in, gates * units]
---@field states string[]                    names of the states; the first is the output
---@field bias? fun(o: table): integer[]     the bias's shape
---@field step fun(c: table, z: crescent.Tensor, s: crescent.Tensor[]): crescent.Tensor[]

-- ---- cells ------------------------------------------------------------------------------------------------

---Row i (from 1) of a bias that has one for the input and one for the recurrent product.
local function row(bias, i) return cr.at(bias, 1, i) end

---@type table<string, crescent.Cell>
local cells = {}

cells.simple_rnn = {
  gates = 1, states = { "h" },
  step = function(c, z, s) return { c.activation(z + s[1]:matmul(c.recurrent)) } end,
}

-- gates: input, forget, candidate, output
cells.lstm = {
  gates = 4, states = { "h", "c" },
  step = function(c, z, s)
    local i, f, g, o = cr.split(z + s[1]:matmul(c.recurrent), 4, -1)
    local cell = c.gate(f) * s[2] + c.gate(i) * c.activation(g)
    return { c.gate(o) * c.activation(cell), cell }
  end,
}

-- gates: update, reset, candidate
cells.gru = {
  gates = 3, states = { "h" },
  bias = function(o) return o.reset_after and { 2, 3 * o.units } or { 3 * o.units } end,
  step = function(c, z, s)
    local h, u = s[1], c.units
    local xz, xr, xh = cr.split(z, 3, -1)
    if c.reset_after then
      local product = h:matmul(c.recurrent)
      if c.bias then product = product + row(c.bias, 2) end
      local hz, hr, hh = cr.split(product, 3, -1)
      local update, reset = c.gate(xz + hz), c.gate(xr + hr)
      return { update * h + (1 - update) * c.activation(xh + reset * hh) }
    end
    local both = h:matmul(cr.slice(c.recurrent, 2, 1, 2 * u))
    local hz, hr = cr.split(both, 2, -1)
    local update, reset = c.gate(xz + hz), c.gate(xr + hr)
    return { update * h + (1 - update) * c.activation(xh + (reset * h):matmul(cr.slice(c.recurrent, 2, 2 * u + 1, -1))) }
  end,
}

-- ---- parameters -----------------------------------------------------------------------------------------------

local function linear(x) return x end

---The bias's initialiser; an LSTM's forget gate begins with ones.
local function bias_init(o)
  if not o.unit_forget_bias then return o.bias_initializer end
  local init = slots.lookup("lstm: bias_initializer", "init", o.bias_initializer)
  if type(init) == "number" then init = (require "crescent.nn").init.constant(init) end
  return function(_, name)
    local u = o.units
    return cr.concat({ init({ u }, name), cr.ones(cr.f32 { u }), init({ 2 * u }, name) }, 1)
  end
end

---What a step needs: parameters and functions.
local function context_of(self, cell, inputs)
  local o = self.opts
  local c = { units = o.units, reset_after = o.reset_after, activation = activate.resolve(self.kind, o.activation) or linear,
    gate = o.recurrent_activation and activate.resolve(self.kind, o.recurrent_activation) or linear }
  c.kernel = self:param("kernel", { inputs, cell.gates * o.units },
    { init = o.kernel_initializer, regularizer = o.kernel_regularizer, constraint = o.kernel_constraint })
  c.recurrent = self:param("recurrent_kernel", { o.units, cell.gates * o.units },
    { init = o.recurrent_initializer, regularizer = o.recurrent_regularizer, constraint = o.recurrent_constraint })
  if o.use_bias then
    c.bias = self:param("bias", cell.bias and cell.bias(o) or { cell.gates * o.units },
      { init = bias_init(o), regularizer = o.bias_regularizer, constraint = o.bias_constraint })
  end
  return c
end

---x times the kernel, plus the input's bias.
local function project(c, x)
  local z = x:matmul(c.kernel)
  if not c.bias then return z end
  return z + (c.bias.rank == 2 and row(c.bias, 1) or c.bias)
end

---Inverted dropout by one mask for all steps.
local function dropped(rate, x, extents)
  if rate == 0 or not cr.training() then return x end
  return x * (cr.rng_bernoulli(cr.f32(extents), 1 - rate) * (1 / (1 - rate)))
end

-- ---- the layer ------------------------------------------------------------------------------------------------

local function check_input(kind, x, rank, form)
  if core.kind(x) ~= "tensor" or x.dtype ~= "f32" or x.rank ~= rank then
    names.fail("%s: the input; f32[%s] expected; found %s", kind, form, names.found(x))
  end
  if rank == 3 and x:dim(2) == 0 then names.fail("%s: a sequence without steps; at least 1 expected; found %s", kind, tostring(x)) end
end

---The states before the first step: given, kept from the last call, or zero.
local function first_states(self, cell, batch, given)
  local o, s = self.opts, {}
  if given ~= nil and core.kind(given) == "tensor" then given = { given } end
  if given ~= nil and (type(given) ~= "table" or #given > #cell.states) then
    names.fail("%s: initial_state; %s expected; found %s", self.kind, #cell.states == 1 and "one state (h)" or "two states (h, c)",
      type(given) == "table" and #given or names.found(given))
  end
  for i, name in ipairs(cell.states) do
    local ty = cr.f32 { batch, o.units }
    if given then
      local x = given[i]
      if core.kind(x) ~= "tensor" or core.type(x.dtype, x.shape) ~= ty then
        names.fail("%s: initial_state %d; %s expected; found %s", self.kind, i, tostring(ty), names.found(x))
      end
      s[i] = x
    else
      s[i] = o.stateful and self:state(name, ty, { init = 0 }) or cr.zeros(ty)
    end
  end
  return s
end

---bool [time, batch] of the steps that count, or nil.
local function mask_of(kind, x, given)
  if given.mask ~= nil and given.lengths ~= nil then names.fail("%s: a mask or lengths expected; found both", kind) end
  local batch, time = x:dim(1), x:dim(2)
  if given.mask ~= nil then
    local ty = cr.bool { batch, time }
    if core.kind(given.mask) ~= "tensor" or core.type(given.mask.dtype, given.mask.shape) ~= ty then
      names.fail("%s: mask; %s expected; found %s", kind, tostring(ty), names.found(given.mask))
    end
    return cr.transpose(given.mask, { 2, 1 })
  end
  if given.lengths ~= nil then
    local ty = cr.i32 { batch }
    if core.kind(given.lengths) ~= "tensor" or core.type(given.lengths.dtype, given.lengths.shape) ~= ty then
      names.fail("%s: lengths; %s expected; found %s", kind, tostring(ty), names.found(given.lengths))
    end
    if core.kind(time) == "number" then cr.range_check(given.lengths, 0, time) end
    return cr.less(cr.iota(cr.i32 { time, batch }, 1), cr.broadcast(given.lengths, { time, batch }))
  end
  return nil
end

---new where the step counts, old elsewhere; valid is [batch].
local function kept(valid, new, old) return cr.select(cr.broadcast(cr.expand(valid, 2), new.shape), new, old) end

---What the layer returns, charged for by its activity_regularizer: its sum, an example of the batch.
local function regularised(self, ...)
  local f = slots.lookup(self.kind .. ": activity_regularizer", "reg", self.opts.activity_regularizer)
  if f then
    for _, y in ipairs { ... } do context.charge(f(y) / cr.size(y, 1)) end
  end
  return ...
end

local call_defaults = { mask = names.none, lengths = names.none, initial_state = names.none }

local function run(self, cell, x, given)
  local o, kind = self.opts, self.kind
  check_input(kind, x, 3, "batch,time,features")
  given = names.options(kind .. ": the call", given, call_defaults)
  local batch, inputs = x:dim(1), x:dim(3)
  local c = context_of(self, cell, inputs)
  local states = first_states(self, cell, batch, given.initial_state)
  local valid = mask_of(kind, x, given)
  if o.dropout > 0 then x = dropped(o.dropout, x, { batch, 1, inputs }) end
  local recurrent_mask = o.recurrent_dropout > 0 and cr.training() and dropped(o.recurrent_dropout, cr.ones(cr.f32 { batch, o.units }), { batch, o.units })
  local function projected(v) return { z = project(c, v.x), valid = v.valid } end
  local carry = { s = states }
  local zeroed = valid and o.zero_output_for_mask
  local own_y = zeroed or valid and (given.initial_state ~= nil or o.stateful)      -- a masked step repeats y, which is 0 at first
  if own_y then carry.y = cr.zeros(cr.f32 { batch, o.units }) end
  local last, ys = cr.scan(carry, { x = cr.transpose(x, { 2, 1, 3 }), valid = valid }, function(k, v)
    local s = { table.unpack(k.s) }
    if recurrent_mask then s[1] = s[1] * recurrent_mask end
    local new = cell.step(c, v.z, s)
    local y = new[1]
    if v.valid then
      y = kept(v.valid, new[1], zeroed and cr.zeros_like(new[1]) or own_y and k.y or k.s[1])
      for i, t in ipairs(new) do new[i] = kept(v.valid, t, k.s[i]) end
    end
    return { s = new, y = own_y and y or nil }, o.return_sequences and y or nil
  end, { reverse = o.go_backwards, checkpoint = o.checkpoint, prepare = projected })
  if o.stateful and given.initial_state == nil then
    for i in ipairs(cell.states) do states[i]:set(last.s[i]) end
  end
  local y = own_y and last.y or last.s[1]
  if o.return_sequences then
    y = cr.transpose(ys, { 2, 1, 3 })
    if o.go_backwards then y = cr.reverse(y, 2) end
  end
  return regularised(self, y, table.unpack(o.return_state and last.s or {}))
end

---One step: x [batch, features], states -> y, states. A real-time function has the weights of the trained layer so.
local function one_step(self, cell, x, states)
  check_input(self.kind .. ": step", x, 2, "batch,features")
  local c = context_of(self, cell, x:dim(2))
  states = first_states(self, cell, x:dim(1), states)
  local new = cell.step(c, project(c, x), states)
  return new[1], new
end

local common = {
  activation = "tanh", use_bias = true, kernel_initializer = "glorot_uniform", recurrent_initializer = "orthogonal", bias_initializer = "zeros",
  kernel_regularizer = names.none, recurrent_regularizer = names.none, bias_regularizer = names.none,
  activity_regularizer = names.none, kernel_constraint = names.none, recurrent_constraint = names.none, bias_constraint = names.none,
  dropout = 0, recurrent_dropout = 0, return_sequences = false, return_state = false, go_backwards = false, stateful = false,
  zero_output_for_mask = false, checkpoint = names.none,
}

local function define(kind, more)
  local cell, defaults = cells[kind], {}
  for key, value in pairs(common) do defaults[key] = value end
  for key, value in pairs(more) do defaults[key] = value end
  rnn[kind] = layer.define(kind, {
    positional = { "units" },
    defaults = defaults,
    check = function(o)
      o.units = names.number(kind .. ": units", o.units, { min = 1, integer = true })
      names.number(kind .. ": dropout", o.dropout, { min = 0, below = 1 })
      names.number(kind .. ": recurrent_dropout", o.recurrent_dropout, { min = 0, below = 1 })
      for _, key in ipairs { "use_bias", "return_sequences", "return_state", "go_backwards", "stateful", "zero_output_for_mask" } do names.boolean(kind .. ": " .. key, o[key]) end
      activate.resolve(kind, o.activation)
      if o.recurrent_activation ~= nil then activate.resolve(kind, o.recurrent_activation) end
    end,
    call = function(self, x, given) return run(self, cell, x, given) end,
    methods = { step = function(self, x, states) return one_step(self, cell, x, states) end },
  })
end

define("simple_rnn", {})
define("lstm", { recurrent_activation = "sigmoid", unit_forget_bias = true })
define("gru", { recurrent_activation = "sigmoid", reset_after = true })

-- ---- wrappers ------------------------------------------------------------------------------------------------

---The same layer the other way round.
local function backwards(l)
  if not rnn[l.kind] then
    names.fail("bidirectional: a layer of kind simple_rnn, lstm or gru expected; found %s\nfor another kind give backward_layer =", l.kind)
  end
  local o = {}
  for key, value in pairs(l.opts) do
    if key ~= "units" and key ~= "name" then o[key] = value end
  end
  o.go_backwards = not o.go_backwards
  return rnn[l.kind](l.opts.units, o)
end

local merges = {
  concat = function(a, b) return cr.concat({ a, b }, -1) end,
  sum = function(a, b) return a + b end,
  mul = function(a, b) return a * b end,
  ave = function(a, b) return (a + b) * 0.5 end,
}

---A layer and its like that reads backwards; merge_mode "concat", "sum", "mul", "ave" or "none" (both are returned).
rnn.bidirectional = layer.define("bidirectional", {
  positional = { "layer" },
  defaults = { merge_mode = "concat", backward_layer = names.none },
  check = function(o)
    if not layer.is(o.layer) then names.fail("bidirectional: a recurrent layer expected; found %s", names.found(o.layer)) end
    names.choice("bidirectional: merge_mode", o.merge_mode, { "concat", "sum", "mul", "ave", "none" })
  end,
  build = function(o)
    local ahead, back = o.layer, o.backward_layer or backwards(o.layer)
    for _, l in ipairs { ahead, back } do            -- Keras does so: where steps are returned, a masked one is 0
      if rnn[l.kind] then l.opts.zero_output_for_mask = l.opts.return_sequences end
    end
    return { forward_layer = ahead, backward_layer = back }
  end,
  call = function(self, x, given)
    local o, ahead, back = self.opts, {}, {}
    for key, value in pairs(given or {}) do ahead[key], back[key] = value, value end
    if given and given.initial_state ~= nil then
      local all = given.initial_state
      local half = #all // 2
      ahead.initial_state, back.initial_state = { table.unpack(all, 1, half) }, { table.unpack(all, half + 1) }
    end
    local a, b = table.pack(self.forward_layer(x, ahead)), table.pack(self.backward_layer(x, back))
    local y, z = a[1], b[1]
    if y.rank == 3 then z = cr.reverse(z, 2) end
    local out = o.merge_mode == "none" and { y, z } or { merges[o.merge_mode](y, z) }
    for i = 2, a.n do out[#out + 1] = a[i] end
    for i = 2, b.n do out[#out + 1] = b[i] end
    return table.unpack(out)
  end,
})

---A layer on each step of [batch, time, ..]: the batch is batch * time for it.
rnn.time_distributed = layer.define("time_distributed", {
  positional = { "layer" },
  defaults = {},
  check = function(o)
    if type(o.layer) ~= "function" and not layer.is(o.layer) then
      names.fail("time_distributed: a layer or a function expected; found %s", names.found(o.layer))
    end
  end,
  build = function(o) return layer.is(o.layer) and { layer = o.layer } or {} end,
  call = function(self, x)
    if core.kind(x) ~= "tensor" or x.rank < 3 then names.fail("time_distributed: the input; [batch,time,..] expected; found %s", names.found(x)) end
    local shape = x.shape
    local batch, time = shape[1], shape[2]
    local y = self.opts.layer(cr.flatten(x, 1, 2))
    local out = { batch, time }
    for i = 2, y.rank do out[#out + 1] = y:dim(i) end
    return cr.reshape(y, out)
  end,
})

return rnn
