-- layer.lua: layers, and how they get their names.
--
-- A layer is a table that can be called. It has no path until cr.model walks the tree (rule R2): keys are names, lists
-- count from 0, members of a sequential are KIND_n. Parameters come into being at the first call.
local _, core = ...
local names = require "crescent.names"
local context = require "crescent.context"
local slots = require "crescent.slots"

local layer = {}

---@class crescent.Layer
---@field kind string
---@field opts table
---@field path string|nil
---@field params table<string, crescent.Tensor>
---@operator call(crescent.Tensor): crescent.Tensor

---@class crescent.LayerSpec
---@field kind string
---@field positional? string[]
---@field defaults? table         nil: any option passes
---@field check? fun(opts: table)
---@field call? fun(self: crescent.Layer, ...): any
---@field build? fun(opts: table): table
---@field methods? table<string, function>

local base = {}                   -- methods of every layer
local reserved = { call = true, name = true, opts = true, kind = true, path = true, trainable = true }

---While positive, parameters are read as constants: inside `layer:with { trainable = false }` of a layer in the tree.
local frozen = 0
local thaw = setmetatable({}, { __close = function() frozen = frozen - 1 end })

---The name of the model, once it has one.
layer.model_name = nil

local function joined(path, name) return path == "" and name or path .. "." .. name end

-- ---- slots ------------------------------------------------------------------------------------------------

local function full_name(self, kind, name)
  names.identifier(("layer %s: the name of a %s"):format(self.kind, kind), name)
  local path = rawget(self, "path")
  if not path then
    core.fail_from(self.made, ('layer %s makes parameters but is not part of %s; found no path from cr.model\'s tree\n'
      .. 'add it:  cr.model("%s", { ..., NAME = thislayer })'):format(self.kind,
      layer.model_name and ('model "%s"'):format(layer.model_name) or "a model", layer.model_name or "net"))
  end
  return joined(path, name)
end

---A trained parameter: made by the first call, the same later.
---@param shape (integer)[]|crescent.Type
---@param opts? { init?: any, regularizer?: function|string, constraint?: function|string, trainable?: boolean }
---@return crescent.Tensor
function base:param(name, shape, opts)
  local p = slots.declare("param", full_name(self, "param", name), shape, opts, self.trains)
  return frozen > 0 and core.op.stop_gradient(p) or p
end

---Saved, not trained.
function base:buffer(name, shape, opts) return slots.declare("buffer", full_name(self, "buffer", name), shape, opts) end

---Belongs to one stream; never in weight files.
function base:state(name, shape, opts) return slots.declare("state", full_name(self, "state", name), shape, opts) end

---The parameters of this layer and of those in it, so far.
local function own_params(self)
  local path, out = rawget(self, "path"), {}
  if not path then return out end
  for _, p in ipairs(core.slots "param") do
    local rest = path == "" and p.name or (p.name:sub(1, #path + 1) == path .. "." and p.name:sub(#path + 2)) or nil
    if rest then out[rest] = p end
  end
  return out
end

---How many numbers the layer trains or could train, after its first call.
function base:count()
  local n = 0
  for _, p in pairs(own_params(self)) do n = n + p.elements end
  return n
end

-- ---- calls ------------------------------------------------------------------------------------------------

local noted = {}

---Options whose value is a number, for `crescent summary`.
local function numeric_options(self)
  local list = {}
  for key, value in pairs(self.opts) do
    if type(value) == "number" then
      list[#list + 1] = ("%s=%s"):format(key, value)
    elseif type(value) == "string" and key ~= "name" then
      list[#list + 1] = ("%s=%s"):format(key, value)
    end
  end
  return table.concat(list, " ")
end

local function note(self, path, y)
  if #self.children > 0 or noted[path] or core.kind(y) ~= "tensor" then return end
  noted[path] = true
  core.layer_note(path, self.kind, tostring(y), numeric_options(self), self.made)
end

---Runs a function of a layer in the layer's scope. Layers outside the tree are in the scope of their caller.
local function run(self, fn, ...)
  local path = rawget(self, "path")
  local origin = rawget(self, "origin") or self
  origin.used = true
  if origin ~= self then
    frozen = frozen + 1
    local _ <close> = thaw
    return context.scoped(path or core.layer_path(), self.made, fn, self, ...)
  end
  return context.scoped(path or core.layer_path(), self.made, fn, self, ...)
end

local meta = {}

function meta.__call(self, ...)
  if not self.forward then names.fail("layer %s has no call", self.kind) end
  local results = table.pack(run(self, self.forward, ...))
  if rawget(self, "path") then note(self, self.path, results[1]) end
  return table.unpack(results, 1, results.n)
end

function meta.__index(self, key)
  if base[key] then return base[key] end
  local spec = rawget(self, "spec")
  local method = spec.methods and spec.methods[key]
  if method then return function(me, ...) return run(me, method, ...) end end
  if key == "params" then
    local all = own_params(self)
    return setmetatable(all, { __index = function(_, name)
      names.fail('layer %s has no parameter "%s"%s; parameters come into being at its first call', self.kind, tostring(name),
        names.hint(name, names.keys(all)))
    end })
  end
  for _, child in ipairs(rawget(self, "children")) do
    if child.key == key then return child.layer end
  end
  return nil
end

function meta.__tostring(self) return "layer " .. self.kind end

---Is it a layer?
function layer.is(value) return type(value) == "table" and getmetatable(value) == meta end

-- ---- construction --------------------------------------------------------------------------------------------

local function child_key(what, key)
  if math.type(key) == "integer" then return tostring(key - 1) end
  if type(key) ~= "string" or not key:match "^[%a_][%w_]*$" then
    names.fail("%s: the name %s; letters, digits and _ expected, no digit first", what, names.found(key))
  end
  if base[key] or reserved[key] then
    names.fail('%s: the name "%s"; a name that is not the layer\'s own expected; taken: call count kind name opts param params path trainable with',
      what, key)
  end
  return key
end

local function new(spec, opts, children, forward)
  return setmetatable({ spec = spec, kind = spec.kind, opts = opts, children = children, forward = forward, made = core.here(),
    trains = opts.trainable ~= false }, meta)
end

---Splits a build's table into children (by sorted key) and its call.
local function members(what, built)
  if type(built) ~= "table" then names.fail("%s: a table of layers and a call expected; found %s", what, names.found(built)) end
  local children = {}
  for key, value in pairs(built) do
    if key ~= "call" and key ~= "name" and key ~= "trainable" then
      children[#children + 1] = { key = child_key(what, key), layer = value }
    end
  end
  return children, built.call
end

local function common_options(spec, given)
  local defaults = { name = names.none, trainable = true }
  for key, value in pairs(spec.defaults) do defaults[key] = value end
  for _, key in ipairs(spec.positional or {}) do defaults[key] = names.none end
  return names.options(spec.kind, given, defaults)
end

local function construct(spec, given)
  local opts
  if spec.defaults then opts = common_options(spec, given)
  else
    if given ~= nil and type(given) ~= "table" then
      names.fail("%s: a table of options expected; found %s", spec.kind, names.found(given))
    end
    opts = table.move({}, 1, 0, 1, {})
    for key, value in pairs(given or {}) do opts[key] = value end
  end
  if opts.name ~= nil then names.identifier(spec.kind .. ": name", opts.name) end
  if opts.trainable ~= nil then names.boolean(spec.kind .. ": trainable", opts.trainable) end
  if spec.check then spec.check(opts) end
  local children, call = {}, nil
  if spec.build then children, call = members(spec.kind, spec.build(opts)) end
  return new(spec, opts, children, spec.call or call)
end

---Defines a kind of layer; see README.md. Returns its constructor.
---@param kind string
---@param spec table
function layer.define(kind, spec)
  spec.kind = kind
  local positional = spec.positional or {}
  return function(...)
    local count, given = #positional, {}
    local options = select(count + 1, ...)
    if select("#", ...) > count + 1 then
      names.fail("%s: %s and one table of options expected; found %d arguments", kind, table.concat(positional, ", "), select("#", ...))
    end
    if options ~= nil then
      if type(options) ~= "table" then names.fail("%s: a table of options expected; found %s", kind, names.found(options)) end
      for key, value in pairs(options) do given[key] = value end
    end
    for i, key in ipairs(positional) do
      local value = select(i, ...)
      if value == nil then names.fail("%s: %s expected as argument %d; found nothing", kind, key, i) end
      given[key] = value
    end
    return construct(spec, given)
  end
end

---A user's own kind: layer(kind, fn(self, x, ...)) or layer(kind, defaults, build(opts)).
function layer.layer(kind, a, b)
  names.identifier("layer: the kind", kind)
  if type(a) == "function" and b == nil then
    return function(opts) return construct({ kind = kind, call = a }, opts) end
  end
  if type(a) == "table" and type(b) == "function" then
    return function(opts) return construct({ kind = kind, defaults = a, build = b }, opts) end
  end
  names.fail('layer "%s": a function, or a table of defaults and a build function, expected; found %s', kind, names.found(a))
end

---A one-off: children by key, and call(self, ...).
function layer.module(t)
  if type(t) ~= "table" or type(t.call) ~= "function" then
    names.fail("module: a table of layers with call = function(self, ...) expected; found %s",
      type(t) == "table" and "no call" or names.found(t))
  end
  local spec = { kind = "module" }
  local children, call = members("module", t)
  return new(spec, { name = t.name, trainable = t.trainable }, children, call)
end

---Members in order, as children KIND_n; functions pass without a name.
local function sequence(what, t)
  if type(t) ~= "table" then names.fail("%s: a list of layers expected; found %s", what, names.found(t)) end
  local children, steps, count, seen = {}, {}, {}, {}
  for i = 1, #t do
    local member = t[i]
    if layer.is(member) then
      local kind = member.kind
      count[kind] = (count[kind] or 0) + 1
      local key = member.opts.name or ("%s_%d"):format(kind, count[kind])
      if seen[key] then names.fail('%s: the name "%s" twice; distinct names expected', what, key) end
      seen[key] = true
      children[#children + 1] = { key = child_key(what, key), layer = member }
    elseif type(member) ~= "function" then
      names.fail("%s: member %d; a layer or a function expected; found %s", what, i, names.found(member))
    end
    steps[i] = member
  end
  return children, steps
end

local sequence_options = { name = names.none, trainable = true }

local function options_of(what, t, defaults)
  local given = {}
  for key, value in pairs(t) do
    if math.type(key) ~= "integer" then given[key] = value end
  end
  return names.options(what, given, defaults)
end

---Layers and functions, one after the other.
function layer.sequential(t)
  local children, steps = sequence("sequential", t)
  return new({ kind = "sequential" }, options_of("sequential", t, sequence_options), children, function(_, x, ...)
    for i, step in ipairs(steps) do
      if i == 1 then x = step(x, ...) else x = step(x) end
    end
    return x
  end)
end

---x + members(x); with `shortcut`, shortcut(x) + members(x).
function layer.residual(t)
  local children, steps = sequence("residual", t)
  local opts = options_of("residual", t, { name = names.none, trainable = true, shortcut = names.none })
  local shortcut = opts.shortcut
  if shortcut ~= nil then
    if layer.is(shortcut) then children[#children + 1] = { key = "shortcut", layer = shortcut }
    elseif type(shortcut) ~= "function" then names.fail("residual: shortcut; a layer or a function expected; found %s", names.found(shortcut)) end
  end
  opts.shortcut = nil
  return new({ kind = "residual" }, opts, children, function(_, x)
    local y = x
    for _, step in ipairs(steps) do y = step(y) end
    return y + (shortcut and shortcut(x) or x)
  end)
end

---What each member makes of x, joined along `axis` (the last).
function layer.concatenate(t)
  local children, steps = sequence("concatenate", t)
  local opts = options_of("concatenate", t, { name = names.none, trainable = true, axis = -1 })
  if #steps == 0 then names.fail("concatenate: a list of layers or functions expected; found none") end
  return new({ kind = "concatenate" }, opts, children, function(_, x)
    local parts = {}
    for i, step in ipairs(steps) do parts[i] = step(x) end
    return core.op.concatenate(parts, { axis = core.axis("concatenate", opts.axis, parts[1].rank) }, nil, "concatenate")
  end)
end

---A copy to put into the tree instead; of a layer that is in the tree already, a view whose parameters count as constants.
---@param opts { trainable?: boolean, name?: string }
function base:with(opts)
  local o = names.options("with", opts, { trainable = names.none, name = names.none })
  if rawget(self, "path") then
    if o.trainable ~= false or o.name ~= nil then
      names.fail("with: { trainable = false } expected for a layer that is part of the model already")
    end
    local view = {}
    for key, value in next, self do view[key] = value end
    view.origin = rawget(self, "origin") or self
    return setmetatable(view, meta)
  end
  local merged, children, swap = {}, {}, {}
  for key, value in pairs(self.opts) do merged[key] = value end
  for key, value in pairs(o) do merged[key] = value end
  if self.spec.build then return construct(self.spec, merged) end
  if #self.children > 0 then
    names.fail("with: layer %s has layers inside that its call names; give trainable = false to them, or call with() after cr.model", self.kind)
  end
  return new(self.spec, merged, children, self.forward)
end

-- ---- the tree ----------------------------------------------------------------------------------------------------

local adopted = {}

local function adopt(node, path, trains)
  if layer.is(node) then
    local old = rawget(node, "path")
    if old then
      names.fail('model: layer %s is in the tree twice; one place expected (call it twice to share it); found "%s" and "%s"', node.kind, old, path)
    end
    node.path, node.trains = path, trains and node.opts.trainable ~= false
    adopted[#adopted + 1] = node
    for _, child in ipairs(node.children) do adopt(child.layer, joined(path, child.key), node.trains) end
  elseif type(node) == "table" and not getmetatable(node) then
    for key, value in pairs(node) do
      local part = math.type(key) == "integer" and tostring(key - 1) or key
      if math.type(key) ~= "integer" and (type(key) ~= "string" or not key:match "^[%a_][%w_]*$") then
        names.fail("model: the name %s%s; letters, digits and _ expected, no digit first", names.found(key),
          path ~= "" and (' in "%s"'):format(path) or "")
      end
      adopt(value, joined(path, part), trains)
    end
  else
    names.fail('model: "%s" in the tree; a layer, a module or a table of them expected; found %s', path, names.found(node))
  end
end

table.insert(slots.at_end, function()
  for _, node in ipairs(adopted) do
    if not node.used and #node.children == 0 then
      context.scoped(node.path, node.made, core.note, ('layer %s "%s" of the tree is never called'):format(node.kind, node.path))
    end
  end
end)

---Gives every layer of the tree its path.
function layer.adopt(tree) adopt(tree, "", true) end

-- ---- initialisers ------------------------------------------------------------------------------------------------

---Makes a factory usable by name: called with a shape it acts with its defaults.
---@param factory fun(...): fun(shape: integer[], name?: string): crescent.Tensor
function layer.initializer(factory)
  return function(a, ...)
    if type(a) == "table" then return factory()(a, ...) end
    return factory(a, ...)
  end
end

layer.scoped = context.scoped

return layer
