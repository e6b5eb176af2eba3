--- Drawing what comes next from logits. The usual filters are exact without sorting a vocabulary: which logits stay is a question of one
--- threshold, and the bits of floats, in order, make it a search of 32 steps, each one pass over the logits.
local cr = require "crescent"
local names = require "crescent.names"
local _, core = ...

local sample = {}
local kept = { keep_dims = true }

--- u32 numbers that compare as the floats do.
local function ordered(x)
  local bits = cr.bitcast(cr.select(cr.equal(x, 0), 0, x), "u32")
  return cr.select(cr.shift_right(bits, 31):equal(1), ~bits, bits | 0x80000000)
end

--- The largest u32 number of which enough(number) is true; it is true up to there.
local function highest(extents, enough)
  local found = cr.scan(cr.zeros(cr.u32(extents)), nil, function(low, _, i)
    local more = low | cr.shift_left(cr.full(cr.u32 {}, 1), cr.convert(31 - i, "u32"))
    return cr.select(enough(more), more, low)
  end, { length = 32 })
  return found
end

local function scalar(what, x, dtype)
  if x == nil then return nil end
  if type(x) == "number" then return cr.full(cr[dtype] {}, x) end
  if core.kind(x) ~= "tensor" or x.dtype ~= dtype or x.rank ~= 0 then
    names.fail("sample: %s; a number or an %s scalar expected; found %s", what, dtype, names.found(x))
  end
  return x
end

---@class SampleOptions
---@field temperature? number|crescent.Tensor the logits are divided by it (1); at 0, below or NaN the likeliest is taken
---@field top_k? integer|crescent.Tensor only the k likeliest, and those that equal the last of them (0: all)
---@field top_p? number|crescent.Tensor of those only the likeliest that together reach this probability (1: all)

--- A class for each row of logits [..., classes]: i32 [...]. Filters as usual: temperature, then top_k, then top_p.
---@param logits crescent.Tensor
---@param opts? SampleOptions
---@return crescent.Tensor
function sample.sample(logits, opts)
  local o = names.options("sample", opts, { temperature = 1, top_k = names.none, top_p = names.none })
  if core.kind(logits) ~= "tensor" or logits.dtype ~= "f32" or logits.rank == 0 then names.fail("sample: logits f32[..., classes] expected; found %s", names.found(logits)) end
  local temperature, k, p = scalar("temperature", o.temperature, "f32"), scalar("top_k", o.top_k, "i32"), scalar("top_p", o.top_p, "f32")
  local scaled = (logits - cr.max(logits, -1, kept)) / cr.maximum(temperature, 1e-6)
  local extents = cr.max(logits, -1, kept).shape
  local key, stays = ordered(scaled), nil
  if k then
    local wanted = cr.select(cr.less_equal(k, 0), logits:dim(-1), k)
    local least = highest(extents, function(low)
      return cr.sum(cr.convert(cr.greater_equal(key, low), "i32"), -1, kept):greater_equal(wanted)
    end)
    stays = cr.greater_equal(key, least)
  end
  if p then
    local weight = cr.exp(scaled)
    if stays then weight = cr.select(stays, weight, 0) end
    local wanted = cr.sum(weight, -1, kept) * cr.clamp(p, 1e-9, 1)
    local least = highest(extents, function(low)
      return cr.sum(cr.select(cr.greater_equal(key, low), weight, 0), -1, kept):greater_equal(wanted)
    end)
    stays = stays and stays & cr.greater_equal(key, least) or cr.greater_equal(key, least)
  end
  local drawn = cr.rng_categorical(stays and cr.select(stays, scaled, -math.huge) or scaled)
  return cr.select(cr.greater(temperature, 0), drawn, cr.argmax(logits, -1))
end

return sample
