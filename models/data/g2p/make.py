#!/usr/bin/env python3
"""Writes source.npy, target.npy and symbols.txt from lines WORD TAB PHONEMES.

    python3 models/data/g2p/make.py cmudict_g2p_6k.tsv

A row is one word. source: its letters, then 0; target: 1, its phonemes, 2, then 0. symbols.txt: what the numbers stand for, from 0, letters
in the first line and phonemes (stress digits left out) in the second."""
import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE, TARGET = 16, 18


def npy(name, rows):
    head = "{'descr': '|u1', 'fortran_order': False, 'shape': (%d, %d), }" % (len(rows), len(rows[0]))
    head += " " * (-(len(head) + 11) % 64) + "\n"
    (HERE / name).write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + b"".join(map(bytes, rows)))


def main(path):
    pairs = [line.split("\t") for line in Path(path).read_text().splitlines()]
    pairs = [(w.lower(), [x.rstrip("012") for x in p.split()]) for w, p in pairs]
    pairs = [(w, p) for w, p in pairs if len(w) <= SOURCE and len(p) + 2 <= TARGET]
    letters = ["-"] + sorted({c for w, _ in pairs for c in w})
    sounds = ["-", "<", ">"] + sorted({s for _, p in pairs for s in p})
    npy("source.npy", [[letters.index(c) for c in w] + [0] * (SOURCE - len(w)) for w, _ in pairs])
    npy("target.npy", [[1] + [sounds.index(s) for s in p] + [2] + [0] * (TARGET - len(p) - 2) for _, p in pairs])
    (HERE / "symbols.txt").write_text(" ".join(letters) + "\n" + " ".join(sounds) + "\n")
    print(len(pairs), len(letters), len(sounds))


main(sys.argv[1])
