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

---x times the columns of gates first .. last of a kernel. With masks each gate reads x through its own.
local function gates_of(c, x, kernel, masks, first, last)
  local u, parts = c.units, {}
  local function columns(a, b) return a == 1 and b == c.gates and kernel or cr.slice(kernel, 2, (a - 1) * u + 1, b * u) end
  if not masks then return x:matmul(columns(first, last)) end
  for g = first, last do parts[#parts + 1] = (x * masks[g]):matmul(columns(g, g)) end
  return #parts == 1 and parts[1] or cr.concat(parts, -1)
end

---The recurrent product of gates first .. last (all).
local function recur(c, h, first, last) return gates_of(c, h, c.recurrent, c.recurrent_masks, first or 1, last or c.gates) end

---@type table<string, crescent.Cell>
local cells = {}

cells.simple_rnn = {
  gates = 1, states = { "h" },
  step = function(c, z, s) return { c.activation(z + recur(c, s[1])) } end,
}

-- gates: input, forget, candidate, output
cells.lstm = {
  gates = 4, states = { "h", "c" },
  step = function(c, z, s)
    local i, f, g, o = cr.split(z + recur(c, s[1]), 4, -1)
    local cell = c.gate(f) * s[2] + c.gate(i) * c.activation(g)
    return { c.gate(o) * c.activation(cell), cell }
  end,
}

-- gates: update, reset, candidate
cells.gru = {
  gates = 3, states = { "h" },
  bias = function(o) return o.reset_after and { 2, 3 * o.units } or { 3 * o.units } end,
  step = function(c, z, s)
    local h = s[1]
    local xz, xr, xh = cr.split(z, 3, -1)
    if c.reset_after then
      local product = recur(c, h)
      if c.bias then product = product + row(c.bias, 2) end
      local hz, hr, hh = cr.split(product, 3, -1)
      local update, reset = c.gate(xz + hz), c.gate(xr + hr)
      return { update * h + (1 - update) * c.activation(xh + reset * hh) }
    end
    local hz, hr = cr.split(recur(c, h, 1, 2), 2, -1)
    local update, reset = c.gate(xz + hz), c.gate(xr + hr)
    return { update * h + (1 - update) * c.activation(xh + recur(c, reset * h, 3, 3)) }
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
  local c = { units = o.units, gates = cell.gates, reset_after = o.reset_after, activation = activate.resolve(self.kind, o.activation) or linear,
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
  local z = gates_of(c, x, c.kernel, c.input_masks, 1, c.gates)
  if not c.bias then return z end
  return z + (c.bias.rank == 2 and row(c.bias, 1) or c.bias)
end

---Masks of inverted dropout, each for all steps.
local function mask(rate, extents) return cr.rng_bernoulli(cr.f32(extents), 1 - rate) * (1 / (1 - rate)) end

---As Keras has it: the input's mask is one for all gates, unless recurrent_dropout asks for masks of each gate; then the input's are each
---gate's as well. Returns what the layer reads.
local function drop(c, o, x)
  if not cr.training() then return x end
  local batch, inputs = x:dim(1), x:dim(3)
  local function each(rate, width)
    if rate == 0 then return nil end
    local all, masks = mask(rate, { c.gates, batch, width }), {}
    for g = 1, c.gates do masks[g] = cr.at(all, 1, g) end
    return masks
  end
  if o.recurrent_dropout == 0 then return o.dropout > 0 and x * mask(o.dropout, { batch, 1, inputs }) or x end
  c.input_masks, c.recurrent_masks = each(o.dropout, inputs), each(o.recurrent_dropout, o.units)
  return x
end

-- ---- the layer ------------------------------------------------------------------------------------------------

local function check_input(kind, x, rank, form)
  if core.kind(x) ~= "tensor" or x.dtype ~= "f32" or x.rank ~= rank then
    names.fail("%s: the input; f32[%s] expected; found %s", kind, form, names.found(x))
  end
  if rank == 3 and x:dim(2) == 0 then names.fail("%s: a sequence without steps; at least 1 expected; found %s", kind, tostring(x)) end
end

---What a stateful layer keeps from call to call, or nil.
local function own_states(self, cell, batch)
  if not self.opts.stateful then return nil end
  local s = {}
  for i, name in ipairs(cell.states) do s[i] = self:state(name, cr.f32 { batch, self.opts.units }, { init = 0 }) end
  return s
end

---The states before the first step: given, the layer's own, or zero.
local function first_states(self, cell, batch, given, own)
  local s = {}
  if given ~= nil and core.kind(given) == "tensor" then given = { given } end
  if given ~= nil and (type(given) ~= "table" or #given > #cell.states) then
    names.fail("%s: initial_state; %s expected; found %s", self.kind, #cell.states == 1 and "one state (h)" or "two states (h, c)",
      type(given) == "table" and #given or names.found(given))
  end
  for i in ipairs(cell.states) do
    local ty = cr.f32 { batch, self.opts.units }
    if given then
      local x = given[i]
      if core.kind(x) ~= "tensor" or core.type(x.dtype, x.shape) ~= ty then
        names.fail("%s: initial_state %d; %s expected; found %s", self.kind, i, tostring(ty), names.found(x))
      end
      s[i] = x
    else
      s[i] = own and own[i] or cr.zeros(ty)
    end
  end
  return s
end

---Lengths that are constants are checked now, those of data when they are read.
local function check_lengths(kind, lengths, time)
  local most = core.kind(time) == "number" and time or time.max
  local low, high = core.constant_range(lengths)
  if low and (low < 0 or high > most) then
    names.fail("%s: lengths; 0 .. %d expected, the steps of the input; found %d", kind, most, low < 0 and low or high)
  end
  if core.kind(time) == "number" then cr.range_check(lengths, 0, time) end
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
    check_lengths(kind, given.lengths, time)
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
  local own = own_states(self, cell, batch)
  local states = first_states(self, cell, batch, given.initial_state, own)
  local valid = mask_of(kind, x, given)
  x = drop(c, o, x)
  local function projected(v) return { z = project(c, v.x), valid = v.valid } end
  local carry = { s = states }
  local zeroed = valid and o.zero_output_for_mask
  local own_y = zeroed or valid and (given.initial_state ~= nil or o.stateful)      -- a masked step repeats y, which is 0 at first
  if own_y then carry.y = cr.zeros(cr.f32 { batch, o.units }) end
  local last, ys = cr.scan(carry, { x = cr.transpose(x, { 2, 1, 3 }), valid = valid }, function(k, v)
    local new = cell.step(c, v.z, k.s)
    local y = new[1]
    if v.valid then
      y = kept(v.valid, new[1], zeroed and cr.zeros_like(new[1]) or own_y and k.y or k.s[1])
      for i, t in ipairs(new) do new[i] = kept(v.valid, t, k.s[i]) end
    end
    return { s = new, y = own_y and y or nil }, o.return_sequences and y or nil
  end, { reverse = o.go_backwards, checkpoint = o.checkpoint, prepare = projected })
  for i, state in ipairs(own or {}) do state:set(last.s[i]) end
  local y = own_y and last.y or last.s[1]
  if o.return_sequences then
    y = cr.transpose(ys, { 2, 1, 3 })
    if o.go_backwards then y = cr.reverse(y, 2) end
  end
  return regularised(self, y, table.unpack(o.return_state and last.s or {}))
end

---One step: x [batch, features], states -> y, states. A real-time function has the weights of the trained layer so. It drops nothing.
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
    methods = {
      step = function(self, x, states) return one_step(self, cell, x, states) end,
      ---Units of each state.
      state_size = function(self)
        local sizes = {}
        for i in ipairs(cell.states) do sizes[i] = self.opts.units end
        return sizes
      end,
    },
  })
end

define("simple_rnn", {})
define("lstm", { recurrent_activation = "sigmoid", unit_forget_bias = true })
define("gru", { recurrent_activation = "sigmoid", reset_after = true })

-- ---- wrappers ------------------------------------------------------------------------------------------------

---Two layers that can be one: what they return must fit, and one of them reads backwards.
local function check_pair(ahead, back)
  if not rnn[ahead.kind] or not rnn[back.kind] then return end
  if ahead.opts.go_backwards == back.opts.go_backwards then
    names.fail("bidirectional: backward_layer; go_backwards = %s expected; found %s in both", tostring(not ahead.opts.go_backwards), tostring(ahead.opts.go_backwards))
  end
  for _, key in ipairs { "return_sequences", "return_state", "stateful" } do
    if ahead.opts[key] ~= back.opts[key] then
      names.fail("bidirectional: backward_layer; %s = %s expected, as in the first; found %s", key, tostring(ahead.opts[key]), tostring(back.opts[key]))
    end
  end
end

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
    if o.backward_layer ~= nil and not layer.is(o.backward_layer) then
      names.fail("bidirectional: backward_layer; a recurrent layer expected; found %s", names.found(o.backward_layer))
    end
    local ahead, back = o.layer, o.backward_layer or backwards(o.layer)
    check_pair(ahead, back)
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
      local known = cells[self.forward_layer.kind] and cells[self.backward_layer.kind]
      local half = known and #cells[self.forward_layer.kind].states or type(all) == "table" and #all // 2
      local count = known and half + #cells[self.backward_layer.kind].states
      if type(all) ~= "table" or core.kind(all) == "tensor" or count and #all ~= count then
        names.fail("bidirectional: initial_state; %s states expected, the forward layer's first; found %s", count or "a table of",
          type(all) == "table" and core.kind(all) ~= "tensor" and #all or names.found(all))
      end
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

---A layer on each step of [batch, time, ..]: the batch is batch * time for it. A mask [batch, time, ..] is the layer's own from its third
---axis on; a layer on one step has nothing to do with one of two.
rnn.time_distributed = layer.define("time_distributed", {
  positional = { "layer" },
  defaults = {},
  check = function(o)
    if type(o.layer) ~= "function" and not layer.is(o.layer) then
      names.fail("time_distributed: a layer or a function expected; found %s", names.found(o.layer))
    end
  end,
  build = function(o) return layer.is(o.layer) and { layer = o.layer } or {} end,
  call = function(self, x, given)
    if core.kind(x) ~= "tensor" or x.rank < 3 then names.fail("time_distributed: the input; [batch,time,..] expected; found %s", names.found(x)) end
    local o = names.options("time_distributed: the call", given, { mask = names.none })
    local shape = x.shape
    local batch, time = shape[1], shape[2]
    local inner = nil
    if o.mask ~= nil then
      local m = o.mask
      if core.kind(m) ~= "tensor" or m.dtype ~= "bool" or m.rank < 2 or m.shape[1] ~= batch or m.shape[2] ~= time then
        names.fail("time_distributed: mask; bool[%s,%s,..] expected; found %s", tostring(batch), tostring(time), names.found(m))
      end
      inner = m.rank > 2 and { mask = cr.flatten(m, 1, 2) } or nil
    end
    local y = self.opts.layer(cr.flatten(x, 1, 2), inner)
    local out = { batch, time }
    for i = 2, y.rank do out[#out + 1] = y:dim(i) end
    return cr.reshape(y, out)
  end,
})

return rnn
