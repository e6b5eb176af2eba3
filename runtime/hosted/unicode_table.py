#!/usr/bin/env python3
"""Writes unicode_table.h: what tokenizers ask of a code point, from this Python's unicodedata.

    python3 runtime/hosted/unicode_table.py > runtime/hosted/unicode_table.h
"""
import unicodedata as U

SPACE = {0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000} | set(range(9, 14)) | set(range(0x2000, 0x200B))
KINDS = {"L": "CR_LETTER", "N": "CR_NUMBER", "P": "CR_PUNCTUATION"}
POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]


def kind(c):
    category = U.category(chr(c))
    if c in SPACE:
        return "CR_SPACE"
    if category == "Mn":
        return "CR_MARK"
    if category in ("Cc", "Cf", "Co"):
        return "CR_CONTROL"
    return KINDS.get(category[0])


def plain(c):
    """Decomposed, without marks, in small letters: what BERT's uncased models read. Hangul is computed, not listed."""
    return "".join(x.lower() for x in U.normalize("NFD", chr(c)) if U.category(x) != "Mn")


def kinds():
    runs = []
    for c in POINTS:
        k = kind(c)
        if runs and runs[-1][2] == k and runs[-1][1] == c - 1:
            runs[-1][1] = c
        elif k:
            runs.append([c, c, k])
    return runs


def folds():
    runs, several = [], []
    for c in POINTS:
        if 0xAC00 <= c <= 0xD7A3 or U.category(chr(c)) == "Mn":
            continue
        to = plain(c)
        if to == chr(c):
            continue
        if len(to) != 1:
            several.append((c, [ord(x) for x in to]))
            continue
        by = ord(to) - c
        last = runs[-1] if runs else None
        if last and last[3] == by and (c - last[1] == last[2] or (last[0] == last[1] and c - last[1] <= 2)):
            last[2] = c - last[1]
            last[1] = c
        else:
            runs.append([c, c, 1, by])
    return runs, several


def rows(items, width=8):
    for i in range(0, len(items), width):
        print("\t" + " ".join(items[i:i + width]))


def main():
    runs, several = folds()
    print("/* unicode_table.h - Unicode %s. Written by unicode_table.py; ascending, both ends included. */" % U.unidata_version)
    print("#ifndef CR_UNICODE_TABLE_H\n#define CR_UNICODE_TABLE_H\n#include <stdint.h>\n")
    print('#include "unicode.h"\n')
    print("static const struct { uint32_t first, last; uint8_t kind; } unicode_kinds[] = {")
    rows(["{ 0x%x, 0x%x, %s }," % tuple(r) for r in kinds()], 4)
    print("};\n\n/* code points first, first + step, ..., last become themselves plus by: small letters without marks */")
    print("static const struct { uint32_t first, last; uint8_t step; int32_t by; } unicode_plain[] = {")
    rows(["{ 0x%x, 0x%x, %d, %d }," % tuple(r) for r in runs], 6)
    print("};\n\n/* those that become none, two or three */")
    print("static const struct { uint32_t from; uint8_t count; uint32_t to[3]; } unicode_several[] = {")
    rows(["{ 0x%x, %d, { %s } }," % (c, len(to), ", ".join("0x%x" % x for x in to) or "0") for c, to in several], 5)
    assert all(len(to) <= 3 for _, to in several)
    print("};\n\n#endif")


main()
