#!/usr/bin/env python3
"""Compares the committed golden numbers of recurrent layers with Keras: values, last states, and gradients of inputs and weights.

    pip install keras torch safetensors && python tests/golden/check_keras_rnn.py

Exit status 1 if anything differs. Not a test: tests read what is committed."""

import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import keras
import numpy as np
import torch
from safetensors.numpy import load_file

from group_rnn import BACK, BOTH, D, STATES, T, U, drop_masks, drop_table, table

DATA = Path(__file__).resolve().parent / "data"
LAYERS = {"simple_rnn": keras.layers.SimpleRNN, "lstm": keras.layers.LSTM, "gru": keras.layers.GRU}
OURS = {"checkpoint": None}                       # options Keras does not know
failed, compared = [], 0


def compare(name, got, want):
    global compared
    got = got.detach().numpy() if torch.is_tensor(got) else np.asarray(got)
    compared += 1
    if got.shape != want.shape or not np.allclose(got, want, rtol=2e-5, atol=1e-5):
        print("%-44s DIFFERS by %g" % (name, np.abs(got - want).max() if got.shape == want.shape else np.inf))
        failed.append(name)


def weights(d, name, layer):
    """The golden's parameters in Keras's order of variables: [tensor name, value]."""
    found = []
    for v in layer.trainable_variables:
        side = "".join(s + "." for s in ("forward_layer", "backward_layer") if s.split("_")[0] in v.path)
        inner = ("layer." if "distributed" in v.path else "")
        found.append("in.%s.%s%s%s" % (name, side, inner, v.name))
    return found


def check(name, d, layer, x, call, prefix=None):
    """Runs the layer with the golden's weights and differentiates the same scalar."""
    prefix = prefix or name
    layer.build(x.shape)
    keys = weights(d, name, layer)
    values = [torch.tensor(np.float64(d[k]), requires_grad=True) for k in keys]
    floats = {"x": torch.tensor(np.float64(x), requires_grad=True)}
    for i in range(4):
        if "in.%s.s%d" % (prefix, i + 1) in d:
            floats["s%d" % (i + 1)] = torch.tensor(np.float64(d["in.%s.s%d" % (prefix, i + 1)]), requires_grad=True)
    if "s1" in floats:
        call = dict(call, initial_state=[floats[k] for k in sorted(floats) if k != "x"])
    ys, _ = layer.stateless_call(values, [v.value for v in layer.non_trainable_variables], floats["x"], **call)
    ys = list(ys) if isinstance(ys, (list, tuple)) else [ys]
    total = 0
    for i, y in enumerate(ys):
        key = "out.%s.y%s" % (prefix, i + 1 if len(ys) > 1 else "")
        compare("%s, y%d" % (name, i + 1), y, d[key])
        total = total + (y * torch.tensor(np.float64(d["in.%s.w%d" % (prefix, i + 1)]))).sum()
    wanted = list(floats.items()) + list(zip((k[len("in.%s." % name):].replace(".", "_") for k in keys), values))
    for (key, _), g in zip(wanted, torch.autograd.grad(total, [v for _, v in wanted])):
        compare("%s, d_%s" % (name, key), g, d["grad.%s.%s" % (prefix, key)])


def cells():
    d = load_file(DATA / "recurrent.safetensors")
    for name, kind, o, given, merge in table():
        if name == "both_ways_backwards":
            continue                                # Keras always reads the second one backwards
        o = {k: v for k, v in o.items() if k not in OURS}
        layer = LAYERS[kind](U, dtype="float64", **o)
        if merge:
            layer = keras.layers.Bidirectional(layer, merge_mode=None if merge == "none" else merge, dtype="float64")
        call = {}
        if "mask" in given:
            call["mask"] = torch.tensor(d["in.%s.mask" % name].astype(bool))
        if "lengths" in given:
            call["mask"] = torch.arange(T)[None] < torch.tensor(d["in.%s.lengths" % name])[:, None]
        check(name, d, layer, d["in.%s.x" % name], call)


def with_masks(cell, kind, o, path):
    """The cell takes the golden's masks of dropout: one of each gate's where Keras draws them so, else one."""
    masks = [m and [torch.as_tensor(a) for a in m] for m in drop_masks(kind, o, path, D)]
    each = kind != "simple_rnn" and o.get("recurrent_dropout")
    pick = lambda m: m if m is None or each else m[0]
    cell.get_dropout_mask = lambda step_input: pick(masks[0])
    cell.get_recurrent_dropout_mask = lambda step_input: pick(masks[1])


def dropout():
    d = load_file(DATA / "recurrent_dropout.safetensors")
    for name, kind, o, given, merge in drop_table():
        o = {k: v for k, v in o.items() if k not in OURS}
        layer = LAYERS[kind](U, dtype="float64", use_cudnn=False, **o) if kind != "simple_rnn" else LAYERS[kind](U, dtype="float64", **o)
        if merge:
            layer = keras.layers.Bidirectional(layer, merge_mode=merge, dtype="float64")
            with_masks(layer.forward_layer.cell, kind, o, name + ".forward_layer")
            with_masks(layer.backward_layer.cell, kind, o, name + ".backward_layer")
        else:
            with_masks(layer.cell, kind, o, name)
        call = {"training": True}
        if "mask" in given:
            call["mask"] = torch.tensor(d["in.%s.mask" % name].astype(bool))
        check(name, d, layer, d["in.%s.x" % name], call)


def unrolled():
    """Keras's own unrolled loops give the same numbers."""
    d = load_file(DATA / "recurrent.safetensors")
    for name, kind, o, given, merge in table():
        if "mask" in given and o.get("go_backwards"):
            continue                                # Keras on PyTorch cannot unroll that
        if not merge and "lengths" not in given and (o in (BOTH, dict(BOTH, **BACK)) or "mask" in given):
            layer = LAYERS[kind](U, dtype="float64", unroll=True, **o)
            check(name, d, layer, d["in.%s.x" % name], {"mask": torch.tensor(d["in.%s.mask" % name].astype(bool))} if "mask" in given else {})


def stacks():
    d = load_file(DATA / "recurrent_stacks.safetensors")
    L = keras.layers
    check("each_dense", d, L.TimeDistributed(L.Dense(6, activation="tanh", dtype="float64"), dtype="float64"), d["in.each_dense.x"], {})
    check("each_conv", d, L.TimeDistributed(L.Conv2D(4, 3, dtype="float64"), dtype="float64"), d["in.each_conv.x"], {})
    for kind in STATES:
        name = "stateful_" + kind
        layer = LAYERS[kind](U, dtype="float64", stateful=True, return_sequences=True, return_state=True)
        layer.build(d["in.%s.x" % name].shape)
        layer.set_weights([d["in.%s.%s" % (name, v.name)] for v in layer.trainable_variables])
        ys = [layer(torch.tensor(np.float64(d["in.%s.x" % name])))[0]] + list(layer(torch.tensor(np.float64(d["in.%s.z" % name]))))
        for i, y in enumerate(ys):
            compare("%s, y%d" % (name, i + 1), y, d["out.%s.y%d" % (name, i + 1)])


def initial_values():
    """Shapes and gate order of what an LSTM starts with: ones in the forget gate's bias."""
    layer = keras.layers.LSTM(U)
    layer.build((2, T, 3))
    compare("unit_forget_bias", np.asarray(keras.ops.convert_to_numpy(layer.cell.bias)), np.repeat(np.float32([0, 1, 0, 0]), U))


R, C = keras.regularizers, keras.constraints
TRAINED = {"rnn_plain": ({}, {}),
           "rnn_activity": ({"activity_regularizer": R.L2(0.03)}, {"activity_regularizer": R.L1(0.02)}),
           "rnn_regularized": ({"kernel_regularizer": R.L2(0.02), "recurrent_regularizer": R.L1(0.01), "bias_regularizer": R.L1L2(0.01, 0.03)},
                               {"kernel_regularizer": R.L1(0.02), "recurrent_regularizer": R.L2(0.01), "bias_regularizer": R.L2(0.05)}),
           "rnn_constrained": ({"kernel_constraint": C.MaxNorm(0.8), "recurrent_constraint": C.UnitNorm(), "bias_constraint": C.NonNeg()},
                               {"kernel_constraint": C.UnitNorm(), "recurrent_constraint": C.MaxNorm(0.7)}),
           "rnn_clip_norm": ({}, {}), "rnn_clip_value": ({}, {})}
CLIPS = {"rnn_clip_norm": {"global_clipnorm": 0.3}, "rnn_clip_value": {"clipvalue": 0.02}}


def training(variant):
    """One step of gradient descent with regularisers, constraints or clipped gradients; then another."""
    d = load_file(DATA / "recurrent_training.safetensors")
    L, (first, second) = keras.layers, TRAINED[variant]
    net = keras.Sequential([L.LSTM(6, return_sequences=True, **first), L.GRU(5, **second), L.Dense(3)])
    net.build((None, 12, 3))
    names = ["lstm_1.kernel", "lstm_1.recurrent_kernel", "lstm_1.bias", "gru_1.kernel", "gru_1.recurrent_kernel", "gru_1.bias",
             "dense_1.kernel", "dense_1.bias"]
    net.set_weights([d["in." + k] for k in names])
    net.compile(keras.optimizers.SGD(0.5, **CLIPS.get(variant, {})), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    for step in (1, 2):
        net.train_on_batch(d["in.x"], d["in.label"])
        for k, v in zip(names, net.get_weights()):
            compare("%s, step %d, %s" % (variant, step, k), v, d["out.%s.%d.%s" % (variant, step, k)])


def given_states_of_stateful():
    """A stateful layer keeps what a call ends with, also one that was given its first states."""
    layer, x = keras.layers.GRU(U, stateful=True, dtype="float64"), torch.randn(2, T, D, dtype=torch.float64)
    last = layer(x, initial_state=torch.ones(2, U, dtype=torch.float64))
    compare("stateful, initial_state", layer.states[0].value, last.detach().numpy())


cells()
unrolled()
dropout()
stacks()
given_states_of_stateful()
for variant in TRAINED:
    training(variant)
initial_values()
print("%d tensors compared, %d differ" % (compared, len(failed)))
sys.exit(1 if failed else 0)
