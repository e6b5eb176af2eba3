--- softmax and log_softmax along an axis. The row's largest value is taken out first, which changes nothing but the range of
--- the exponentials; it is cut from the gradient, which it does not change either. The derivatives are stated: they read
--- the result alone, and are one row sum and one map.
local cr = require "crescent"

local softmax = {}
local kept = { keep_dims = true }

--- x less its largest value along the axis.
---@param x crescent.Tensor
---@param axis integer
---@return crescent.Tensor
function softmax.centred(x, axis)
  return x - cr.stop_gradient(cr.max(x, axis, kept))
end

--- y = softmax(x):  dx = y * (dy - sum(dy * y))
---@param x crescent.Tensor
---@param axis? integer -1
---@return crescent.Tensor
function softmax.softmax(x, axis)
  axis = axis or -1
  return cr.custom_grad(function(row)
    local e = cr.exp(softmax.centred(row, axis))
    return e / cr.sum(e, axis, kept)
  end, function(_, y, dy)
    return y * (dy - cr.sum(dy * y, axis, kept))
  end)(x)
end

--- y = log(softmax(x)):  dx = dy - exp(y) * sum(dy)
---@param x crescent.Tensor
---@param axis? integer -1
---@return crescent.Tensor
function softmax.log_softmax(x, axis)
  axis = axis or -1
  return cr.custom_grad(function(row)
    local z = softmax.centred(row, axis)
    return z - cr.log(cr.sum(cr.exp(z), axis, kept))
  end, function(_, y, dy)
    return dy - cr.exp(y) * cr.sum(dy, axis, kept)
  end)(x)
end

return softmax
