-- context.lua: what the function being traced knows beside its graph (mode, random key, draws), and scopes of layers.
--
-- One table at a time, because functions do not nest.
local _, core = ...

---@class crescent.Context
---@field training boolean
---@field key fun(): crescent.Tensor       u32[4]; an error where there is no seed
---@field draws table<string, integer>     by layer path: how many in this callback
---@field steps? fun(): crescent.Tensor    updates done so far (f32), in training
---@field charges? crescent.Tensor[]       while a loss is traced: what layers add to it for what they return

local context = {}

---@type crescent.Context|nil
context.current = nil

---Runs a body as one function of the model; nil if it failed (the error is recorded).
---@param spec { name: string, kind: string, group?: string, what?: string }
---@param fields { training: boolean, key: fun(): crescent.Tensor }
function context.trace(spec, fields, body)
  fields.draws = {}
  context.current = fields
  local made = core.trace(spec, body)
  context.current = nil
  return made
end

---The next callback of the same trace: draws count from 1 again, sets made so far are taken back and returned.
---@return { [1]: crescent.Tensor, [2]: crescent.Tensor }[]
function context.next_callback()
  context.current.draws = {}
  return core.take_sets()
end

---Adds a scalar to the loss that is being traced; nothing anywhere else.
function context.charge(x)
  local charges = context.current and context.current.charges
  if charges then charges[#charges + 1] = x end
end

---Runs fn, whose layers may charge; returns the sum of their charges or nil, then what fn returns.
function context.charged(fn, ...)
  context.current.charges = {}
  local results = table.pack(fn(...))
  local sum
  for _, x in ipairs(context.current.charges) do sum = sum and sum + x or x end
  context.current.charges = nil
  return sum, table.unpack(results, 1, results.n)
end

---Calls fn with `path` as the layer's path; `made` is the line that errors inside prelude code are reported at.
function context.scoped(path, made, fn, ...)
  local scope <close> = core.enter(path, made)
  local results = table.pack(fn(...))
  return table.unpack(results, 1, results.n)
end
core.layer_border(context.scoped)

return context
