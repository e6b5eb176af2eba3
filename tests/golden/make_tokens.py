#!/usr/bin/env python3
"""Writes tests/golden/tokens: what another tokenizer makes of texts.

    /tmp/golden/bin/pip install tokenizers
    /tmp/golden/bin/python tests/golden/make_tokens.py

texts.txt holds a text a line (\\n, \\t, \\r and \\\\ escaped); gpt2.txt and wordpiece.txt the numbers of its tokens, a line each; vocab.txt
the small WordPiece vocabulary they are of. The last line of gpt2.txt is of the bundled play: how many tokens, and the 32-bit FNV-1a of
their little-endian 16-bit numbers. Made with tokenizers 0.23.
"""
import random
import unicodedata as U
from pathlib import Path

from tokenizers import BertWordPieceTokenizer, Tokenizer, models, pre_tokenizers

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "models" / "data"
OUT = HERE / "tokens"
PLAY = DATA / "text" / "shakespeare_as_you_like_it.txt"


def gpt2():
    merges = [tuple(l.split(" ")) for l in (DATA / "tokenizer" / "gpt2_vocab.bpe").read_text("utf8").split("\n")[1:] if l]
    shown = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    letters = [chr(b) for b in shown] + [chr(256 + i) for i in range(256 - len(shown))]
    vocab = {c: i for i, c in enumerate(letters)}
    for a, b in merges:
        vocab[a + b] = len(vocab)
    t = Tokenizer(models.BPE(vocab=vocab, merges=merges))
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return t


def texts():
    rng = random.Random(3)
    play = PLAY.read_text()
    out = [play[a:a + 300] for a in (0, 5000, 60000)]
    out += ["", " ", "a" * 130, " " * 20 + "x  y\n\n z\t\t", "Don't we'll they've I'm he'd you're it's 'S 'tis 'llama", "1234567890 3.14 2nd",
            "h\u00e9llo w\u00f6rld \u00f1and\u00fa \u65e5\u672c\u8a9e \ud55c\uad6d\uc5b4 \u0395\u03bb\u03bb\u03b7\u03bd\u03b9\u03ba\u03ac "
            "\u0440\u0443\u0441\u0441\u043a\u0438\u0439 \U0001d518\U0001d52b \U0001f389\U0001f468\u200d\U0001f469 \u0967\u0968 \u00bd \u2167 x\u00b2",
            "unaffable e-mail: a.b@c.d (50%) \u00bfqu\u00e9? \u201cquotes\u201d \u2026"]
    pool = [0x20] * 30 + list(range(33, 127)) + [0x85, 0xA0, 0x2003, 0x3000, 10, 10, 9, 13, 0x301, 0x1F600, 0x4E2D, 0xAC01, 0xE01, 0x5D0, 0x663, 0xBD]
    out += ["".join(chr(rng.choice(pool)) for _ in range(rng.randint(1, 60))) for _ in range(60)]
    return out


def fnv(ids):
    h = 0x811C9DC5
    for i in ids:
        for byte in (i & 255, i >> 8):
            h = (h ^ byte) * 0x01000193 & 0xFFFFFFFF
    return h


def lines(name, rows):
    (OUT / name).write_bytes("".join(r + "\n" for r in rows).encode())


def main():
    OUT.mkdir(exist_ok=True)
    rows = texts()
    lines("texts.txt", [t.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") for t in rows])
    t = gpt2()
    whole = t.encode(PLAY.read_text()).ids
    lines("gpt2.txt", [" ".join(map(str, t.encode(r).ids)) for r in rows] + ["%d %d" % (len(whole), fnv(whole))])
    w = BertWordPieceTokenizer(lowercase=True)
    w.train([str(PLAY)], vocab_size=500, min_frequency=2, show_progress=False)
    vocab = [k for k, _ in sorted(w.get_vocab().items(), key=lambda kv: kv[1])]
    more = sorted({x for r in rows for x in U.normalize("NFD", r).lower() if not x.isspace() and U.category(x)[0] not in "CM"})
    vocab += [x for x in more if x not in vocab and ord(x) % 7]
    vocab += ["##" + x for x in more if "##" + x not in vocab and ord(x) % 5]
    lines("vocab.txt", vocab)
    w = BertWordPieceTokenizer(str(OUT / "vocab.txt"), lowercase=True)
    w.enable_truncation(100000)
    lines("wordpiece.txt", [" ".join(map(str, w.encode(r).ids)) for r in rows])


main()
