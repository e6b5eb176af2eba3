--- What all optimisers share: the checks of their options.
local names = require "crescent.names"
local _, core = ...

local rate = {}

--- A learning rate: a finite number from 0, a schedule, or a cr.hyper.
---@param what string "adam"
---@param lr number|crescent.Tensor|fun(step: crescent.Tensor, total: crescent.Tensor): crescent.Tensor
local function check_rate(what, lr)
  if core.kind(lr) == "function" then return lr end
  return names.number(what .. ": lr", lr, { min = 0 })
end

--- The options of an optimiser with the defaults filled in and checked. `limits` has, for names beside lr, weight_decay and
--- decay, what names.number asks for; options without an entry are left alone (booleans).
---@param what string
---@param given? table
---@param defaults table
---@param limits table<string, table>
---@return table
function rate.options(what, given, defaults, limits)
  local all = { lr = defaults.lr, weight_decay = 0, decay = "all" }
  for name, value in pairs(defaults) do all[name] = value end
  local o = names.options(what, given, all)
  o.lr = check_rate(what, o.lr)
  names.number(what .. ": weight_decay", o.weight_decay, { min = 0 })
  for name, limit in pairs(limits) do names.number(what .. ": " .. name, o[name], limit) end
  names.choice(what .. ": decay", o.decay, { "all", "matrices" })
  return o
end

--- What the engine overrides by group: every option but the rate and the rule of decay.
---@param o table
---@return table
function rate.overridable(o)
  local rest = {}
  for name, value in pairs(o) do
    if name ~= "lr" and name ~= "decay" then rest[name] = value end
  end
  return rest
end

--- g + weight_decay * p: decay that is part of the gradient.
---@param p crescent.Tensor
---@param g crescent.Tensor
---@param t table
---@return crescent.Tensor
function rate.decayed(p, g, t)
  return t.weight_decay ~= 0 and g + p * t.weight_decay or g
end

return rate
