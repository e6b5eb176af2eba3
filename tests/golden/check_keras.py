#!/usr/bin/env python3
"""Compares the committed golden numbers with Keras where Keras has the same function.

    pip install keras torch safetensors && python tests/golden/check_keras.py

The goldens come from PyTorch and from formulas written out; Keras is where many of Crescent's names
and defaults come from, so it is the second opinion on reductions, smoothing, penalties and constraints.
Exit status 1 if anything differs. Not a test: tests read what is committed.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import numpy as np
from safetensors.numpy import load_file

DATA = Path(__file__).resolve().parent / "data"
failed = []


def compare(name, got, want, atol=2e-6):
    got = np.asarray(keras.ops.convert_to_numpy(got), np.float64)
    good = got.shape == want.shape and np.allclose(got, want, rtol=2e-5, atol=atol)
    print("%-36s %s" % (name, "same" if good else "DIFFERS by %g" % np.abs(got - want).max()))
    if not good:
        failed.append(name)


def activations():
    d = load_file(DATA / "activations.safetensors")
    a = keras.activations
    table = {n: getattr(a, n) for n in ("relu", "relu6", "elu", "celu", "selu", "silu", "mish", "softplus", "softsign",
                                        "sigmoid", "log_sigmoid", "hard_sigmoid", "tanh", "linear")}
    table.update(hard_swish=a.hard_silu, gelu=lambda x: a.gelu(x, approximate=False),
                 gelu_tanh=lambda x: a.gelu(x, approximate=True), leaky_relu=a.leaky_relu)
    for name, f in table.items():
        compare(name, f(keras.ops.convert_to_tensor(d["in.x"])), d["out.%s.y" % name])


def losses():
    d = load_file(DATA / "losses.safetensors")
    v = {k[3:]: d[k] for k in d if k.startswith("in.")}
    l = keras.losses
    onehot = np.eye(5, dtype=np.float32)[v["label"]]
    table = {
        "mse": (l.MeanSquaredError(reduction=None), "target", "prediction"),
        "mae": (l.MeanAbsoluteError(reduction=None), "target", "prediction"),
        "huber": (l.Huber(reduction=None), "target", "prediction"),
        "huber_delta": (l.Huber(delta=0.3, reduction=None), "target", "prediction"),
        "log_cosh": (l.LogCosh(reduction=None), "target", "prediction"),
        "hinge": (l.Hinge(reduction=None), "sign", "prediction"),
        "softmax_cross_entropy": (l.SparseCategoricalCrossentropy(from_logits=True, reduction=None), "label", "logits"),
        "softmax_cross_entropy_prob": (
            lambda t, z: l.SparseCategoricalCrossentropy(reduction=None)(t, keras.ops.softmax(z)), "label", "mild"),
        "softmax_cross_entropy_smooth": (
            l.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1, reduction=None), onehot, "logits"),
        "softmax_cross_entropy_dist": (l.CategoricalCrossentropy(from_logits=True, reduction=None), "distribution", "logits"),
        "softmax_cross_entropy_dist_smooth": (
            l.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1, reduction=None), "distribution", "logits"),
        "softmax_cross_entropy_prob_dist": (
            lambda t, z: l.CategoricalCrossentropy(reduction=None)(t, keras.ops.softmax(z)), "distribution", "mild"),
        "binary_cross_entropy": (l.BinaryCrossentropy(from_logits=True, reduction=None), "bits", "logits"),
        "binary_cross_entropy_smooth": (l.BinaryCrossentropy(from_logits=True, label_smoothing=0.1, reduction=None), "bits", "logits"),
        "binary_cross_entropy_prob": (l.BinaryCrossentropy(reduction=None), "bits", "probability"),
        "cosine": (lambda t, p: 1 + l.CosineSimilarity(reduction=None)(t, p), "target", "prediction"),
    }
    for name, (f, target, prediction) in table.items():
        target = v[target] if isinstance(target, str) else target
        compare(name, f(target, keras.ops.convert_to_tensor(v[prediction])), d["out.%s.y" % name], atol=5e-6)
    # These take probabilities and clip them at 1e-7; the saturated last example is therefore left out.
    p = keras.ops.softmax(keras.ops.convert_to_tensor(v["logits"]))
    compare("kl", l.KLDivergence(reduction=None)(v["distribution"], p)[:5], d["out.kl.y"][:5], atol=5e-6)
    focal = lambda **o: l.CategoricalFocalCrossentropy(reduction=None, **o)(onehot, p)[:5]
    compare("focal", focal(alpha=1.0, gamma=2.0), d["out.focal.y"][:5], atol=5e-6)
    compare("focal_options", focal(alpha=0.25, gamma=1.5), d["out.focal_options.y"][:5], atol=5e-6)


def layer_norm():
    d = load_file(DATA / "normalisation.safetensors")
    layer = keras.layers.LayerNormalization()
    layer.build(d["in.x"].shape)
    layer.set_weights([d["in.gamma"], d["in.beta"]])
    compare("layer_norm", layer(d["in.x"]), d["out.layer_norm.y"], atol=5e-6)
    layer = keras.layers.RMSNormalization()
    layer.build(d["in.x"].shape)
    layer.set_weights([d["in.gamma"]])
    compare("rms_norm", layer(d["in.x"]), d["out.rms_norm.y"], atol=5e-6)


def schedules():
    d = load_file(DATA / "schedules.safetensors")
    s = keras.optimizers.schedules
    steps = d["in.step"]
    table = {
        "exponential": s.ExponentialDecay(0.1, 10, 0.5),
        "cosine": s.CosineDecay(0.1, 50),
        "cosine_steps": s.CosineDecay(0.1, 30, alpha=0.1),
        "linear": s.PolynomialDecay(0.1, 50, end_learning_rate=0.02),
        # Keras gives a boundary's step to the value before it: one less is the same schedule.
        "step": s.PiecewiseConstantDecay([9, 24], [0.1, 0.01, 0.001]),
    }
    for name, f in table.items():
        compare("schedule " + name, np.array([float(f(int(n))) for n in steps]), d["out.%s.lr" % name], atol=1e-7)


def training():
    """The same ten steps by keras.Model.fit."""
    d = load_file(DATA / "optimisers.safetensors")
    o = keras.optimizers
    table = {
        "sgd": (lambda: o.SGD(0.01), {}), "sgd_momentum": (lambda: o.SGD(0.05, momentum=0.9), {}),
        "sgd_nesterov": (lambda: o.SGD(0.05, momentum=0.9, nesterov=True), {}),
        "lion": (lambda: o.Lion(1e-4), {}), "lion_decay": (lambda: o.Lion(1e-3, weight_decay=0.5), {}),
        "clip_norm": (lambda: o.SGD(0.5, global_clipnorm=0.1), {}), "clip_value": (lambda: o.SGD(0.5, clipvalue=0.01), {}),
        "ema": (lambda: o.SGD(0.5, use_ema=True, ema_momentum=0.99), {}),
        "adam": (lambda: o.Adam(1e-3, epsilon=1e-8), {}), "adamw": (lambda: o.AdamW(1e-3, weight_decay=0.01, epsilon=1e-8), {}),
        "weighted": (lambda: o.SGD(0.5), {}),
        "regularized": (lambda: o.SGD(0.1), dict(kernel_regularizer=keras.regularizers.L1L2(0.01, 0.02))),
        "regularized_l2": (lambda: o.SGD(0.1), dict(kernel_regularizer=keras.regularizers.L2(0.05))),
        "max_norm": (lambda: o.SGD(0.5), dict(kernel_constraint=keras.constraints.MaxNorm(0.9))),
        "unit_norm": (lambda: o.SGD(0.5), dict(kernel_constraint=keras.constraints.UnitNorm())),
        "non_neg": (lambda: o.SGD(0.5), dict(kernel_constraint=keras.constraints.NonNeg())),
    }
    names = ["dense_%d.%s" % (n, k) for n in (1, 2, 3) for k in ("kernel", "bias")]
    label, weight = d["in.label"], d["in.weight"]
    for name, (make, options) in table.items():
        net = keras.Sequential([keras.layers.Dense(12, activation="relu", **options),
                                keras.layers.Dense(8, activation="relu", **options), keras.layers.Dense(5, **options)])
        net.build((None, 20))
        net.set_weights([d["in." + k] for k in names])
        net.compile(make(), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        kw = {}
        if name == "weighted":      # Keras divides by the number of examples, Crescent by the sum of weights
            kw["sample_weight"] = weight * (len(weight) / weight.sum())
        for step in (1, 2, 10):
            done = {1: 0, 2: 1, 10: 2}[step]
            for _ in range(step - done):
                net.train_on_batch(d["in.x"], label, **kw)
            got = net.get_weights()
            want = [d["out.%s.%d.%s" % (name, step, k)] for k in names]
            flat = lambda a: np.concatenate([x.ravel() for x in a])
            compare("%s, %d steps" % (name, step), flat(got), flat(want), atol=1e-5)
        if name == "ema":
            net.optimizer.finalize_variable_values(net.trainable_variables)
            want = [d["out.ema.10.average." + k] for k in names]
            compare("ema, average", flat(net.get_weights()), flat(want), atol=1e-5)


for group in (activations, losses, layer_norm, schedules, training):
    group()
sys.exit(1 if failed else 0)
