-- ir.lua: the module "crescent.ir": the primitives themselves, and what loads a dump (grammar: compiler/ir/README.md).
local _, core = ...
local names = require "crescent.names"

local ir = { type = core.type, dim = core.dim, blocks = core.blocks, upto = core.upto, seed = core.seed, inf = math.huge, nan = 0.0 / 0.0, extent = core.extent }
if tostring(ir.nan):sub(1, 1) == "-" then ir.nan = -ir.nan end

for name, f in pairs(core.op) do
  if name ~= "extent" then ir[name] = f end
end

---A loop's or branch's: fn returns { {name, t[..]}, .. }.
function ir.body(fn) return (core.body("a loop", fn)) end

function ir.scan(...)
  local list, n = { ... }, select("#", ...)
  local attrs, body = list[n - 1], list[n]
  return core.scan(body, { table.unpack(list, 1, n - 2) }, { carries = attrs.carries, slices = attrs.slices, length = attrs.length[1],
    reverse = attrs.reverse ~= 0, stops = attrs.stops ~= 0, recompute = attrs.recompute ~= 0 })
end

function ir.cond(...)
  local list, n = { ... }, select("#", ...)
  return core.cond(list[n - 1], list[n], { table.unpack(list, 1, n - 2) })
end

---The float with these bits.
function ir.bits(word) return (string.unpack("<f", string.pack("<I4", word))) end

---The bytes of a constant, in HASH.bin beside the dump.
function ir.blob(hash) return { blob = hash } end

function ir.constant(ty, value)
  if type(value) == "table" and value.blob then return core.blob(value.blob, ty) end
  return core.constant(type(value) == "table" and value or { value }, ty)
end

---Position from 1; 0 stands for the gradient of a value in custom_gradient.
function ir.input(name, ty, position) return core.input(name, ty, position) end

local function reader(kind)
  return function(name)
    local slot = core.find_slot(kind, name)
    if not slot then names.fail('%s: no slot "%s"; declared by m:slot before expected', kind, name) end
    if kind == "train" then core.join_group(slot) end
    return core.read(slot)
  end
end
for _, kind in ipairs { "param", "buffer", "state", "train" } do ir[kind] = reader(kind) end

---Makers of nodes that the recompute pass told apart.
function ir.replica(k)
  return setmetatable({}, { __index = function(_, name)
    return function(...) return core.replicate(core.op[name](...), k) end
  end })
end

local Dump = {}
Dump.__index = Dump

---extra: is a param trainable; the group of a train slot
function Dump:slot(kind, name, ty, extra)
  core.slot(kind, name, ty, kind == "param" and extra, kind == "train" and extra or nil)
end

function Dump:func(name, kind, body)
  core.trace({ name = name, kind = kind }, function()
    local result = body()
    if result.group then core.join_group(result.group) end
    for _, output in ipairs(result.outputs) do core.output(output[1], output[2]) end
    for _, set in ipairs(result.sets) do
      local slot = core.find_slot(set[1], set[2])
      if not slot then names.fail('set: no %s "%s"', set[1], set[2]) end
      core.set(slot, set[3])
    end
  end)
end

---A model that consists of dumped functions.
function ir.model(name)
  core.model(name, "", {})
  return setmetatable({ name = name }, Dump)
end

return names.strict(ir, "crescent.ir")
