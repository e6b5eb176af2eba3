#!/usr/bin/env python3
"""check_keras.py for convolutions, pooling, norms and frames: the committed layers' numbers against Keras's own layers.

    pip install keras torch safetensors && python tests/golden/check_keras_conv.py

The layers are read out of models/*.lua, so that name and options are Crescent's. KERAS_BACKEND=tensorflow or jax as well:
transposed convolutions differ between backends, TensorFlow's are meant. Exit status 1 if anything differs.
"""

import os
import re
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from safetensors.numpy import load_file

HERE = Path(__file__).resolve().parent
KINDS = {
    "conv1d": "Conv1D", "conv2d": "Conv2D", "conv3d": "Conv3D",
    "depthwise_conv1d": "DepthwiseConv1D", "separable_conv1d": "SeparableConv1D",
    "depthwise_conv2d": "DepthwiseConv2D", "separable_conv2d": "SeparableConv2D", "batch_norm": "BatchNormalization",
    "group_norm": "GroupNormalization", "layer_norm": "LayerNormalization",
}
for n in "123":
    KINDS.update({"zero_padding%sd" % n: "ZeroPadding%sD" % n, "cropping%sd" % n: "Cropping%sD" % n, "up_sampling%sd" % n: "UpSampling%sD" % n})
    KINDS["conv%sd_transpose" % n] = "Conv%sDTranspose" % n
    for kind, theirs in (("max", "Max"), ("average", "Average")):
        KINDS["%s_pooling%sd" % (kind, n)] = "%sPooling%sD" % (theirs, n)
        KINDS["global_%s_pooling%sd" % (kind, n)] = "Global%sPooling%sD" % (theirs, n)
OPTIONS = {"keep_dims": "keepdims"}
# Where Crescent goes further than Keras: explicit borders, statistics without a bias, mixed strides of depthwise windows.
ABSENT = {"conv1d_explicit", "conv2d_explicit", "batch_norm_options"}


def python(text):
    """Lua arguments as Python's: positional values and a table of options."""
    text = text.strip().replace("true", "True").replace("false", "False")
    text = re.sub(r"(\w+) = ", r'"\1": ', text)
    out, depth = "", []
    for i, ch in enumerate(text):
        if ch == "{":
            keyed = text[i + 1:].lstrip().startswith('"')
            depth.append("}" if keyed else ")")
            ch = "{" if keyed else "("
        elif ch == "}":
            ch = depth.pop()
        out += ch
    args = eval("(%s,)" % out) if out else ()
    named = args[-1] if args and isinstance(args[-1], dict) else {}
    return [a for a in args if not isinstance(a, dict)], {OPTIONS.get(k, k): v for k, v in named.items()}


failed = 0
for case in ("conv_layers", "pooling", "norms", "frames"):
    data = load_file(HERE / "data" / (case + ".safetensors"))
    text = (HERE / "models" / (case + ".lua")).read_text()
    for name, kind, bracket, args in re.findall(r"^  (\w+) = nn\.(\w+)( ?[({])(.*)[)}],$", text, re.M):
        if kind not in KINDS or name in ABSENT:
            continue
        positional, named = python("{%s}" % args if "{" in bracket else args)
        layer = getattr(keras.layers, KINDS[kind])(*positional, **named)
        x = data["in.%s.x" % name]
        if named.get("axis") == 2:      # axes count from 1 in Crescent
            layer = keras.layers.BatchNormalization(axis=1)
        layer.build(x.shape)
        short = [w.path.split("/")[-1] for w in layer.weights]
        layer.set_weights([data["in.%s.%s" % (name, k)] for k in short if k != "seed_generator_state"])
        kw = {"training": "new_moving_mean" in text and "out.%s.new_moving_mean" % name in data} if kind == "batch_norm" else {}
        try:
            got = np.asarray(keras.ops.convert_to_numpy(layer(keras.ops.convert_to_tensor(x), **kw)))
        except Exception as e:
            print("%-36s not by this backend: %s" % (name, str(e).split("\n")[0][:60]))
            continue
        pairs = [("y", got)]
        if kw.get("training"):
            pairs += [("new_" + k, np.asarray(keras.ops.convert_to_numpy(w.value))) for k, w in zip(short, layer.weights) if k.startswith("moving")]
        for part, value in pairs:
            want = data["out.%s.%s" % (name, part)]
            good = value.shape == want.shape and np.allclose(value, want, rtol=2e-5, atol=2e-5)
            print("%-36s %s" % (name if part == "y" else name + " " + part, "same" if good else "DIFFERS: %s, %s" % (
                value.shape, want.shape if value.shape != want.shape else np.abs(value - want).max())))
            failed += not good
sys.exit(failed != 0)
