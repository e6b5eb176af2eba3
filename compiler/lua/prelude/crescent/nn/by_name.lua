--- Regularisers and constraints are made by factories, nn.reg.l2(0.01). As an option's string, "l2", a factory is called with
--- the parameter itself: then it acts with its defaults.
local _, core = ...

---@generic F
---@param factory F
---@return F
return function(factory)
  return function(first, ...)
    if core.kind(first) == "tensor" and first.rank > 0 then return factory()(first) end
    return factory(first, ...)
  end
end
