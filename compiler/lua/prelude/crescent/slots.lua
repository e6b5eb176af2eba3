-- slots.lua: params, buffers and state with their initial values; the functions `init` and `state_init`.
local _, core = ...
local names = require "crescent.names"
local context = require "crescent.context"
local tensor = require "crescent.tensor"

local slots = {}

---Called when the file has ended without errors.
---@type fun()[]
slots.at_end = {}

---@class crescent.Declared
---@field slot crescent.Tensor
---@field kind string
---@field init any
---@field regularizer? fun(p: crescent.Tensor): crescent.Tensor
---@field constraint? fun(p: crescent.Tensor): crescent.Tensor
---@field here any

---@type table<string, crescent.Declared[]>
local declared = { param = {}, buffer = {}, state = {} }
---@type table<string, crescent.Declared>
local params = {}

local defaults = {
  param = { init = 0, regularizer = names.none, constraint = names.none, trainable = true },
  buffer = { init = 0 },
  state = { init = 0 },
}

local function type_of(what, value)
  if core.kind(value) == "table" then return core.type("f32", value, what) end
  return names.type(what, value)
end

---A part of nn by name ("l2"), or a function as it is.
function slots.lookup(what, group, value)
  if value == nil or type(value) == "function" then return value end
  if type(value) ~= "string" then
    local callable = type(value) == "table" and getmetatable(value)
    if callable and callable.__call then return value end
    names.fail("%s; a function or a name expected; found %s", what, names.found(value))
  end
  return (require "crescent.nn")[group][value]
end

---Makes a slot, or finds it and checks that it is the same.
---@param kind "param"|"buffer"|"state"
---@param name string   full name
---@return crescent.Tensor
function slots.declare(kind, name, ty, opts, trainable)
  local what = ('%s "%s"'):format(kind, name)
  ty = type_of(what, ty)
  local o = names.options(what, opts, defaults[kind])
  local fault = core.name_fault((name:gsub("%.", "_"):gsub("^%d", "n%0")))
  if fault then names.fail("%s; %s", what, fault) end
  local slot, made = core.slot(kind, name, ty, trainable ~= false and o.trainable)
  if not made then return slot end
  local entry = { slot = slot, kind = kind, init = o.init, regularizer = o.regularizer, constraint = o.constraint, here = core.here() }
  table.insert(declared[kind], entry)
  if kind == "param" then params[name] = entry end
  return slot
end

---What was declared for a parameter.
---@return crescent.Declared
function slots.param(name) return params[name] end

---Names of all parameters so far.
function slots.param_names()
  local list = {}
  for i, entry in ipairs(declared.param) do list[i] = entry.slot.name end
  return list
end

---The initial value of a slot.
local function initial(entry)
  local slot, init = entry.slot, entry.init
  local ty = core.type(slot.dtype, slot.shape)
  local value
  if core.kind(init) == "tensor" then value = core.read(init)
  elseif type(init) == "number" or type(init) == "boolean" then value = tensor.full(ty, init)
  elseif type(init) == "table" and not getmetatable(init) then value = tensor.constant(init, ty)
  else value = slots.lookup("init", "init", init)(slot.shape, slot.name) end
  if core.kind(value) == "number" then value = tensor.full(ty, value) end
  if core.kind(value) ~= "tensor" or value.dtype ~= ty.dtype or core.type(value.dtype, value.shape) ~= ty then
    names.fail('the initial value of "%s"; %s expected; found %s', slot.name, tostring(ty), names.found(value))
  end
  return value
end

local function set_all(list)
  for _, entry in ipairs(list) do
    core.set(entry.slot, context.scoped(entry.slot.name, entry.here, initial, entry))
  end
end

---Traces `init` (params and buffers, from a seed) and `state_init` (constants).
local function finish()
  if core.errors() > 0 then return end
  for _, f in ipairs(slots.at_end) do f() end
  if #declared.param + #declared.buffer > 0 then
    local seed
    context.trace({ name = "init", kind = "init", what = "the initial values" }, {
      training = false,
      key = function() return seed end,
    }, function()
      seed = core.input("seed", core.seed)
      set_all(declared.param)
      set_all(declared.buffer)
    end)
  end
  if #declared.state > 0 then
    context.trace({ name = "state_init", kind = "state_init", what = "the initial state" }, {
      training = false,
      key = function() names.fail("an initial state is drawn; a constant expected (state_init has no seed)") end,
    }, function() set_all(declared.state) end)
  end
end
core.finish(finish)

return slots
