--- Constraints: functions of a parameter that return it moved to where it may be, after every update. Norms are of each
--- unit's incoming weights: over a kernel's axis 1, or the axes given (a convolution's kernel: { axis = { 1, 2, 3 } }).
local cr = require "crescent"
local names = require "crescent.names"
local by_name = require "crescent.nn.by_name"

local constraint = {}
local EPSILON = 1e-7 -- added to the norm that is divided by, as in Keras

---@param p crescent.Tensor
---@param axis integer|integer[]
---@return crescent.Tensor
local function norms(p, axis)
  return cr.sqrt(cr.sum(cr.square(p), axis, { keep_dims = true }))
end

---@param what string
---@param opts? { axis: integer|integer[] }
local function axis_of(what, opts)
  return names.options(what, opts, { axis = 1 }).axis
end

--- p scaled down where its norm is above the limit.
---@param limit? number 2
---@param opts? { axis: integer|integer[] }
---@return fun(p: crescent.Tensor): crescent.Tensor
function constraint.max_norm(limit, opts)
  limit = names.number("max_norm: limit", limit or 2, { min = 0 })
  local axis = axis_of("max_norm", opts)
  return function(p)
    local n = norms(p, axis)
    return p * (cr.minimum(n, limit) / (n + EPSILON))
  end
end

--- p scaled to norm 1.
---@param opts? { axis: integer|integer[] }
---@return fun(p: crescent.Tensor): crescent.Tensor
function constraint.unit_norm(opts)
  local axis = axis_of("unit_norm", opts)
  return function(p) return p / (norms(p, axis) + EPSILON) end
end

--- p scaled so that its norm lies between two limits; rate below 1 moves it only that share of the way.
---@param low? number 0
---@param high? number 1
---@param rate? number 1
---@param opts? { axis: integer|integer[] }
---@return fun(p: crescent.Tensor): crescent.Tensor
function constraint.min_max(low, high, rate, opts)
  low = names.number("min_max: low", low or 0, { min = 0 })
  high = names.number("min_max: high", high or 1, { min = low })
  rate = names.number("min_max: rate", rate or 1, { min = 0, max = 1 })
  local axis = axis_of("min_max", opts)
  return function(p)
    local n = norms(p, axis)
    local wanted = cr.clamp(n, low, high)
    if rate ~= 1 then wanted = wanted * rate + n * (1 - rate) end
    return p * (wanted / (n + EPSILON))
  end
end

--- Negative weights become 0.
---@return fun(p: crescent.Tensor): crescent.Tensor
function constraint.non_neg()
  return function(p) return cr.select(cr.less(p, 0), 0, p) end
end

for name, factory in pairs(constraint) do constraint[name] = by_name(factory) end

return names.strict(constraint, "nn.constraint")
