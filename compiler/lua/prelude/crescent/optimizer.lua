-- optimizer.lua: what an optimiser is (the protocol is in README.md), and one update of a set of parameters by it.
local _, core = ...
local names = require "crescent.names"
local tensor = require "crescent.tensor"

local optimizer = {}

---@class crescent.Optimizer
---@field kind string
---@field lr number|crescent.Tensor|crescent.Schedule
---@field options table<string, any>      what groups may override
---@field decay "all"|"matrices"
---@field slots table<string, number|function>|fun(options: table): table
---@field update fun(p: crescent.Tensor, g: crescent.Tensor, s: table, t: table): crescent.Tensor, table

local meta = { __tostring = function(self) return "optimizer " .. self.kind end }

local fields = { lr = true, options = true, decay = true, slots = true, update = true }

---Every number among options must be finite.
local function check_option(kind, name, value)
  if type(value) == "number" then names.number(("%s: %s"):format(kind, name), value)
  elseif type(value) == "function" or type(value) == "table" then
    names.fail("%s: %s; a number, a boolean, a string or a cr.hyper expected; found %s", kind, name, names.found(value))
  end
end

---@param kind string
---@param o table   lr, update, slots = {}, decay = "all", options = {}; what else there is counts as options
---@return crescent.Optimizer
function optimizer.new(kind, o)
  if type(o) ~= "table" then names.fail("%s: a table of options expected; found %s", kind, names.found(o)) end
  local options = { weight_decay = 0 }
  for key, value in pairs(o.options or {}) do options[key] = value end
  for key, value in pairs(o) do
    if not fields[key] then options[key] = value end
  end
  for name, value in pairs(options) do check_option(kind, tostring(name), value) end
  if type(o.update) ~= "function" then
    names.fail("%s: update; a function (p, g, s, t) -> p, { slot = .. } expected; found %s", kind, names.found(o.update))
  end
  if type(o.lr) ~= "function" then names.number(kind .. ": lr", o.lr, { min = 0 }) end
  if o.slots ~= nil and type(o.slots) ~= "table" and type(o.slots) ~= "function" then
    names.fail("%s: slots; a table of start values expected; found %s", kind, names.found(o.slots))
  end
  return setmetatable({
    kind = kind, lr = o.lr, options = options, slots = o.slots or {}, update = o.update,
    decay = names.choice(kind .. ": decay", o.decay or "all", { "all", "matrices" }),
  }, meta)
end

function optimizer.is(value) return type(value) == "table" and getmetatable(value) == meta end

-- ---- globs over parameter names ------------------------------------------------------------------------------

---The names, and "layer.*" for every layer of them: what a glob may have been meant to be.
local function with_layers(known)
  local list, seen = {}, {}
  for _, name in ipairs(known) do
    local glob = name:gsub("[^.]+$", "*")
    if not seen[glob] then list[#list + 1], seen[glob] = glob, true end
    list[#list + 1] = name
  end
  return list
end

---Does any glob of the list match? Every glob must match one of `known`.
---@param what string
---@param globs string[]
---@param known string[]
---@return fun(name: string): boolean
function optimizer.matcher(what, globs, known)
  if type(globs) ~= "table" then names.fail('%s; a list of globs like "dense_1.*" expected; found %s', what, names.found(globs)) end
  for i, glob in ipairs(globs) do
    if type(glob) ~= "string" then names.fail("%s: entry %d; a string expected; found %s", what, i, names.found(glob)) end
    local hit = glob == "*"
    for _, name in ipairs(known) do hit = hit or core.glob(glob, name) end
    if not hit then names.fail('%s: "%s" matches no parameter%s', what, glob, names.hint(glob, with_layers(known))) end
  end
  return function(name)
    for _, glob in ipairs(globs) do
      if core.glob(glob, name) then return true end
    end
    return false
  end
end

---Options of each parameter after the first group that matches it.
---@return fun(name: string, rank: integer): table, number|crescent.Tensor  options, lr_scale
local function grouped(what, o, groups, known)
  local list = {}
  for i, group in ipairs(groups) do
    local label = ("%s: group %d"):format(what, i)
    if type(group) ~= "table" or group.match == nil then names.fail("%s; { match = { globs }, ... } expected; found %s", label, names.found(group)) end
    local allowed = { match = names.none, lr_scale = names.none }
    for key in pairs(o.options) do allowed[key] = names.none end
    local given = names.options(label, group, allowed)
    for key, value in pairs(given) do
      if key ~= "match" then check_option(label, key, value) end
    end
    if given.lr_scale ~= nil then names.number(label .. ": lr_scale", given.lr_scale, { min = 0 }) end
    list[i] = { given = given, matches = optimizer.matcher(label, given.match, known) }
  end
  return function(name, rank)
    local t = {}
    for key, value in pairs(o.options) do t[key] = value end
    if o.decay == "matrices" and rank < 2 then t.weight_decay = 0 end
    for _, group in ipairs(list) do
      if group.matches(name) then
        for key, value in pairs(group.given) do
          if key ~= "match" and key ~= "lr_scale" then t[key] = value end
        end
        return t, group.given.lr_scale or 1
      end
    end
    return t, 1
  end
end

-- ---- one update ----------------------------------------------------------------------------------------------

---A learning rate as an f32 scalar.
---@param step crescent.Tensor   updates done, f32
function optimizer.rate(o, step)
  local lr = o.lr
  if type(lr) == "function" then
    lr = lr(step, core.total_steps())
    if type(lr) ~= "number" and core.kind(lr) ~= "tensor" then
      names.fail("%s: the schedule; an f32 scalar expected; found %s", o.kind, names.found(lr))
    end
  end
  lr = core.number(lr, "f32", o.kind .. ": lr")
  if lr.rank ~= 0 or lr.dtype ~= "f32" then names.fail("%s: lr; an f32 scalar expected; found %s", o.kind, tostring(lr)) end
  return lr
end

---@class crescent.Memory   optimiser memory of one parameter
---@field slot crescent.Tensor
---@field start number|fun(p: crescent.Tensor): crescent.Tensor
---@field param crescent.Tensor

local function memory_of(o, options, param, group)
  local starts = type(o.slots) == "function" and o.slots(options) or o.slots
  local list, values = {}, {}
  for name, start in pairs(starts) do
    names.identifier(o.kind .. ": the name of a slot", name)
    if type(start) ~= "function" then names.number(("%s: the start value of %s"):format(o.kind, name), start) end
    local slot = core.slot("train", name .. "." .. param.name, core.type("f32", param.shape), false, group)
    list[#list + 1] = { slot = slot, start = start, param = param, name = name }
    values[name] = core.read(slot)
  end
  return list, values
end

local function check_result(o, what, x, like)
  if core.kind(x) ~= "tensor" or core.type(x.dtype, x.shape) ~= core.type("f32", like.shape) then
    names.fail("%s: update returns %s; f32 of the parameter's shape expected; found %s for %s", o.kind, what, names.found(x), tostring(like))
  end
end

local function slot_list(s)
  local list = names.keys(s)
  return #list > 0 and " (" .. table.concat(list, ", ") .. ")" or ", of which there are none,"
end

---Applies the optimiser to gradients. Calls commit(slot, new, old) for every slot it writes.
---@param o crescent.Optimizer
---@param job { what: string, group: string, groups: table[], known: string[], lr: crescent.Tensor, step: crescent.Tensor }
---@param params crescent.Tensor[]      slots
---@param grads crescent.Tensor[]
---@param finish fun(slot: crescent.Tensor, new: crescent.Tensor): crescent.Tensor  constraints and averages
---@param commit fun(slot: crescent.Tensor, new: crescent.Tensor, old: crescent.Tensor)
---@return crescent.Memory[]
function optimizer.apply(o, job, params, grads, finish, commit)
  local options_for = grouped(job.what, o, job.groups, job.known)
  local memory = {}
  for i, param in ipairs(params) do
    local t, scale = options_for(param.name, param.rank)
    t.lr = scale == 1 and job.lr or job.lr * scale
    t.step, t.name, t.rank = job.step, param.name, param.rank
    local own, s = memory_of(o, t, param, job.group)
    local p = core.leaf(param)
    local new, new_s = o.update(p, grads[i], s, t)
    check_result(o, "the parameter", new, p)
    new_s = new_s or {}
    for name in pairs(new_s) do
      if s[name] == nil then names.fail('%s: update returns the slot "%s"; one of its slots%s expected', o.kind, tostring(name), slot_list(s)) end
    end
    commit(param, finish(param, new), p)
    for _, m in ipairs(own) do
      check_result(o, m.name, new_s[m.name], p)
      commit(m.slot, new_s[m.name], s[m.name])
      memory[#memory + 1] = m
    end
  end
  return memory
end

---Sets optimiser memory to its start.
---@param memory crescent.Memory[]
function optimizer.start(memory)
  for _, m in ipairs(memory) do
    local value = m.start
    if type(value) == "function" then value = value(core.leaf(m.param)) end
    if type(value) == "number" then value = tensor.full(core.type("f32", m.slot.shape), value) end
    core.set(m.slot, value)
  end
end

return optimizer
