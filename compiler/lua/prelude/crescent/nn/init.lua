--- Initialisers: functions of a shape (and the parameter's name) that return its first value. All take their arguments
--- first, init.normal(0.02), and can be named without: "normal", init.normal. Draws are keyed by the seed and the
--- parameter's name, so that adding a layer changes no other.
local cr = require "crescent"
local names = require "crescent.names"
local layer = require "crescent.layer"

local init = {}

--- The standard deviation of a standard normal cut at -2 and 2.
local CUT = 0.87962566103423978

init.zeros = layer.initializer(function()
  return function(shape) return cr.zeros(cr.f32(shape)) end
end)

init.ones = layer.initializer(function()
  return function(shape) return cr.ones(cr.f32(shape)) end
end)

--- constant(v)
init.constant = layer.initializer(function(value)
  value = names.number("constant: value", value == nil and 0 or value, {})
  return function(shape) return cr.full(cr.f32(shape), value) end
end)

--- normal(stddev = 0.05)
init.normal = layer.initializer(function(stddev)
  stddev = names.number("normal: stddev", stddev or 0.05, { min = 0 })
  return function(shape) return cr.rng_normal(cr.f32(shape), 0, stddev) end
end)

--- uniform(low = -0.05, high = 0.05)
init.uniform = layer.initializer(function(low, high)
  low = names.number("uniform: low", low or -0.05, {})
  high = names.number("uniform: high", high or 0.05, { min = low })
  return function(shape) return cr.rng_uniform(cr.f32(shape), low, high) end
end)

--- A standard normal cut at -2 and 2, by its inverse distribution function: sqrt(2) * erfinv(u), u uniform in
--- -erf(sqrt 2) .. erf(sqrt 2). The polynomial is the central one of M. Giles, "Approximating the erfinv function",
--- GPU Computing Gems 2, 2011 (single precision), which holds for -log(1 - u^2) < 5; here that is at most 2.42.
---@param shape table
---@return crescent.Tensor
local function cut_normal(shape)
  local u = cr.rng_uniform(cr.f32(shape), -0.95449973610364158, 0.95449973610364158)
  local w = -cr.log1p(-(u * u)) - 2.5
  local p = cr.full(cr.f32(shape), 2.81022636e-08)
  for _, c in ipairs { 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941 } do
    p = p * w + c
  end
  return cr.clamp(p * u * 1.4142135623730951, -2, 2)
end

--- truncated_normal(stddev = 0.05): a normal cut at two standard deviations (of the whole normal, as in Keras).
init.truncated_normal = layer.initializer(function(stddev)
  stddev = names.number("truncated_normal: stddev", stddev or 0.05, { min = 0 })
  return function(shape) return cut_normal(shape) * stddev end
end)

--- How many inputs and outputs a unit of a kernel of that shape has: Keras's rule.
---@param shape integer[]
---@return number fan_in, number fan_out
local function fans(shape)
  local rank = #shape
  if rank == 0 then return 1, 1 end
  if rank == 1 then return shape[1], shape[1] end
  local field = 1
  for i = 1, rank - 2 do field = field * shape[i] end
  return shape[rank - 1] * field, shape[rank] * field
end

---@type table<string, fun(shape: integer[]): number> the variance that keeps signals' size
local variance = {
  glorot = function(shape)
    local fan_in, fan_out = fans(shape)
    return 2 / (fan_in + fan_out)
  end,
  he = function(shape) return 2 / (fans(shape)) end,
  lecun = function(shape) return 1 / (fans(shape)) end,
}

for name, of in pairs(variance) do
  --- Uniform in -a .. a, a = sqrt(3 variance).
  init[name .. "_uniform"] = layer.initializer(function()
    return function(shape)
      local limit = (3 * of(shape)) ^ 0.5
      return cr.rng_uniform(cr.f32(shape), -limit, limit)
    end
  end)
  --- A cut normal of that variance after cutting.
  init[name .. "_normal"] = layer.initializer(function()
    return function(shape) return cut_normal(shape) * (of(shape) ^ 0.5 / CUT) end
  end)
end

--- orthogonal(gain = 1): of the matrix [all axes but the last, the last], orthonormal columns, or rows where there are fewer: those of a
--- normal matrix by Gram and Schmidt, each made orthogonal twice (once is not enough in f32). As Keras's by QR with a positive diagonal.
init.orthogonal = layer.initializer(function(gain)
  gain = names.number("orthogonal: gain", gain or 1, {})
  return function(shape, name)
    if #shape < 2 then names.fail("orthogonal: the shape of %s; at least 2 axes expected; found %d", name or "the parameter", #shape) end
    local rows, columns = 1, shape[#shape]
    for i = 1, #shape - 1 do rows = rows * shape[i] end
    local n, length = math.min(rows, columns), math.max(rows, columns)
    local basis = cr.scan(cr.zeros(cr.f32 { n, length }), cr.rng_normal(cr.f32 { n, length }), function(q, v, i)
      for _ = 1, 2 do
        local along = cr.dot_general(q, v, { contract = { { 2 }, { 1 } } })
        v = v - cr.dot_general(along, q, { contract = { { 1 }, { 1 } } })
      end
      return cr.dynamic_update(q, cr.expand(v * cr.rsqrt(cr.sum(v * v)), 1), i, 1)
    end)
    return cr.reshape(rows < columns and basis or cr.transpose(basis, { 2, 1 }), shape) * gain
  end
end)

--- identity(gain = 1): ones on the diagonal of a matrix, square or not.
init.identity = layer.initializer(function(gain)
  gain = names.number("identity: gain", gain or 1, {})
  return function(shape, name)
    if #shape ~= 2 then
      names.fail("identity: the shape of %s; a matrix expected; found %d axes", name or "the parameter", #shape)
    end
    local t = cr.i32(shape)
    return cr.convert(cr.equal(cr.iota(t, 1), cr.iota(t, 2)), "f32") * gain
  end
end)

return setmetatable(init, {
  __index = function(_, name)
    local known = names.keys(init)
    names.fail('unknown initializer "%s"%s; known: %s', tostring(name), names.hint(name, known), table.concat(known, " "))
  end,
})
