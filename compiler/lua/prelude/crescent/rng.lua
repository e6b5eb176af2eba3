-- rng.lua: the counter of random calls: u32[4] = seed low, seed high, call low, call high.
local _, core = ...
local shape = require "crescent.shape"

local rng = {}

---The key of the next call: the 64-bit number of the call plus one.
---@param key crescent.Tensor
---@return crescent.Tensor
function rng.next_call(key)
  local low = shape.slice(key, 1, 3, 3) + 1
  local carry = core.convert(core.map.equal(low, 0), "u32")
  return shape.concat({ shape.slice(key, 1, 1, 2), low, shape.slice(key, 1, 4, 4) + carry }, 1)
end

return rng
