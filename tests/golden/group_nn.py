"""Groups: activations, losses, normalisation written as operators."""

import numpy as np
import torch
import torch.nn.functional as F

from case import Case, lua_gradients, with_gradients

NN = 'cr, nn = require "crescent", require "crescent.nn"'

# name -> (function, finite limits at -inf, inf and NaN are part of the contract).
# softplus: PyTorch's own turns linear above 20, where it is already exact in float32; this form has no switch.
ACTIVATIONS = {
    "relu": (F.relu, True),
    "relu6": (F.relu6, True),
    "leaky_relu": (lambda x: F.leaky_relu(x, 0.2), True),
    "elu": (F.elu, True),
    "celu": (F.celu, True),
    "selu": (F.selu, True),
    "gelu": (F.gelu, False),
    "gelu_tanh": (lambda x: F.gelu(x, approximate="tanh"), False),
    "silu": (F.silu, False),
    "mish": (F.mish, False),
    "softplus": (lambda x: torch.logaddexp(x, torch.zeros_like(x)), True),
    "softsign": (F.softsign, False),
    "sigmoid": (torch.sigmoid, True),
    "log_sigmoid": (F.logsigmoid, True),
    "hard_sigmoid": (F.hardsigmoid, True),
    # x * relu6(x + 3) / 6: PyTorch's derivative at the kinks has differed between versions; the
    # product rule over relu6, whose derivative is 0 at both of its kinks, gives 0 at -3 and 1 at 3.
    "hard_swish": (lambda x: x * F.relu6(x + 3) / 6, False),
    "tanh": (torch.tanh, True),
    "linear": (lambda x: x * 1, True),
}


def activations():
    c = Case("activations", "Every activation: its value and its derivative, at kinks and far out.", 1, wants=NN)
    special = [0, 1, -1, 3, -3, 6, -6, 0.5, -0.5, 1e-3, -1e-3, 1e-6, -1e-6, 9, -9, 20, -20, 30, -30,
               88, -88, 104, -104, 1e3, -1e3, 1e4, -1e4]
    x = np.concatenate([np.float32(special), c.uniform(64 - len(special), lo=-8, hi=8)])
    for name, (f, _) in ACTIVATIONS.items():
        c.func(name, {"x": x}, _on_x(f), shared=("x",),
               body=lua_gradients("nn.%s(x)" % name, ["x"], weighted=False))
    beyond = np.float32([-np.inf, np.inf, np.nan])
    for name, (f, limits) in ACTIVATIONS.items():
        if limits:
            c.func(name + "_at_inf", {"beyond": beyond}, lambda t, f=f: {"y": f(t["beyond"])}, shared=("beyond",),
                   body="return nn.%s(beyond)" % name)
    # Parameters other than the default, and every activation by its name in a layer's option.
    c.func("leaky_relu_slope", {"x": x}, _on_x(lambda x: F.leaky_relu(x, 0.01)), shared=("x",),
           body=lua_gradients("nn.leaky_relu(x, 0.01)", ["x"], weighted=False))
    c.func("elu_alpha", {"x": x}, _on_x(lambda x: F.elu(x, 1.5)), shared=("x",),
           body=lua_gradients("nn.elu(x, 1.5)", ["x"], weighted=False))
    c.func("celu_alpha", {"x": x}, _on_x(lambda x: F.celu(x, 1.5)), shared=("x",),
           body=lua_gradients("nn.celu(x, 1.5)", ["x"], weighted=False))
    rows = np.concatenate([c.normal(2, 16, scale=3), c.normal(1, 16) + np.float32(1000), c.normal(1, 16) - np.float32(1000)])
    for name, f in (("softmax", F.softmax), ("log_softmax", F.log_softmax)):
        for suffix, axis, option in (("", -1, ""), ("_axis1", 0, ", 1")):
            # Rows 1000 apart: along axis 1 two of the four rows win and the others underflow to 0.
            c.func(name + suffix, {"rows": rows, "w": c.normal(4, 16)},
                   with_gradients(lambda t, f=f, axis=axis: f(t["rows"], dim=axis), ["rows"]), shared=("rows",),
                   body=lua_gradients("nn.%s(rows%s)" % (name, option), ["rows"]), rtol=2e-5, atol=2e-6)
    return c.write()


def _on_x(f):
    return with_gradients(lambda t: f(t["x"]), ["x"])


def _losses():
    """name -> (inputs, differentiable, formula, Lua). Formulas are written out: the definition is the golden."""
    def xlogx(t):
        return torch.special.xlogy(t, t)

    def cross_entropy(z, q, axis=-1):
        return -(q * F.log_softmax(z, dim=axis)).sum(axis)

    def smooth(q, s):
        return (1 - s) * q + s / q.shape[-1]

    def bce(z, t, s=0.0, pos=1.0):
        t = t * (1 - s) + 0.5 * s
        return -(pos * t * F.logsigmoid(z) + (1 - t) * F.logsigmoid(-z)).mean(-1)

    def huber(p, t, d):
        return F.huber_loss(p, t, delta=d, reduction="none").mean(-1)

    def log_cosh(p, t):
        d = p - t
        return (d + F.softplus(-2 * d) - np.log(2)).mean(-1)

    def focal(z, label, gamma, alpha=1.0):
        logp = F.log_softmax(z, -1).gather(-1, label.long().unsqueeze(-1)).squeeze(-1)
        return -alpha * (1 - logp.exp()) ** gamma * logp

    def distance(a, b):
        return (a - b).square().sum(-1).sqrt()

    def nt_xent(a, b, temperature):
        n = a.shape[0]
        z = F.normalize(torch.cat([a, b]), dim=-1, eps=0)
        similarity = (z @ z.T) / temperature
        similarity = similarity.masked_fill(torch.eye(2 * n, dtype=torch.bool), -torch.inf)
        partner = torch.cat([torch.arange(n) + n, torch.arange(n)])
        each = F.cross_entropy(similarity, partner, reduction="none")
        return (each[:n] + each[n:]) / 2

    P, L, D, Z = "prediction", "label", "distribution", "logits"
    return {
        "mse": ((P, "target"), lambda p, t: (p - t).square().mean(-1), "nn.mse(prediction, target)"),
        "mae": ((P, "target"), lambda p, t: (p - t).abs().mean(-1), "nn.mae(prediction, target)"),
        "huber": ((P, "target"), lambda p, t: huber(p, t, 1.0), "nn.huber(prediction, target)"),
        "huber_delta": ((P, "target"), lambda p, t: huber(p, t, 0.3), "nn.huber(prediction, target, { delta = 0.3 })"),
        "log_cosh": ((P, "target"), log_cosh, "nn.log_cosh(prediction, target)"),
        "cosine": ((P, "target"), lambda p, t: 1 - F.cosine_similarity(p, t, dim=-1, eps=0), "nn.cosine(prediction, target)"),
        "hinge": ((P, "sign"), lambda p, t: F.relu(1 - t * p).mean(-1), "nn.hinge(prediction, sign)"),
        "softmax_cross_entropy": ((Z, L), lambda z, l: F.cross_entropy(z, l.long(), reduction="none"),
                                  "nn.softmax_cross_entropy(logits, label)"),
        "softmax_cross_entropy_smooth": (
            (Z, L), lambda z, l: F.cross_entropy(z, l.long(), reduction="none", label_smoothing=0.1),
            "nn.softmax_cross_entropy(logits, label, { label_smoothing = 0.1 })"),
        "softmax_cross_entropy_dist": ((Z, D), cross_entropy, "nn.softmax_cross_entropy(logits, distribution)"),
        "softmax_cross_entropy_dist_smooth": (
            (Z, D), lambda z, q: cross_entropy(z, smooth(q, 0.1)),
            "nn.softmax_cross_entropy(logits, distribution, { label_smoothing = 0.1 })"),
        # Through softmax, so that it does not matter whether probabilities are normalised again (Keras) or not.
        "softmax_cross_entropy_prob": (
            ("mild", L), lambda z, l: F.nll_loss(F.softmax(z, -1).log(), l.long(), reduction="none"),
            "nn.softmax_cross_entropy(nn.softmax(mild), label, { from_logits = false })"),
        "softmax_cross_entropy_prob_dist": (
            ("mild", D), lambda z, q: -(q * F.softmax(z, -1).log()).sum(-1),
            "nn.softmax_cross_entropy(nn.softmax(mild), distribution, { from_logits = false })"),
        "binary_cross_entropy": ((Z, "bits"), bce, "nn.binary_cross_entropy(logits, bits)"),
        "binary_cross_entropy_smooth": ((Z, "bits"), lambda z, t: bce(z, t, s=0.1),
                                        "nn.binary_cross_entropy(logits, bits, { label_smoothing = 0.1 })"),
        "binary_cross_entropy_weighted": ((Z, "bits"), lambda z, t: bce(z, t, pos=3.0),
                                          "nn.binary_cross_entropy(logits, bits, { pos_weight = 3 })"),
        "binary_cross_entropy_prob": (
            ("probability", "bits"), lambda p, t: F.binary_cross_entropy(p, t, reduction="none").mean(-1),
            "nn.binary_cross_entropy(probability, bits, { from_logits = false })"),
        "kl": ((Z, D), lambda z, q: (xlogx(q) - q * F.log_softmax(z, -1)).sum(-1), "nn.kl(logits, distribution)"),
        "focal": ((Z, L), lambda z, l: focal(z, l, 2.0), "nn.focal(logits, label)"),
        "focal_options": ((Z, L), lambda z, l: focal(z, l, 1.5, 0.25),
                          "nn.focal(logits, label, { gamma = 1.5, alpha = 0.25 })"),
        "triplet": (("anchor", "positive", "negative"),
                    lambda a, p, n: F.relu(distance(a, p) - distance(a, n) + 1.0),
                    "nn.triplet(anchor, positive, negative)"),
        "triplet_margin": (("anchor", "positive", "negative"),
                           lambda a, p, n: F.relu(distance(a, p) - distance(a, n) + 0.2),
                           "nn.triplet(anchor, positive, negative, { margin = 0.2 })"),
        "nt_xent": (("anchor", "positive"), lambda a, b: nt_xent(a, b, 0.5), "nn.nt_xent(anchor, positive)"),
        "nt_xent_temperature": (("anchor", "positive"), lambda a, b: nt_xent(a, b, 0.1),
                                "nn.nt_xent(anchor, positive, { temperature = 0.1 })"),
    }


# What a loss's gradient is taken for: predictions, never targets.
DIFFERENTIABLE = ("prediction", "logits", "mild", "probability", "anchor", "positive", "negative")


def losses():
    c = Case("losses", "Every loss: one value an example, and the gradient of their sum.", 2, wants=NN)
    n, k = 6, 5
    distribution = c.uniform(n, k, lo=0.05, hi=1)
    distribution[0, 1] = 0                                    # 0 log 0 = 0 in kl
    distribution = (distribution / distribution.sum(-1, keepdims=True)).astype(np.float32)
    logits = c.normal(n, k, scale=2)
    logits[5] = [60, -60, 0, 30, -30]                         # saturated, yet finite and exact
    values = {
        "prediction": c.normal(n, k, scale=1.5), "target": c.normal(n, k), "logits": logits, "mild": c.normal(n, k, scale=2),
        "label": np.int32([0, 4, 2, 2, 1, 3]), "distribution": distribution,
        "bits": np.float32(c.rng.randint(0, 2, (n, k))), "probability": c.uniform(n, k, lo=0.03, hi=0.97),
        "sign": np.float32(c.rng.randint(0, 2, (n, k)) * 2 - 1),
        "anchor": c.normal(n, k), "positive": c.normal(n, k), "negative": c.normal(n, k),
    }
    for name, (names, formula, lua) in _losses().items():
        wrt = [x for x in names if x in DIFFERENTIABLE]
        c.func(name, {x: values[x] for x in names},
               with_gradients(lambda t, f=formula, names=names: f(*[t[x] for x in names]), wrt),
               shared=names, wrt=wrt, body=lua_gradients(lua, wrt, weighted=False), rtol=2e-5, atol=5e-6)

    # Positions, an axis in the middle, and labels that do not count.
    sequence, tags = c.normal(2, 5, 3, scale=2), np.int32([[0, 4, 2], [1, 1, 3]])
    c.func("softmax_cross_entropy_axis", {"sequence": sequence, "tags": tags},
           with_gradients(lambda t: F.cross_entropy(t["sequence"], t["tags"].long(), reduction="none"), ["sequence"]),
           body=lua_gradients("nn.softmax_cross_entropy(sequence, tags, { axis = 2 })", ["sequence"], weighted=False),
           note="an axis in the middle: [batch, classes, time] -> [batch, time]")
    some = np.int32([0, -1, 2, -1, 1, 3])

    def ignored(t):
        weight = (t["some"] >= 0).to(t["logits"].dtype)
        value = F.cross_entropy(t["logits"], t["some"].clamp(min=0).long(), reduction="none") * weight
        mean = value.sum() / weight.sum()
        return {"value": value, "weight": weight, "d_logits": torch.autograd.grad(mean, t["logits"])[0]}
    c.func("softmax_cross_entropy_ignore", {"logits": values["logits"], "some": some}, ignored, shared=("logits",),
           body="""
local value, weight = nn.softmax_cross_entropy(logits, some, { ignore = -1 })
return value * weight, weight, cr.grad((value * weight):sum() / weight:sum(), logits)""",
           note="ignored positions: value * weight is compared, since the value alone is nobody's business there")
    return c.write()


def normalisation():
    c = Case("normalisation", "softmax, logsumexp and layer normalisation written with operators, and their gradients.", 3)
    x, w, gamma, beta = c.normal(4, 6, scale=2), c.normal(4, 6), c.normal(6), c.normal(6)

    def layer_norm(t):
        return F.layer_norm(t["x"], (6,), t["gamma"], t["beta"], eps=1e-3)
    c.func("layer_norm", {"x": x, "gamma": gamma, "beta": beta, "w": w},
           with_gradients(layer_norm, ["x", "gamma", "beta"]), shared=("x", "w", "gamma", "beta"),
           rtol=2e-5, atol=5e-6, body="""
local centred = x - x:mean(-1, { keep_dims = true })
local spread = centred:square():mean(-1, { keep_dims = true })
local y = centred * (spread + 1e-3):rsqrt() * gamma + beta
return y, table.unpack(cr.grad((y * w):sum(), { x, gamma, beta }))""")
    c.func("layer_norm_variance", {"x": x, "gamma": gamma, "beta": beta, "w": w},
           with_gradients(layer_norm, ["x", "gamma", "beta"]), shared=("x", "w", "gamma", "beta"),
           rtol=2e-5, atol=5e-6, note="the same by cr.variance, which divides by n", body="""
local spread = x:variance(-1, { keep_dims = true })
local y = (x - x:mean(-1, { keep_dims = true })) / (spread + 1e-3):sqrt() * gamma + beta
return y, table.unpack(cr.grad((y * w):sum(), { x, gamma, beta }))""")
    c.func("rms_norm", {"x": x, "gamma": gamma, "w": w},
           with_gradients(lambda t: t["x"] * torch.rsqrt(t["x"].square().mean(-1, keepdim=True) + 1e-6) * t["gamma"],
                          ["x", "gamma"]), shared=("x", "w", "gamma"), rtol=2e-5, atol=5e-6,
           body=lua_gradients("x * (x:square():mean(-1, { keep_dims = true }) + 1e-6):rsqrt() * gamma", ["x", "gamma"]))
    c.func("softmax", {"x": x, "w": w}, with_gradients(lambda t: F.softmax(t["x"], -1), ["x"]), shared=("x", "w"),
           body="""
local e = (x - x:max(-1, { keep_dims = true })):exp()
local y = e / e:sum(-1, { keep_dims = true })
return y, cr.grad((y * w):sum(), x)""")
    c.func("log_softmax", {"x": x, "w": w}, with_gradients(lambda t: F.log_softmax(t["x"], -1), ["x"]),
           shared=("x", "w"), atol=5e-6,
           body=lua_gradients("x - x:logsumexp(-1, { keep_dims = true })", ["x"]))
    c.func("logsumexp", {"x": x, "u": c.normal(4)},
           lambda t: _weighted(torch.logsumexp(t["x"], -1), t["u"], t["x"]), shared=("x",), body="""
local y = x:logsumexp(-1)
return y, cr.grad((y * u):sum(), x)""")
    return c.write()


def _weighted(y, w, x):
    return {"y": y, "d_x": torch.autograd.grad((y * w).sum(), x)[0]}


GROUPS = [activations, losses, normalisation]
