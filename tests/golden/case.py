"""One golden case: a Lua model, its inputs, and the numbers it must produce.

A case is written as three things that agree because they come from the same calls:
  models/NAME.lua            the computation in Crescent's model language
  data/NAME.safetensors      in.*, out.* and grad.*
  lines of cases.txt         which tensor belongs to which input and output, and how close

Values are computed in float64 from inputs that float32 can hold, then rounded to float32.
Each case also computes itself in float32 and must agree within its own tolerance, so that no
golden asks for digits that float32 arithmetic cannot promise.
"""

import json
import struct
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent
TYPES = {np.dtype("float32"): ("F32", "f32"), np.dtype("int32"): ("I32", "i32"),
         np.dtype("uint8"): ("BOOL", "bool")}


def write_safetensors(path, tensors, metadata):
    """The format: u64 header length, JSON header (padded to 8 bytes), then the tensors' bytes.

    Wider types come first, so that every tensor is aligned, as the safetensors package does."""
    header, offset = {"__metadata__": metadata}, 0
    order = sorted(tensors, key=lambda name: (-tensors[name].itemsize, name))
    for name in order:
        a = tensors[name]
        header[name] = {"dtype": TYPES[a.dtype][0], "shape": list(a.shape),
                        "data_offsets": [offset, offset + a.nbytes]}
        offset += a.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text)
        for name in order:
            f.write(np.ascontiguousarray(tensors[name]).astype(tensors[name].dtype.newbyteorder("<")).tobytes())


def stored(value):
    """A tensor or array as it is stored: float32, int32, or uint8 for bool."""
    a = value.detach().cpu().numpy() if torch.is_tensor(value) else np.asarray(value)
    if a.dtype in (np.bool_, np.uint8):
        return a.astype(np.uint8)
    return a.astype(np.int32 if a.dtype.kind in "iu" else np.float32)


def lua_type(a):
    """An array's type in the model language, such as cr.f32 { 2, 3 }."""
    shape = ", ".join(str(n) for n in a.shape)
    return "cr.%s {%s}" % (TYPES[a.dtype][1], " %s " % shape if shape else "")


def close(a, b, rtol, atol):
    """The comparison that cases.txt asks for: |a - b| <= atol + rtol |b|; NaN equals NaN."""
    return np.allclose(np.float64(a), np.float64(b), rtol=rtol, atol=atol, equal_nan=True)


class Case:
    def __init__(self, name, about, seed, head="", tree="", wants='cr = require "crescent"'):
        """head: Lua before cr.model; tree: its second argument; seed: of this case's own numbers."""
        self.name, self.about, self.head, self.tree = name, about, head, tree
        self.wants = wants
        self.rng = np.random.RandomState(seed)
        self.tensors, self.lines, self.lua = {}, [], []

    # Random inputs, already rounded to float32.
    def normal(self, *shape, scale=1.0):
        return np.asarray(self.rng.standard_normal(shape) * scale, np.float32)

    def uniform(self, *shape, lo=0.0, hi=1.0):
        return np.asarray(self.rng.uniform(lo, hi, shape), np.float32)

    def distinct(self, *shape):
        """Values at least 0.1 apart, so that neither maximum nor minimum has a tie."""
        n = int(np.prod(shape))
        return np.asarray((self.rng.permutation(n) - n / 2 + 0.3) * 0.1, np.float32).reshape(shape)

    def put(self, key, value):
        a = stored(value)
        if key in self.tensors:
            assert self.tensors[key].tobytes() == a.tobytes(), "%s: two values for %s" % (self.name, key)
        self.tensors[key] = a

    def func(self, name, inputs, compute, body, shared=(), wrt=None, params=None,
             rtol=1e-5, atol=1e-6, note="", options="", buffers=None):
        """One m:func.

        inputs   {name: array}; `shared` ones are stored as in.NAME, others as in.FUNCTION.NAME; "seed": the words of a cr.seed
        compute  fn(tensors by name) -> {output: tensor}; an output "d_x" is a gradient
        body     the Lua function's body, which returns the outputs in that order
        wrt      inputs to make differentiable (default: every float input)
        params   {parameter: array} the function also reads, stored as in.PARAMETER; buffers likewise
        options  Lua: m:func's own, such as "training = true"
        """
        params = dict(params or {}, **(buffers or {}))
        arrays = {k: stored(v) for k, v in inputs.items()}
        wrt = [k for k, a in arrays.items() if a.dtype == np.float32] if wrt is None else wrt

        def run(dtype):
            t = {}
            for k, a in list(arrays.items()) + [(k, stored(v)) for k, v in params.items()]:
                t[k] = torch.tensor(a)
                if a.dtype == np.float32:
                    t[k] = t[k].to(dtype)
                    if k in wrt or k in params:
                        t[k].requires_grad_(True)
            return {k: stored(v) for k, v in compute(t).items()}

        want, single = run(torch.float64), run(torch.float32)
        for k in want:
            assert close(single[k], want[k], rtol, atol), "%s.%s.%s: float32 differs by %g" % (
                self.name, name, k, np.nanmax(np.abs(np.float64(single[k]) - want[k])))
        for k, v in params.items():
            self.put("in." + k, v)
        ins = {k: "in.%s" % k if k in shared else "in.%s.%s" % (name, k) for k in arrays}
        outs = {k: "grad.%s.%s" % (name, k[2:]) if k.startswith("d_") else "out.%s.%s" % (name, k)
                for k in want}
        for k, key in ins.items():
            self.put(key, arrays[k])
        for k, key in outs.items():
            self.put(key, want[k])
        self.line("func", name, rtol, atol,
                  ["in:%s=%s" % (k, v) for k, v in ins.items()]
                  + ["out:%s=%s" % (k, v) for k, v in outs.items()])
        self.lua_func(name, arrays, list(want), body, note, options)

    def line(self, kind, name, rtol, atol, words):
        self.lines.append("\t".join([kind, self.name, name, "rtol=%g" % rtol, "atol=%g" % atol] + words))

    def lua_func(self, name, arrays, outs, body, note="", options=""):
        types = ", ".join("%s = %s" % (k, "cr.seed" if k == "seed" else lua_type(a)) for k, a in arrays.items())
        names = ", ".join('"%s"' % k for k in outs)
        if note:
            self.lua += ["-- " + n for n in note.splitlines()]
        self.lua.append('m:func("%s", { %s },\n       { %s }, function(%s)' % (name, types, names, ", ".join(arrays)))
        self.lua += ["  " + s if s else "" for s in body.strip("\n").splitlines()]
        self.lua += ["end%s)" % (", { %s }" % options if options else ""), ""]

    def write(self, lua=None):
        """Writes the model (or the given Lua text), the data and returns the lines for cases.txt."""
        text = "-- %s\n-- Written by make_golden.py; the numbers are in ../data/%s.safetensors.\n" % (
            self.about.replace("\n", "\n-- "), self.name)
        if lua is None:
            lua = "local %s\n%s\nlocal m = cr.model(\"%s\"%s)\n\n%s" % (
                self.wants, "\n" + self.head.strip("\n") + "\n" if self.head else "", self.name,
                ", " + self.tree if self.tree else "", "\n".join(self.lua).rstrip() + "\n")
        (HERE / "models" / (self.name + ".lua")).write_text(text + lua)
        write_safetensors(HERE / "data" / (self.name + ".safetensors"), self.tensors,
                          {"case": self.name, "about": self.about})
        return self.lines


def with_gradients(compute, wrt, total=None):
    """compute(t) -> y  becomes  t -> {y, d_NAME...}, of sum(y * w) if there is an input w, else of sum(y)."""
    def run(t):
        y = compute(t)
        scalar = (y * t["w"]).sum() if "w" in t else y.sum()
        grads = torch.autograd.grad(scalar, [t[k] for k in wrt])
        return dict([("y", y)] + [("d_" + k, g) for k, g in zip(wrt, grads)])
    return run


def lua_gradients(expression, wrt, weighted=True):
    """The Lua body that matches with_gradients."""
    scalar = "(y * w):sum()" if weighted else "y:sum()"
    last = ("cr.grad(%s, %s)" % (scalar, wrt[0]) if len(wrt) == 1
            else "table.unpack(cr.grad(%s, { %s }))" % (scalar, ", ".join(wrt)))
    return "local y = %s\nreturn y, %s" % (expression, last)
