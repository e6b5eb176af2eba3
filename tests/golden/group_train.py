"""Groups: the multilayer perceptrons, learning-rate schedules, and optimisers over 10 steps.

The optimisers are written out from API.md's formulas, on plain tensors, and compared here with
torch.optim wherever it has the same one; a golden is only written if both agree.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F

from case import Case, close, stored

NN = 'cr, nn = require "crescent", require "crescent.nn"'
SMALL = (20, 12, 8, 5)
MNIST = (784, 128, 64, 10)
BATCH = 7


def _weights(c, sizes):
    """Glorot-uniform kernels and small random biases under Crescent's names."""
    params = {}
    for n, (i, o) in enumerate(zip(sizes, sizes[1:]), 1):
        bound = math.sqrt(6 / (i + o))
        params["dense_%d.kernel" % n] = c.uniform(i, o, lo=-bound, hi=bound)
        params["dense_%d.bias" % n] = c.uniform(o, lo=-0.1, hi=0.1)
    return params


def _forward(params, x, layers=3):
    h = x
    for n in range(1, layers + 1):
        h = h @ params["dense_%d.kernel" % n] + params["dense_%d.bias" % n]
        if n < layers:
            h = F.relu(h)
    return h


def _net(sizes, options=""):
    dense = ["  nn.dense(%d, { activation = \"relu\"%s })," % (n, options) for n in sizes[1:-1]]
    last = "  nn.dense(%d%s)," % (sizes[-1], ", { %s }" % options.lstrip(", ") if options else "")
    return "local net = nn.sequential {\n%s\n}" % "\n".join(dense + [last])


def mlp():
    c = Case("mlp", "A multilayer perceptron, 20-12-8-5: both losses and every gradient.", 10,
             head=_net(SMALL), tree="net", wants=NN)
    params = _weights(c, SMALL)
    x, label = c.normal(BATCH, SMALL[0]), np.int32([0, 4, 2, 2, 1, 3, 0])
    names = list(params)
    args = {"x": x, "label": label}

    def loss_case(per_example):
        def run(t):
            p = {k: t[k] for k in names}
            each = per_example(_forward(p, t["x"]), t["label"].long())
            grads = torch.autograd.grad(each.mean(), [t["x"]] + [p[k] for k in names])
            return dict([("each", each), ("loss", each.mean()), ("d_x", grads[0])]
                        + [("d_" + k.replace(".", "_"), g) for k, g in zip(names, grads[1:])])
        return run

    def body(loss):
        rows = ",\n       ".join(", ".join('g["%s"]' % k for k in names[i:i + 2]) for i in range(0, len(names), 2))
        return """
local each = %s
local loss = each:mean()
local g = cr.grad(loss, { "*" })
return each, loss, cr.grad(loss, x),
       %s""" % (loss, rows)

    c.func("infer", {"x": x}, lambda t: {"logits": _forward(t, t["x"]), "probs": F.softmax(_forward(t, t["x"]), -1)},
           shared=("x",), params=params, body="local logits = net(x)\nreturn logits, nn.softmax(logits)")
    c.func("cross_entropy", args, loss_case(lambda z, l: F.cross_entropy(z, l, reduction="none")),
           shared=("x", "label"), params=params, body=body("nn.softmax_cross_entropy(net(x), label)"))
    c.func("mse", args, loss_case(lambda z, l: (z - F.one_hot(l, 5)).square().mean(-1)),
           shared=("x", "label"), params=params, body=body("nn.mse(net(x), cr.one_hot(label, 5))"))
    c.func("accuracy", args, lambda t: {"correct": (_forward(t, t["x"]).argmax(-1) == t["label"]).float()},
           shared=("x", "label"), params=params, body="return nn.accuracy(net(x), label)")
    return c.write()


def mlp_mnist():
    c = Case("mlp_mnist", "models/mlp.lua's network, 784-128-64-10: values, and gradients as norms, sums and sample rows.", 11,
             head=_net(MNIST), tree="net", wants=NN)
    params = _weights(c, MNIST)
    x, label = c.uniform(BATCH, 784), np.int32([7, 2, 1, 0, 4, 9, 5])
    names = list(params)

    def digest(t):
        p = {k: t[k] for k in names}
        z = _forward(p, t["x"])
        each = F.cross_entropy(z, t["label"].long(), reduction="none")
        grads = dict(zip(names, torch.autograd.grad(each.mean(), [p[k] for k in names])))
        out = {"logits": z, "each": each, "loss": each.mean()}
        for k, g in grads.items():
            short = "d_" + k.replace(".", "_")
            if k.endswith("bias"):
                out[short] = g
            else:
                out.update({short + "_norm": g.square().sum().sqrt(), short + "_rows": g[:8],
                            short + "_sums_1": g.sum(0), short + "_sums_2": g.sum(1)})
        return out

    lines = ["local logits = net(x)", "local each = nn.softmax_cross_entropy(logits, label)", "local loss = each:mean()",
             'local g = cr.grad(loss, { "*" })', "return logits, each, loss,"]
    for n in (1, 2, 3):
        k = 'g["dense_%d.kernel"]' % n
        lines.append("       {0}:norm(), {0}:slice(1, 1, 8), {0}:sum(1), {0}:sum(2), g[\"dense_{1}.bias\"]{2}".format(
            k, n, "," if n < 3 else ""))
    c.func("cross_entropy", {"x": x, "label": label}, digest, shared=("x", "label"), params=params,
           body="\n".join(lines), rtol=2e-5, atol=2e-6)
    return c.write()


# ---- schedules ----------------------------------------------------------------------------------

def schedules():
    c = Case("schedules", "Every learning-rate schedule at steps 0 to 60 of a run of 50.", 12,
             wants='cr, optim = require "crescent", require "crescent.optim"')
    total = 50
    step = np.float32(np.arange(61))

    def cosine(v, final, steps):
        return lambda s: final + (v - final) * (1 + math.cos(math.pi * min(s / steps, 1))) / 2

    def warmup(n, inner):
        return lambda s: inner(0) * (s + 1) / n if s < n else inner(s - n)

    table = {
        "constant": ("constant(0.03)", lambda s: 0.03),
        "step": ("step(0.1, { 10, 0.01 }, { 25, 0.001 })", lambda s: 0.1 if s < 10 else 0.01 if s < 25 else 0.001),
        "exponential": ("exponential { lr = 0.1, rate = 0.5, every = 10 }", lambda s: 0.1 * 0.5 ** (s / 10)),
        "cosine": ("cosine { lr = 0.1 }", cosine(0.1, 0, total)),
        "cosine_steps": ("cosine { lr = 0.1, final = 0.01, steps = 30 }", cosine(0.1, 0.01, 30)),
        "linear": ("linear { from = 0.1, to = 0.02 }", lambda s: 0.1 + (0.02 - 0.1) * min(s / total, 1)),
        "linear_steps": ("linear { from = 0, to = 0.5, steps = 20 }", lambda s: 0.5 * min(s / 20, 1)),
        "warmup": ("warmup(8, optim.constant(0.1))", warmup(8, lambda s: 0.1)),
        "warmup_cosine": ("warmup(10, optim.cosine { lr = 0.1, steps = 40 })", warmup(10, cosine(0.1, 0, 40))),
        "warmup_exponential": ("warmup(4, optim.exponential { lr = 0.1, rate = 0.9, every = 1 })",
                               warmup(4, lambda s: 0.1 * 0.9 ** s)),
        "inverse_sqrt": ("inverse_sqrt { lr = 0.1, warmup = 16 }",
                         lambda s: 0.1 * min((s + 1) / 16, math.sqrt(16 / (s + 1)))),
    }
    for name, (lua, f) in table.items():
        note = "from step 10 on (steps count from 0) the second value" if name == "step" else ""
        c.func(name, {"step": step, "total": np.float32(total)},
               lambda t, f=f: {"lr": torch.tensor([f(int(s)) for s in t["step"]], dtype=t["step"].dtype)},
               shared=("step", "total"), wrt=[], atol=2e-8,
               body="return optim.%s(step, total) + step * 0" % lua, note=note)
    return c.write()


# ---- optimisers ---------------------------------------------------------------------------------

def _sgd(lr=0.01, momentum=0, nesterov=False):
    def update(p, g, s, t, lr=lr):
        if not momentum:
            return p - lr * g
        s["m"] = momentum * s.get("m", 0) + g
        return p - lr * (g + momentum * s["m"] if nesterov else s["m"])
    return update


def _rmsprop(lr=1e-3, rho=0.9, momentum=0, centered=False, eps=1e-8):
    def update(p, g, s, t, lr=lr):
        s["v"] = rho * s.get("v", 0) + (1 - rho) * g * g
        v = s["v"]
        if centered:
            s["a"] = rho * s.get("a", 0) + (1 - rho) * g
            v = v - s["a"] ** 2
        d = g / (v.sqrt() + eps)
        if momentum:
            s["m"] = momentum * s.get("m", 0) + d
            d = s["m"]
        return p - lr * d
    return update


def _adagrad(lr=0.01, initial=0, eps=1e-10):
    def update(p, g, s, t, lr=lr):
        s["v"] = s.get("v", initial) + g * g
        return p - lr * g / (s["v"].sqrt() + eps)
    return update


def _adam(lr=1e-3, beta1=0.9, beta2=0.999, amsgrad=False, eps=1e-8, decay=0, matrices=False):
    def update(p, g, s, t, lr=lr):
        if decay and (p.dim() >= 2 or not matrices):
            p = p * (1 - lr * decay)
        s["m"] = beta1 * s.get("m", 0) + (1 - beta1) * g
        s["v"] = beta2 * s.get("v", 0) + (1 - beta2) * g * g
        v = s["v"]
        if amsgrad:
            v = s["top"] = torch.maximum(s.get("top", torch.zeros_like(v)), v)
        return p - lr * (s["m"] / (1 - beta1 ** t)) / ((v / (1 - beta2 ** t)).sqrt() + eps)
    return update


def _lion(lr=1e-4, beta1=0.9, beta2=0.99, decay=0):
    """Chen et al. 2023, Symbolic Discovery of Optimization Algorithms, algorithm 2."""
    def update(p, g, s, t, lr=lr):
        m = s.get("m", torch.zeros_like(g))
        c = beta1 * m + (1 - beta1) * g
        s["m"] = beta2 * m + (1 - beta2) * g
        return p * (1 - lr * decay) - lr * torch.sign(c)
    return update


def _signum(lr, beta):
    """The example of an optimiser of one's own."""
    def update(p, g, s, t, lr=lr):
        s["m"] = beta * s.get("m", 0) + (1 - beta) * g
        return p - lr * torch.sign(s["m"])
    return update


class Variant:
    """One way to train. update: fn(p, g, slots, t, lr) -> p; lua: what is special in the model file."""

    def __init__(self, update, optimizer, train="", torch_optim=None, weight_decay=None, clip_norm=None, clip_value=None,
                 ema=None, schedule=None, frozen=(), lr_scale=None, weighted=False, penalty=None, constraint=None,
                 layer="", note=""):
        self.__dict__.update(locals())


def _matrix(k):
    return k.endswith("kernel")


def _variants():
    o, T = {}, torch.optim
    same = lambda cls, **kw: (lambda p: cls(p, **kw))
    o["sgd"] = Variant(_sgd(), "sgd {}", torch_optim=same(T.SGD, lr=0.01))
    o["sgd_momentum"] = Variant(_sgd(0.05, 0.9), "sgd { lr = 0.05, momentum = 0.9 }", torch_optim=same(T.SGD, lr=0.05, momentum=0.9))
    o["sgd_nesterov"] = Variant(_sgd(0.05, 0.9, True), "sgd { lr = 0.05, momentum = 0.9, nesterov = true }",
                                torch_optim=same(T.SGD, lr=0.05, momentum=0.9, nesterov=True))
    o["sgd_decay"] = Variant(_sgd(0.1, 0.9), "sgd { lr = 0.1, momentum = 0.9, weight_decay = 0.05 }", weight_decay=0.05,
                             torch_optim=same(T.SGD, lr=0.1, momentum=0.9, weight_decay=0.05))
    o["rmsprop"] = Variant(_rmsprop(), "rmsprop {}", torch_optim=same(T.RMSprop, lr=1e-3, alpha=0.9))
    o["rmsprop_momentum"] = Variant(_rmsprop(momentum=0.9), "rmsprop { momentum = 0.9 }",
                                    torch_optim=same(T.RMSprop, lr=1e-3, alpha=0.9, momentum=0.9))
    o["rmsprop_centered"] = Variant(_rmsprop(centered=True), "rmsprop { centered = true }",
                                    torch_optim=same(T.RMSprop, lr=1e-3, alpha=0.9, centered=True))
    o["rmsprop_decay"] = Variant(_rmsprop(0.01, 0.99, 0.5, True), weight_decay=0.05,
                                 optimizer="rmsprop { lr = 0.01, rho = 0.99, momentum = 0.5, centered = true, weight_decay = 0.05 }",
                                 torch_optim=same(T.RMSprop, lr=0.01, alpha=0.99, momentum=0.5, centered=True, weight_decay=0.05))
    o["adagrad"] = Variant(_adagrad(), "adagrad {}", torch_optim=same(T.Adagrad, lr=0.01))
    o["adagrad_decay"] = Variant(_adagrad(0.05, 0.1), "adagrad { lr = 0.05, initial = 0.1, weight_decay = 0.05 }", weight_decay=0.05,
                                 torch_optim=same(T.Adagrad, lr=0.05, initial_accumulator_value=0.1, weight_decay=0.05))
    o["adam"] = Variant(_adam(), "adam {}", torch_optim=same(T.Adam, lr=1e-3))
    o["adam_options"] = Variant(_adam(0.02, 0.8, 0.95, eps=1e-3), "adam { lr = 0.02, beta1 = 0.8, beta2 = 0.95, epsilon = 1e-3 }",
                                torch_optim=same(T.Adam, lr=0.02, betas=(0.8, 0.95), eps=1e-3))
    o["adam_amsgrad"] = Variant(_adam(0.05, 0.9, 0.5, True), "adam { lr = 0.05, beta2 = 0.5, amsgrad = true }",
                                torch_optim=same(T.Adam, lr=0.05, betas=(0.9, 0.5), amsgrad=True),
                                note="beta2 is small, so that v shrinks and the maximum matters")
    o["adam_decay"] = Variant(_adam(), "adam { weight_decay = 0.05 }", weight_decay=0.05,
                              torch_optim=same(T.Adam, lr=1e-3, weight_decay=0.05))
    o["adamw"] = Variant(_adam(decay=0.01), "adamw {}", torch_optim=same(T.AdamW, lr=1e-3, weight_decay=0.01))
    o["adamw_decay"] = Variant(_adam(0.01, decay=0.5), 'adamw { lr = 0.01, weight_decay = 0.5, decay = "all" }',
                               torch_optim=same(T.AdamW, lr=0.01, weight_decay=0.5))
    o["adamw_matrices"] = Variant(_adam(0.01, decay=0.5, matrices=True), 'adamw { lr = 0.01, weight_decay = 0.5, decay = "matrices" }')
    o["lion"] = Variant(_lion(), "lion {}")
    o["lion_decay"] = Variant(_lion(1e-3, decay=0.5), "lion { lr = 1e-3, weight_decay = 0.5 }")
    o["custom"] = Variant(_signum(1e-3, 0.9), note="an optimiser of one's own", optimizer="""custom { lr = 1e-3, slots = { momentum = 0 },
      update = function(p, g, s, t)
        local momentum = s.momentum * 0.9 + g * 0.1
        return p - t.lr * momentum:sign(), { momentum = momentum }
      end }""")
    o["clip_norm"] = Variant(_sgd(0.5), "sgd { lr = 0.5 }", train="clip_norm = 0.1", clip_norm=0.1)
    o["clip_norm_idle"] = Variant(_sgd(0.1), "sgd { lr = 0.1 }", train="clip_norm = 100", clip_norm=100, note="the norm is below: nothing changes")
    o["clip_norm_decay"] = Variant(_sgd(0.5), "sgd { lr = 0.5, weight_decay = 0.05 }", train="clip_norm = 0.1", clip_norm=0.1,
                                   weight_decay=0.05, note="clipped first, then decayed, as in PyTorch and Keras")
    o["clip_value"] = Variant(_sgd(0.5), "sgd { lr = 0.5 }", train="clip_value = 0.01", clip_value=0.01)
    o["ema"] = Variant(_sgd(0.5), "sgd { lr = 0.5 }", train="ema = 0.99", ema=0.99,
                       note="the average starts as the parameters after the first update, as in PyTorch and Keras")
    o["schedule"] = Variant(_sgd(), "sgd { lr = optim.warmup(3, optim.cosine { lr = 0.5, steps = 6 }) }",
                            schedule=lambda s: 0.5 * (s + 1) / 3 if s < 3 else 0.25 * (1 + math.cos(math.pi * min((s - 3) / 6, 1))))
    o["frozen"] = Variant(_adam(0.01), "adam { lr = 0.01 }", train='frozen = { "dense_1.*" }', frozen=("dense_1.",))
    o["groups"] = Variant(_sgd(0.1), "sgd { lr = 0.1, weight_decay = 0.05 }",
                          train='groups = { { match = { "*.bias" }, weight_decay = 0 }, { match = { "dense_2.*" }, lr_scale = 0.1 } }',
                          weight_decay=lambda k: 0.05 if _matrix(k) else 0.0,
                          lr_scale=lambda k: 0.1 if k == "dense_2.kernel" else 1.0, note="the first group that matches counts")
    o["weighted"] = Variant(_sgd(0.5), "sgd { lr = 0.5 }", weighted=True, note="the loss returns weights")
    o["accumulate"] = Variant(_sgd(0.5, 0.9), "sgd { lr = 0.5, momentum = 0.9 }", train="accumulate = 2",
                              note="an update is two micro-batches, examples 1 to 4 and 5 to 7: the same as all at once")
    o["regularized"] = Variant(_sgd(0.1), "sgd { lr = 0.1 }", layer=', kernel_regularizer = nn.reg.l1_l2(0.01, 0.02)',
                               penalty=lambda w: 0.01 * w.abs().sum() + 0.02 * w.square().sum(),
                               note="l1 * sum |w| + l2 * sum w^2, over kernels; part of the loss")
    o["regularized_l2"] = Variant(_sgd(0.1), "sgd { lr = 0.1 }", layer=', kernel_regularizer = nn.reg.l2(0.05)',
                                  penalty=lambda w: 0.05 * w.square().sum())

    def norms(w):
        return w.square().sum(0, keepdim=True).sqrt()
    o["max_norm"] = Variant(_sgd(0.5), "sgd { lr = 0.5 }", layer=", kernel_constraint = nn.constraint.max_norm(0.9)",
                            constraint=lambda w: w * norms(w).clamp(max=0.9) / (norms(w) + 1e-7),
                            note="of each unit's incoming weights (axis 1), after each update")
    o["unit_norm"] = Variant(_sgd(0.5), "sgd { lr = 0.5 }", layer=", kernel_constraint = nn.constraint.unit_norm()",
                             constraint=lambda w: w / (norms(w) + 1e-7))
    o["non_neg"] = Variant(_sgd(0.5), "sgd { lr = 0.5 }", layer=", kernel_constraint = nn.constraint.non_neg()",
                           constraint=lambda w: w * (w >= 0))
    return o


STEPS = (1, 2, 10)


def _train(v, start, x, label, weight, dtype):
    """-> {"STEP.PARAM": value, "STEP.loss": the loss that step reports, "STEP.average.PARAM"}"""
    p = {k: torch.tensor(a, dtype=dtype) for k, a in start.items()}
    x, weight = torch.tensor(x, dtype=dtype), torch.tensor(weight, dtype=dtype)
    label = torch.tensor(label).long()
    slots, average, out = {k: {} for k in p}, None, {}
    for t in range(1, max(STEPS) + 1):
        p = {k: a.detach().requires_grad_(True) for k, a in p.items()}
        each = F.cross_entropy(_forward(p, x), label, reduction="none")
        loss = (each * weight).sum() / weight.sum() if v.weighted else each.mean()
        if v.penalty:
            loss = loss + sum(v.penalty(a) for k, a in p.items() if _matrix(k))
        names = [k for k in p if not k.startswith(v.frozen)] if v.frozen else list(p)
        grads = dict(zip(names, torch.autograd.grad(loss, [p[k] for k in names])))
        with torch.no_grad():
            if v.clip_norm:
                norm = sum(g.square().sum() for g in grads.values()).sqrt()
                grads = {k: g * v.clip_norm / norm if norm > v.clip_norm else g for k, g in grads.items()}
            if v.clip_value:
                grads = {k: g.clamp(-v.clip_value, v.clip_value) for k, g in grads.items()}
            for k, g in grads.items():
                decay = v.weight_decay(k) if callable(v.weight_decay) else v.weight_decay
                if decay:
                    g = g + decay * p[k]
                more = {}
                if v.schedule:
                    more["lr"] = v.schedule(t - 1)
                if v.lr_scale:
                    more["lr"] = 0.1 * v.lr_scale(k)
                new = v.update(p[k], g, slots[k], t, **more)
                p[k] = v.constraint(new) if v.constraint and _matrix(k) else new
            if v.ema:
                average = ({k: v.ema * average[k] + (1 - v.ema) * p[k] for k in p} if average
                           else {k: a.clone() for k, a in p.items()})
        if t in STEPS:
            out["%d.loss" % t] = loss
            out.update(("%d.%s" % (t, k), a) for k, a in p.items())
            if average:
                out.update(("%d.average.%s" % (t, k), a) for k, a in average.items())
    return {k: stored(a) for k, a in out.items()}


def _train_torch(v, start, x, label):
    """The same by torch.optim, for those it has; only the parameters after the last step."""
    p = {k: torch.tensor(a, dtype=torch.float64, requires_grad=True) for k, a in start.items()}
    optimizer = v.torch_optim(list(p.values()))
    for _ in range(max(STEPS)):
        optimizer.zero_grad()
        F.cross_entropy(_forward(p, torch.tensor(x, dtype=torch.float64)), torch.tensor(label).long()).backward()
        optimizer.step()
    return {k: stored(a) for k, a in p.items()}


def optimisers():
    c = Case("optimisers", "Every optimiser: parameters after 1, 2 and 10 steps on one batch.\n"
             "Choose with variant=NAME on the command line; ../README.md says what a test does with each.", 13)
    start = _weights(c, SMALL)
    x, label = c.normal(BATCH, SMALL[0]), np.int32([3, 0, 2, 4, 1, 3, 2])
    weight = np.float32([1, 0, 2, 0.5, 1, 3, 0.25])
    for k, a in dict(start, x=x, label=label, weight=weight).items():
        c.put("in." + k, a)
    rtol, atol = 2e-5, 2e-6
    variants = _variants()
    for name, v in variants.items():
        want = _train(v, start, x, label, weight, torch.float64)
        single = _train(v, start, x, label, weight, torch.float32)
        for k in want:
            assert close(single[k], want[k], rtol, atol), "optimisers.%s: %s is not stable in float32" % (name, k)
        if v.torch_optim:
            for k, a in _train_torch(v, start, x, label).items():
                assert close(want["10." + k], a, 1e-6, 1e-8), "optimisers.%s: torch.optim has another %s" % (name, k)
        for k, a in want.items():
            c.put("out.%s.%s" % (name, k), a)
        c.line("train", name, rtol, atol, ["steps=%s" % ",".join(str(n) for n in STEPS)]
               + (["micro=4,3"] if name == "accumulate" else []) + (["average=1"] if v.ema else []))
    return c.write(_optimiser_model(variants))


def _optimiser_model(variants):
    """The model file: a table of optimisers, of training options and of layer options, by name."""
    rows, trains, layers = [], [], []
    for name, v in variants.items():
        rows.append("  %-17s = function() return optim.%s end,%s" % (name, v.optimizer, "  -- " + v.note if v.note else ""))
        if v.train:
            trains.append("  %-17s = { %s }," % (name, v.train))
        if v.layer:
            layers.append("  %-17s = { %s }," % (name, v.layer.lstrip(", ")))
    return """local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local optimizers = {
%s
}

local training = {
%s
}

local layers = {
%s
}

local choices = {}
for name in pairs(optimizers) do choices[#choices + 1] = name end
local variant = cr.option("variant", "adam", { choices = choices, doc = "which optimiser" })

local function dense(units, activation)
  local options = { activation = activation }
  for k, v in pairs(layers[variant] or {}) do options[k] = v end
  return nn.dense(units, options)
end

local net = nn.sequential { dense(%d, "relu"), dense(%d, "relu"), dense(%d) }
local m = cr.model("optimisers", net)

local train = {
  inputs = { x = cr.f32 { %d }, label = cr.i32 {} },
  batch = variant == "accumulate" and 4 or %d,
  optimizer = optimizers[variant](),
  loss = function(x, label) return nn.softmax_cross_entropy(net(x), label) end,
}
if variant == "weighted" then
  train.inputs.weight = cr.f32 {}
  train.loss = function(x, label, weight) return nn.softmax_cross_entropy(net(x), label), weight end
end
for k, v in pairs(training[variant] or {}) do train[k] = v end
m:train(train)
""" % ("\n".join(rows), "\n".join(trains), "\n".join(layers), SMALL[1], SMALL[2], SMALL[3], SMALL[0], BATCH)


GROUPS = [mlp, mlp_mnist, schedules, optimisers]
