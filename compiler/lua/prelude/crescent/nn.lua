--- crescent.nn: layers, activations, losses, metrics, initialisers, regularisers, constraints. All of it is written over the
--- functions of `crescent` and uses nothing private; a model file can do the same.
local names = require "crescent.names"
local layer = require "crescent.layer"

local nn = {
  layer = layer.layer, module = layer.module, sequential = layer.sequential, residual = layer.residual, concatenate = layer.concatenate,
  dense = require "crescent.nn.dense", embedding = require "crescent.nn.embedding",
  init = require "crescent.nn.init", reg = require "crescent.nn.regularizer", constraint = require "crescent.nn.constraint",
}

for _, part in ipairs {
  require("crescent.nn.activate").functions, require "crescent.nn.shape", require "crescent.nn.norm",
  require "crescent.nn.conv", require "crescent.nn.pool", require "crescent.nn.image", require "crescent.nn.loss", require "crescent.nn.cross_entropy", require "crescent.nn.metric",
  require "crescent.nn.position", require "crescent.nn.attention", require "crescent.nn.rnn", require "crescent.nn.stacked_rnn", require "crescent.nn.transformer",
  require "crescent.nn.sample",
} do
  for name, value in pairs(part) do nn[name] = value end
end
nn.over_features, nn.check_input = nil, nil

return names.strict(nn, "nn")
