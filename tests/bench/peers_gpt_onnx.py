"""MiniLM, and GPT-2's prefill and decoding, in ONNX Runtime on argv[1] threads: the models of peers_gpt.py, exported."""

import os
import sys
import tempfile
import time

import numpy as np
import onnxruntime
import torch
import torch.nn.functional as F
from torch import nn

from peers_gpt import Model


class Embed(nn.Module):
    def __init__(self):
        super().__init__()
        self.bert = Model(6, 384, 12, 1536, 30522, 512, False)

    def forward(self, tokens):
        return F.normalize(self.bert(tokens).mean(1))


class Prefill(nn.Module):
    def __init__(self, gpt):
        super().__init__()
        self.gpt = gpt

    def forward(self, tokens):
        return self.gpt(tokens)[:, -1] @ self.gpt.words.weight.T


class Decode(nn.Module):
    """One token behind those of the caches, [layers, 2, 1, heads, places, features]."""

    def __init__(self, gpt):
        super().__init__()
        self.gpt = gpt

    def forward(self, token, caches):
        cache = [(caches[i, 0], caches[i, 1]) for i in range(len(self.gpt.blocks))]
        return self.gpt(token, 512, cache)[:, -1] @ self.gpt.words.weight.T


def median(what, n, f):
    f()
    taken = []
    for _ in range(n):
        start = time.perf_counter()
        f()
        taken.append((time.perf_counter() - start) * 1e3)
    print("%-44s %9.2f ms   ONNX Runtime %s" % (what, sorted(taken)[n // 2], onnxruntime.__version__), flush=True)


def measure(what, n, module, inputs, folder):
    path = os.path.join(folder, "model.onnx")
    with torch.no_grad():
        torch.onnx.export(module.eval(), inputs, path, input_names=["i%d" % i for i in range(len(inputs))], opset_version=17, dynamo=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    feed = {"i%d" % i: np.ascontiguousarray(x.numpy()) for i, x in enumerate(inputs)}
    with torch.no_grad():
        wanted = module(*inputs).numpy()
    if not np.allclose(session.run(None, feed)[0], wanted, atol=1e-3, rtol=1e-3):
        print("%-44s differs from PyTorch" % what)
    median(what, n, lambda: session.run(None, feed))


def main():
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        bert, gpt = Embed(), Model(12, 768, 12, 3072, 50257, 1024, True)
        for n in (16, 128):
            measure("MiniLM, %d tokens" % n, 9, bert, (torch.randint(0, 30522, (1, n)),), folder)
        measure("GPT-2 124M, prefill of 512 tokens", 3, Prefill(gpt), (torch.randint(0, 50257, (1, 512)),), folder)
        measure("GPT-2 124M, one token behind 512", 7, Decode(gpt), (torch.randint(0, 50257, (1, 1)), torch.randn(12, 2, 1, 12, 512, 64)), folder)


main()
