"""Groups: a tiny encoder-decoder and a tiny BERT: values, gradients and ten steps of AdamW."""

import numpy as np
import torch
import torch.nn.functional as F

from case import Case, stored
from group_attention import PROBES, block, block_params, norm_params, normed, sinusoids
from group_train import _adam

HEAD = """local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

cr.option("variant", "%s", { choices = { "%s" }, doc = "how it is trained" })

"""


def golden(c, params, logits, mean_loss, x, label, lua):
    """`forward` with the loss and probes of every gradient, then AdamW without the keys' biases, whose gradient is rounding."""
    names = sorted(params)

    def run(t):
        loss = mean_loss(t, t["x"].long(), t["label"].long())
        g = dict(zip(names, torch.autograd.grad(loss, [t[k] for k in names])))
        return {"logits": logits(t, t["x"].long(), t["label"].long()), "loss": loss,
                "probes": torch.stack([(g[k].flatten() * torch.arange(g[k].numel(), dtype=g[k].dtype).cos()).sum() for k in names])}
    c.func("forward", {"x": x, "label": label}, run, params=params, body="", shared=("x", "label"), rtol=5e-5, atol=2e-5)

    update, slots = _adam(decay=0.1), {k: {} for k in params}
    p = {k: torch.tensor(v, dtype=torch.float64) for k, v in params.items()}
    for t in range(1, 11):
        p = {k: a.detach().requires_grad_(True) for k, a in p.items()}
        loss = mean_loss(p, torch.tensor(x).long(), torch.tensor(label).long())
        grads = torch.autograd.grad(loss, list(p.values()))
        with torch.no_grad():
            p = {k: a if k.endswith(".key.bias") else update(a, g, slots[k], t) for (k, a), g in zip(p.items(), grads)}
        if t in (1, 2, 10):
            c.put("out.%s.%d.loss" % (c.name, t), stored(loss))
            for k, a in p.items():
                c.put("out.%s.%d.%s" % (c.name, t, k), stored(a))
    c.line("train", c.name, 1e-4, 5e-4, ["steps=1,2,10"])
    return c.write(HEAD % (c.name, c.name) + PROBES + lua)


TAIL = """
m:func("forward", { x = cr.i32 { 7, %d }, label = cr.i32 { 7, %d } }, { "logits", "loss", "probes" }, function(x, label)
  local loss, weight = each_loss(x, label)
  loss = (loss * weight):sum() / weight:sum()
  return logits(x, label), loss, probes(cr.grad(loss, { "*" }))
end)

m:train {
  inputs = { x = cr.i32 { %d }, label = cr.i32 { %d } }, batch = 7,
  loss = function(x, label) return each_loss(x, label) end,
  frozen = { "*.key.bias" },              -- whose gradient is 0: what is left is rounding, which Adam would make large
  optimizer = optim.adamw { lr = 0.001, weight_decay = 0.1 },
}
"""


def encoder_decoder():
    """2+2 layers; symbol 0 of the source does not count, nor does 0 of the target."""
    c = Case("encoder_decoder", "An encoder-decoder of 2 + 2 layers: values, gradients, ten steps of AdamW.", 44)
    params = {"source.embeddings": c.normal(11, 8, scale=0.5), "target.embeddings": c.normal(13, 8, scale=0.5),
              "final.kernel": c.normal(8, 13, scale=0.4), "final.bias": c.normal(13, scale=0.1)}
    for i in range(2):
        params.update(block_params(c, "net.encoder.%d." % i, 8, 2, 16))
        params.update(block_params(c, "net.decoder.%d." % i, 8, 2, 16, cross=True))
    x = c.rng.randint(1, 11, (7, 5)).astype(np.int32)
    label = c.rng.randint(1, 13, (7, 7)).astype(np.int32)
    for i in range(7):
        x[i, 5 - i % 4:] = 0
        label[i, 7 - i % 3:] = 0

    def embedded(table, ids):
        return table[ids] * 8 ** 0.5 + torch.as_tensor(sinusoids(ids.shape[1], 8), dtype=table.dtype)

    def logits(p, x, label):
        h, y, mask = embedded(p["source.embeddings"], x), embedded(p["target.embeddings"], label[:, :-1]), x != 0
        for i in range(2):
            h = block(p, "net.encoder.%d." % i, h, mask=mask)
        for i in range(2):
            y = block(p, "net.decoder.%d." % i, y, h, memory_mask=mask, causal=True)
        return y @ p["final.kernel"] + p["final.bias"]

    def mean_loss(p, x, label):
        return F.cross_entropy(logits(p, x, label).flatten(0, 1), label[:, 1:].flatten(), ignore_index=0, label_smoothing=0.1)
    return golden(c, params, logits, mean_loss, x, label, """local source, target, final = nn.embedding(11, 8), nn.embedding(13, 8), nn.dense(13)
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
""" + TAIL % (5, 7, 5, 7))


def bert_tiny():
    """Post-norm, exact gelu, learned positions, tied words; a label of -1 is not asked for."""
    c = Case("bert_tiny", "A tiny BERT, post-norm with tied embeddings: values, gradients, ten steps of AdamW.", 45)
    params = {"word.embeddings": c.normal(19, 8, scale=0.5), "place.embeddings": c.normal(6, 8, scale=0.3),
              "transform.kernel": c.normal(8, 8, scale=0.4), "transform.bias": c.normal(8, scale=0.1)}
    params.update(norm_params(c, "first.", 8))
    params.update(norm_params(c, "last.", 8))
    for i in range(2):
        params.update(block_params(c, "layers.%d." % i, 8, 2, 16))
    x = c.rng.randint(1, 19, (7, 6)).astype(np.int32)
    label = np.where(c.rng.uniform(size=x.shape) < 0.4, c.rng.randint(0, 19, x.shape), -1).astype(np.int32)
    x[2, 4:], label[2, 4:] = 0, -1

    def logits(p, x, label):
        h = normed(p, "first.", p["word.embeddings"][x] + p["place.embeddings"], 1e-12)
        for i in range(2):
            h = block(p, "layers.%d." % i, h, f=F.gelu, mask=x != 0)
        return normed(p, "last.", F.gelu(h @ p["transform.kernel"] + p["transform.bias"]), 1e-12) @ p["word.embeddings"].T

    def mean_loss(p, x, label):
        return F.cross_entropy(logits(p, x, label).flatten(0, 1), label.flatten(), ignore_index=-1)
    return golden(c, params, logits, mean_loss, x, label, """local word, place = nn.embedding(19, 8), nn.position_embedding(6)
local first, last, transform = nn.layer_norm { epsilon = 1e-12 }, nn.layer_norm { epsilon = 1e-12 }, nn.dense(8, { activation = "gelu" })
local layers = nn.transformer_encoder(2, 8, 2, 16, { activation = "gelu", dropout = 0 })
local m = cr.model("bert_tiny", { word = word, place = place, first = first, last = last, transform = transform, layers = layers })

local function logits(x)
  local h = layers(first(place(word(x))), { mask = x:not_equal(0) })
  return word:attend(last(transform(h)))
end
local function each_loss(x, label) return nn.softmax_cross_entropy(logits(x), label, { ignore = -1 }) end
""" + TAIL % (6, 6, 6, 6))


GROUPS = [encoder_decoder, bert_tiny]
