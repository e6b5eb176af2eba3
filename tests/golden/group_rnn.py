"""Groups: recurrent layers with every option, wrappers, and training through time with clipped gradients.

A cell is written out step by step; check_keras_rnn.py asks Keras's own layers for the same numbers and gradients, from the
same table of cases."""

import numpy as np
import torch
import torch.nn.functional as F

import philox
from case import Case, stored
from group_train import _adam

NN = 'cr, nn = require "crescent", require "crescent.nn"'
CLOSE = {"rtol": 2e-5, "atol": 1e-5}
B, T, D, U = 2, 5, 3, 4
GATES = {"simple_rnn": 1, "lstm": 4, "gru": 3}
STATES = {"simple_rnn": ["h"], "lstm": ["h", "c"], "gru": ["h"]}
ACTIVATIONS = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": F.relu, "elu": F.elu, "softsign": F.softsign, "linear": lambda x: x,
               "hard_sigmoid": lambda x: F.relu6(x + 3) / 6, "gelu": F.gelu, None: lambda x: x}


# ---- formulas ---------------------------------------------------------------------------------------

def product(x, kernel, masks, gates, units):
    """x times the kernel's columns of some gates; with masks each gate reads x through its own."""
    return torch.cat([(x if masks is None else x * masks[g]) @ kernel[:, g * units:(g + 1) * units] for g in gates], -1)


def step(kind, o, p, x, s, masks=(None, None)):
    """One step: x [batch, features], s the states -> new states; the first is the output. Keras's order of gates.

    masks: dropout's of x and of the recurrent state, a list of one for each gate, or None."""
    act, gate = ACTIVATIONS[o.get("activation", "tanh")], ACTIVATIONS[o.get("recurrent_activation", "sigmoid")]
    recurrent = p["recurrent_kernel"]
    units, gates = recurrent.shape[0], range(GATES[kind])
    zero = torch.zeros(recurrent.shape[1], dtype=x.dtype)
    bias = p.get("bias", zero)
    h = s[0]
    own, other = (bias[0], bias[1]) if bias.dim() == 2 else (bias, zero)
    z = product(x, p["kernel"], masks[0], gates, units) + own
    recur = lambda v, some: product(v, recurrent, masks[1], some, units)
    if kind == "simple_rnn":
        return [act(z + recur(h, gates))]
    if kind == "lstm":
        i, f, g, out = (z + recur(h, gates)).chunk(4, -1)
        c = gate(f) * s[1] + gate(i) * act(g)
        return [gate(out) * act(c), c]
    xz, xr, xh = z.chunk(3, -1)
    if o.get("reset_after", True):
        hz, hr, hh = (recur(h, gates) + other).chunk(3, -1)
        z, r = gate(xz + hz), gate(xr + hr)
        new = act(xh + r * hh)
    else:
        z, r = gate(xz + recur(h, [0])), gate(xr + recur(h, [1]))
        new = act(xh + recur(r * h, [2]))
    return [z * h + (1 - z) * new]


def layer(kind, o, p, x, states=None, mask=None, masks=(None, None)):
    """A whole layer: y and the last states. A masked step keeps the states and repeats the last y, 0 at first (or gives 0)."""
    units = p["recurrent_kernel"].shape[0]
    s = states or [torch.zeros(x.shape[0], units, dtype=x.dtype) for _ in STATES[kind]]
    y, ys = torch.zeros(x.shape[0], units, dtype=x.dtype), []
    order = range(x.shape[1])
    for t in reversed(order) if o.get("go_backwards") else order:
        new = step(kind, o, p, x[:, t], s, masks)
        if mask is None:
            s, y = new, new[0]
        else:
            counts = mask[:, t, None].bool()
            y = torch.where(counts, new[0], torch.zeros_like(y) if o.get("zero_output_for_mask") else y)
            s = [torch.where(counts, a, b) for a, b in zip(new, s)]
        ys.append(y)
    return [torch.stack(ys, 1) if o.get("return_sequences") else y] + (list(s) if o.get("return_state") else [])


MERGES = {"concat": lambda a, b: torch.cat([a, b], -1), "sum": lambda a, b: a + b, "mul": lambda a, b: a * b,
          "ave": lambda a, b: (a + b) / 2}


def both_ways(kind, o, p, x, merge="concat", states=None, mask=None, masks=((None, None), (None, None))):
    part = lambda name: {k[len(name) + 1:]: v for k, v in p.items() if k.startswith(name + ".")}
    n, o = len(STATES[kind]), dict(o, zero_output_for_mask=o.get("return_sequences"))
    ahead = layer(kind, o, part("forward_layer"), x, states and states[:n], mask, masks[0])
    back = layer(kind, dict(o, go_backwards=not o.get("go_backwards")), part("backward_layer"), x, states and states[n:], mask, masks[1])
    a, b = ahead[0], back[0].flip(1) if back[0].dim() == 3 else back[0]
    return ([a, b] if merge == "none" else [MERGES[merge](a, b)]) + ahead[1:] + back[1:]


# ---- the table -----------------------------------------------------------------------------------------

SEQ, STATE, BACK = {"return_sequences": True}, {"return_state": True}, {"go_backwards": True}
NO_BIAS, BEFORE = {"use_bias": False}, {"reset_after": False}
BOTH = dict(SEQ, **STATE)


def table():
    """Name, kind, options, call (what is given besides x: "mask", "lengths", "states"), wrapper's merge_mode or nil."""
    rows = []
    for kind in ("simple_rnn", "lstm", "gru"):
        for suffix, o in ([("", {})] if kind != "gru" else [("", {}), ("_before", BEFORE)]):
            name = kind + suffix
            rows += [
                (name, kind, o, (), None),
                (name + "_sequences", kind, dict(o, **SEQ), (), None),
                (name + "_state", kind, dict(o, **STATE), (), None),
                (name + "_both", kind, dict(o, **BOTH), (), None),
                (name + "_no_bias", kind, dict(o, **dict(NO_BIAS, **BOTH)), (), None),
                (name + "_relu", kind, dict(o, activation="relu", **SEQ), (), None),
                (name + "_backwards", kind, dict(o, **dict(BOTH, **BACK)), (), None),
                (name + "_given_states", kind, dict(o, **BOTH), ("states",), None),
                (name + "_mask", kind, dict(o, **BOTH), ("mask",), None),
                (name + "_mask_last", kind, dict(o), ("mask",), None),
                (name + "_mask_states", kind, dict(o, **BOTH), ("mask", "states"), None),
                (name + "_mask_backwards", kind, dict(o, **dict(BOTH, **BACK)), ("mask",), None),
                (name + "_mask_zero", kind, dict(o, zero_output_for_mask=True, **BOTH), ("mask",), None),
                (name + "_lengths", kind, dict(o, **BOTH), ("lengths",), None),
                (name + "_checkpoint", kind, dict(o, checkpoint="sqrt", **BOTH), (), None),
            ]
            if kind != "simple_rnn":
                rows += [(name + "_hard", kind, dict(o, activation="softsign", recurrent_activation="hard_sigmoid", **BOTH), (), None),
                         (name + "_linear", kind, dict(o, activation=None, recurrent_activation="sigmoid", **SEQ), (), None)]
            rows += [("both_ways_" + name, kind, dict(o, **SEQ), (), "concat")]
    for merge in ("concat", "sum", "mul", "ave", "none"):
        rows += [("merge_%s_last" % merge, "lstm", {}, (), merge), ("merge_%s_sequences" % merge, "gru", SEQ, (), merge)]
    rows += [("both_ways_state", "lstm", BOTH, ("states",), "concat"), ("both_ways_mask", "lstm", BOTH, ("mask",), "sum"),
             ("both_ways_lengths", "gru", SEQ, ("lengths",), "concat"), ("both_ways_backwards", "simple_rnn", dict(SEQ, **BACK), (), "concat")]
    return rows


MASK = np.array([[0, 1, 1, 0, 1], [1, 0, 1, 1, 0]], np.uint8)
LENGTHS = np.array([2, 5], np.int32)


def lua_value(v):
    if isinstance(v, (int, float)) and not isinstance(v, bool):
        return "%g" % v
    return {True: "true", False: "false", None: '"linear"'}[v] if v is None or isinstance(v, bool) else '"%s"' % v


def lua_layer(kind, o, merge=None, units=U):
    options = ", ".join("%s = %s" % (k, lua_value(v)) for k, v in o.items())
    made = "nn.%s(%d%s)" % (kind, units, ", { %s }" % options if options else "")
    return 'nn.bidirectional(%s, { merge_mode = "%s" })' % (made, merge) if merge else made


def lua_call(kind, given, merge=None):
    n = len(STATES[kind]) * (2 if merge else 1)
    parts = {"mask": "mask = mask", "lengths": "lengths = lengths",
             "states": "initial_state = { %s }" % ", ".join("s%d" % (i + 1) for i in range(n))}
    return "(x%s)" % (", { %s }" % ", ".join(parts[g] for g in given) if given else "")


class Recurrent(Case):
    """Functions of one layer each, under the layer's name; every output has a weight of its own in the scalar that is differentiated."""

    def __init__(self, *args):
        super().__init__(*args, tree="layers", wants=NN)
        self.rows = []

    def cell(self, kind, o, inputs=D, prefix="", units=U):
        bias = (2, 3 * units) if kind == "gru" and o.get("reset_after", True) else (GATES[kind] * units,)
        p = {"kernel": self.normal(inputs, GATES[kind] * units, scale=0.6),
             "recurrent_kernel": self.normal(units, GATES[kind] * units, scale=0.5), "bias": self.normal(*bias, scale=0.5)}
        return {prefix + k: v for k, v in p.items() if k != "bias" or o.get("use_bias", True)}

    def layer(self, name, made, inputs, call, compute, params, note="", setup=None, options=""):
        """compute(t, p) -> outputs, p the parameters by name in the layer."""
        full = {"%s.%s" % (name, k): v for k, v in params.items()}
        if made:
            self.rows.append("  %s = %s," % (name, made))
        floats = [k for k, v in inputs.items() if np.asarray(v).dtype == np.float32]
        with torch.no_grad():
            ys = compute({k: torch.tensor(v) for k, v in inputs.items()}, {k: torch.tensor(v) for k, v in params.items()})
        ws = ["w%d" % (i + 1) for i in range(len(ys))]
        outs = ["y%d" % (i + 1) for i in range(len(ys))] if len(ys) > 1 else ["y"]
        inputs = dict(inputs, **{w: self.normal(*y.shape) for w, y in zip(ws, ys)})
        names = sorted(params)

        def run(t):
            p = {k: t["%s.%s" % (name, k)] for k in params}
            ys = compute(t, p)
            total = sum((y * t[w]).sum() for y, w in zip(ys, ws))
            g = torch.autograd.grad(total, [t[k] for k in floats] + [p[k] for k in names])
            return dict(list(zip(outs, ys)) + [("d_" + k.replace(".", "_"), a) for k, a in zip(floats + names, g)])
        body = (setup or []) + ["local %s = %s" % (", ".join(outs), call)]
        body += ["local p = layers.%s.params" % name,
                 "local total = " + " + ".join("(%s * %s):sum()" % a for a in zip(outs, ws)),
                 "return %s, table.unpack(cr.grad(total, { %s }))" % (", ".join(outs), ", ".join(floats + ['p["%s"]' % k for k in names]))]
        self.func(name, inputs, run, wrt=floats, params=full, body="\n".join(body), note=note, options=options, **CLOSE)

    def write(self):
        self.head = "local layers = {\n%s\n}" % "\n".join(self.rows)
        return super().write()


# ---- groups ---------------------------------------------------------------------------------------------

def compute_of(kind, o, given, merge):
    def compute(t, p):
        mask = t["mask"] if "mask" in given else None
        if "lengths" in given:
            mask = torch.arange(T)[None] < t["lengths"][:, None]
        n = len(STATES[kind]) * (2 if merge else 1)
        states = [t["s%d" % (i + 1)] for i in range(n)] if "states" in given else None
        return both_ways(kind, o, p, t["x"], merge, states, mask) if merge else layer(kind, o, p, t["x"], states, mask)
    return compute


def recurrent():
    c = Recurrent("recurrent", "Recurrent cells with every option, in both directions, masked, from given states; all gradients.", 50)
    x = c.normal(B, T, D)
    for name, kind, o, given, merge in table():
        inputs = {"x": x}
        if "mask" in given:
            inputs["mask"] = MASK
        if "lengths" in given:
            inputs["lengths"] = LENGTHS
        if "states" in given:
            inputs.update(("s%d" % (i + 1), c.normal(B, U)) for i in range(len(STATES[kind]) * (2 if merge else 1)))
        params = c.cell(kind, o) if not merge else dict(c.cell(kind, o, prefix="forward_layer."), **c.cell(kind, o, prefix="backward_layer."))
        c.layer(name, lua_layer(kind, o, merge), inputs, "layers.%s%s" % (name, lua_call(kind, given, merge)),
                compute_of(kind, o, given, merge), params)
    return c.write()


# ---- dropout: the masks are the generator's, written a second time ---------------------------------------------

def drop_table():
    """Name, kind, options, call, wrapper's merge_mode or nil."""
    rates = [("input", {"dropout": 0.4}), ("state", {"recurrent_dropout": 0.3}), ("both", {"dropout": 0.25, "recurrent_dropout": 0.5})]
    rows = []
    for kind in ("simple_rnn", "lstm", "gru"):
        for suffix, o in ([("", {})] if kind != "gru" else [("", {}), ("_before", BEFORE)]):
            rows += [(kind + suffix + "_" + rate, kind, dict(o, **dict(BOTH, **r)), (), None) for rate, r in rates]
        rows += [(kind + "_segments", kind, dict(BOTH, checkpoint=2, **rates[2][1]), (), None),
                 (kind + "_masked_back", kind, dict(BOTH, **dict(BACK, **rates[2][1])), ("mask",), None),
                 (kind + "_both_ways", kind, dict(BOTH, **rates[2][1]), ("states",), "concat")]
    return rows


SEED = np.array([20, 7, 0, 0], np.int32)


def drop_masks(kind, o, path, inputs, dtype=torch.float64):
    """Of the input and of the state, a list of one for each gate: all gates share the input's unless recurrent_dropout is on."""
    n, found, draw = GATES[kind], [None, None], 0
    for i, (rate, width) in enumerate(((o.get("dropout", 0), inputs), (o.get("recurrent_dropout", 0), U))):
        if rate:
            draw += 1
            one = i == 0 and not o.get("recurrent_dropout")
            m = philox.dropout(SEED.tolist(), "%s#%d" % (path, draw), (1 if one else n, B, width), rate)
            found[i] = [torch.tensor(m[0 if one else g]).to(dtype) for g in range(n)]
    return found


def recurrent_dropout():
    c = Recurrent("recurrent_dropout", "Dropout of inputs and of recurrent states in training, from a seed; all gradients.", 53)
    x = c.normal(B, T, D)
    for name, kind, o, given, merge in drop_table():
        inputs = {"seed": SEED, "x": x}
        n = len(STATES[kind]) * (2 if merge else 1)
        if "mask" in given:
            inputs["mask"] = MASK
        if "states" in given:
            inputs.update(("s%d" % (i + 1), c.normal(B, U)) for i in range(n))
        params = c.cell(kind, o) if not merge else dict(c.cell(kind, o, prefix="forward_layer."), **c.cell(kind, o, prefix="backward_layer."))
        def compute(t, p, kind=kind, o=o, merge=merge, name=name, n=n):
            states = [t["s%d" % (i + 1)] for i in range(n)] if "s1" in t else None
            of = lambda path: drop_masks(kind, o, path, D, t["x"].dtype)
            if merge:
                return both_ways(kind, o, p, t["x"], merge, states, masks=[of(name + ".forward_layer"), of(name + ".backward_layer")])
            return layer(kind, o, p, t["x"], states, t.get("mask"), of(name))
        c.layer(name, lua_layer(kind, o, merge), inputs, "layers.%s%s" % (name, lua_call(kind, given, merge)), compute, params,
                options="training = true")
    return c.write()


def recurrent_stacks():
    c = Recurrent("recurrent_stacks", "Stacks, layers on every step, streaming by steps, and states kept from call to call; all gradients.", 51)
    x = c.normal(B, T, D)
    # Stacks: each layer's steps are the next one's.
    seq = lambda kind, p, prefix, h, o=SEQ, **kw: layer(kind, o, {k[len(prefix):]: v for k, v in p.items() if k.startswith(prefix)}, h, **kw)[0]
    p = dict(c.cell("lstm", {}, prefix="lstm_1."), **c.cell("gru", {}, U, "gru_1."))
    c.layer("lstm_gru", "nn.sequential { nn.lstm(4, { return_sequences = true }), nn.gru(4) }", {"x": x}, "layers.lstm_gru(x)",
            lambda t, p: [seq("gru", p, "gru_1.", seq("lstm", p, "lstm_1.", t["x"]), {})], p)
    p = dict(c.cell("simple_rnn", {}, prefix="simple_rnn_1."), **c.cell("simple_rnn", {}, U, "simple_rnn_2."))
    p.update(c.cell("simple_rnn", {}, U, "simple_rnn_3."))
    p.update({"dense_1.kernel": c.normal(U, 3), "dense_1.bias": c.normal(3)})
    def three(t, p):
        h = seq("simple_rnn", p, "simple_rnn_2.", seq("simple_rnn", p, "simple_rnn_1.", t["x"]), dict(SEQ, **BACK))
        return [seq("simple_rnn", p, "simple_rnn_3.", h, {}) @ p["dense_1.kernel"] + p["dense_1.bias"]]
    c.layer("three_deep", "nn.sequential { nn.simple_rnn(4, { return_sequences = true }), nn.simple_rnn(4, { return_sequences = true, "
            "go_backwards = true }),\n    nn.simple_rnn(4), nn.dense(3) }", {"x": x}, "layers.three_deep(x)", three, p)
    p = {"%s_1.%s%s" % (n, d, k): v for n, kind, inputs in (("bidirectional", "gru", D),) for d in ("forward_layer.", "backward_layer.")
         for k, v in c.cell(kind, {}, inputs).items()}
    p.update(c.cell("lstm", {}, 2 * U, "lstm_1."))
    def deep(t, p):
        sub = {k[len("bidirectional_1."):]: v for k, v in p.items() if k.startswith("bidirectional_1.")}
        return [seq("lstm", p, "lstm_1.", both_ways("gru", SEQ, sub, t["x"])[0], {})]
    c.layer("both_ways_then_one", "nn.sequential { nn.bidirectional(nn.gru(4, { return_sequences = true })), nn.lstm(4) }", {"x": x},
            "layers.both_ways_then_one(x)", deep, p)

    # Layers on every step.
    p = {"layer.kernel": c.normal(D, 6), "layer.bias": c.normal(6)}
    c.layer("each_dense", 'nn.time_distributed(nn.dense(6, { activation = "tanh" }))', {"x": x}, "layers.each_dense(x)",
            lambda t, p: [torch.tanh(t["x"] @ p["layer.kernel"] + p["layer.bias"])], p)
    images = c.normal(2, 3, 5, 5, 2)
    p = {"layer.kernel": c.normal(3, 3, 2, 4, scale=0.4), "layer.bias": c.normal(4)}
    def conv(t, p):
        z = F.conv2d(t["x"].flatten(0, 1).permute(0, 3, 1, 2), p["layer.kernel"].permute(3, 2, 0, 1), p["layer.bias"])
        return [z.permute(0, 2, 3, 1).unflatten(0, (2, 3))]
    c.layer("each_conv", "nn.time_distributed(nn.conv2d(4, 3))", {"x": images}, "layers.each_conv(x)", conv, p)

    # One step at a time, as a stream gives them: the same as all at once.
    for kind in ("simple_rnn", "lstm", "gru"):
        states = {"s%d" % (i + 1): c.normal(B, U) for i in range(len(STATES[kind]))}
        def streamed(t, p, kind=kind):
            return layer(kind, BOTH, p, t["x"], [t[k] for k in t if k[0] == "s"][:len(STATES[kind])])
        c.layer("step_" + kind, lua_layer(kind, {}), dict({"x": x}, **states), "cr.stack(ys, 2), table.unpack(s)", streamed, c.cell(kind, {}),
                setup=["local s, ys = { %s }, {}" % ", ".join(states), "for t = 1, %d do ys[t], s = layers.step_%s:step(cr.at(x, 2, t), s) end" % (T, kind)])

    # Stateful: the second call goes on where the first ended.
    for kind in ("simple_rnn", "lstm", "gru"):
        z = c.normal(B, 3, D)
        def kept(t, p, kind=kind):
            first = layer(kind, BOTH, p, t["x"])
            return [first[0]] + layer(kind, BOTH, p, t["z"], first[1:])
        c.layer("stateful_" + kind, lua_layer(kind, dict(BOTH, stateful=True)), {"x": x, "z": z}, "first, again(z)", kept, c.cell(kind, {}),
                setup=["local function again(v) return layers.stateful_%s(v) end" % kind, "local first = again(x)"])
    def masked(t, p):
        first = layer("gru", BOTH, p, t["x"], mask=t["mask"])
        return [first[0]] + layer("gru", BOTH, p, t["x"], first[1:], mask=t["mask"])
    c.layer("stateful_masked", lua_layer("gru", dict(BOTH, stateful=True)), {"x": x, "mask": MASK}, "first, again()", masked, c.cell("gru", {}),
            setup=["local function again() return layers.stateful_masked(x, { mask = mask }) end", "local first = again()"])
    return c.write()


TRAINED = """local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local variant = cr.option("variant", "rnn_clip_norm", { choices = { "rnn_plain", "rnn_clip_norm", "rnn_clip_value", "rnn_adam", "rnn_activity", "rnn_regularized",
  "rnn_constrained" },
  doc = "how it is trained" })

local first, second = { return_sequences = true }, {}
if variant == "rnn_activity" then
  first.activity_regularizer, second.activity_regularizer = nn.reg.l2(0.03), nn.reg.l1(0.02)
elseif variant == "rnn_regularized" then
  first.kernel_regularizer, first.recurrent_regularizer, first.bias_regularizer = nn.reg.l2(0.02), nn.reg.l1(0.01), nn.reg.l1_l2(0.01, 0.03)
  second.kernel_regularizer, second.recurrent_regularizer, second.bias_regularizer = nn.reg.l1(0.02), nn.reg.l2(0.01), nn.reg.l2(0.05)
elseif variant == "rnn_constrained" then
  first.kernel_constraint, first.recurrent_constraint, first.bias_constraint = nn.constraint.max_norm(0.8), nn.constraint.unit_norm(), nn.constraint.non_neg()
  second.kernel_constraint, second.recurrent_constraint = nn.constraint.unit_norm(), nn.constraint.max_norm(0.7)
end
local net = nn.sequential { nn.lstm(6, first), nn.gru(5, second), nn.dense(3) }
local m = cr.model("recurrent_training", net)
local sgd = optim.sgd { lr = 0.5 }
local o = {
  rnn_plain = { optimizer = sgd }, rnn_clip_norm = { optimizer = sgd, clip_norm = 0.3 },
  rnn_clip_value = { optimizer = sgd, clip_value = 0.02 }, rnn_adam = { optimizer = optim.adam { lr = 0.001 }, clip_norm = 0.3 },
  rnn_activity = { optimizer = sgd }, rnn_regularized = { optimizer = sgd }, rnn_constrained = { optimizer = sgd },
}
local training = { inputs = { x = cr.f32 { 12, 3 }, label = cr.i32 {} }, batch = 7,
  loss = function(x, label) return nn.softmax_cross_entropy(net(x), label) end }
for key, value in pairs(o[variant]) do training[key] = value end
m:train(training)
"""


def recurrent_training():
    """Ten steps through time: plain, clipped by the norm of all gradients, by value, and by Adam."""
    c = Recurrent("recurrent_training", "Training through time: an LSTM under a GRU, gradients clipped by norm and by value.", 52)
    sizes = [("lstm", 3, 6, "lstm_1."), ("gru", 6, 5, "gru_1.")]
    params = {}
    for kind, inputs, units, prefix in sizes:
        params.update(c.cell(kind, {}, inputs, prefix, units))
    params.update({"dense_1.kernel": c.normal(5, 3), "dense_1.bias": c.normal(3)})
    x, label = c.normal(7, 12, 3), c.rng.randint(0, 3, 7).astype(np.int32)
    for k, v in params.items():
        c.put("in." + k, v)
    c.put("in.x", x)
    c.put("in.label", label)

    l1, l2 = lambda a: a.abs().sum(), lambda a: a.square().sum()
    penalties = {"lstm_1.kernel": lambda a: 0.02 * l2(a), "lstm_1.recurrent_kernel": lambda a: 0.01 * l1(a),
                 "lstm_1.bias": lambda a: 0.01 * l1(a) + 0.03 * l2(a), "gru_1.kernel": lambda a: 0.02 * l1(a),
                 "gru_1.recurrent_kernel": lambda a: 0.01 * l2(a), "gru_1.bias": lambda a: 0.05 * l2(a)}
    # Norms are of a column: what one gate of one unit reads.
    norm = lambda a: a.square().sum(0, keepdim=True).sqrt()
    at_most = lambda limit: lambda a: a * norm(a).clamp(0, limit) / (1e-7 + norm(a))
    unit = lambda a: a / (1e-7 + norm(a))
    bounds = {"lstm_1.kernel": at_most(0.8), "lstm_1.recurrent_kernel": unit, "lstm_1.bias": lambda a: a.clamp(min=0),
              "gru_1.kernel": unit, "gru_1.recurrent_kernel": at_most(0.7)}

    def loss_of(p, variant):
        h, more, activity = torch.tensor(x, dtype=torch.float64), 0, variant == "rnn_activity"
        if variant == "rnn_regularized":
            more = sum(f(p[k]) for k, f in penalties.items())
        for i, (kind, _, _, prefix) in enumerate(sizes):
            sub = {k[len(prefix):]: v for k, v in p.items() if k.startswith(prefix)}
            h = layer(kind, SEQ if i == 0 else {}, sub, h)[0]
            if activity:                       # what a layer returns is charged for, an example of the batch
                more = more + (0.03 * h.square().sum() if i == 0 else 0.02 * h.abs().sum()) / len(x)
        return F.cross_entropy(h @ p["dense_1.kernel"] + p["dense_1.bias"], torch.tensor(label).long()) + more

    def norm_clipped(grads, limit=0.3):
        norm = torch.sqrt(sum((g * g).sum() for g in grads))
        assert norm > limit or limit > 0.3
        return [g * limit / norm if norm > limit else g for g in grads]
    clips = {"rnn_plain": lambda g: g, "rnn_clip_norm": norm_clipped, "rnn_clip_value": lambda gs: [g.clamp(-0.02, 0.02) for g in gs],
             "rnn_adam": norm_clipped, "rnn_activity": lambda g: g, "rnn_regularized": lambda g: g, "rnn_constrained": lambda g: g}
    for variant, clip in clips.items():
        p, slots = {k: torch.tensor(v, dtype=torch.float64) for k, v in params.items()}, {k: {} for k in params}
        update = _adam() if variant == "rnn_adam" else lambda a, g, s, t: a - 0.5 * g
        for t in range(1, 11):
            p = {k: a.detach().requires_grad_(True) for k, a in p.items()}
            loss = loss_of(p, variant)
            grads = clip(torch.autograd.grad(loss, list(p.values())))
            with torch.no_grad():
                p = {k: update(a, g, slots[k], t) for (k, a), g in zip(p.items(), grads)}
                if variant == "rnn_constrained":
                    p = {k: bounds[k](a) if k in bounds else a for k, a in p.items()}
            if t in (1, 2, 10):
                c.put("out.%s.%d.loss" % (variant, t), stored(loss))
                for k, a in p.items():
                    c.put("out.%s.%d.%s" % (variant, t, k), stored(a))
        c.line("train", variant, 1e-4, 5e-4 if variant == "rnn_adam" else 5e-5, ["steps=1,2,10"])
    Case.write(c, TRAINED)
    return c.lines


GROUPS = [recurrent, recurrent_stacks, recurrent_training, recurrent_dropout]
