-- BERT (Devlin et al. 2018): masked-language-model training, sentence embeddings by mean pooling, a classification head. "tiny" reads
-- bytes and learns to fill in a play's missing letters:
--
--     crescent run models/bert.lua train --data=models/data/text --epochs=20 --save=bert.safetensors
--     crescent summary models/bert.lua size=base
--     crescent run models/bert.lua task=classify pairs=true length=64 train --data=DIR      (tokens.npy, segments.npy, label.npy)
--     crescent weights models/bert.lua size=minilm all-MiniLM-L6-v2/model.safetensors --format=huggingface
--
-- Published weights (Hugging Face's names and layouts): --format=huggingface, or huggingface_lm where names begin with "bert.". Weights of
-- one's own leave so too: crescent weights models/bert.lua bert.safetensors --to=model.safetensors --to-format=huggingface_lm
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local shapes = {            --  layers, width, heads, inner, vocabulary, positions, kinds of segment, [MASK]
  tiny   = { 2, 128, 4, 512, 257, 128, 1, 256 },
  mini   = { 4, 256, 4, 1024, 30522, 512, 2, 103 },
  small  = { 4, 512, 8, 2048, 30522, 512, 2, 103 },
  medium = { 8, 512, 8, 2048, 30522, 512, 2, 103 },
  minilm = { 6, 384, 12, 1536, 30522, 512, 2, 103 },
  base   = { 12, 768, 12, 3072, 30522, 512, 2, 103 },
  large  = { 24, 1024, 16, 4096, 30522, 512, 2, 103 },
}
local sizes = {}
for name in pairs(shapes) do sizes[#sizes + 1] = name end

local size = cr.option("size", "tiny", { choices = sizes, doc = "which BERT" })
local layers, width, heads, inner, vocabulary, positions, segments, MASK = table.unpack(shapes[size])
local tiny = size == "tiny"

local task    = cr.option("task", "mlm", { choices = { "mlm", "classify" }, doc = "what training does: fill in words, or tell classes" })
local classes = cr.option("classes", 2, { doc = "of the classification head" })
local paired  = cr.option("pairs", false, { doc = "classify pairs of texts: beside every token its segment, 0 or 1" })
local length  = cr.option("length", positions, { doc = "tokens of a training example" })
local batch   = cr.option("batch", 16, { doc = "examples a training step" })
local lr      = cr.option("lr", tiny and 0.001 or 0.0001, { doc = "AdamW's highest learning rate" })
local warmup  = cr.option("warmup", tiny and 20 or 1000, { doc = "updates until it is reached" })
local dropout = cr.option("dropout", tiny and 0.0 or 0.1, { doc = "of embeddings, attention and blocks, in training" })
local share   = cr.option("share", 0.15, { doc = "of the tokens that are to be filled in" })
local file    = cr.option("file", tiny and "shakespeare_as_you_like_it.txt" or "tokens.u16",
                          { doc = "training text in --data: tiny's bytes, or 16-bit tokens" })

if paired then
  if task ~= "classify" then error "pairs=true is for task=classify: words are filled in in one text" end
  segments = math.max(segments, 2)
end

local start = nn.init.truncated_normal(0.02)
local function dense(units, activation) return nn.dense(units, { activation = activation, kernel_initializer = start }) end
local function norm() return nn.layer_norm { epsilon = 1e-12 } end

-- The names are those of the published weights: encoder.layer.0.attention.self.query.kernel, ...
local function self_attention()
  return nn.module {
    query = dense(width), key = dense(width), value = dense(width),
    call = function(self, x, mask)
      local function split(y) return y:reshape { x:dim(1), x:dim(2), heads, width // heads } end
      return nn.attention(split(self.query(x)), split(self.key(x)), split(self.value(x)), { mask = mask, dropout = dropout }):flatten(3, 4)
    end,
  }
end

local function back_to(x_width)
  return nn.module {
    dense = dense(x_width), LayerNorm = norm(), drop = nn.dropout(dropout),
    call = function(self, y, x) return self.LayerNorm(x + self.drop(self.dense(y))) end,
  }
end

local function block()
  return nn.module {
    attention = nn.module {
      self = self_attention(), output = back_to(width),
      call = function(self, x, mask) return self.output(self.self(x, mask), x) end,
    },
    intermediate = nn.module { dense = dense(inner, "gelu"), call = function(self, x) return self.dense(x) end },
    output = back_to(width),
    call = function(self, x, mask)
      x = self.attention(x, mask)
      return self.output(self.intermediate(x), x)
    end,
  }
end

local stack = { call = function(self, x, mask)
  for i = 0, layers - 1 do x = self[tostring(i)](x, mask) end
  return x
end }
for i = 1, layers do stack[i] = block() end

local tree = {
  embeddings = nn.module {
    word_embeddings = nn.embedding(vocabulary, width, { embeddings_initializer = start }),
    position_embeddings = nn.position_embedding(positions, { embeddings_initializer = start }),
    token_type_embeddings = nn.embedding(segments, width, { embeddings_initializer = start }),
    LayerNorm = norm(), drop = nn.dropout(dropout),
    -- one text is segment 0: its entry is added to every token
    call = function(self, tokens, segments)
      local segment = self.token_type_embeddings(segments or cr.zeros(cr.i32 { 1 }))
      return self.drop(self.LayerNorm(self.position_embeddings(self.word_embeddings(tokens) + segment)))
    end,
  },
  encoder = nn.module { layer = nn.module(stack), call = function(self, x, mask) return self.layer(x, mask) end },
}
local classify = task == "classify"
if classify then
  tree.pooler = nn.module { dense = dense(width, "tanh"), call = function(self, x) return self.dense(x:at(2, 1)) end }
  tree.classifier = dense(classes)
else
  tree.cls = nn.module {
    predictions = nn.module {
      transform = nn.module { dense = dense(width, "gelu"), LayerNorm = norm(), call = function(self, x) return self.LayerNorm(self.dense(x)) end },
      call = function(self, x, words) return words:attend(self.transform(x)) + self:param("bias", { vocabulary }) end,
    },
    call = function(self, x, words) return self.predictions(x, words) end,
  }
end

local m = cr.model("bert", tree)

local function encoded(tokens, mask, segments) return tree.encoder(tree.embeddings(tokens, segments), mask) end
local function word_logits(tokens) return tree.cls(encoded(tokens), tree.embeddings.word_embeddings) end

-- A head that the file has and this task has not is left; one that it has not begins anew.
local head  = classify and { "pooler.*", "classifier.*" } or { "cls.*" }
local other = classify and "cls.*" or "pooler.*"
m:checkpoint("huggingface", { { "*.kernel", "*.weight", transpose = true }, { "*.gamma", "*.weight" }, { "*.beta", "*.bias" }, { "*.embeddings", "*.weight" } },
  { optional = head, ignore = { "embeddings.position_ids", other, "cls.seq_relationship.*", "cls.predictions.decoder.*" } })
m:checkpoint("huggingface_lm", {
  { "cls.*.kernel", "cls.*.weight", transpose = true }, { "cls.*.gamma", "cls.*.weight" }, { "cls.*.beta", "cls.*.bias" }, { "cls.*", "cls.*" },
  { "classifier.kernel", "classifier.weight", transpose = true }, { "classifier.bias", "classifier.bias" },
  { "*.kernel", "bert.*.weight", transpose = true }, { "*.gamma", "bert.*.weight" }, { "*.beta", "bert.*.bias" },
  { "*.embeddings", "bert.*.weight" }, { "*", "bert.*" } }, { optional = head,
    ignore = { "bert.embeddings.position_ids", classify and other or "bert.pooler.*", "cls.seq_relationship.*", "cls.predictions.decoder.*" } })

-- A sentence as one vector of length 1: the mean over its tokens, [CLS] and [SEP] among them.
local n = cr.dim("n", positions)
m:func("embed", { tokens = cr.i32 { n } }, { "embedding" }, function(tokens)
  local mean = encoded(tokens:expand(1)):mean(2):squeeze(1)
  return mean / cr.maximum(mean:norm(), 1e-12)
end)

if classify then
  local function head(x) return tree.classifier(tree.pooler(x)) end
  local function texts(extent) return { { "tokens", cr.i32 { extent } }, paired and { "segments", cr.i32 { extent } } or nil } end
  m:func("classify", texts(n), { "probs" }, function(tokens, segments)
    return nn.softmax(head(encoded(tokens:expand(1), nil, segments and segments:expand(1))):squeeze(1))
  end)

  -- Texts shorter than length end in 0, which nothing attends to.
  local function logits(tokens, segments) return head(encoded(tokens, tokens:not_equal(0), segments)) end
  local function scored(how)
    if paired then return function(tokens, segments, label) return how(logits(tokens, segments), label) end end
    return function(tokens, label) return how(logits(tokens), label) end
  end
  m:train {
    inputs = { tokens = cr.i32 { length }, segments = paired and cr.i32 { length } or nil, label = cr.i32 {} }, batch = batch,
    loss = scored(nn.softmax_cross_entropy), metrics = { accuracy = scored(nn.accuracy) },
    optimizer = optim.adamw { lr = optim.warmup(warmup, optim.linear { from = lr, to = 0 }), weight_decay = 0.01, decay = "matrices" },
    data = { train = cr.data.npy { tokens = "tokens.npy", segments = paired and "segments.npy" or nil, label = "label.npy" },
             validation = 0.1 },
  }
else
  m:func("fill_in", { tokens = cr.i32 { n } }, { "logits" }, function(tokens) return word_logits(tokens:expand(1)):squeeze(1) end)

  -- Of the tokens a share is chosen; of those 80 % become [MASK], 10 % any token, 10 % stay. The loss is of the chosen.
  local function corrupted(tokens)
    local chosen = cr.rng_bernoulli(cr.bool(tokens.shape), share)
    local fate = cr.rng_uniform(cr.f32(tokens.shape))
    local other = cr.convert(cr.rng_uniform(cr.f32(tokens.shape), 0, tiny and 256 or vocabulary), "i32")
    local changed = cr.select(fate:less(0.8), MASK, cr.select(fate:less(0.9), other, tokens))
    return cr.select(chosen, changed, tokens), cr.convert(chosen, "f32")
  end
  -- What training makes of a text: the tokens it gives, and which of them it asks for.
  m:func("mask", { tokens = cr.i32 { n }, seed = cr.seed }, { "given", "chosen" }, function(tokens, seed)
    return corrupted(tokens)
  end)

  m:train {
    inputs = { tokens = cr.i32 { length } }, batch = batch,
    loss = function(tokens)
      local given, weight = corrupted(tokens)
      return nn.softmax_cross_entropy(word_logits(given), tokens), weight
    end,
    metrics = {
      accuracy = function(tokens)
        local given, weight = corrupted(tokens)
        return nn.accuracy(word_logits(given), tokens), weight
      end,
    },
    clip_norm = 1.0,
    optimizer = optim.adamw { lr = optim.warmup(warmup, optim.linear { from = lr, to = 0 }), weight_decay = 0.01, decay = "matrices" },
    data = { train = cr.data.tokens { file = file, type = tiny and "u8" or "u16", length = length, split = "last" }, validation = 0.1 },
  }
end
