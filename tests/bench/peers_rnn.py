#!/usr/bin/env python3
"""Times the recurrent network of bench_rnn.lua in every framework that can be imported.

    python3 tests/bench/peers_rnn.py [--threads 1,2] [--only torch,jax] [--cells lstm,gru] [--units 128,512] [--seconds 1.0]

One line a framework, cell, size and thread count:

    peer NAME CELL hidden UNITS threads T: train32 MS ms, sequence US us, step US us

train32: one Adam step (64 steps of 32 inputs, a dense head of 10, loss, gradients, update) at batch 32; sequence: one input
sequence to its logits; step: one frame and the states to the next. "-" where a framework does not do it. How times are taken and why each is a
process of its own: peers.py."""

import argparse
import importlib.util
import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from peers import environment, limit_cores, median_seconds

STEPS, INPUTS, BATCH, CLASSES = 64, 32, 32, 10
GATES = {"lstm": 4, "gru": 3}


def batch():
    import numpy as np
    rng = np.random.RandomState(0)
    return rng.standard_normal((BATCH, STEPS, INPUTS)).astype("float32"), rng.randint(0, CLASSES, BATCH).astype("int32")


def torch_eager(cell, units, seconds):
    import torch
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    layer = (torch.nn.LSTM if cell == "lstm" else torch.nn.GRU)(INPUTS, units, batch_first=True)
    head = torch.nn.Linear(units, CLASSES)
    adam = torch.optim.Adam(list(layer.parameters()) + list(head.parameters()), lr=0.001)
    x, label = (torch.tensor(a) for a in batch())
    label = label.long()

    def step():
        adam.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(head(layer(x)[0][:, -1]), label)
        loss.backward()
        adam.step()
    result = {"train": median_seconds(step, seconds)}
    with torch.inference_mode():
        one, frame = x[:1].contiguous(), x[:1, :1].contiguous()
        h = torch.zeros(1, 1, units)
        states = (h, h.clone()) if cell == "lstm" else h
        result["sequence"] = median_seconds(lambda: head(layer(one)[0][:, -1]), seconds)
        result["step"] = median_seconds(lambda: layer(frame, states), seconds)
    return result


def jax_jit(cell, units, seconds):
    import jax
    import jax.numpy as jnp
    import numpy as np
    rng, g = np.random.RandomState(0), GATES[cell]
    new = lambda *s: jnp.asarray(rng.standard_normal(s) / s[0] ** 0.5, jnp.float32)
    params = {"k": new(INPUTS, g * units), "r": new(units, g * units), "b": jnp.zeros(g * units), "c": jnp.zeros(g * units),
              "head": new(units, CLASSES), "bias": jnp.zeros(CLASSES)}

    def advance(p, s, z):
        h = s[0]
        if cell == "lstm":
            i, f, n, o = jnp.split(z + h @ p["r"], 4, -1)
            c = jax.nn.sigmoid(f) * s[1] + jax.nn.sigmoid(i) * jnp.tanh(n)
            return (jax.nn.sigmoid(o) * jnp.tanh(c), c)
        (xz, xr, xh), (hz, hr, hh) = jnp.split(z, 3, -1), jnp.split(h @ p["r"] + p["c"], 3, -1)
        u, r = jax.nn.sigmoid(xz + hz), jax.nn.sigmoid(xr + hr)
        return (u * h + (1 - u) * jnp.tanh(xh + r * hh),)

    def logits(p, x):
        z = jnp.swapaxes(x @ p["k"] + p["b"], 0, 1)
        zero = jnp.zeros((x.shape[0], units))
        s, _ = jax.lax.scan(lambda s, z: (advance(p, s, z), None), (zero, zero) if cell == "lstm" else (zero,), z)
        return s[0] @ p["head"] + p["bias"]

    def step(p, m, v, t, x, label):
        loss = lambda p: -jnp.take_along_axis(jax.nn.log_softmax(logits(p, x)), label[:, None], 1).mean()
        value, grads = jax.value_and_grad(loss)(p)
        t = t + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)
        a, b = 1 - 0.9 ** t, 1 - 0.999 ** t
        return jax.tree.map(lambda p, m, v: p - 0.001 * (m / a) / (jnp.sqrt(v / b) + 1e-8), p, m, v), m, v, t, value
    x, label = (jnp.asarray(a) for a in batch())
    compiled = jax.jit(step, donate_argnums=(0, 1, 2, 3))
    state = [jax.tree.map(jnp.array, params), jax.tree.map(jnp.zeros_like, params), jax.tree.map(jnp.zeros_like, params), jnp.float32(0)]

    def train():
        *state[:], value = compiled(*state, x, label)
        value.block_until_ready()
        state[0]["r"].block_until_ready()
    result = {"train": median_seconds(train, seconds)}
    one, sequence = x[:1], jax.jit(logits)
    result["sequence"] = median_seconds(lambda: sequence(params, one).block_until_ready(), seconds)
    stream = jax.jit(lambda p, s, frame: advance(p, s, frame @ p["k"] + p["b"]))
    states = (jnp.zeros((1, units)),) * (2 if cell == "lstm" else 1)
    result["step"] = median_seconds(lambda: stream(params, states, x[:1, 0])[0].block_until_ready(), seconds)
    return result


def tensorflow_function(cell, units, seconds):
    import tensorflow as tf
    threads = int(os.environ["OMP_NUM_THREADS"])
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    make = tf.keras.layers.LSTM if cell == "lstm" else tf.keras.layers.GRU
    net = tf.keras.Sequential([tf.keras.layers.Input((STEPS, INPUTS)), make(units), tf.keras.layers.Dense(CLASSES)])
    adam = tf.keras.optimizers.Adam(0.001)
    adam.build(net.trainable_variables)
    x, label = (tf.constant(a) for a in batch())

    @tf.function
    def step(x, label):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(label, net(x, training=True)))
        adam.apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))
        return loss
    result = {"train": median_seconds(lambda: step(x, label).numpy(), seconds)}
    one, infer = x[:1], tf.function(lambda x: net(x, training=False))
    result["sequence"] = median_seconds(lambda: infer(one).numpy(), seconds)
    frame, c = x[:1, 0], net.layers[0].cell
    states = [tf.zeros((1, units))] * (2 if cell == "lstm" else 1)
    stream = tf.function(lambda f, *s: c(f, list(s))[0])
    result["step"] = median_seconds(lambda: stream(frame, *states).numpy(), seconds)
    return result


def onnx_runtime(cell, units, seconds):
    """Inference only."""
    import numpy as np
    import onnx
    import onnxruntime
    from onnx import helper, numpy_helper
    rng, g = np.random.RandomState(0), GATES[cell]
    new = lambda name, *s: numpy_helper.from_array((rng.standard_normal(s) / 8).astype("float32"), name)
    result = {}
    for key, steps in (("sequence", STEPS), ("step", 1)):
        weights = [new("w", 1, g * units, INPUTS), new("r", 1, g * units, units), new("b", 1, 2 * g * units), new("k", units, CLASSES)]
        states = ["h"] + (["c"] if cell == "lstm" else [])
        outs = ["", "h1"] + (["c1"] if cell == "lstm" else [])
        nodes = [helper.make_node(cell.upper(), ["x", "w", "r", "b", ""] + states, outs, hidden_size=units,
                                  **({"linear_before_reset": 1} if cell == "gru" else {}))]
        last = outs[1:]
        if key == "sequence":
            nodes += [helper.make_node("Squeeze", ["h1", "axes"], ["flat"]), helper.make_node("MatMul", ["flat", "k"], ["y"])]
            weights.append(numpy_helper.from_array(np.array([0], "int64"), "axes"))
            last = ["y"]
        value = lambda name, *s: helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, list(s))
        shapes = {"y": (1, CLASSES), "h1": (1, 1, units), "c1": (1, 1, units)}
        graph = helper.make_graph(nodes, "rnn", [value("x", steps, 1, INPUTS)] + [value(s, 1, 1, units) for s in states],
                                  [value(n, *shapes[n]) for n in last], weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
        model.ir_version = 8
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = int(os.environ["OMP_NUM_THREADS"]), 1
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        feed = {"x": batch()[0][:1, :steps].transpose(1, 0, 2).copy()}
        feed.update((s, np.zeros((1, 1, units), "float32")) for s in states)
        result[key] = median_seconds(lambda: session.run(None, feed), seconds)
    return result


PEERS = {"torch": (["torch"], torch_eager), "jax": (["jax"], jax_jit), "tensorflow": (["tensorflow"], tensorflow_function),
         "onnxruntime": (["onnxruntime", "onnx"], onnx_runtime)}


def measure(name, cell, units, threads, seconds):
    """In the child: prints the peer's line."""
    try:
        r = PEERS[name][1](cell, units, seconds)
    except Exception as e:      # a framework may import and still not work here
        print("peer %s absent %s" % (name, (" ".join(str(e).split()) or type(e).__name__)[:120]))
        return
    show = lambda key, factor, digits: "%.*f" % (digits, r[key] * factor) if key in r else "-"
    print("peer %s %s hidden %d threads %d: train%d %s ms, sequence %s us, step %s us" % (name, cell, units, threads, BATCH,
          show("train", 1e3, 3), show("sequence", 1e6, 1), show("step", 1e6, 2)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--only", default=",".join(PEERS))
    parser.add_argument("--cells", default="lstm,gru")
    parser.add_argument("--units", default="128,512")
    parser.add_argument("--seconds", type=float, default=1.0, help="for each of the three measurements")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    a = parser.parse_args()
    if a.child:
        limit_cores(int(a.threads))
        measure(a.child, a.cells, int(a.units), int(a.threads), a.seconds)
        return
    for name in a.only.split(","):
        missing = [m for m in PEERS[name][0] if importlib.util.find_spec(m) is None]
        if missing:
            print("peer %s absent %s is not installed" % (name, " and ".join(missing)), flush=True)
            continue
        for cell, units, threads in [(c, u, t) for c in a.cells.split(",") for u in a.units.split(",") for t in a.threads.split(",")]:
            command = [sys.executable, "-B", os.path.abspath(__file__), "--child", name, "--threads", threads, "--cells", cell,
                       "--units", units, "--seconds", str(a.seconds)]
            try:
                run = subprocess.run(command, env=environment(int(threads)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                     universal_newlines=True, timeout=300)
                lines = [l for l in run.stdout.splitlines() if l.startswith("peer ")]
            except subprocess.TimeoutExpired:
                lines = ["peer %s absent took longer than 300 s" % name]
            print(lines[-1] if lines else "peer %s absent ended with status %d" % (name, run.returncode), flush=True)


if __name__ == "__main__":
    main()
