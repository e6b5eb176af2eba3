-- model.lua: cr.model, and what a model has: functions, slots of its own, checkpoint maps. m:train is train.lua.
local _, core = ...
local names = require "crescent.names"
local context = require "crescent.context"
local layer = require "crescent.layer"
local slots = require "crescent.slots"
local signature = require "crescent.signature"
local rng = require "crescent.rng"

---@class crescent.Model
---@field name string
local Model = {}

local M = {}

---Names the file's model and gives every layer of the tree its path.
---@param name string   a C identifier
---@param tree? table   layers by name, nested; lists count from 0
---@param opts? { version?: string, labels?: string[] }
---@return crescent.Model
function M.model(name, tree, opts)
  local o = names.options("model", opts, { version = "", labels = {} })
  core.model(name, o.version, o.labels)
  layer.model_name = name
  if tree ~= nil then layer.adopt(tree) end
  return setmetatable({ name = name }, { __index = function(_, key)
    return Model[key] or names.unknown("a model", key, Model)
  end })
end

local taken = { init = true, state_init = true, load = true, save = true, get = true, set = true, evaluate = true, train = true,
  signature = true, graph = true, params = true, state = true, workspace = true, weights = true, tensors = true }

local function check_function_name(what, name)
  names.identifier(what .. ": the name", name)
  if taken[name] then names.fail('%s: the name "%s"; a name that the emitted header does not use expected', what, name) end
end

---Where a function's draws come from.
local function key_source(name, random)
  local source = { used = false }
  function source.key()
    source.used = true
    if source.seed then return source.seed end
    if random == "state" then return source.slot end
    names.fail('function "%s" draws random numbers but has no seed; add seed = cr.seed to its inputs, or { random = "state" }', name)
  end
  if random == "state" then source.slot = slots.declare("state", "rng", core.type("u32", { 4 }), { init = 0 }) end
  return source
end

local function check_outputs(what, outputs)
  if type(outputs) ~= "table" then names.fail("%s: a list of names of outputs expected; found %s", what, names.found(outputs)) end
  for i, name in ipairs(outputs) do
    if type(name) ~= "string" then names.fail("%s: output %d; a name expected; found %s", what, i, names.found(name)) end
  end
  if next(outputs) ~= nil and #outputs == 0 then names.fail("%s: a list of names of outputs expected; found a table with keys", what) end
end

local function trace_body(what, inputs, outputs, fn, source)
  local arguments = {}
  for i, port in ipairs(signature.ordered(what, inputs, fn)) do
    local x = core.input(port[1], port[2])
    if port[2].seed and not source.seed then source.seed = x end
    arguments[i] = x
  end
  local results = table.pack(fn(table.unpack(arguments)))
  if results.n ~= #outputs then
    names.fail("%s: as many results as names of outputs expected; %d expected; found %d", what, #outputs, results.n)
  end
  for i, name in ipairs(outputs) do
    if core.kind(results[i]) ~= "tensor" then
      names.fail('%s: output "%s"; a tensor expected; found %s', what, name, names.found(results[i]))
    end
    core.output(name, results[i])
  end
  if source.used and source.slot and not source.seed then core.set(source.slot, rng.next_call(source.slot)) end
end

---A function of the emitted C. It is traced at once; an error in it is recorded and the file goes on.
---@param name string
---@param inputs table       { x = type, .. } by fn's parameter names, or { {"x", type}, .. }
---@param outputs string[]   in the order in which fn returns them
---@param fn function
---@param opts? { training?: boolean, random?: "state" }
function Model:func(name, inputs, outputs, fn, opts)
  local what = ('function "%s"'):format(tostring(name))
  check_function_name("func", name)
  if type(fn) ~= "function" then names.fail("%s: a function expected; found %s", what, names.found(fn)) end
  check_outputs(what, outputs)
  local o = names.options(what, opts, { training = false, random = names.none })
  if o.random ~= nil then names.choice(what .. ": random", o.random, { "state" }) end
  local source = key_source(name, o.random)
  context.trace({ name = name, kind = "user" }, { training = o.training, key = source.key }, function()
    trace_body(what, inputs, outputs, fn, source)
  end)
end

---A trained parameter of the model itself.
---@param ty crescent.Type
---@param opts? { init?: any, trainable?: boolean, regularizer?: function|string, constraint?: function|string }
---@return crescent.Tensor
function Model:param(name, ty, opts) return slots.declare("param", name, names.type("param", ty), opts) end

---Saved, not trained.
---@return crescent.Tensor
function Model:buffer(name, ty, opts) return slots.declare("buffer", name, names.type("buffer", ty), opts) end

---Belongs to one stream: its own C struct, never in weight files.
---@return crescent.Tensor
function Model:state(name, ty, opts) return slots.declare("state", name, names.type("state", ty), opts) end

---How parameters are named in files of a format: { {"ours", "theirs", transpose = false}, .. }; `*` in ours is copied to theirs.
---@param format string
---@param rules table[]
---@param opts? { prefix?: string, optional?: string[], ignore?: string[] }
function Model:checkpoint(format, rules, opts)
  local what = ('checkpoint "%s"'):format(tostring(format))
  local o = names.options(what, opts, { prefix = "", optional = {}, ignore = {} })
  names.identifier("checkpoint: the format", format)
  local list = {}
  for i, rule in ipairs(rules) do
    if type(rule) ~= "table" or type(rule[1]) ~= "string" or type(rule[2]) ~= "string" then
      names.fail('%s: rule %d; { "ours", "theirs" } expected; found %s', what, i, names.found(rule))
    end
    for key in pairs(rule) do
      if key ~= 1 and key ~= 2 and key ~= "transpose" then names.fail('%s: rule %d has an unknown entry "%s"', what, i, tostring(key)) end
    end
    list[i] = { ours = rule[1], theirs = rule[2], transpose = rule.transpose or false }
  end
  core.checkpoint { format = format, prefix = o.prefix, rules = list, optional = o.optional, ignore = o.ignore }
end

---@param name? string   "train" unless given
function Model:train(name, spec)
  if spec == nil then name, spec = "train", name end
  names.identifier("train: the name", name)
  require "crescent.train"(self, name, spec)
end

return M
