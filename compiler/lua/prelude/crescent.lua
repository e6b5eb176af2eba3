-- crescent.lua: the module "crescent", put together from one file an idea.
local _, core = ...
local names = require "crescent.names"
local context = require "crescent.context"

local VERSION = { 1, 0, 0 }

local cr = {}
local methods = {}

for _, part in ipairs { "tensor", "shape", "reduce", "contract", "window", "random", "gradient", "scan", "order" } do
  for name, value in pairs(require("crescent." .. part)) do
    cr[name] = value
    if type(value) == "function" then methods[name] = value end
  end
end
for _, helper in ipairs { "axes_of", "tensor_of", "windows" } do cr[helper], methods[helper] = nil, nil end

---Writes a param, buffer or state: reads give the value from here on; committed when the function ends.
function methods.set(slot, value) core.set(slot, value) end
core.methods(methods, function(what, key, t) names.unknown(what, key, t) end)

cr.model = require("crescent.model").model
cr.data = require "crescent.data"

---A compile-time value: name=value on the command line.
---@generic T: string|number|boolean
---@param name string
---@param default T
---@param opts? { choices?: T[], doc?: string }
---@return T
function cr.option(name, default, opts)
  local o = names.options("option", opts, { choices = names.none, doc = "" })
  return core.option(name, default, o.choices, o.doc)
end

---An f32 scalar that is set at run time, in training and loops.
---@param opts? { min?: number, max?: number }
---@return crescent.Tensor
function cr.hyper(name, default, opts)
  local o = names.options("hyper", opts, { min = names.none, max = names.none })
  names.number("hyper: min", o.min, { optional = true })
  names.number("hyper: max", o.max, { optional = true })
  names.number(('hyper "%s": the default'):format(tostring(name)), default, { min = o.min, max = o.max })
  return core.hyper(name, default, o.min or -math.huge, o.max or math.huge)
end

---Is this the training trace? A Lua boolean.
function cr.training() return context.current ~= nil and context.current.training end

---How many updates this run makes in all, as an f32 scalar.
function cr.total_steps() return core.total_steps() end

---How many updates were made, as an f32 scalar.
function cr.step()
  local c = context.current
  if not c or not c.steps then names.fail("cr.step outside training; it exists in callbacks of m:train only") end
  return c.steps()
end

---At least this version of Crescent.
---@param text string "1.0.0"
function cr.version(text)
  local wanted = {}
  for part in tostring(text):gmatch "%d+" do wanted[#wanted + 1] = tonumber(part) end
  if #wanted == 0 then names.fail('version: a text like "1.0.0" expected; found %s', names.found(text)) end
  for i = 1, 3 do
    local w = wanted[i] or 0
    if w < VERSION[i] then return end
    if w > VERSION[i] then
      names.fail("version: Crescent %s or later expected; found %s", text, table.concat(VERSION, "."))
    end
  end
end

---A note while compiling.
function cr.note(...)
  local parts = {}
  for i = 1, select("#", ...) do parts[i] = tostring((select(i, ...))) end
  core.note(table.concat(parts, " "))
end

---Shows a tensor at run time where the product can print; dropped here, with a note.
function cr.print(x, label)
  core.note(("cr.print%s is left out of the emitted C"):format(label and (' "%s"'):format(tostring(label)) or ""))
  return x
end
methods.print = cr.print

return names.strict(cr, "crescent")
