--- An activation option of a layer: nil, a name, or a function of one tensor.
local names = require "crescent.names"
local layer = require "crescent.layer"
local _, core = ...

local softmax = require "crescent.nn.softmax"
local activations = { softmax = softmax.softmax, log_softmax = softmax.log_softmax }
for name, f in pairs(require "crescent.nn.activation") do activations[name] = f end

local activate = { functions = activations }

--- The function that an option stands for; nil for nil.
---@param what string the layer's kind, for the message
---@param option nil|string|fun(x: crescent.Tensor): crescent.Tensor
---@return nil|fun(x: crescent.Tensor): crescent.Tensor
function activate.resolve(what, option)
  local kind = core.kind(option)
  if kind == "nil" or kind == "function" or layer.is(option) then return option end
  if kind == "string" then
    if activations[option] then return activations[option] end
    local known = names.keys(activations)
    names.fail('%s: unknown activation "%s"%s; known: %s', what, option, names.hint(option, known), table.concat(known, " "))
  end
  names.fail("%s: activation; a name such as \"relu\", or a function of a tensor, expected; found %s", what, names.found(option))
end

return activate
