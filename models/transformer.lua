-- The encoder-decoder of "Attention is all you need" (Vaswani et al. 2017), on bundled data: how English words are said.
--
--     crescent run models/transformer.lua train --data=models/data/g2p --epochs=20 --save=transformer.safetensors
--     crescent summary models/transformer.lua num_layers=6 d_model=512 num_heads=8 dff=2048 source_vocab=37000 target_vocab=37000
--
-- In target, 1 begins and 2 ends a sequence; 0 fills up both sides. `exact` is the share of sequences that greedy decoding gets whole:
-- it does if and only if each token is the likeliest behind the right ones before it.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local num_layers   = cr.option("num_layers", 2, { doc = "of the encoder, and of the decoder" })
local d_model      = cr.option("d_model", 128, { doc = "width" })
local num_heads    = cr.option("num_heads", 4, { doc = "of each attention" })
local dff          = cr.option("dff", 512, { doc = "inner width of the feed-forward blocks" })
local source_vocab = cr.option("source_vocab", 27, { doc = "symbols of the source" })
local target_vocab = cr.option("target_vocab", 42, { doc = "symbols of the target" })
local source_len   = cr.option("source_length", 16, { doc = "of a training example" })
local target_len   = cr.option("target_length", 17, { doc = "of a training example, its beginning left out" })
local max_length   = cr.option("max_length", 64, { doc = "positions that decoding remembers, and a source may have (the paper's models: 5000)" })
local beam         = cr.option("beam", 4, { doc = "beginnings that beam search keeps" })
local length_penalty = cr.option("length_penalty", 0.6, { doc = "0: the likeliest; more: the longer" })
local rate         = cr.option("dropout", 0.1, { doc = "of embeddings, attention and blocks, in training" })
local epsilon      = cr.option("epsilon", 1e-6, { doc = "of the layer norms" })
local pre_norm     = cr.option("pre_norm", false, { doc = "norms before the blocks instead of behind the sums" })
local smoothing    = cr.option("smoothing", 0.1, { doc = "of labels" })
local batch        = cr.option("batch", 32, { doc = "examples a training step" })
local lr           = cr.option("lr", 0.001, { doc = "Adam's highest learning rate" })
local warmup       = cr.option("warmup", 400, { doc = "updates until it is reached; then it falls as 1 / sqrt(update)" })

local start = nn.init.normal(1 / math.sqrt(d_model))
local source_embedding = nn.embedding(source_vocab, d_model, { embeddings_initializer = start })
local target_embedding = nn.embedding(target_vocab, d_model, { embeddings_initializer = start })
local net = nn.transformer_encoder_decoder(num_layers, d_model, num_heads, dff, { dropout = rate, epsilon = epsilon, pre_norm = pre_norm })
local drop, final = nn.dropout(rate), nn.dense(target_vocab)

local m = cr.model("transformer", { source = source_embedding, target = target_embedding, net = net, drop = drop, final = final })

-- Symbols [batch, length] to vectors that know their places.
local function embedded(embedding, tokens, first)
  return drop(embedding(tokens) * math.sqrt(d_model) + nn.sinusoidal_positions(tokens:dim(2), d_model, { start = first }))
end

local function logits(source, target)
  local counts = source:not_equal(0)
  return final(net(embedded(source_embedding, source), embedded(target_embedding, target), { source_mask = counts }))
end

local function shifted(target) return target:slice(2, 1, -2), target:slice(2, 2, -1) end

m:train {
  inputs = { source = cr.i32 { source_len }, target = cr.i32 { target_len + 1 } }, batch = batch,
  loss = function(source, target)
    local given, wanted = shifted(target)
    return nn.softmax_cross_entropy(logits(source, given), wanted, { label_smoothing = smoothing, ignore = 0 })
  end,
  metrics = {
    accuracy = function(source, target)
      local given, wanted = shifted(target)
      return nn.accuracy(logits(source, given), wanted), cr.convert(wanted:not_equal(0), "f32")
    end,
    exact = function(source, target)
      local given, wanted = shifted(target)
      local right = cr.argmax(logits(source, given), -1):equal(wanted) | wanted:equal(0)
      return cr.convert(cr.all(right, 2), "f32")
    end,
  },
  optimizer = optim.adam { lr = optim.inverse_sqrt { lr = lr, warmup = warmup }, beta2 = 0.98, epsilon = 1e-9 },
  data = { train = cr.data.npy { source = "source.npy", target = "target.npy" }, validation = 0.1 },
}

-- ---- decoding ---------------------------------------------------------------------------------------------------------
-- A source of s symbols, read once; then one symbol after the other, up to t, with a cache. Each function is one loop in C.

local BEGIN, END = 1, 2
local s, n, t = cr.dim("s", max_length), cr.dim("n", max_length), cr.dim("t", max_length)
local head = d_model // num_heads

-- What follows n symbols (the first is 1), all of them read at once: [n, symbols].
m:func("logits", { source = cr.i32 { s }, target = cr.i32 { n } }, { "logits" }, function(source, target)
  local x = net(embedded(source_embedding, source:expand(1)), embedded(target_embedding, target:expand(1)))
  return final(x):squeeze(1)
end)

-- Keys and values of the source for every layer, the same for `count` streams.
local function read(source, count)
  local list = net.decoder:project(net.encoder(embedded(source_embedding, source:expand(1))))
  for _, p in ipairs(list) do
    for name, x in pairs { key = p.key, value = p.value } do p[name] = cr.broadcast(x, { count, s, num_heads, head }) end
  end
  return list
end

-- Caches of `count` streams with nothing in them, as a loop carries them.
local function nothing_said(count)
  local memory = { keys = {}, values = {} }
  for i = 1, num_layers do
    memory.keys[i] = cr.zeros(cr.f32 { count, max_length, num_heads, head })
    memory.values[i] = memory.keys[i]
  end
  return memory
end

-- The logits [streams, symbols] behind tokens [streams] at a position, and the caches with them.
local function step(projected, memory, tokens, position)
  local caches = {}
  for i = 1, num_layers do caches[i] = { key = memory.keys[i], value = memory.values[i], position = position, length = t } end
  local x = net.decoder(embedded(target_embedding, tokens:expand(2), position), nil, { caches = caches, projected = projected })
  local new = { keys = {}, values = {} }
  for i = 1, num_layers do new.keys[i], new.values[i] = caches[i].key, caches[i].value end
  return final(x):squeeze(2), new
end

local function room() return cr.convert(cr.size(t), "i32") end

-- The likeliest symbol each time. What is behind the end (2) is 0.
m:func("translate", { source = cr.i32 { s } }, { "target" }, function(source)
  local projected = read(source, 1)
  local c = { at = cr.constant(0, cr.i32 {}), token = cr.full(cr.i32 { 1 }, BEGIN), target = cr.zeros(cr.i32 { max_length }), memory = nothing_said(1) }
  local last = cr.while_loop(c, function(c) return cr.less(c.at, room()) & cr.not_equal(c.token:squeeze(1), END) end, function(c)
    local logits, memory = step(projected, c.memory, c.token, c.at)
    local token = cr.argmax(logits, -1)
    return { at = c.at + 1, token = token, target = cr.dynamic_update(c.target, token, c.at, 1), memory = memory }
  end, { limit = max_length })
  return cr.slice(last.target, 1, 1, t)
end)

-- Beam search: the `beam` likeliest beginnings go on side by side. Which is best at the end is told by the sum of log-probabilities over
-- ((5 + symbols) / 6) ^ length_penalty (Wu et al. 2016); that is the score.
m:func("beam", { source = cr.i32 { s } }, { "target", "score" }, function(source)
  local projected, stream = read(source, beam), cr.iota(cr.i32 { beam }, 1)
  local c = {
    at = cr.constant(0, cr.i32 {}), token = cr.full(cr.i32 { beam }, BEGIN), memory = nothing_said(beam),
    score = cr.select(cr.equal(stream, 0), cr.zeros(cr.f32 { beam }), -math.huge),       -- all begin alike: one of them counts
    length = cr.zeros(cr.i32 { beam }), ended = cr.less(stream, 0), target = cr.zeros(cr.i32 { beam, max_length }),
  }
  local last = cr.while_loop(c, function(c) return cr.less(c.at, room()) & ~cr.all(c.ended) end, function(c)
    local logits, memory = step(projected, c.memory, c.token, c.at)
    local symbol = cr.iota(cr.i32 { 1, target_vocab }, 2)
    local stay = cr.select(cr.equal(symbol, 0), cr.zeros(cr.f32 { 1, target_vocab }), -math.huge)
    local more = cr.select(c.ended:expand(2), stay, nn.log_softmax(logits))              -- what has ended goes on with 0 for nothing
    local score, place = cr.top_k(cr.flatten(c.score:expand(2) + more), beam)
    local parent, token = place // target_vocab, place % target_vocab
    for _, list in pairs(memory) do
      for i = 1, num_layers do list[i] = cr.take(list[i], parent) end
    end
    local ended = cr.take(c.ended, parent)
    return {
      at = c.at + 1, token = token, memory = memory, score = score, ended = ended | cr.equal(token, END),
      length = cr.take(c.length, parent) + cr.select(ended, 0, 1):convert "i32",
      target = cr.dynamic_update(cr.take(c.target, parent), token:expand(2), c.at, 2),
    }
  end, { limit = max_length })
  local score = last.score / ((cr.convert(last.length, "f32") + 5) / 6) ^ length_penalty
  local best = cr.argmax(score, 1)
  return cr.slice(cr.take(last.target, best), 1, 1, t), cr.take(score, best)
end)
