"""GPT-2 124M in JAX, compiled by XLA, on the processors this process may use: training step, prefill, one decoded token."""

import functools
import time

import jax
import jax.numpy as jnp

LAYERS, WIDTH, HEADS, INNER, WORDS, PLACES = 12, 768, 12, 3072, 50257, 1024


def initial(key):
    def draw(*shape):
        nonlocal key
        key, use = jax.random.split(key)
        return jax.random.normal(use, shape, jnp.float32) * 0.02

    def norm():
        return {"g": jnp.ones(WIDTH), "b": jnp.zeros(WIDTH)}

    def dense(n, m):
        return {"w": draw(n, m), "b": jnp.zeros(m)}
    blocks = [{"n1": norm(), "qkv": dense(WIDTH, 3 * WIDTH), "out": dense(WIDTH, WIDTH), "n2": norm(), "up": dense(WIDTH, INNER),
               "down": dense(INNER, WIDTH)} for _ in range(LAYERS)]
    return {"words": draw(WORDS, WIDTH), "places": draw(PLACES, WIDTH), "blocks": blocks, "norm": norm()}


def apply_norm(p, x):
    mean = x.mean(-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(((x - mean) ** 2).mean(-1, keepdims=True) + 1e-5) * p["g"] + p["b"]


def apply_dense(p, x):
    return x @ p["w"] + p["b"]


def heads(x):
    return x.reshape(*x.shape[:2], HEADS, -1).transpose(0, 2, 1, 3)


def attend(p, x, cache):
    q, k, v = (heads(y) for y in jnp.split(apply_dense(p["qkv"], x), 3, -1))
    if cache is not None:
        k, v = jnp.concatenate([cache[0], k], 2), jnp.concatenate([cache[1], v], 2)
    scores = q @ k.transpose(0, 1, 3, 2) * 0.125
    if cache is None:
        scores = jnp.where(jnp.tril(jnp.ones(scores.shape[-2:], bool)), scores, -jnp.inf)
    y = jax.nn.softmax(scores, -1) @ v
    return apply_dense(p["out"], y.transpose(0, 2, 1, 3).reshape(x.shape))


def features(p, tokens, start=0, caches=None):
    x = p["words"][tokens] + p["places"][start:start + tokens.shape[1]]
    for i, b in enumerate(p["blocks"]):
        x = x + attend(b, apply_norm(b["n1"], x), None if caches is None else caches[i])
        x = x + apply_dense(b["down"], jax.nn.gelu(apply_dense(b["up"], apply_norm(b["n2"], x)), approximate=True))
    return apply_norm(p["norm"], x)


def loss(p, tokens):
    logits = features(p, tokens[:, :-1]) @ p["words"].T
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), tokens[:, 1:, None], -1).mean()


@functools.partial(jax.jit, donate_argnums=(0, 1, 2))
def step(p, m, v, tokens, t):
    value, g = jax.value_and_grad(loss)(p, tokens)
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
    p = jax.tree.map(lambda p, m, v: p * (1 - 1e-6) - 1e-4 * (m / (1 - 0.9 ** t)) / (jnp.sqrt(v / (1 - 0.999 ** t)) + 1e-8), p, m, v)
    return p, m, v, value


@jax.jit
def prefill(p, tokens):
    return features(p, tokens)[:, -1] @ p["words"].T


@jax.jit
def decode(p, token, caches):
    return features(p, token, 512, caches)[:, -1] @ p["words"].T


def median(what, n, f):
    f()
    taken = []
    for _ in range(n):
        start = time.perf_counter()
        f()
        taken.append((time.perf_counter() - start) * 1e3)
    print("%-44s %9.2f ms   JAX %s" % (what, sorted(taken)[n // 2], jax.__version__), flush=True)


def main():
    key = jax.random.key(0)
    p = jax.jit(initial)(key)
    tokens = jax.random.randint(key, (1, 512), 0, WORDS)
    caches = [(jnp.ones((1, HEADS, 512, 64)), jnp.ones((1, HEADS, 512, 64))) for _ in range(LAYERS)]
    median("GPT-2 124M, prefill of 512 tokens", 3, lambda: prefill(p, tokens).block_until_ready())
    median("GPT-2 124M, one token behind 512", 7, lambda: decode(p, tokens[:, :1], caches).block_until_ready())
    state = [p, jax.tree.map(jnp.zeros_like, p), jax.tree.map(jnp.zeros_like, p), 0]
    tokens = jax.random.randint(key, (4, 65), 0, WORDS)

    def train():
        *state[:3], value = step(*state[:3], tokens, state[3] + 1.0)
        state[3] += 1
        value.block_until_ready()
    median("GPT-2 124M, training step, 4x64", 3, train)


main()
