--- crescent.optim: optimisers and learning-rate schedules, as functions of options. `custom` makes one of your own.
local names = require "crescent.names"
local optimizer = require "crescent.optimizer"
local adam = require "crescent.optim.adam"

local optim = {
  sgd = require "crescent.optim.sgd", rmsprop = require "crescent.optim.rmsprop", adagrad = require "crescent.optim.adagrad",
  adam = adam.adam, adamw = adam.adamw, lion = require "crescent.optim.lion",
}

--- An optimiser of one's own.
---@param o { lr: number|crescent.Tensor|crescent.Schedule, slots: table, update: fun(p: crescent.Tensor, g: crescent.Tensor, s: table, t: table): crescent.Tensor, table }
function optim.custom(o)
  return optimizer.new("custom", o)
end

for name, make in pairs(require "crescent.optim.schedule") do optim[name] = make end

return names.strict(optim, "optim")
