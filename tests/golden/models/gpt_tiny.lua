-- A tiny GPT, pre-norm with tied embeddings: values, gradients, and ten steps of AdamW.
-- Written by make_golden.py; the numbers are in ../data/gpt_tiny.safetensors.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

cr.option("variant", "gpt_tiny", { choices = { "gpt_tiny" }, doc = "how it is trained" })

-- A number for each parameter's gradient: its sum, weighted by the cosines of 0, 1, 2, ...
local function probes(gradients)
  local list = {}
  for _, g in pairs(gradients) do
    local flat = g:flatten()
    list[#list + 1] = (flat * cr.cos(cr.iota(cr.f32(flat.shape), 1))):sum()
  end
  return cr.stack(list, 1)
end

local wte, wpe = nn.embedding(17, 8), nn.position_embedding(6)
local h = nn.transformer_encoder(2, 8, 2, 32, { pre_norm = true, activation = "gelu_tanh", epsilon = 1e-5, dropout = 0 })
local m = cr.model("gpt_tiny", { wte = wte, wpe = wpe, h = h })

local function logits(tokens) return wte:attend(h(wpe(wte(tokens)), { causal = true })) end
local function each_loss(tokens) return nn.softmax_cross_entropy(logits(tokens:slice(2, 1, -2)), tokens:slice(2, 2, -1)) end

m:func("forward", { tokens = cr.i32 { 7, 7 } },
       { "logits", "loss", "d_wte_embeddings", "d_wpe_embeddings", "probes" }, function(tokens)
  local loss = each_loss(tokens):mean()
  local g = cr.grad(loss, { "*" })
  return logits(tokens:slice(2, 1, -2)), loss, g["wte.embeddings"], g["wpe.embeddings"], probes(g)
end)

m:train {
  inputs = { x = cr.i32 { 7 } }, batch = 7,
  loss = function(x) return each_loss(x) end,
  frozen = { "*.key.bias" },              -- whose gradient is 0: what is left is rounding, which Adam would make large
  optimizer = optim.adamw { lr = 0.001, weight_decay = 0.1 },
}
