-- A tiny BERT, post-norm with tied embeddings: values, gradients, ten steps of AdamW.
-- Written by make_golden.py; the numbers are in ../data/bert_tiny.safetensors.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

cr.option("variant", "bert_tiny", { choices = { "bert_tiny" }, doc = "how it is trained" })

-- A number for each parameter's gradient: its sum, weighted by the cosines of 0, 1, 2, ...
local function probes(gradients)
  local list = {}
  for _, g in pairs(gradients) do
    local flat = g:flatten()
    list[#list + 1] = (flat * cr.cos(cr.iota(cr.f32(flat.shape), 1))):sum()
  end
  return cr.stack(list, 1)
end

local word, place = nn.embedding(19, 8), nn.position_embedding(6)
local first, last, transform = nn.layer_norm { epsilon = 1e-12 }, nn.layer_norm { epsilon = 1e-12 }, nn.dense(8, { activation = "gelu" })
local layers = nn.transformer_encoder(2, 8, 2, 16, { activation = "gelu", dropout = 0 })
local m = cr.model("bert_tiny", { word = word, place = place, first = first, last = last, transform = transform, layers = layers })

local function logits(x)
  local h = layers(first(place(word(x))), { mask = x:not_equal(0) })
  return word:attend(last(transform(h)))
end
local function each_loss(x, label) return nn.softmax_cross_entropy(logits(x), label, { ignore = -1 }) end

m:func("forward", { x = cr.i32 { 7, 6 }, label = cr.i32 { 7, 6 } }, { "logits", "loss", "probes" }, function(x, label)
  local loss, weight = each_loss(x, label)
  loss = (loss * weight):sum() / weight:sum()
  return logits(x, label), loss, probes(cr.grad(loss, { "*" }))
end)

m:train {
  inputs = { x = cr.i32 { 6 }, label = cr.i32 { 6 } }, batch = 7,
  loss = function(x, label) return each_loss(x, label) end,
  frozen = { "*.key.bias" },              -- whose gradient is 0: what is left is rounding, which Adam would make large
  optimizer = optim.adamw { lr = 0.001, weight_decay = 0.1 },
}
