--- Regularisers: functions of a parameter that return a scalar, which is added to the objective once an update.
--- Without a half: l2(0.01) adds 0.01 * sum p^2, as in Keras.
local cr = require "crescent"
local names = require "crescent.names"
local by_name = require "crescent.nn.by_name"

local regularizer = {}

--- strength * sum |p|
---@param strength? number 0.01
---@return fun(p: crescent.Tensor): crescent.Tensor
function regularizer.l1(strength)
  strength = names.number("l1: strength", strength or 0.01, { min = 0 })
  return function(p) return cr.sum(cr.abs(p)) * strength end
end

--- strength * sum p^2
---@param strength? number 0.01
---@return fun(p: crescent.Tensor): crescent.Tensor
function regularizer.l2(strength)
  strength = names.number("l2: strength", strength or 0.01, { min = 0 })
  return function(p) return cr.sum(cr.square(p)) * strength end
end

--- l1 * sum |p| + l2 * sum p^2
---@param l1? number 0.01
---@param l2? number 0.01
---@return fun(p: crescent.Tensor): crescent.Tensor
function regularizer.l1_l2(l1, l2)
  local first, second = regularizer.l1(l1), regularizer.l2(l2)
  return function(p) return first(p) + second(p) end
end

for name, factory in pairs(regularizer) do regularizer[name] = by_name(factory) end

return names.strict(regularizer, "nn.reg")
