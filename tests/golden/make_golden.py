#!/usr/bin/env python3
"""Writes tests/golden: models/*.lua, data/*.safetensors, data/README.md and cases.txt.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install torch numpy
    /tmp/golden/bin/python tests/golden/make_golden.py

The numbers are computed by PyTorch in float64; where PyTorch's conventions are not Crescent's, the
formula is written out in group_*.py. Nothing is random but by fixed seeds, so that running it again
changes no byte with the same PyTorch. No test runs this; tests read what is committed.
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import torch

import group_attention
import group_cnn
import group_conv
import group_models
import group_nn
import group_ops
import group_rnn
import group_train
from case import HERE


def index(lines, names):
    """data/README.md: which file holds which functions."""
    text = ["# Golden numbers", "",
            "Written by `../make_golden.py`; the format and the comparison are in `../README.md`.", "",
            "| file | model | about | functions |", "|---|---|---|---|"]
    for name in names:
        functions = [l.split("\t")[2] for l in lines if l.split("\t")[1] == name]
        about = (HERE / "models" / (name + ".lua")).read_text().splitlines()[0][3:]
        text.append("| `%s.safetensors` | `../models/%s.lua` | %s | %s |" % (name, name, about, ", ".join(functions)))
    return "\n".join(text) + "\n"


def main():
    torch.manual_seed(0)
    torch.set_num_threads(1)
    for folder in ("models", "data"):
        (HERE / folder).mkdir(exist_ok=True)
    lines, names = [], []
    for group in group_nn.GROUPS + group_ops.GROUPS + group_train.GROUPS + group_conv.GROUPS + group_cnn.GROUPS + group_attention.GROUPS + group_models.GROUPS + group_rnn.GROUPS:
        some = group()
        lines += some
        names.append(group.__name__)
        print("%-14s %3d functions" % (group.__name__, len(some)))
    (HERE / "cases.txt").write_text("\n".join(lines) + "\n")
    (HERE / "data" / "README.md").write_text(index(lines, names))
    size = sum(f.stat().st_size for f in (HERE / "data").iterdir())
    print("data: %d bytes" % size)
    assert size < 5 << 20


if __name__ == "__main__":
    main()
