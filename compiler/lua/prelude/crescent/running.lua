-- running.lua: a metric that is no mean over examples (an F1, a correlation): what it counts of a micro-batch, and how the counts
-- of a whole epoch become one number.
local _, core = ...
local names = require "crescent.names"
local shape = require "crescent.shape"

local running = {}

---@class crescent.Running
---@field counts table<string, crescent.Tensor>   f32, sums over the micro-batch, of constant shapes
---@field finish fun(counts: table<string, crescent.Tensor>): crescent.Tensor   from sums over the epoch to an f32 scalar
---@field parts { name: string, shape: integer[], elements: integer }[]

local meta = { __tostring = function() return "a running metric" end }

---@param counts table<string, crescent.Tensor>
---@param finish fun(counts: table<string, crescent.Tensor>): crescent.Tensor
---@return crescent.Running
function running.new(counts, finish)
  if type(counts) ~= "table" or next(counts) == nil then
    names.fail("running: counts; a table of f32 tensors by name expected; found %s", names.found(counts))
  end
  for name, x in pairs(counts) do
    local fits = core.kind(x) == "tensor" and x.dtype == "f32"
    for i = 1, fits and x.rank or 0 do fits = fits and core.kind(x.shape[i]) ~= "dim" end
    if not fits then
      names.fail('running: the count "%s"; f32 of constant shape, a sum over the batch, expected; found %s', tostring(name), names.found(x))
    end
  end
  if type(finish) ~= "function" then names.fail("running: finish; a function of the counts expected; found %s", names.found(finish)) end
  local parts = {}
  for i, name in ipairs(names.keys(counts)) do
    parts[i] = { name = name, shape = counts[name].shape, elements = counts[name].elements }
  end
  return setmetatable({ counts = counts, finish = finish, parts = parts }, meta)
end

function running.is(value) return type(value) == "table" and getmetatable(value) == meta end

---Adds the counts to a list of vectors, by name.
---@param metric crescent.Running
---@param list crescent.Tensor[]
function running.append(metric, list)
  for _, part in ipairs(metric.parts) do list[#list + 1] = shape.reshape(metric.counts[part.name], { part.elements }) end
end

---The value of a metric whose counts begin at element `at` (from 1) of all; and where the next one's begin.
---@param what string
---@param metric crescent.Running
---@param all crescent.Tensor
---@param at integer
---@return crescent.Tensor, integer
function running.value(what, metric, all, at)
  local counts = {}
  for _, part in ipairs(metric.parts) do
    counts[part.name] = shape.reshape(shape.slice(all, 1, at, at + part.elements - 1), part.shape)
    at = at + part.elements
  end
  local value = metric.finish(counts)
  if core.kind(value) ~= "tensor" or value.rank ~= 0 or value.dtype ~= "f32" then
    names.fail("%s: finish; an f32 scalar expected; found %s", what, names.found(value))
  end
  return value, at
end

return running
