-- A character language model: reads a text byte by byte and says what comes next; writes text of its own.
--
--     crescent run models/lstm_text.lua train --data=models/data/text --epochs=30 --save=text.safetensors
--     crescent models/lstm_text.lua units=512 top_k=5 length=1000
--
-- The C has three functions beside training: `sample` writes `length` characters behind a prompt, with temperature and top-k, and no
-- host logic; `next` is one character of a stream; `score` says how well a stream of text was expected. Streams keep the LSTM's states
-- in lstm_text_state, so a text of any length goes through in pieces.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local units  = cr.option("units", 256, { doc = "of the LSTM" })
local steps  = cr.option("steps", 64, { doc = "characters that gradients go back through" })
local batch  = cr.option("batch", 32, { doc = "pieces of text a training step" })
local lr     = cr.option("lr", 0.004, { doc = "AdamW's greatest learning rate" })
local drop   = cr.option("dropout", 0.2, { doc = "of what the LSTM gives" })
local top_k  = cr.option("top_k", 10, { doc = "`sample` draws among so many likeliest characters" })
local length = cr.option("length", 400, { doc = "characters `sample` writes" })
local file   = cr.option("file", "kjv_psalms_proverbs.txt", { doc = "text in the folder of --data" })

local symbols = 256
local embed, lstm, head = nn.embedding(symbols, 64), nn.lstm(units, { return_sequences = true, return_state = true }), nn.dense(symbols)
local dropout = nn.dropout(drop)
local m = cr.model("lstm_text", { embed = embed, lstm = lstm, dropout = dropout, head = head })

-- Characters [batch, time] and the states before them, to logits [batch, time, symbols] and the states behind them.
local function read(text, states)
  local y, h, c = lstm(embed(cr.convert(text, "i32")), { initial_state = states })
  return head(dropout(y)), { h, c }
end

-- One character and the states to the logits of the next [symbols] and the new states.
local function step(character, states)
  local y, new = lstm:step(embed(cr.convert(character, "i32"):reshape { 1 }), states)
  return head(y):squeeze(1), new
end

-- The k greatest logits; the others as good as never.
local function greatest(logits, k)
  local never, places = -1e30, cr.iota(cr.i32 { symbols }, 1)
  local rest = cr.scan(logits, nil, function(z) return cr.select(cr.equal(places, cr.argmax(z, 1)), never, z) end, { length = k })
  return cr.select(cr.equal(rest, never), logits, never)
end

local n = cr.dim("n", 256)
m:func("sample", { seed = cr.seed, prompt = cr.u8 { n }, temperature = cr.f32 {} }, { "text" }, function(seed, prompt, temperature)
  local _, h, c = lstm(embed(cr.convert(prompt, "i32"):expand(1)))
  local logits = head(h):squeeze(1)
  local _, text = cr.scan({ logits = logits, h = h, c = c }, nil, function(s)
    local character = cr.rng_categorical(greatest(s.logits, top_k) / temperature)
    local after, new = step(character, { s.h, s.c })
    return { logits = after, h = new[1], c = new[2] }, cr.convert(character, "u8")
  end, { length = length })
  return text
end)

-- The stream's memory.
local h, c = m:state("h", cr.f32 { 1, units }), m:state("c", cr.f32 { 1, units })
local function keep(states) h:set(states[1]) c:set(states[2]) end

m:func("next", { character = cr.u8 {} }, { "logits" }, function(character)
  local logits, new = step(character, { h, c })
  keep(new)
  return logits
end)

-- A piece of a stream, and for each character the one behind it: the sum of -log p of those.
local piece = cr.dim("piece", 1024)
m:func("score", { text = cr.u8 { piece }, target = cr.u8 { piece } }, { "nats" }, function(text, target)
  local logits, new = read(text:expand(1), { h, c })
  keep(new)
  return nn.softmax_cross_entropy(logits:squeeze(1), target):sum()
end)

local function each_loss(text)
  return nn.softmax_cross_entropy((read(text:slice(2, 1, -2))), text:slice(2, 2, -1))
end

m:train {
  inputs = { text = cr.u8 { steps + 1 } }, batch = batch,
  loss = each_loss,
  clip_norm = 1,
  optimizer = optim.adamw { lr = optim.warmup(100, optim.cosine { lr = lr, final = lr / 20 }), weight_decay = 0.01 },
  data = { train = cr.data.tokens { file = file, type = "u8", length = steps + 1, stride = steps, split = "last" }, validation = 0.1 },
}
