"""Crescent's random numbers by counter, written a second time: Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011) under a key that is the
seed and a hash of the draw's name, "LAYER.PATH#N" for the n-th draw of a layer in a function."""

import numpy as np

M64, M32 = (1 << 64) - 1, (1 << 32) - 1


def stream_of(name):
    """FNV-1a of the name's bytes, finished by MurmurHash3's mixer."""
    h = 0xcbf29ce484222325
    for b in name.encode():
        h = (h ^ b) * 0x100000001b3 & M64
    h = (h ^ h >> 33) * 0xff51afd7ed558ccd & M64
    h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53 & M64
    return h ^ h >> 33


def block(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        a, b = c[0] * 0xd2511f53, c[2] * 0xcd9e8d57
        c = [b >> 32 ^ c[1] ^ k[0], b & M32, a >> 32 ^ c[3] ^ k[1], a & M32]
        k = [k[0] + 0x9e3779b9 & M32, k[1] + 0xbb67ae85 & M32]
    return c


def bits(words, name, shape):
    """A draw; words: seed low, seed high, call low, call high."""
    stream, count = stream_of(name), int(np.prod(shape))
    key = [words[0] ^ stream & M32, words[1] ^ stream >> 32]
    out = [w for b in range((count + 3) // 4) for w in block([b & M32, b >> 32, words[2], words[3]], key)]
    return np.array(out[:count], np.uint32).reshape(shape)


def dropout(words, name, shape, rate):
    """A mask of inverted dropout: what is kept is divided by the share that is."""
    kept = (bits(words, name, shape) >> 8).astype(np.float64) * 2.0 ** -24 < np.float64(np.float32(1 - rate))
    return kept / (1 - rate)
