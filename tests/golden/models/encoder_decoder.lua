-- An encoder-decoder of 2 + 2 layers: values, gradients, ten steps of AdamW.
-- Written by make_golden.py; the numbers are in ../data/encoder_decoder.safetensors.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

cr.option("variant", "encoder_decoder", { choices = { "encoder_decoder" }, doc = "how it is trained" })

-- A number for each parameter's gradient: its sum, weighted by the cosines of 0, 1, 2, ...
local function probes(gradients)
  local list = {}
  for _, g in pairs(gradients) do
    local flat = g:flatten()
    list[#list + 1] = (flat * cr.cos(cr.iota(cr.f32(flat.shape), 1))):sum()
  end
  return cr.stack(list, 1)
end

local source, target, final = nn.embedding(11, 8), nn.embedding(13, 8), nn.dense(13)
local net = nn.transformer_encoder_decoder(2, 8, 2, 16, { dropout = 0 })
local m = cr.model("encoder_decoder", { source = source, target = target, net = net, final = final })

local function embedded(table, tokens) return table(tokens) * math.sqrt(8) + nn.sinusoidal_positions(tokens:dim(2), 8) end
local function logits(x, label)
  local given = label:slice(2, 1, -2)
  return final(net(embedded(source, x), embedded(target, given), { source_mask = x:not_equal(0) }))
end
local function each_loss(x, label)
  return nn.softmax_cross_entropy(logits(x, label), label:slice(2, 2, -1), { label_smoothing = 0.1, ignore = 0 })
end

m:func("forward", { x = cr.i32 { 7, 5 }, label = cr.i32 { 7, 7 } }, { "logits", "loss", "probes" }, function(x, label)
  local loss, weight = each_loss(x, label)
  loss = (loss * weight):sum() / weight:sum()
  return logits(x, label), loss, probes(cr.grad(loss, { "*" }))
end)

m:train {
  inputs = { x = cr.i32 { 5 }, label = cr.i32 { 7 } }, batch = 7,
  loss = function(x, label) return each_loss(x, label) end,
  frozen = { "*.key.bias" },              -- whose gradient is 0: what is left is rounding, which Adam would make large
  optimizer = optim.adamw { lr = 0.001, weight_decay = 0.1 },
}
