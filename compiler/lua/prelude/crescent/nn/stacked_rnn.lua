--- Recurrent layers one above the other as one layer: what Keras's RNN makes of stacked cells.
local cr = require "crescent"
local names = require "crescent.names"
local layer = require "crescent.layer"
local _, core = ...

local stacked = {}

---@class crescent.StackedRnnOptions
---@field return_sequences? boolean          of the last layer; the others hand on every step
---@field return_state? boolean              the states of all layers, the first layer's first
---@field go_backwards? boolean
---@field stateful? boolean
---@field zero_output_for_mask? boolean

local kinds = { simple_rnn = true, lstm = true, gru = true }

---Options that are said of the whole and not of a part.
local whole = { "return_sequences", "return_state", "go_backwards", "stateful", "zero_output_for_mask" }

local function check_parts(o)
  if type(o.layers) ~= "table" or layer.is(o.layers) or #o.layers == 0 then
    names.fail("stacked_rnn: a list of recurrent layers expected; found %s", names.found(o.layers))
  end
  for i, l in ipairs(o.layers) do
    if not layer.is(l) or not kinds[l.kind] then
      names.fail("stacked_rnn: layer %d; simple_rnn, lstm or gru expected; found %s", i, layer.is(l) and l.kind or names.found(l))
    end
    for k = 1, i - 1 do
      if o.layers[k] == l then names.fail("stacked_rnn: layer %d is layer %d once more; layers of their own expected", i, k) end
    end
    for _, key in ipairs(whole) do
      if l.opts[key] then names.fail("stacked_rnn: layer %d; %s is an option of the stack; found it in %s", i, key, l.kind) end
    end
  end
end

---A mask for what is read backwards: lengths count from the other end then.
local function reversed_mask(x, given)
  if given.lengths ~= nil then
    local batch, time = x:dim(1), x:dim(2)
    return cr.reverse(cr.less(cr.iota(cr.i32 { batch, time }, 2), cr.broadcast(cr.expand(given.lengths, 2), { batch, time })), 2)
  end
  return given.mask ~= nil and cr.reverse(given.mask, 2) or nil
end

---The states of each layer out of those of all.
local function shared_out(self, all)
  local parts, at = {}, 0
  if all == nil then return parts end
  local wanted = #self:state_size()
  if type(all) ~= "table" or core.kind(all) == "tensor" or #all ~= wanted then
    names.fail("stacked_rnn: initial_state; %d states expected, the first layer's first; found %s", wanted,
      type(all) == "table" and core.kind(all) ~= "tensor" and #all or names.found(all))
  end
  for i, l in ipairs(self.opts.layers) do
    local n = #l:state_size()
    parts[i] = { table.unpack(all, at + 1, at + n) }
    at = at + n
  end
  return parts
end

local call_defaults = { mask = names.none, lengths = names.none, initial_state = names.none }

---@type fun(layers: crescent.Layer[], opts?: crescent.StackedRnnOptions): crescent.Layer
stacked.stacked_rnn = layer.define("stacked_rnn", {
  positional = { "layers" },
  defaults = { return_sequences = false, return_state = false, go_backwards = false, stateful = false, zero_output_for_mask = false },
  check = function(o)
    for _, key in ipairs(whole) do names.boolean("stacked_rnn: " .. key, o[key]) end
    check_parts(o)
  end,
  build = function(o)
    local children, last = {}, #o.layers
    for i, l in ipairs(o.layers) do
      l.opts.return_sequences = i < last or o.return_sequences
      l.opts.return_state, l.opts.stateful = o.return_state, o.stateful
      l.opts.go_backwards = i == 1 and o.go_backwards
      l.opts.zero_output_for_mask = i == last and o.zero_output_for_mask
      children["layer_" .. i] = l
    end
    return children
  end,
  call = function(self, x, given)
    given = names.options("stacked_rnn: the call", given, call_defaults)
    local first, states, y = shared_out(self, given.initial_state), {}, x
    local above = given
    if self.opts.go_backwards then above = { mask = reversed_mask(x, given) } end
    for i, l in ipairs(self.opts.layers) do
      local g = i == 1 and given or above
      local out = table.pack(l(y, { mask = g.mask, lengths = g.lengths, initial_state = first[i] }))
      y = out[1]
      table.move(out, 2, out.n, #states + 1, states)
    end
    return y, table.unpack(states)
  end,
  methods = {
    ---Units of each state, the first layer's first.
    state_size = function(self)
      local sizes = {}
      for _, l in ipairs(self.opts.layers) do
        for _, n in ipairs(l:state_size()) do sizes[#sizes + 1] = n end
      end
      return sizes
    end,
    ---One step: x [batch, features], states of all layers -> y, states.
    step = function(self, x, states)
      local first, out = shared_out(self, states), {}
      for i, l in ipairs(self.opts.layers) do
        local y, s = l:step(x, first[i])
        x = y
        table.move(s, 1, #s, #out + 1, out)
      end
      return x, out
    end,
  },
})

return stacked
