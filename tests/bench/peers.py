#!/usr/bin/env python3
"""Times the MLP of models/mlp.lua in every framework that can be imported.

    python3 tests/bench/peers.py [--threads 1,2] [--only torch,jax] [--seconds 1.0]

One line a framework and thread count, for `make bench` to read:

    peer NAME threads T train32 MS train128 MS infer1 US
    peer NAME absent REASON

train32 and train128 are milliseconds of one Adam step (784-128-64-10, relu, softmax cross-entropy,
loss, gradients and update) at batch 32 and 128; infer1 is microseconds from one input to its logits.
Each is a median of repeated calls after a warm-up (of the quietest of five rounds), on the CPU; "-" where a framework does not do it.
Nothing has to be installed: what is missing is printed as absent.

Thread counts are fixed when a framework starts, so each measurement is a process of its own.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import time

SIZES = (784, 128, 64, 10)
PEERS = {}                      # name -> (modules it needs, function)


def peer(name, *modules):
    def register(f):
        PEERS[name] = (modules, f)
        return f
    return register


ROUNDS = 5


def median_seconds(call, seconds):
    """The median time of call() in the quietest of five rounds that take `seconds` together, after a warm-up.

    The median is what a step usually takes; the quietest round leaves out what other programs did meanwhile."""
    end, n = time.perf_counter() + seconds / 5, 0
    while n < 5 or time.perf_counter() < end:
        call()
        n += 1
    medians = []
    for _ in range(ROUNDS):
        times, end = [], time.perf_counter() + seconds / ROUNDS
        while len(times) < 10 or time.perf_counter() < end:
            start = time.perf_counter()
            call()
            times.append(time.perf_counter() - start)
        medians.append(sorted(times)[len(times) // 2])
    return min(medians)


def batch(n):
    import numpy as np
    rng = np.random.RandomState(n)
    return rng.random_sample((n, 784)).astype("float32"), rng.randint(0, 10, n).astype("int32")


def _torch(threads, seconds, compiled):
    import torch
    torch.set_num_threads(threads)
    wrap = torch.compile if compiled else lambda f: f
    result = {}
    for n in (32, 128):
        net = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 64),
                                  torch.nn.ReLU(), torch.nn.Linear(64, 10))
        adam = torch.optim.Adam(net.parameters(), lr=0.001)
        x, label = (torch.tensor(a) for a in batch(n))
        label = label.long()
        forward = wrap(lambda: torch.nn.functional.cross_entropy(net(x), label))
        update = wrap(adam.step)

        def step():
            adam.zero_grad(set_to_none=True)
            loss = forward()
            loss.backward()
            update()
            return loss
        result["train%d" % n] = median_seconds(step, seconds)
    one = torch.tensor(batch(1)[0])
    infer = wrap(net)
    with torch.inference_mode():
        result["infer1"] = median_seconds(lambda: infer(one), seconds)
    return result


@peer("torch", "torch")
def torch_eager(threads, seconds):
    return _torch(threads, seconds, False)


@peer("torch_compile", "torch")
def torch_compile(threads, seconds):
    return _torch(threads, seconds, True)


@peer("jax", "jax")
def jax_jit(threads, seconds):
    import jax
    import jax.numpy as jnp
    import numpy as np
    rng = np.random.RandomState(0)
    params = [(jnp.asarray(rng.standard_normal((i, o)) / i ** 0.5, jnp.float32), jnp.zeros(o, jnp.float32))
              for i, o in zip(SIZES, SIZES[1:])]

    def forward(params, x):
        for k, b in params[:-1]:
            x = jax.nn.relu(x @ k + b)
        k, b = params[-1]
        return x @ k + b

    def loss(params, x, label):
        return -jnp.take_along_axis(jax.nn.log_softmax(forward(params, x)), label[:, None], 1).mean()

    def step(params, m, v, t, x, label):
        value, g = jax.value_and_grad(loss)(params, x, label)
        t = t + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        c1, c2 = 1 - 0.9 ** t, 1 - 0.999 ** t
        params = jax.tree.map(lambda p, m, v: p - 0.001 * (m / c1) / (jnp.sqrt(v / c2) + 1e-8), params, m, v)
        return params, m, v, t, value

    result = {}
    for n in (32, 128):
        compiled = jax.jit(step, donate_argnums=(0, 1, 2, 3))
        copy = jax.tree.map(jnp.array, params)
        state = [copy, jax.tree.map(jnp.zeros_like, copy), jax.tree.map(jnp.zeros_like, copy), jnp.float32(0)]
        x, label = (jnp.asarray(a) for a in batch(n))

        def run():
            *state[:], value = compiled(*state, x, label)
            value.block_until_ready()
            state[0][0][0].block_until_ready()
        result["train%d" % n] = median_seconds(run, seconds)
    one, infer = jnp.asarray(batch(1)[0]), jax.jit(forward)
    result["infer1"] = median_seconds(lambda: infer(params, one).block_until_ready(), seconds)
    return result


@peer("tensorflow", "tensorflow")
def tensorflow_function(threads, seconds):
    import tensorflow as tf
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    result = {}
    for n in (32, 128):
        net = tf.keras.Sequential([tf.keras.layers.Input((784,)), tf.keras.layers.Dense(128, activation="relu"),
                                   tf.keras.layers.Dense(64, activation="relu"), tf.keras.layers.Dense(10)])
        adam = tf.keras.optimizers.Adam(0.001)
        adam.build(net.trainable_variables)
        x, label = (tf.constant(a) for a in batch(n))

        @tf.function
        def step(x, label, net=net, adam=adam):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(label, net(x, training=True)))
            adam.apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))
            return loss
        result["train%d" % n] = median_seconds(lambda: step(x, label).numpy(), seconds)
    one, infer = tf.constant(batch(1)[0]), tf.function(lambda x: net(x, training=False))
    result["infer1"] = median_seconds(lambda: infer(one).numpy(), seconds)
    return result


@peer("onnxruntime", "onnxruntime", "onnx")
def onnx_runtime(threads, seconds):
    """Inference only."""
    import numpy as np
    import onnx
    import onnxruntime
    from onnx import helper, numpy_helper
    rng, nodes, weights, h = np.random.RandomState(0), [], [], "x"
    for n, (i, o) in enumerate(zip(SIZES, SIZES[1:])):
        weights += [numpy_helper.from_array((rng.standard_normal((i, o)) / i ** 0.5).astype("float32"), "k%d" % n),
                    numpy_helper.from_array(np.zeros(o, "float32"), "b%d" % n)]
        nodes.append(helper.make_node("Gemm", [h, "k%d" % n, "b%d" % n], ["z%d" % n]))
        h = "z%d" % n
        if n + 2 < len(SIZES):
            nodes.append(helper.make_node("Relu", [h], ["h%d" % n]))
            h = "h%d" % n
    value = lambda name, width: helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, width])
    graph = helper.make_graph(nodes, "mlp", [value("x", 784)], [value(h, 10)], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    one = {"x": batch(1)[0]}
    return {"infer1": median_seconds(lambda: session.run(None, one), seconds)}


def measure(name, threads, seconds):
    """In the child: prints the peer's line."""
    modules, f = PEERS[name]
    try:
        r = f(threads, seconds)
    except Exception as e:      # a framework may import and still not work here
        print("peer %s absent %s" % (name, (" ".join(str(e).split()) or type(e).__name__)[:120]))
        return
    show = lambda key, factor, digits: "%.*f" % (digits, r[key] * factor) if key in r else "-"
    print("peer %s threads %d train32 %s train128 %s infer1 %s"
          % (name, threads, show("train32", 1e3, 4), show("train128", 1e3, 4), show("infer1", 1e6, 2)))


def environment(threads):
    """XLA has no thread count of its own: it starts a thread a core it may run on, so the cores are limited."""
    env = dict(os.environ, CUDA_VISIBLE_DEVICES="", JAX_PLATFORMS="cpu", TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="1",
               XLA_FLAGS="--xla_cpu_multi_thread_eigen=%s" % ("true" if threads > 1 else "false"))
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NPROC"):
        env[name] = str(threads)
    return env


def limit_cores(threads):
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-threads:])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", default="1,2", help="thread counts, such as 1 or 1,2")
    parser.add_argument("--only", default=",".join(PEERS), help="of " + ", ".join(PEERS))
    parser.add_argument("--seconds", type=float, default=1.0, help="for each of the three measurements")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    a = parser.parse_args()
    if a.child:
        limit_cores(int(a.threads))
        measure(a.child, int(a.threads), a.seconds)
        return
    for name in a.only.split(","):
        if name not in PEERS:
            parser.error("unknown peer %s" % name)
        missing = [m for m in PEERS[name][0] if importlib.util.find_spec(m) is None]
        if missing:
            print("peer %s absent %s is not installed" % (name, " and ".join(missing)), flush=True)
            continue
        for threads in [int(t) for t in a.threads.split(",")]:
            command = [sys.executable, "-B", os.path.abspath(__file__), "--child", name, "--threads", str(threads),
                       "--seconds", str(a.seconds)]
            try:
                run = subprocess.run(command, env=environment(threads), stdout=subprocess.PIPE,
                                     stderr=subprocess.DEVNULL, universal_newlines=True, timeout=300)
                lines = [l for l in run.stdout.splitlines() if l.startswith("peer ")]
            except subprocess.TimeoutExpired:
                lines = ["peer %s absent took longer than 300 s" % name]
            print(lines[-1] if lines else "peer %s absent ended with status %d" % (name, run.returncode), flush=True)


if __name__ == "__main__":
    main()
