"""Groups: single operators. Axes in the Lua text count from 1, in PyTorch's from 0."""

import numpy as np
import torch

from case import Case, lua_gradients, with_gradients


def _simple(c, name, inputs, f, lua, wrt=None, shared=(), note="", rtol=1e-5, atol=2e-6):
    """y = f(**inputs), and the gradients of sum(y * w) with a random w of y's shape."""
    floats = [k for k, v in inputs.items() if np.asarray(v).dtype == np.float32]
    wrt = floats if wrt is None else wrt
    y = f(**{k: torch.tensor(v) for k, v in inputs.items()})
    c.func(name, dict(inputs, w=c.normal(*y.shape)),
           with_gradients(lambda t: f(**{k: t[k] for k in inputs}), wrt), shared=shared, wrt=wrt,
           body=lua_gradients(lua, wrt), note=note, rtol=rtol, atol=atol)


def elementwise():
    c = Case("elementwise", "Every elementwise operator on floats: value and derivative; comparisons and integers: value.", 4)
    near = np.concatenate([np.float32([0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.25, -0.25]), c.uniform(24, lo=-4, hi=4)])
    positive = np.concatenate([np.float32([1e-4, 1e4, 1, 0.5]), c.uniform(20, lo=0.05, hi=6)])
    unary = {
        "negate": torch.neg, "abs": torch.abs, "exp": torch.exp, "expm1": torch.expm1, "logistic": torch.sigmoid,
        "tanh": torch.tanh, "erf": torch.erf, "sin": torch.sin, "cos": torch.cos, "square": torch.square,
        "reciprocal": torch.reciprocal,
    }
    for name, f in unary.items():
        c.func(name, {"x": near}, with_gradients(lambda t, f=f: f(t["x"]), ["x"]), shared=("x",),
               body=lua_gradients("x:%s()" % name, ["x"], weighted=False))
    for name, f in {"sqrt": torch.sqrt, "rsqrt": torch.rsqrt, "log": torch.log, "log1p": torch.log1p}.items():
        c.func(name, {"p": positive}, with_gradients(lambda t, f=f: f(t["p"]), ["p"]), shared=("p",),
               body=lua_gradients("p:%s()" % name, ["p"], weighted=False))
    flat = {"sign": torch.sign, "floor": torch.floor, "ceil": torch.ceil, "round": torch.round}
    for name, f in flat.items():
        c.func(name, {"x": near}, lambda t, f=f: {"y": f(t["x"])}, shared=("x",), body="return x:%s()" % name,
               note="halves round to even" if name == "round" else "")
    wide = np.float32([-1e5, -300, -33.25, 12.125, 100, 1000.5, 31415.926, 1e5])
    for name, f in {"sin": torch.sin, "cos": torch.cos}.items():
        c.func(name + "_wide", {"wide": wide}, lambda t, f=f: {"y": f(t["wide"])}, shared=("wide",),
               body="return wide:%s()" % name, note="the argument is reduced by more than float32 has digits", atol=2e-6)

    a, b = c.distinct(3, 4), c.distinct(3, 4) + np.float32(0.04)
    binary = {"add": torch.add, "subtract": torch.sub, "multiply": torch.mul, "divide": torch.div,
              "maximum": torch.maximum, "minimum": torch.minimum, "atan2": torch.atan2}
    for name, f in binary.items():
        _simple(c, name, {"a": a, "b": b}, f=lambda a, b, f=f: f(a, b), lua="cr.%s(a, b)" % name, shared=("a", "b"))
    _simple(c, "power", {"base": np.abs(a) + np.float32(0.2), "b": b}, lambda base, b: torch.pow(base, b),
            "cr.power(base, b)", shared=("b",), rtol=3e-5)
    _simple(c, "power_integer", {"a": a}, lambda a: a ** 3, "a ^ 3", shared=("a",), note="a negative base, a constant exponent")
    _simple(c, "broadcast", {"a": a, "row": c.normal(4), "column": c.normal(3, 1)},
            lambda a, row, column: (a + row) * column / (1 + row * row),
            "(a + row) * column / (1 + row * row)", shared=("a",), note="gradients sum over what was stretched")
    _simple(c, "clamp", {"a": a}, lambda a: torch.clamp(a, -0.35, 0.25), "cr.clamp(a, -0.35, 0.25)", shared=("a",))
    _simple(c, "select", {"a": a, "b": b}, lambda a, b: torch.where(a > b, a * b, a - b),
            "cr.select(cr.greater(a, b), a * b, a - b)", shared=("a", "b"))
    num = np.float32([7, -7, 7, -7, 5.5, -5.5, 0.3, -0.3])
    den = np.float32([3, 3, -3, -3, 2, 2, 0.7, 0.7])
    for name, f, lua, note in (
            ("remainder", torch.fmod, "cr.remainder(num, den)", "the dividend's sign"),
            ("modulo", torch.remainder, "num % den", "Lua's: the divisor's sign"),
            ("floor_divide", lambda a, b: torch.floor(a / b), "num // den", "")):
        c.func(name, {"num": num, "den": den}, lambda t, f=f: {"y": f(t["num"], t["den"])}, shared=("num", "den"),
               body="return " + lua, note=note)
    p, q = np.float32([1, 2, 3, -0.0, np.nan, np.inf]), np.float32([1, 3, 2, 0.0, 1, np.inf])
    for name, f in {"equal": torch.eq, "not_equal": torch.ne, "less": torch.lt, "less_equal": torch.le,
                    "greater": torch.gt, "greater_equal": torch.ge}.items():
        c.func(name, {"p6": p, "q6": q}, lambda t, f=f: {"y": f(t["p6"], t["q6"])}, shared=("p6", "q6"),
               body="return cr.%s(p6, q6)" % name)
    for name, f in {"maximum": torch.maximum, "minimum": torch.minimum}.items():
        c.func(name + "_nan", {"p6": p, "q6": q}, lambda t, f=f: {"y": f(t["p6"], t["q6"])}, shared=("p6", "q6"),
               body="return cr.%s(p6, q6)" % name, note="NaN wins")
    i, j = np.int32([7, -7, 7, -7, 2**31 - 1, -5]), np.int32([3, 3, -3, -3, 1, 2])
    trunc = lambda i, j: torch.div(i, j, rounding_mode="trunc")
    for name, f, lua in (("add", torch.add, "i + j"), ("subtract", torch.sub, "i - j"), ("multiply", torch.mul, "i * j"),
                         ("divide", trunc, "cr.divide(i, j)"), ("remainder", torch.fmod, "cr.remainder(i, j)"),
                         ("modulo", torch.remainder, "i % j"), ("maximum", torch.maximum, "cr.maximum(i, j)")):
        c.func("int_" + name, {"i": i, "j": j}, lambda t, f=f: {"y": f(t["i"], t["j"])}, shared=("i", "j"),
               body="return " + lua, note="wraps" if name == "add" else "")
    odd = np.float32([1.9, -1.9, 0.5, -0.5, 3e9, -3e9, np.nan, 16777216])
    c.func("convert", {"odd": odd}, lambda t: {"y": torch.tensor([1, -1, 0, 0, 2**31 - 1, -2**31, 0, 16777216])},
           body='return cr.convert(odd, "i32")', note="truncates, saturates, NaN becomes 0: written down from the definition")
    return c.write()


def reductions():
    c = Case("reductions", "Reductions over every kind of axis subset, cumulative sums, argmax with ties.", 5)
    x = c.distinct(3, 4, 5)
    subsets = {"all": (), "1": (0,), "2": (1,), "3": (2,), "12": (0, 1), "13": (0, 2), "23": (1, 2)}
    every = (0, 1, 2)
    formulas = {
        "sum": lambda x, d: x.sum(d), "mean": lambda x, d: x.mean(d), "max": lambda x, d: x.amax(d),
        "min": lambda x, d: x.amin(d), "variance": lambda x, d: x.var(d, unbiased=False),
        "logsumexp": lambda x, d: torch.logsumexp(x, d), "norm": lambda x, d: x.square().sum(d).sqrt(),
    }
    for name, f in formulas.items():
        for suffix, axes in subsets.items():
            lua = {0: "", 1: "%d" % (axes[0] + 1) if axes else ""}.get(len(axes), "{ %s }" % ", ".join(str(a + 1) for a in axes))
            _simple(c, "%s_%s" % (name, suffix), {"x": x}, lambda x, f=f, axes=axes: f(x, axes or every),
                    "cr.%s(x%s)" % (name, ", " + lua if lua else ""), shared=("x",),
                    note="divides by n" if (name, suffix) == ("variance", "all") else "")
    _simple(c, "sum_keep", {"x": x}, lambda x: x.sum((0, 2), keepdim=True), "cr.sum(x, { 1, 3 }, { keep_dims = true })", shared=("x",))
    _simple(c, "max_negative_axis", {"x": x}, lambda x: x.amax(-2), "cr.max(x, -2)", shared=("x",))

    factors = c.uniform(3, 4, lo=0.5, hi=1.5)
    with_zero = factors.copy()
    with_zero[1, 2] = 0
    for name, value in (("prod", factors), ("prod_zero", with_zero)):
        _simple(c, name, {"v": value}, lambda v: v.prod(1), "cr.prod(v, 2)",
                note="the derivative at the 0 is the product of the others" if name == "prod_zero" else "")
    _simple(c, "prod_all", {"v": c.uniform(2, 3, lo=0.5, hi=1.5)}, lambda v: v.prod(), "cr.prod(v)")

    grid = c.normal(4, 6)
    for reverse in (False, True):
        for exclusive in (False, True):
            for axis in (0, 1):
                def f(grid, reverse=reverse, exclusive=exclusive, axis=axis):
                    g = grid.flip(axis) if reverse else grid
                    s = g.cumsum(axis) - (g if exclusive else 0)
                    return s.flip(axis) if reverse else s
                options = ", ".join(["reverse = true"] * reverse + ["exclusive = true"] * exclusive)
                _simple(c, "cumsum%s%s_%d" % ("_reverse" * reverse, "_exclusive" * exclusive, axis + 1), {"grid": grid}, f,
                        "cr.cumsum(grid, %d%s)" % (axis + 1, ", { %s }" % options if options else ""), shared=("grid",))

    ties = np.float32([[3, 1, 3, 2], [0, 0, 0, 0], [-1, -2, -1, -2], [5, 7, 7, 7]])
    for name, f in (("argmax", np.argmax), ("argmin", np.argmin)):
        for axis in (0, 1):
            c.func("%s_%d" % (name, axis + 1), {"ties": ties}, lambda t, f=f, axis=axis: {"y": torch.tensor(f(ties, axis))},
                   shared=("ties",), body="return cr.%s(ties, %d)" % (name, axis + 1), note="the first wins")
    bits = np.float32([[1, 0, 2], [1, 1, 3], [0, 0, 0]])
    for name, f in (("any", torch.any), ("all", torch.all)):
        c.func(name, {"bits": bits}, lambda t, f=f: {"y": f(t["bits"] != 0, 1)}, shared=("bits",),
               body="return cr.%s(cr.not_equal(bits, 0), 2)" % name)
    return c.write()


def ordering():
    """sort, argsort, top_k: along any axis, with ties, infinities, -0 and NaN; gradients go to what was picked."""
    c = Case("ordering", "sort, argsort and top_k: stable, NaN last, gradients of what is picked.", 43)
    x = c.distinct(5, 7, 3)
    for axis in (0, 1, 2):
        for down in (False, True):
            _simple(c, "sort_%d%s" % (axis + 1, "_down" * down), {"x": x},
                    lambda x, axis=axis, down=down: x.sort(dim=axis, descending=down, stable=True)[0],
                    "cr.sort(x, %d%s)" % (axis + 1, ", { descending = true }" * down), shared=("x",))
    hard = np.float32([[2, -1, np.inf, 2, -np.inf, 0, 3, -0.0, 2], [np.nan, 1, 1, -np.inf, np.inf, np.nan, 5, 1, -2]])
    ints = np.int32([[3, -5, 3, 2**31 - 1, -2**31, 0, -5, 1, 3]])

    def places(rows, down):
        """Python's sort is stable, and NaN goes last by its key."""
        key = (lambda v: (v != v, -v)) if down else (lambda v: (v != v, v))
        return torch.tensor([sorted(range(len(r)), key=lambda i: key(r[i]) if r[i] == r[i] else (True, 0)) for r in rows.tolist()])
    for name, value in (("hard", hard), ("ints", ints)):
        for down in (False, True):
            c.func("argsort_%s%s" % (name, "_down" * down), {name: value}, lambda t, name=name, down=down: {"y": places(t[name], down)},
                   shared=(name,), body="return cr.argsort(%s, -1%s)" % (name, ", { descending = true }" * down))
    c.func("one", {"one": np.float32([[4], [2]])}, lambda t: {"y": torch.zeros(2, 1, dtype=torch.int32)}, body="return cr.argsort(one)")
    for k in (1, 4, 9):
        c.func("top_%d_places" % k, {"hard": hard}, lambda t, k=k: {"y": places(t["hard"], True)[:, :k]}, shared=("hard",),
               body="local _, i = cr.top_k(hard, %d)\nreturn i" % k, note="NaN last")
    c.func("top_ints", {"ints": ints}, lambda t: {"v": t["ints"].sort(dim=1, descending=True)[0][:, :4]}, shared=("ints",),
           body="return (cr.top_k(ints, 4))")
    wide = c.distinct(2, 70)
    for k in (3, 40):
        _simple(c, "top_%d" % k, {"wide": wide}, lambda wide, k=k: wide.topk(k)[0], "(cr.top_k(wide, %d))" % k,
                shared=("wide",), note="a loop that takes out the largest, or a sort")
    return c.write()


def indexing():
    c = Case("indexing", "take, take_along, scatter_add, one_hot, dynamic slices; repeated and outside indices.", 6)
    x = c.normal(5, 4, 3)
    index = np.int32([[3, 0, 3], [1, 1, 2]])
    for axis in (0, 1, 2):
        i = np.minimum(index, x.shape[axis] - 1).astype(np.int32)
        _simple(c, "take_%d" % (axis + 1), {"x": x, "index": i},
                lambda x, index, axis=axis: _take(x, index, axis),
                "cr.take(x, index, %d)" % (axis + 1), shared=("x",), note="result: the axis gives way to the indices' shape")
    outside = np.int32([-2, 7, 4, 0])
    _simple(c, "take_clamped", {"x": x, "outside": outside}, lambda x, outside: x[outside.clamp(0, 4).long()],
            "cr.take(x, outside)", shared=("x", "outside"), note="indices outside are clamped")
    grid = c.normal(4, 5)
    along = np.int32([[4, 0, 0], [1, 2, 3], [3, 3, 3], [0, 4, 2]])
    _simple(c, "take_along", {"grid": grid, "along": along}, lambda grid, along: torch.take_along_dim(grid, along.long(), 1),
            "cr.take_along(grid, along, 2)", shared=("grid",))
    for axis in (0, 1):
        i = np.int32([1, 3, 1, 0, 1])
        shape = [4, 5]
        shape[axis] = len(i)
        _simple(c, "scatter_add_%d" % (axis + 1), {"grid": grid, "index": i, "updates": c.normal(*shape)},
                lambda grid, index, updates, axis=axis: grid.index_add(axis, index.long(), updates),
                "cr.scatter_add(grid, index, updates, %d)" % (axis + 1), shared=("grid",), note="equal indices add up")
    _simple(c, "scatter_add_clamped", {"grid": grid, "outside": outside, "updates": c.normal(4, 5)},
            lambda grid, outside, updates: grid.index_add(0, outside.clamp(0, 3).long(), updates),
            "cr.scatter_add(grid, outside, updates)", shared=("grid", "outside"))
    marks = np.int32([[0, 3], [-1, 4], [2, 2]])
    c.func("one_hot", {"marks": marks}, body="return cr.one_hot(marks, 4)", note="outside: a row of zeros",
           compute=lambda t: {"y": (t["marks"].unsqueeze(-1) == torch.arange(4)).float()})
    for name, start in (("", 1), ("_low", -3), ("_high", 9)):
        s = min(max(start, 0), 5 - 3)
        _simple(c, "dynamic_slice" + name, {"grid": grid, "start": np.int32(start)},
                lambda grid, start, s=s: grid[:, s:s + 3], "cr.dynamic_slice(grid, start, 3, 2)", shared=("grid",),
                note="" if not name else "the start is clamped, so that the slice fits")
        _simple(c, "dynamic_update" + name, {"grid": grid, "patch": c.normal(4, 3), "start": np.int32(start)},
                lambda grid, patch, start, s=s: torch.cat([grid[:, :s], patch, grid[:, s + 3:]], 1),
                "cr.dynamic_update(grid, patch, start, 2)", shared=("grid",))
    return c.write()


def _take(x, index, axis):
    flat = torch.index_select(x, axis, index.long().reshape(-1))
    return flat.reshape(x.shape[:axis] + index.shape + x.shape[axis + 1:])


def movement():
    c = Case("movement", "Shape operators and their gradients: slice, pad, reverse, concat and the rest.", 7)
    x, y3 = c.normal(4, 6), c.normal(2, 3, 4)
    cases = [
        ("slice", x, lambda x: x[:, 1:5], "cr.slice(x, 2, 2, 5)"),
        ("slice_step", x, lambda x: x[:, 1:6:2], "cr.slice(x, 2, 2, 6, 2)"),
        ("slice_step_ragged", x, lambda x: x[:, 0:6:4], "cr.slice(x, 2, 1, -1, 4)"),
        ("slice_negative", x, lambda x: x[1:3], "cr.slice(x, 1, -3, -2)"),
        ("at", x, lambda x: x[2], "cr.at(x, 1, 3)"),
        ("at_last", x, lambda x: x[:, -1], "cr.at(x, 2, -1)"),
        ("pad", x, lambda x: torch.nn.functional.pad(x, (3, 0, 1, 2)), "cr.pad(x, { { 1, 2 }, { 3, 0 } })"),
        ("pad_axis_value", x, lambda x: torch.nn.functional.pad(x, (2, 1), value=-1.5), "cr.pad(x, { [2] = { 2, 1 } }, -1.5)"),
        ("reverse", x, lambda x: x.flip(1), "cr.reverse(x, 2)"),
        ("reverse_both", x, lambda x: x.flip(0, 1), "cr.reverse(x, { 1, 2 })"),
        ("transpose", y3, lambda x: x.permute(2, 0, 1), "cr.transpose(x, { 3, 1, 2 })"),
        ("swap", y3, lambda x: x.transpose(0, 2), "cr.swap(x, 1, 3)"),
        ("reshape", y3, lambda x: x.reshape(4, 6), "cr.reshape(x, { 4, -1 })"),
        ("flatten", y3, lambda x: x.flatten(1), "cr.flatten(x, 2)"),
        ("transpose_reshape", y3, lambda x: x.permute(1, 0, 2).reshape(6, 4).T.reshape(8, 3),
         "x:transpose({ 2, 1, 3 }):reshape({ 6, 4 }):transpose({ 2, 1 }):reshape({ 8, 3 })"),
        ("expand_squeeze", x, lambda x: x.unsqueeze(1).squeeze(1) * 2, "x:expand(2):squeeze(2) * 2"),
        ("broadcast", x, lambda x: x[None].expand(3, 4, 6), "cr.broadcast(x, { 3, 4, 6 })"),
        ("tile", x, lambda x: x.tile((1, 3)), "cr.tile(x, 3, 2)"),
        ("chain", x, lambda x: torch.nn.functional.pad(x.flip(0)[:, 0:6:2], (1, 1)).T, 
         "x:reverse(1):slice(2, 1, -1, 2):pad({ [2] = { 1, 1 } }):transpose({ 2, 1 })"),
    ]
    for name, value, f, lua in cases:
        _simple(c, name, {"x": value}, lambda x, f=f: f(x), lua)
    a, b, d = c.normal(2, 3), c.normal(2, 1), c.normal(2, 2)
    _simple(c, "concat", {"a": a, "b": b, "d": d}, lambda a, b, d: torch.cat([a, b, d], 1), "cr.concat({ a, b, d }, 2)")
    _simple(c, "concat_twice", {"a": a}, lambda a: torch.cat([a, a * a, a], 0), "cr.concat({ a, a * a, a }, 1)",
            note="one tensor in two places")
    _simple(c, "stack", {"a": a, "b": c.normal(2, 3)}, lambda a, b: torch.stack([a, b], 1), "cr.stack({ a, b }, 2)")
    c.func("split", {"x": x, "w": c.normal(4, 3)}, body="""
local left, middle, right = cr.split(x, { 1, 3, 2 }, 2)
local y = middle * left + right:sum(2, { keep_dims = true })
return y, cr.grad((y * w):sum(), x)""", compute=with_gradients(
        lambda t: t["x"][:, 1:4] * t["x"][:, :1] + t["x"][:, 4:].sum(1, keepdim=True), ["x"]))
    return c.write()


def contraction():
    c = Case("contraction", "dot_general, einsum and matmul: batch axes, several contracting axes, outer products.", 8)
    # name, a's shape, b's shape, the einsum, options of dot_general in the model language
    dots = [
        ("dot_matrix", (3, 5), (5, 4), "ik,kj->ij", "contract = { { 2 }, { 1 } }"),
        ("dot_left_transposed", (5, 3), (5, 4), "ki,kj->ij", "contract = { { 1 }, { 1 } }"),
        ("dot_right_transposed", (3, 5), (4, 5), "ik,jk->ij", "contract = { { 2 }, { 2 } }"),
        ("dot_vector", (3, 5), (5,), "ik,k->i", "contract = { { 2 }, { 1 } }"),
        ("dot_inner", (7,), (7,), "k,k->", "contract = { { 1 }, { 1 } }"),
        ("dot_outer", (3,), (4,), "i,j->ij", "contract = { {}, {} }"),
        ("dot_batch", (2, 3, 5), (2, 5, 4), "bik,bkj->bij", "batch = { { 1 }, { 1 } }, contract = { { 3 }, { 2 } }"),
        ("dot_batch_inside", (3, 2, 5), (5, 4, 2), "ibk,kjb->bij", "batch = { { 2 }, { 3 } }, contract = { { 3 }, { 1 } }"),
        ("dot_two_batches", (2, 3, 4, 5), (3, 2, 5, 6), "abik,bakj->abij",
         "batch = { { 1, 2 }, { 2, 1 } }, contract = { { 4 }, { 3 } }"),
        ("dot_two_contracting", (3, 4, 5), (4, 5, 6), "ikl,klj->ij", "contract = { { 2, 3 }, { 1, 2 } }"),
        ("dot_contracting_crossed", (4, 3, 5), (5, 6, 4), "kil,ljk->ij", "contract = { { 1, 3 }, { 3, 1 } }"),
        ("dot_free_axes", (2, 3, 5), (4, 5, 2), "xik,jkz->xijz", "contract = { { 3 }, { 2 } }"),
        ("dot_batch_only", (2, 3), (2, 3), "bc,bc->bc", "batch = { { 1, 2 }, { 1, 2 } }, contract = { {}, {} }"),
        ("dot_row", (1, 5), (5, 4), "ik,kj->ij", "contract = { { 2 }, { 1 } }"),
        ("dot_long", (2, 300), (300, 3), "ik,kj->ij", "contract = { { 2 }, { 1 } }"),
        ("dot_edges", (17, 19), (19, 33), "ik,kj->ij", "contract = { { 2 }, { 1 } }"),
    ]
    for name, sa, sb, spec, options in dots:
        _simple(c, name, {"a": c.normal(*sa), "b": c.normal(*sb)}, lambda a, b, spec=spec: torch.einsum(spec, a, b),
                "cr.dot_general(a, b, { %s })" % options, rtol=2e-5, atol=2e-5)
    sums = [
        ("einsum_matrix", (3, 5), (5, 4), "ij,jk->ik"), ("einsum_transposed", (3, 5), (5, 4), "ij,jk->ki"),
        ("einsum_scores", (2, 3, 2, 4), (2, 5, 2, 4), "bqhd,bkhd->bhqk"),
        ("einsum_values", (2, 2, 3, 5), (2, 5, 2, 4), "bhqk,bkhd->bqhd"),
        ("einsum_outer", (3,), (4,), "i,j->ij"), ("einsum_all", (3, 4), (3, 4), "ij,ij->"),
        ("einsum_rows", (3, 4), (3, 4), "ij,ij->i"), ("einsum_vector", (2, 3, 4), (4,), "ijk,k->ij"),
        ("einsum_outer_four", (2, 3), (2, 2), "ij,kl->ikjl"), ("einsum_summed_alone", (3, 4), (4, 5), "ij,jk->k"),
    ]
    for name, sa, sb, spec in sums:
        _simple(c, name, {"a": c.normal(*sa), "b": c.normal(*sb)}, lambda a, b, spec=spec: torch.einsum(spec, a, b),
                'cr.einsum("%s", a, b)' % spec, rtol=2e-5, atol=1e-5)
    products = [
        ("matmul", (3, 5), (5, 4), "", lambda a, b: a @ b),
        ("matmul_ta", (5, 3), (5, 4), ", { transpose_a = true }", lambda a, b: a.mT @ b),
        ("matmul_tb", (3, 5), (4, 5), ", { transpose_b = true }", lambda a, b: a @ b.mT),
        ("matmul_both", (5, 3), (4, 5), ", { transpose_a = true, transpose_b = true }", lambda a, b: a.mT @ b.mT),
        ("matmul_batch", (2, 3, 5), (2, 5, 4), "", lambda a, b: a @ b),
        ("matmul_stretched", (2, 1, 3, 4), (5, 4, 6), "", lambda a, b: a @ b),
        ("matmul_shared", (2, 3, 5), (5, 4), "", lambda a, b: a @ b),
    ]
    for name, sa, sb, options, f in products:
        _simple(c, name, {"a": c.normal(*sa), "b": c.normal(*sb)}, f, "cr.matmul(a, b%s)" % options, rtol=2e-5, atol=1e-5)
    return c.write()


def second_order():
    c = Case("second_order", "Gradients of gradients: Hessian times vector, and a penalty on a gradient's norm.", 9,
             wants='cr, nn = require "crescent", require "crescent.nn"')
    x, k, v = c.normal(4, 3), c.normal(3, 5), c.normal(3, 5)

    def product(t):
        y = torch.tanh(t["x"] @ t["k"]).square().sum()
        g, = torch.autograd.grad(y, t["k"], create_graph=True)
        h, = torch.autograd.grad((g * t["v"]).sum(), t["k"])
        return {"y": y, "d_k": g, "product": h}
    c.func("hessian_vector", {"x": x, "k": k, "v": v}, product, atol=1e-5, body="""
local y = cr.tanh(cr.matmul(x, k)):square():sum()
local g = cr.grad(y, k)
return y, g, cr.grad((g * v):sum(), k)""")

    def penalty(t):
        y = torch.logsumexp(torch.nn.functional.silu(t["x"] @ t["k"]), -1).sum()
        g, = torch.autograd.grad(y, t["x"], create_graph=True)
        p = (g.square().sum(-1).sqrt() - 1).square().mean()
        return {"y": p, "d_k": torch.autograd.grad(p, t["k"])[0]}
    c.func("gradient_penalty", {"x": x, "k": k}, penalty, atol=1e-5, body="""
local out = nn.silu(cr.matmul(x, k)):logsumexp(-1):sum()
local g = cr.grad(out, x)
local y = (g:norm(-1) - 1):square():mean()
return y, cr.grad(y, k)""")
    return c.write()


GROUPS = [elementwise, reductions, ordering, indexing, movement, contraction, second_order]
