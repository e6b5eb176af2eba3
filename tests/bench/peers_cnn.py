#!/usr/bin/env python3
"""Times convolutional networks and single convolutions in every framework that can be imported.

    python3 tests/bench/peers_cnn.py [--threads 1,2] [--only torch,onnxruntime] [--rows cnn_train32,...] [--seconds 1.0]

One line a framework, thread count and row, for bench_cnn.sh to read:

    peer NAME threads T ROW MICROSECONDS
    peer NAME absent REASON

Rows: cnn_train32 (a step of Adam, batch 32, of models/cnn.lua's network), and from one input to its logits cnn_infer1,
resnet20_infer1 (32 x 32 x 3), mobilenet_infer1 (v2, 224 x 224 x 3), alexnet_infer1 (227 x 227 x 3); single convolutions with a
bias, batch 1: conv3x3 (56 x 56 x 64 to 64), conv1x1 (28 x 28 x 256 to 256), depthwise (3 x 3, 112 x 112 x 32), conv11x11 (stride 4,
227 x 227 x 3 to 96). Weights are random: only time is looked at. Each number is measured as peers.py says. torch is given
both memory formats and the quicker one counts; its convolutions are oneDNN's.
"""

import argparse
import importlib.util
import os
import subprocess
import sys

sys.dont_write_bytecode = True
from peers import environment, limit_cores, median_seconds

MODELS = ("cnn_infer1", "resnet20_infer1", "mobilenet_infer1", "alexnet_infer1")
# name: (window, stride, height and width, inputs, outputs, groups, border)
CONVOLUTIONS = {
    "conv3x3": (3, 1, 56, 64, 64, 1, 1),
    "conv1x1": (1, 1, 28, 256, 256, 1, 0),
    "depthwise": (3, 1, 112, 32, 32, 32, 1),
    "conv11x11": (11, 4, 227, 3, 96, 1, 0),
}
ROWS = ("cnn_train32",) + MODELS + tuple(CONVOLUTIONS)
PEERS = {}


def peer(name, *modules):
    def register(f):
        PEERS[name] = (modules, f)
        return f
    return register


# ---- the networks in PyTorch ------------------------------------------------------------------------------

def network(row):
    """-> (module, shape of one input, channels first)"""
    import torch
    from torch import nn

    class Residual(nn.Module):
        def __init__(self, body, shortcut=None, after=None):
            super().__init__()
            self.body, self.shortcut, self.after = body, shortcut, after

        def forward(self, x):
            y = self.body(x) + (self.shortcut(x) if self.shortcut else x)
            return self.after(y) if self.after else y

    def same(i, o, k, s=1, groups=1, bias=False):
        return nn.Conv2d(i, o, k, s, k // 2, groups=groups, bias=bias)

    def cnn():
        return nn.Sequential(same(1, 32, 3, bias=True), nn.ReLU(), nn.MaxPool2d(2), same(32, 64, 3, bias=True), nn.ReLU(),
                             nn.MaxPool2d(2), nn.Flatten(), nn.Linear(3136, 10)), (1, 28, 28)

    def resnet20():
        layers, i = [same(3, 16, 3), nn.BatchNorm2d(16), nn.ReLU()], 16
        for o in (16, 32, 64):
            for block in range(3):
                s = 2 if o > 16 and block == 0 else 1
                body = nn.Sequential(same(i, o, 3, s), nn.BatchNorm2d(o), nn.ReLU(), same(o, o, 3), nn.BatchNorm2d(o))
                more = (o - i) // 2
                shortcut = (lambda x, more=more: nn.functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, more, more))) if s == 2 else None
                layers.append(Residual(body, shortcut, nn.functional.relu))
                i = o
        return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)), (3, 32, 32)

    def mobilenet():
        def unit(i, o, k, s=1, groups=1):
            return [same(i, o, k, s, groups), nn.BatchNorm2d(o), nn.ReLU6()]
        layers, i = unit(3, 32, 3, 2), 32
        for factor, o, repeats, stride in ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
                                           (6, 320, 1, 1)):
            for n in range(repeats):
                s, wide = stride if n == 0 else 1, i * factor
                body = (unit(i, wide, 1) if factor > 1 else []) + unit(wide, wide, 3, s, wide) + [same(wide, o, 1), nn.BatchNorm2d(o)]
                layers.append(Residual(nn.Sequential(*body)) if s == 1 and i == o else nn.Sequential(*body))
                i = o
        return nn.Sequential(*layers, *unit(320, 1280, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1280, 1000)), (3, 224, 224)

    def alexnet():
        norm, pool = nn.LocalResponseNorm(5, alpha=5e-4, k=2.0), nn.MaxPool2d(3, 2)
        return nn.Sequential(
            nn.Conv2d(3, 96, 11, 4), nn.ReLU(), norm, pool, same(96, 256, 5, groups=2, bias=True), nn.ReLU(), norm, pool,
            same(256, 384, 3, bias=True), nn.ReLU(), same(384, 384, 3, groups=2, bias=True), nn.ReLU(),
            same(384, 256, 3, groups=2, bias=True), nn.ReLU(), pool, nn.Flatten(),
            nn.Linear(9216, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000)), (3, 227, 227)

    torch.manual_seed(0)
    if row in CONVOLUTIONS:
        k, s, n, i, o, groups, border = CONVOLUTIONS[row]
        return nn.Conv2d(i, o, k, s, border, groups=groups).eval(), (i, n, n)
    make = {"cnn": cnn, "resnet20": resnet20, "mobilenet": mobilenet, "alexnet": alexnet}[row.split("_")[0]]
    net, shape = make()
    return net.eval(), shape


def _torch(threads, seconds, rows, compiled):
    import torch
    torch.set_num_threads(threads)
    wrap = torch.compile if compiled else lambda f: f
    for row in rows:
        best = None
        for layout in (torch.contiguous_format, torch.channels_last):
            net, shape = network(row)
            net = net.to(memory_format=layout)
            x = torch.randn(32 if row == "cnn_train32" else 1, *shape).to(memory_format=layout)
            if row == "cnn_train32":
                label, adam = torch.arange(32) % 10, torch.optim.Adam(net.train().parameters(), lr=0.001)
                forward, update = wrap(lambda net=net, x=x, label=label: torch.nn.functional.cross_entropy(net(x), label)), wrap(adam.step)

                def call():
                    adam.zero_grad(set_to_none=True)
                    forward().backward()
                    update()
                time = median_seconds(call, seconds)
            else:
                infer = wrap(net)
                with torch.inference_mode():
                    time = median_seconds(lambda: infer(x), seconds)
            best = time if best is None else min(best, time)
        yield row, best


@peer("torch", "torch")
def torch_eager(threads, seconds, rows):
    return _torch(threads, seconds, rows, False)


@peer("torch_compile", "torch")
def torch_compile(threads, seconds, rows):
    return _torch(threads, seconds, rows, True)


def onnx_bytes(row):
    """The network as ONNX, norms folded as every exporter does."""
    import io
    import torch
    net, shape = network(row)
    file = io.BytesIO()
    torch.onnx.export(net, torch.randn(1, *shape), file, input_names=["x"], output_names=["y"], opset_version=17, dynamo=False)
    return file.getvalue(), shape


@peer("onnxruntime", "onnxruntime", "onnx", "torch")
def onnx_runtime(threads, seconds, rows):
    """Inference only."""
    import numpy as np
    import onnxruntime
    for row in rows:
        if row == "cnn_train32":
            continue
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        model, shape = onnx_bytes(row)
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        x = {"x": np.random.RandomState(0).standard_normal((1,) + shape).astype("float32")}
        yield row, median_seconds(lambda: session.run(None, x), seconds)


@peer("openvino", "openvino", "onnx", "torch")
def open_vino(threads, seconds, rows):
    """Inference only."""
    import io
    import numpy as np
    import openvino
    for row in rows:
        if row == "cnn_train32":
            continue
        model, shape = onnx_bytes(row)
        core = openvino.Core()
        compiled = core.compile_model(core.read_model(io.BytesIO(model)), "CPU",
                                      {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": "f32"})
        request = compiled.create_infer_request()
        x = {"x": np.random.RandomState(0).standard_normal((1,) + shape).astype("float32")}
        yield row, median_seconds(lambda: request.infer(x), seconds)


@peer("tensorflow", "tensorflow")
def tensorflow_function(threads, seconds, rows):
    """Without ResNet-20 and AlexNet."""
    import tensorflow as tf
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    L = tf.keras.layers

    def cnn():
        return tf.keras.Sequential([L.Input((28, 28, 1)), L.Conv2D(32, 3, padding="same", activation="relu"), L.MaxPooling2D(),
                                    L.Conv2D(64, 3, padding="same", activation="relu"), L.MaxPooling2D(), L.Flatten(), L.Dense(10)])

    def convolution(row):
        k, s, n, i, o, groups, border = CONVOLUTIONS[row]
        padding = "same" if border else "valid"
        layer = L.DepthwiseConv2D(k, s, padding) if groups > 1 else L.Conv2D(o, k, s, padding)
        return tf.keras.Sequential([L.Input((n, n, i)), layer])
    for row in rows:
        if row == "cnn_train32":
            net, adam = cnn(), tf.keras.optimizers.Adam(0.001)
            adam.build(net.trainable_variables)
            x, label = tf.random.normal((32, 28, 28, 1)), tf.range(32) % 10

            @tf.function
            def step(x, label):
                with tf.GradientTape() as tape:
                    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(label, net(x, training=True)))
                adam.apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))
                return loss
            yield row, median_seconds(lambda: step(x, label).numpy(), seconds)
            continue
        if row in CONVOLUTIONS:
            net = convolution(row)
        elif row == "cnn_infer1":
            net = cnn()
        elif row == "mobilenet_infer1":
            net = tf.keras.applications.MobileNetV2(weights=None)
        else:
            continue
        x, infer = tf.random.normal((1,) + net.input_shape[1:]), tf.function(lambda x: net(x, training=False))
        yield row, median_seconds(lambda: infer(x).numpy(), seconds)


@peer("jax", "jax")
def jax_jit(threads, seconds, rows):
    """The plain CNN and single convolutions."""
    import jax
    import jax.numpy as jnp
    key = jax.random.PRNGKey(0)

    def conv(x, k, stride=1, border=1, groups=1):
        return jax.lax.conv_general_dilated(x, k, (stride, stride), [(border, border)] * 2, feature_group_count=groups,
                                            dimension_numbers=("NHWC", "HWIO", "NHWC"))

    def pool(x):
        return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    params = {"k1": (3, 3, 1, 32), "b1": (32,), "k2": (3, 3, 32, 64), "b2": (64,), "k3": (3136, 10), "b3": (10,)}
    params = {n: 0.1 * jax.random.normal(key, s) for n, s in params.items()}

    def forward(p, x):
        x = pool(jax.nn.relu(conv(x, p["k1"]) + p["b1"]))
        x = pool(jax.nn.relu(conv(x, p["k2"]) + p["b2"]))
        return x.reshape(x.shape[0], -1) @ p["k3"] + p["b3"]

    def loss(p, x, label):
        return -jnp.take_along_axis(jax.nn.log_softmax(forward(p, x)), label[:, None], 1).mean()

    def step(p, m, v, t, x, label):
        value, g = jax.value_and_grad(loss)(p, x, label)
        t = t + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        c1, c2 = 1 - 0.9 ** t, 1 - 0.999 ** t
        p = jax.tree.map(lambda p, m, v: p - 0.001 * (m / c1) / (jnp.sqrt(v / c2) + 1e-8), p, m, v)
        return p, m, v, t, value
    for row in rows:
        if row == "cnn_train32":
            compiled = jax.jit(step, donate_argnums=(0, 1, 2, 3))
            copy = jax.tree.map(jnp.array, params)
            state = [copy, jax.tree.map(jnp.zeros_like, copy), jax.tree.map(jnp.zeros_like, copy), jnp.float32(0)]
            x, label = jax.random.normal(key, (32, 28, 28, 1)), jnp.arange(32) % 10

            def run():
                *state[:], value = compiled(*state, x, label)
                value.block_until_ready()
                state[0]["k1"].block_until_ready()
            yield row, median_seconds(run, seconds)
        elif row == "cnn_infer1":
            infer, x = jax.jit(forward), jax.random.normal(key, (1, 28, 28, 1))
            yield row, median_seconds(lambda: infer(params, x).block_until_ready(), seconds)
        elif row in CONVOLUTIONS:
            k, s, n, i, o, groups, border = CONVOLUTIONS[row]
            f = jax.jit(lambda x, w, b: conv(x, w, s, border, groups) + b)
            x, w, b = jax.random.normal(key, (1, n, n, i)), jax.random.normal(key, (k, k, i // groups, o)), jnp.zeros(o)
            yield row, median_seconds(lambda: f(x, w, b).block_until_ready(), seconds)


def measure(name, threads, seconds, rows):
    """In the child: prints the peer's lines."""
    try:
        for row, time in PEERS[name][1](threads, seconds, rows):
            print("peer %s threads %d %s %.2f" % (name, threads, row, time * 1e6), flush=True)
    except Exception as e:      # a framework may import and still not work here
        print("peer %s absent %s" % (name, (" ".join(str(e).split()) or type(e).__name__)[:120]), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", default="1,2", help="thread counts, such as 1 or 1,2")
    parser.add_argument("--only", default=",".join(PEERS), help="of " + ", ".join(PEERS))
    parser.add_argument("--rows", default=",".join(ROWS), help="of " + ", ".join(ROWS))
    parser.add_argument("--seconds", type=float, default=1.0, help="for each measurement")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    a = parser.parse_args()
    if a.child:
        limit_cores(int(a.threads))
        measure(a.child, int(a.threads), a.seconds, a.rows.split(","))
        return
    for name in a.only.split(","):
        if name not in PEERS:
            parser.error("unknown peer %s" % name)
        missing = [m for m in PEERS[name][0] if importlib.util.find_spec(m) is None]
        if missing:
            print("peer %s absent %s is not installed" % (name, " and ".join(missing)), flush=True)
            continue
        for threads in a.threads.split(","):
            command = [sys.executable, "-B", os.path.abspath(__file__), "--child", name, "--threads", threads, "--rows", a.rows,
                       "--seconds", str(a.seconds)]
            try:
                subprocess.run(command, env=environment(int(threads)), stderr=subprocess.DEVNULL, timeout=600)
            except subprocess.TimeoutExpired:
                print("peer %s absent took longer than 600 s" % name, flush=True)


if __name__ == "__main__":
    main()
