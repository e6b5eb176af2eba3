"""Groups: attention with every mask, positions, transformer blocks and stacks, a tiny GPT.

Values come from torch.nn.functional.scaled_dot_product_attention and torch's norms and activations; what PyTorch does not have
(rotary pairs, ALiBi's slopes, sinusoids) is written out by its paper."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from case import Case, stored
from group_train import _adam

NN = 'cr, nn = require "crescent", require "crescent.nn"'
CLOSE = {"rtol": 2e-5, "atol": 1e-5}


# ---- formulas ---------------------------------------------------------------------------------------

def attend(q, k, v, mask=None, causal=False, bias=None):
    """q [b,t,h,d], k and v [b,s,g,d]; mask True where a position counts."""
    group = q.shape[2] // k.shape[2]
    q, k, v = q.transpose(1, 2), k.repeat_interleave(group, 2).transpose(1, 2), v.repeat_interleave(group, 2).transpose(1, 2)
    t, s = q.shape[2], k.shape[2]
    add = torch.zeros(1, 1, t, s, dtype=q.dtype)
    if bias is not None:
        add = add + bias
    if mask is not None:
        add = add.masked_fill(~(mask.bool()[:, None, None, :] if mask.dim() == 2 else mask.bool()[:, None]), -torch.inf)
    if causal:
        add = add.masked_fill(~torch.ones(t, s, dtype=torch.bool).tril(), -torch.inf)
    add = add.expand(q.shape[0], q.shape[1], t, s)
    return F.scaled_dot_product_attention(q, k, v, attn_mask=add).transpose(1, 2)


def rotary(x, base=10000.0, interleaved=False):
    """x [b,t,h,d]: pairs as complex numbers, turned by t * base^(-2i/d)."""
    t, d = x.shape[1], x.shape[3]
    rate = base ** (-torch.arange(0, d, 2, dtype=torch.float64) / d)
    turn = torch.polar(torch.ones(t, d // 2, dtype=torch.float64), torch.arange(t, dtype=torch.float64)[:, None] * rate)[None, :, None, :]
    a, b = (x[..., 0::2], x[..., 1::2]) if interleaved else (x[..., :d // 2], x[..., d // 2:])
    z = torch.complex(a.double(), b.double()) * turn
    out = torch.stack([z.real, z.imag], -1).flatten(-2) if interleaved else torch.cat([z.real, z.imag], -1)
    return out.to(x.dtype)


def slopes(n):
    """ALiBi's, by the recipe of its authors."""
    def power_of_two(m):
        start = 2 ** (-2 ** -(math.log2(m) - 3))
        return [start * start ** i for i in range(m)]
    if math.log2(n).is_integer():
        return power_of_two(n)
    m = 2 ** math.floor(math.log2(n))
    return power_of_two(m) + slopes(2 * m)[0::2][:n - m]


def alibi(heads, t, s, dtype):
    distance = (torch.arange(t)[:, None] - torch.arange(s)[None, :]).abs().to(dtype)
    return -torch.tensor(slopes(heads), dtype=dtype)[:, None, None] * distance


def sinusoids(n, d, base=10000.0):
    angle = torch.arange(n, dtype=torch.float64)[:, None] / base ** (torch.arange(0, d, 2, dtype=torch.float64) / d)
    out = torch.zeros(n, d, dtype=torch.float64)
    out[:, 0::2], out[:, 1::2] = angle.sin(), angle.cos()
    return out


def project(x, p, name):
    y = torch.einsum("bti,ihd->bthd", x, p[name + ".kernel"])
    return y + p[name + ".bias"] if name + ".bias" in p else y


def mha(p, prefix, x, key=None, value=None, rotate=None, **options):
    p = {k[len(prefix):]: v for k, v in p.items() if k.startswith(prefix)}
    key = x if key is None else key
    value = key if value is None else value
    q, k, v = project(x, p, "query"), project(key, p, "key"), project(value, p, "value")
    if rotate is not None:
        q, k = rotary(q, **rotate), rotary(k, **rotate)
    y = torch.einsum("bthd,hdo->bto", attend(q, k, v, **options), p["attention_output.kernel"])
    return y + p["attention_output.bias"] if "attention_output.bias" in p else y


def feed_forward(p, prefix, x, f=F.relu, gated=False):
    def dense(name, h):
        y = h @ p[prefix + name + ".kernel"]
        return y + p[prefix + name + ".bias"] if prefix + name + ".bias" in p else y
    return dense("down", f(dense("gate", x)) * dense("up", x) if gated else f(dense("up", x)))


def normed(p, prefix, x, epsilon=1e-6):
    if prefix + "scale" in p:
        return F.rms_norm(x, x.shape[-1:], p[prefix + "scale"], epsilon)
    return F.layer_norm(x, x.shape[-1:], p[prefix + "gamma"], p[prefix + "beta"], epsilon)


def block(p, prefix, x, memory=None, pre=False, f=F.relu, gated=False, mask=None, memory_mask=None, causal=False, rotate=None):
    parts = [lambda h: mha(p, prefix + "self_attention.", h, mask=mask, causal=causal, rotate=rotate)]
    if memory is not None:
        parts.append(lambda h: mha(p, prefix + "cross_attention.", h, key=memory, mask=memory_mask))
    parts.append(lambda h: feed_forward(p, prefix + "feed_forward.", h, f, gated))
    for i, part in enumerate(parts):
        name = "%snorm_%d." % (prefix, i + 1)
        x = x + part(normed(p, name, x)) if pre else normed(p, name, x + part(x))
    return x


# ---- random parameters ---------------------------------------------------------------------------------

def mha_params(c, inputs, heads, dim, key_inputs=None, value_inputs=None, kv=None, value_dim=None, out=None, bias=True, key_bias=None):
    key_inputs = key_inputs or inputs
    kv, value_dim, out = kv or heads, value_dim or dim, out or inputs
    key_bias = bias if key_bias is None else key_bias
    p = {"query.kernel": c.normal(inputs, heads, dim, scale=0.5), "query.bias": c.normal(heads, dim, scale=0.5),
         "key.kernel": c.normal(key_inputs, kv, dim, scale=0.5), "key.bias": c.normal(kv, dim, scale=0.5),
         "value.kernel": c.normal(value_inputs or key_inputs, kv, value_dim, scale=0.5), "value.bias": c.normal(kv, value_dim, scale=0.5),
         "attention_output.kernel": c.normal(heads, value_dim, out, scale=0.5), "attention_output.bias": c.normal(out, scale=0.5)}
    drop = [k for k in p if k.endswith(".bias") and not (key_bias if k == "key.bias" else bias)]
    return {k: v for k, v in p.items() if k not in drop}


def block_params(c, prefix, d, heads, dff, cross=False, gated=False, rms=False, bias=True):
    p = {}
    for name in ["self_attention."] + (["cross_attention."] if cross else []):
        p.update((prefix + name + k, v) for k, v in mha_params(c, d, heads, d // heads, bias=bias).items())
    for name, a, b in [("up", d, dff), ("down", dff, d)] + ([("gate", d, dff)] if gated else []):
        p[prefix + "feed_forward.%s.kernel" % name] = c.normal(a, b, scale=0.4)
        if bias:
            p[prefix + "feed_forward.%s.bias" % name] = c.normal(b, scale=0.4)
    for i in range(3 if cross else 2):
        p.update(norm_params(c, prefix + "norm_%d." % (i + 1), d, rms))
    return p


def norm_params(c, prefix, d, rms=False):
    if rms:
        return {prefix + "scale": c.uniform(d, lo=0.5, hi=1.5)}
    return {prefix + "gamma": c.uniform(d, lo=0.5, hi=1.5), prefix + "beta": c.normal(d, scale=0.5)}


class Attending(Case):
    """Functions of one layer each, under the layer's name."""

    def __init__(self, *args):
        super().__init__(*args, tree="layers", wants=NN)
        self.rows = []

    def layer(self, name, made, inputs, call, compute, params, probes=False, note="", options="", **tolerance):
        """compute(t, p) -> y, p the parameters by name in the layer. Gradients of sum(y * w): of float inputs; of each parameter or,
        with probes, of each parameter (by sorted name) a sum weighted by cos 0, cos 1, ..."""
        full = {"%s.%s" % (name, k): v for k, v in params.items()}
        self.rows.append("  %s = nn.%s," % (name, made))
        floats = [k for k, v in inputs.items() if np.asarray(v).dtype == np.float32]
        with torch.no_grad():
            y = compute({k: torch.tensor(v) for k, v in inputs.items()}, {k: torch.tensor(v) for k, v in params.items()})
        inputs = dict(inputs, w=self.normal(*y.shape))
        names = sorted(params) if probes else list(params)

        def run(t):
            p = {k: t["%s.%s" % (name, k)] for k in params}
            y = compute(t, p)
            g = torch.autograd.grad((y * t["w"]).sum(), [t[k] for k in floats] + [p[k] for k in names])
            out = {"y": y}
            out.update(("d_" + k, a) for k, a in zip(floats, g))
            own = g[len(floats):]
            if probes:
                out["probes"] = torch.stack([(a.flatten() * torch.arange(a.numel(), dtype=a.dtype).cos()).sum() for a in own])
            else:
                out.update(("d_" + k.replace(".", "_"), a) for k, a in zip(names, own))
            return out
        body = ["local y = layers.%s%s" % (name, call)]
        if probes:
            body += ['local d, g = cr.grad((y * w):sum(), { %s }), cr.grad((y * w):sum(), { "%s.*" })' % (", ".join(floats), name),
                     "return y, %s, probes(g)" % ", ".join("d[%d]" % (i + 1) for i in range(len(floats)))]
        else:
            body += ["local p = layers.%s.params" % name,
                     "return y, table.unpack(cr.grad((y * w):sum(), { %s }))" % ", ".join(floats + ['p["%s"]' % k for k in names])]
        self.func(name, inputs, run, wrt=floats, params=full, body="\n".join(body), note=note, options=options, **dict(CLOSE, **tolerance))

    def write(self, before=""):
        self.head = "%slocal layers = {\n%s\n}" % (before, "\n".join(self.rows))
        return super().write()


PROBES = """-- A number for each parameter's gradient: its sum, weighted by the cosines of 0, 1, 2, ...
local function probes(gradients)
  local list = {}
  for _, g in pairs(gradients) do
    local flat = g:flatten()
    list[#list + 1] = (flat * cr.cos(cr.iota(cr.f32(flat.shape), 1))):sum()
  end
  return cr.stack(list, 1)
end

"""


# ---- groups -------------------------------------------------------------------------------------------

def attention():
    c = Attending("attention", "Multi-head attention with every mask and option, and its gradients.", 40)
    x, memory = c.normal(2, 5, 6), c.normal(2, 7, 6)
    keys = np.array([[1, 1, 0, 1, 0], [0, 1, 1, 1, 1]], np.uint8)
    pairs = (c.uniform(2, 5, 5) < 0.6).astype(np.uint8)
    pairs[:, :, 1] = 1
    plain = lambda **kw: (lambda t, p: mha(p, "", t["x"], **kw))
    c.layer("plain", "multi_head_attention(2, 4)", {"x": x}, "(x)", plain(), mha_params(c, 6, 2, 4))
    c.layer("causal", "multi_head_attention(2, 4)", {"x": x}, "(x, { causal = true })", plain(causal=True), mha_params(c, 6, 2, 4))
    c.layer("keys_mask", "multi_head_attention(2, 4)", {"x": x, "mask": keys}, "(x, { mask = mask })",
            lambda t, p: mha(p, "", t["x"], mask=t["mask"]), mha_params(c, 6, 2, 4))
    c.layer("pairs_mask", "multi_head_attention(3, 2)", {"x": x, "mask": pairs}, "(x, { mask = mask })",
            lambda t, p: mha(p, "", t["x"], mask=t["mask"]), mha_params(c, 6, 3, 2))
    causal_keys = keys.copy()
    causal_keys[:, 0] = 1
    c.layer("causal_keys_mask", "multi_head_attention(2, 4)", {"x": x, "mask": causal_keys}, "(x, { mask = mask, causal = true })",
            lambda t, p: mha(p, "", t["x"], mask=t["mask"], causal=True), mha_params(c, 6, 2, 4))
    c.layer("cross", "multi_head_attention(2, 4)", {"x": x, "memory": memory}, "(x, { key = memory })",
            lambda t, p: mha(p, "", t["x"], key=t["memory"]), mha_params(c, 6, 2, 4))
    c.layer("cross_causal", "multi_head_attention(2, 4)", {"x": x, "memory": memory}, "(x, { key = memory, causal = true })",
            lambda t, p: mha(p, "", t["x"], key=t["memory"], causal=True), mha_params(c, 6, 2, 4))
    c.layer("key_and_value", "multi_head_attention(2, 4, { value_dim = 3, output_dim = 5 })",
            {"x": x, "key": c.normal(2, 7, 3), "value": c.normal(2, 7, 4)}, "(x, { key = key, value = value })",
            lambda t, p: mha(p, "", t["x"], key=t["key"], value=t["value"]),
            mha_params(c, 6, 2, 4, key_inputs=3, value_inputs=4, value_dim=3, out=5))
    for name, kv in (("grouped", 2), ("multi_query", 1)):
        c.layer(name, "multi_head_attention(4, 3, { num_kv_heads = %d })" % kv, {"x": x}, "(x, { causal = true })",
                plain(causal=True), mha_params(c, 6, 4, 3, kv=kv))
    c.layer("grouped_mask", "multi_head_attention(4, 2, { num_kv_heads = 2, alibi = true })", {"x": x, "mask": pairs, "bias": c.normal(4, 5, 5)},
            "(x, { mask = mask, bias = bias })",
            lambda t, p: mha(p, "", t["x"], mask=t["mask"], bias=alibi(4, 5, 5, t["x"].dtype) + t["bias"]), mha_params(c, 6, 4, 2, kv=2))
    c.layer("no_bias", "multi_head_attention(2, 4, { use_bias = false })", {"x": x}, "(x)", plain(), mha_params(c, 6, 2, 4, bias=False))
    c.layer("no_key_bias", "multi_head_attention(2, 4, { key_bias = false })", {"x": x}, "(x)", plain(), mha_params(c, 6, 2, 4, key_bias=False))
    c.layer("biased", "multi_head_attention(2, 4)", {"x": x, "bias": c.normal(2, 5, 5)}, "(x, { bias = bias })",
            lambda t, p: mha(p, "", t["x"], bias=t["bias"]), mha_params(c, 6, 2, 4))
    for name, option, kw in (("rotary", "true", {}), ("rotary_interleaved", "{ interleaved = true, base = 100 }", {"interleaved": True, "base": 100.0})):
        c.layer(name, "multi_head_attention(2, 4, { rotary = %s })" % option, {"x": x}, "(x, { causal = true })",
                plain(causal=True, rotate=kw), mha_params(c, 6, 2, 4))
    for name, heads, causal in (("alibi", 4, False), ("alibi_causal", 2, True), ("alibi_six_heads", 6, True)):
        c.layer(name, "multi_head_attention(%d, 2, { alibi = true })" % heads, {"x": x}, "(x, { causal = %s })" % str(causal).lower(),
                lambda t, p, h=heads, z=causal: mha(p, "", t["x"], causal=z, bias=alibi(h, 5, 5, t["x"].dtype)), mha_params(c, 6, heads, 2))
    c.layer("far_scores", "multi_head_attention(2, 4)", {"x": x * np.float32(8)}, "(x, { causal = true })", plain(causal=True),
            mha_params(c, 6, 2, 4), note="scores of up to hundreds", rtol=1e-3, atol=2e-3)
    q, k, v = c.normal(2, 3, 2, 4), c.normal(2, 5, 2, 4), c.normal(2, 5, 2, 3)
    none = np.array([[1, 0, 1, 1, 0], [0, 0, 0, 0, 0]], np.uint8)

    def nothing(t):
        some = torch.cat([attend(t["q"][:1], t["k"][:1], t["v"][:1], mask=t["mask"][:1]), t["q"][1:, ..., :3] * 0])
        g = torch.autograd.grad((some * t["w"]).sum(), [t["q"], t["k"], t["v"]], allow_unused=True)
        return dict([("y", some)] + [("d_" + n, a) for n, a in zip("qkv", g)])
    c.func("no_key_counts", {"q": q, "k": k, "v": v, "mask": none, "w": c.normal(2, 3, 2, 3)}, nothing, body="""
local y = nn.attention(q, k, v, { mask = mask })
return y, table.unpack(cr.grad((y * w):sum(), { q, k, v }))""", note="an example without any key gives zeros, and so do its gradients", **CLOSE)
    c.func("sinusoids", {"x": c.normal(40, 6)}, lambda t: {"y": t["x"] * 0 + sinusoids(40, 6).to(t["x"].dtype)},
           body="return x * 0 + nn.sinusoidal_positions(40, 6)", rtol=1e-5, atol=5e-6)
    for name, option, kw in (("rotated", "", {}), ("rotated_interleaved", ", { interleaved = true, base = 500 }", {"interleaved": True, "base": 500.0})):
        def turned(t, kw=kw):
            y = rotary(t["x"], **kw)
            return {"y": y, "d_x": torch.autograd.grad((y * t["w"]).sum(), t["x"])[0]}
        c.func(name, {"x": c.normal(2, 9, 2, 6), "w": c.normal(2, 9, 2, 6)}, turned, wrt=["x"],
               body="local y = nn.rotary(x%s)\nreturn y, cr.grad((y * w):sum(), x)" % option, **CLOSE)
    table = {"positions.embeddings": c.normal(8, 6)}

    def added(t):
        y = t["x"] + t["positions.embeddings"][:5]
        return {"y": y, "d_table": torch.autograd.grad((y * t["w"]).sum(), t["positions.embeddings"])[0]}
    c.rows.append("  positions = nn.position_embedding(8),")
    c.func("learned_positions", {"x": x, "w": c.normal(2, 5, 6)}, added, params=table,
           body="local y = layers.positions(x)\nreturn y, cr.grad((y * w):sum(), layers.positions.params.embeddings)", **CLOSE)
    return c.write()


def transformer_blocks():
    c = Attending("transformer_blocks", "Feed-forward blocks, encoder and decoder layers pre- and post-norm, stacks; their gradients.", 41)
    x, memory = c.normal(2, 5, 8), c.normal(2, 4, 8)
    keys, memory_keys = np.array([[1, 1, 1, 1, 0], [1, 1, 1, 0, 0]], np.uint8), np.array([[1, 1, 1, 0], [1, 1, 1, 1]], np.uint8)
    wide = {"rtol": 5e-5, "atol": 5e-5}
    gelu_tanh = lambda h: F.gelu(h, approximate="tanh")
    for name, option, kw in (("feed_forward", "", {}), ("feed_forward_gelu", ', { activation = "gelu" }', {"f": F.gelu}),
                             ("swiglu", ', { activation = "silu", gated = true, use_bias = false }', {"f": F.silu, "gated": True})):
        p = {k[len("feed_forward."):]: v for k, v in block_params(c, "", 8, 2, 12, gated=kw.get("gated", False), bias=name != "swiglu").items()
             if k.startswith("feed_forward.")}
        c.layer(name, "feed_forward(12%s)" % option, {"x": x}, "(x)", lambda t, p, kw=kw: feed_forward(p, "", t["x"], **kw), p, **wide)
    for pre in (False, True):
        norm, option = ("pre_norm", "pre_norm = true, ") if pre else ("post_norm", "")
        c.layer("encoder_" + norm, "transformer_encoder_layer(8, 2, 12, { %sdropout = 0.5 })" % option, {"x": x, "mask": keys}, "(x, { mask = mask })",
                lambda t, p, pre=pre: block(p, "", t["x"], pre=pre, mask=t["mask"]), block_params(c, "", 8, 2, 12), probes=True, **wide)
        c.layer("decoder_" + norm, 'transformer_decoder_layer(8, 4, 12, { %sactivation = "gelu_tanh" })' % option,
                {"x": x, "memory": memory, "mask": memory_keys}, "(x, memory, { memory_mask = mask })",
                lambda t, p, pre=pre: block(p, "", t["x"], t["memory"], pre=pre, f=gelu_tanh, memory_mask=t["mask"], causal=True),
                block_params(c, "", 8, 4, 12, cross=True), probes=True, **wide)
    c.layer("llama_layer", 'transformer_encoder_layer(8, 2, 12, { pre_norm = true, norm = "rms_norm", activation = "silu", gated = true, '
            'rotary = true, use_bias = false })', {"x": x}, "(x, { causal = true })",
            lambda t, p: block(p, "", t["x"], pre=True, f=F.silu, gated=True, causal=True, rotate={}),
            block_params(c, "", 8, 2, 12, gated=True, rms=True, bias=False), probes=True, **wide)

    def stacked(t, p, pre):
        h = t["x"]
        for i in range(2):
            h = block(p, "%d." % i, h, pre=pre, causal=True)
        return normed(p, "norm.", h) if pre else h
    for pre in (False, True):
        p = dict(block_params(c, "0.", 8, 2, 12), **block_params(c, "1.", 8, 2, 12))
        if pre:
            p.update(norm_params(c, "norm.", 8))
        c.layer("stack_pre_norm" if pre else "stack_post_norm", "transformer_encoder(2, 8, 2, 12, { pre_norm = %s })" % str(pre).lower(), {"x": x},
                "(x, { causal = true })", lambda t, p, pre=pre: stacked(t, p, pre), p, probes=True, **wide)

    def both(t, p):
        h = t["x"]
        for i in range(2):
            h = block(p, "encoder.%d." % i, h, mask=t["mask"])
        y = t["y_in"]
        for i in range(2):
            y = block(p, "decoder.%d." % i, y, h, memory_mask=t["mask"], causal=True)
        return y
    p = {}
    for i in range(2):
        p.update(block_params(c, "encoder.%d." % i, 8, 2, 12))
        p.update(block_params(c, "decoder.%d." % i, 8, 2, 12, cross=True))
    c.layer("encoder_decoder", "transformer_encoder_decoder(2, 8, 2, 12)", {"x": x, "y_in": memory, "mask": keys},
            "(x, y_in, { source_mask = mask })", both, p, probes=True, rtol=1e-4, atol=1e-4)
    return c.write(PROBES)


GPT = """local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

cr.option("variant", "gpt_tiny", { choices = { "gpt_tiny" }, doc = "how it is trained" })

%slocal wte, wpe = nn.embedding(17, 8), nn.position_embedding(6)
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
"""


def gpt_tiny():
    """GPT with tied embeddings: values, gradients, ten steps of AdamW."""
    c = Case("gpt_tiny", "A tiny GPT, pre-norm with tied embeddings: values, gradients, and ten steps of AdamW.", 42)
    params = {"wte.embeddings": c.normal(17, 8, scale=0.5), "wpe.embeddings": c.normal(6, 8, scale=0.3)}
    for i in range(2):
        params.update(block_params(c, "h.%d." % i, 8, 2, 32))
    params.update(norm_params(c, "h.norm.", 8))
    tokens = c.rng.randint(0, 17, (7, 7)).astype(np.int32)
    names = sorted(params)

    def logits(p, x):
        h = p["wte.embeddings"][x] + p["wpe.embeddings"]
        for i in range(2):
            q = "h.%d." % i
            h = h + mha(p, q + "self_attention.", normed(p, q + "norm_1.", h, 1e-5), causal=True)
            h = h + feed_forward(p, q + "feed_forward.", normed(p, q + "norm_2.", h, 1e-5), lambda a: F.gelu(a, approximate="tanh"))
        return normed(p, "h.norm.", h, 1e-5) @ p["wte.embeddings"].T

    def mean_loss(p, x):
        return F.cross_entropy(logits(p, x[:, :-1]).flatten(0, 1), x[:, 1:].flatten())

    def run(t):
        x = t["tokens"].long()
        loss = mean_loss(t, x)
        g = dict(zip(names, torch.autograd.grad(loss, [t[k] for k in names])))
        return {"logits": logits(t, x[:, :-1]), "loss": loss, "d_wte_embeddings": g["wte.embeddings"], "d_wpe_embeddings": g["wpe.embeddings"],
                "probes": torch.stack([(g[k].flatten() * torch.arange(g[k].numel(), dtype=g[k].dtype).cos()).sum() for k in names])}
    c.func("forward", {"tokens": tokens}, run, params=params, body="", rtol=5e-5, atol=2e-5)

    steps, update = (1, 2, 10), _adam(decay=0.1)
    p, slots = {k: torch.tensor(v, dtype=torch.float64) for k, v in params.items()}, {k: {} for k in params}
    x = torch.tensor(tokens).long()
    for t in range(1, 11):
        p = {k: a.detach().requires_grad_(True) for k, a in p.items()}
        loss = mean_loss(p, x)
        grads = torch.autograd.grad(loss, list(p.values()))
        with torch.no_grad():
            p = {k: a if k.endswith(".key.bias") else update(a, g, slots[k], t) for (k, a), g in zip(p.items(), grads)}
        if t in steps:
            c.put("out.gpt_tiny.%d.loss" % t, stored(loss))
            for k, a in p.items():
                c.put("out.gpt_tiny.%d.%s" % (t, k), stored(a))
    c.put("in.x", tokens)
    c.line("train", "gpt_tiny", 1e-4, 5e-4, ["steps=1,2,10"])
    return c.write(GPT % PROBES)


GROUPS = [attention, transformer_blocks, gpt_tiny]
