-- A recurrent layer under a dense head, for bench_rnn.sh: a training step, a whole sequence, one step of a stream.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local cell   = cr.option("cell", "lstm", { choices = { "lstm", "gru", "simple_rnn" } })
local units  = cr.option("units", 128)
local inputs = cr.option("inputs", 32)
local steps  = cr.option("steps", 64)
local batch  = cr.option("batch", 32)
local again  = cr.option("checkpoint", "none", { choices = { "none", "sqrt" } })

local layer, head = nn[cell](units, { checkpoint = again == "sqrt" and again or nil }), nn.dense(10)
local m = cr.model("rnn", { layer = layer, head = head })

m:func("sequence", { x = cr.f32 { steps, inputs } }, { "logits" }, function(x)
  return head(layer(x:expand(1))):squeeze(1)
end)

-- One frame of a stream; what the layer remembers is in rnn_state.
m:func("stream", { x = cr.f32 { inputs } }, { "y" }, function(x)
  local states = {}
  for i = 1, cell == "lstm" and 2 or 1 do states[i] = m:state("s" .. i, cr.f32 { 1, units }) end
  local y, new = layer:step(x:expand(1), states)
  for i, s in ipairs(new) do states[i]:set(s) end
  return y:squeeze(1)
end)

m:train {
  inputs = { x = cr.f32 { steps, inputs }, label = cr.i32 {} }, batch = batch,
  loss = function(x, label) return nn.softmax_cross_entropy(head(layer(x)), label) end,
  optimizer = optim.adam { lr = 0.001 },
}
