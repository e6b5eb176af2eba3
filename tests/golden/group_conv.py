"""Groups: convolutions and windows as operators and as layers, batch norm and its relatives, frames and enlargements."""

import numpy as np
import torch
import torch.nn.functional as F

import windows as W
from case import Case, lua_gradients, with_gradients

NN = 'cr, nn = require "crescent", require "crescent.nn"'


def lua(v):
    """A Python value as Lua."""
    if isinstance(v, (list, tuple)):
        return "{ %s }" % ", ".join(lua(a) for a in v)
    if isinstance(v, dict):
        return "{ %s }" % ", ".join("%s = %s" % (k, lua(a)) for k, a in v.items())
    if isinstance(v, bool):
        return "true" if v else "false"
    return '"%s"' % v if isinstance(v, str) else repr(v)


# name: (x, kernel, options). Spatial axes lie between the batch and the channels.
CONVOLUTIONS = {
    "valid_1d": ((2, 9, 3), (4, 3, 5), {}),
    "same_1d": ((2, 9, 3), (4, 3, 5), {"padding": "same", "strides": 2}),
    "causal_1d": ((2, 9, 3), (3, 3, 4), {"padding": "causal", "dilation": 2}),
    "causal_strided_1d": ((2, 8, 2), (4, 2, 3), {"padding": "causal", "strides": 3}),
    "valid": ((2, 7, 6, 3), (3, 2, 3, 4), {}),
    "same": ((2, 7, 6, 3), (3, 3, 3, 4), {"padding": "same"}),
    "same_even_window": ((2, 5, 6, 2), (4, 2, 2, 3), {"padding": "same"}),
    "same_strided": ((2, 7, 8, 3), (3, 5, 3, 4), {"padding": "same", "strides": [2, 3]}),
    "strided": ((2, 9, 11, 2), (3, 4, 2, 3), {"strides": [3, 2]}),
    "stride_above_window": ((1, 9, 8, 2), (2, 1, 2, 3), {"strides": [4, 3]}),
    "explicit_border": ((2, 5, 6, 3), (3, 3, 3, 4), {"padding": [[1, 2], [0, 3]]}),
    "padding_above_window": ((1, 3, 4, 2), (2, 3, 2, 3), {"padding": [[4, 3], [0, 5]], "strides": [2, 1]}),
    "dilated": ((2, 9, 8, 2), (3, 3, 2, 4), {"dilation": [2, 3]}),
    "dilated_same_strided": ((1, 9, 10, 2), (3, 2, 2, 3), {"dilation": 2, "strides": 2, "padding": "same"}),
    "input_dilated": ((2, 4, 5, 2), (3, 3, 2, 3), {"input_dilation": [2, 3]}),
    "input_dilated_all": ((1, 5, 4, 2), (2, 3, 2, 3), {"input_dilation": 2, "dilation": [1, 2], "strides": [3, 2],
                                                        "padding": [[1, 0], [2, 2]]}),
    "groups": ((2, 5, 6, 6), (3, 3, 2, 9), {"groups": 3, "padding": "same"}),
    "groups_strided": ((2, 7, 6, 4), (3, 2, 2, 4), {"groups": 2, "strides": 2, "padding": [[1, 1], [0, 1]]}),
    "depthwise": ((2, 6, 7, 5), (3, 3, 1, 5), {"groups": 5, "padding": "same"}),
    "depthwise_multiplied": ((1, 6, 7, 3), (3, 2, 1, 6), {"groups": 3, "strides": 2}),
    "depthwise_dilated": ((1, 9, 7, 4), (3, 3, 1, 4), {"groups": 4, "dilation": 2, "padding": "same"}),
    "one_by_one": ((2, 5, 4, 6), (1, 1, 6, 5), {}),
    "one_by_one_strided": ((2, 5, 4, 6), (1, 1, 6, 5), {"strides": 2}),
    "one_pixel": ((3, 1, 1, 4), (3, 3, 4, 5), {"padding": "same"}),
    "window_is_image": ((3, 4, 5, 2), (4, 5, 2, 6), {}),
    "one_channel": ((2, 6, 6, 1), (3, 3, 1, 1), {"padding": "same"}),
    "many_channels": ((1, 4, 4, 20), (3, 3, 20, 35), {"padding": "same"}),
    "valid_3d": ((1, 4, 5, 6, 2), (2, 3, 2, 2, 3), {}),
    "same_3d": ((1, 4, 5, 3, 2), (3, 2, 2, 2, 3), {"padding": "same", "strides": [2, 1, 2]}),
    "all_3d": ((1, 5, 4, 6, 4), (2, 2, 3, 2, 4), {"groups": 2, "dilation": [2, 1, 1], "padding": [[1, 0], [0, 1], [2, 1]],
                                                   "strides": [1, 2, 2]}),
}

CLOSE = {"rtol": 1e-5, "atol": 1e-5}


def convolution():
    c = Case("convolution", "cr.convolution with every option: values, and the gradients of both operands.", 20)
    for name, (xs, ks, options) in CONVOLUTIONS.items():
        x, k = c.normal(*xs), c.normal(*ks)
        y = W.conv(torch.tensor(x), torch.tensor(k), **options)
        c.func(name, {"x": x, "k": k, "w": c.normal(*y.shape)},
               with_gradients(lambda t, o=options: W.conv(t["x"], t["k"], **o), ["x", "k"]),
               body=lua_gradients("cr.convolution(x, k%s)" % (", " + lua(options) if options else ""), ["x", "k"]), **CLOSE)
    return c.write()


WINDOWS = {
    "plain": ((2, 6, 4, 3), {"size": 2}),
    "left_over": ((2, 7, 5, 2), {"size": [2, 3]}),
    "overlapping": ((2, 7, 9, 2), {"size": 3, "strides": 2}),
    "gaps": ((1, 9, 8, 2), {"size": 2, "strides": [3, 4]}),
    "same": ((2, 5, 6, 2), {"size": 3, "strides": 2, "padding": "same"}),
    "same_every": ((1, 4, 5, 2), {"size": [2, 3], "strides": 1, "padding": "same"}),
    "explicit": ((2, 5, 4, 2), {"size": 3, "strides": [2, 1], "padding": [[1, 2], [0, 2]]}),
    "dilated": ((1, 8, 9, 2), {"size": [2, 3], "strides": 1, "dilation": [3, 2]}),
    "dilated_same": ((1, 6, 7, 2), {"size": 2, "strides": 2, "dilation": 2, "padding": "same"}),
    "whole": ((2, 4, 5, 3), {"size": [4, 5]}),
    "one_pixel": ((2, 1, 1, 3), {"size": 3, "strides": 1, "padding": "same"}),
    "line": ((2, 9, 3), {"size": 3, "strides": 2}),
    "line_same": ((2, 8, 2), {"size": 4, "strides": 3, "padding": "same"}),
    "volume": ((1, 4, 5, 6, 2), {"size": 2}),
    "volume_same": ((1, 3, 4, 5, 2), {"size": [2, 3, 2], "strides": [1, 2, 2], "padding": "same"}),
}


def reduce_window():
    c = Case("reduce_window", "cr.reduce_window: maxima, sums and means of windows, and their gradients.", 21)
    for name, (shape, options) in WINDOWS.items():
        x = c.distinct(*shape)
        for kind in ("max", "sum", "mean"):
            y = W.windows(torch.tensor(x), kind, **options)
            c.func("%s_%s" % (kind, name), {"x": x, "w": c.normal(*y.shape)},
                   with_gradients(lambda t, o=options, kind=kind: W.windows(t["x"], kind, **o), ["x"]),
                   body=lua_gradients('cr.reduce_window(x, "%s", %s)' % (kind, lua(options)), ["x"]), **CLOSE)
    x = c.normal(2, 5, 4, 2)
    options = {"size": 3, "strides": 2, "padding": "same", "count_include_pad": True}
    c.func("mean_with_border", {"x": x, "w": c.normal(2, 3, 2, 2)},
           with_gradients(lambda t: W.windows(t["x"], "mean", **options), ["x"]),
           body=lua_gradients('cr.reduce_window(x, "mean", %s)' % lua(options), ["x"]), **CLOSE)
    ties = np.maximum(np.float32(c.rng.randint(-2, 3, (2, 7, 6, 3))), 0)
    torch_s = F.max_pool2d(torch.tensor(ties).movedim(-1, 1), 3, 2).movedim(1, -1)
    assert torch.equal(W.windows(torch.tensor(ties), "max", 3, 2), torch_s)
    c.func("max_ties", {"x": ties, "w": c.normal(2, 3, 2, 3)},
           with_gradients(lambda t: F.max_pool2d(t["x"].movedim(-1, 1), 3, 2).movedim(1, -1), ["x"]),
           body=lua_gradients('cr.reduce_window(x, "max", { size = 3, strides = 2 })', ["x"]), **CLOSE,
           note="equals: the first in row-major order has the derivative")
    return c.write()


# ---- layers ---------------------------------------------------------------------------------------

class Layers(Case):
    """A case whose functions are one layer each, under the layer's name, with gradients of input and parameters."""

    def __init__(self, *args, **kw):
        super().__init__(*args, tree="layers", wants=NN, **kw)
        self.rows = []

    def layer(self, name, made, x, compute, params=None, buffers=None, training=False, note="", **tolerance):
        """compute(x, p, new) -> y, p the parameters by short name; new takes new values of buffers in training."""
        params, buffers = params or {}, buffers or {}
        full = {"%s.%s" % (name, k): v for k, v in params.items()}
        kept = {"%s.%s" % (name, k): v for k, v in buffers.items()}
        self.rows.append("  %s = nn.%s," % (name, made))
        y = compute(torch.tensor(x), {k: torch.tensor(v) for k, v in dict(params, **buffers).items()}, {})

        def run(t):
            p, new = {k: t["%s.%s" % (name, k)] for k in list(params) + list(buffers)}, {}
            out = compute(t["x"], p, new)
            grads = torch.autograd.grad((out * t["w"]).sum(), [t["x"]] + [p[k] for k in params])
            result = {"y": out}
            result.update(("d_" + k, g) for k, g in zip(["x"] + list(params), grads))
            result.update(("new_" + k, v) for k, v in new.items())
            return result
        wrt = ", ".join(["x"] + ['p["%s"]' % k for k in params])
        body = ["local y = layers.%s(x)" % name]
        if params:
            body.append("local p = layers.%s.params" % name)
        gradient = "cr.grad((y * w):sum(), %s)" % ("{ %s }" % wrt if params else "x")
        if training and buffers:
            body.append("local d = " + gradient)
            after = ", ".join('layers.%s:buffer("%s", { %d })' % (name, k, len(v)) for k, v in buffers.items())
            many = ["d[%d]" % (i + 1) for i in range(len(params) + 1)] if params else ["d"]
            body.append("return y, %s,\n       %s" % (", ".join(many), after))
        else:
            body.append("return y, " + ("table.unpack(%s)" % gradient if params else gradient))
        self.func(name, {"x": x, "w": self.normal(*y.shape)}, run, wrt=["x"], params=full, buffers=kept,
                  body="\n".join(body), note=note, options="training = true" if training else "",
                  **dict(CLOSE, **tolerance))

    def write(self):
        self.head = "local layers = {\n%s\n}" % "\n".join(self.rows)
        return super().write()


def _conv_layer(c, name, kind, xs, filters, size, options, bias=True):
    n = len(xs) - 2
    window = W.many(size, n)
    py = dict(options)
    dilation = {"dilation": py.pop("dilation_rate", 1)}
    activation = py.pop("activation", None)
    act = {None: lambda y: y, "relu": F.relu, "tanh": torch.tanh}[activation]
    lua_options = dict(options, **({} if bias else {"use_bias": False}))
    tail = ", " + lua(lua_options) if lua_options else ""
    scale = 1 / np.sqrt(np.prod(window) * xs[-1])
    b = {"bias": c.normal(filters or xs[-1] * py.get("depth_multiplier", 1), scale=0.5)} if bias else {}
    if kind.endswith("transpose"):
        k = {"kernel": c.normal(*window, filters, xs[-1], scale=scale)}
        f = lambda x, p: W.conv_transpose(x, p["kernel"], **py, **dilation)
    elif kind.startswith("depthwise"):
        multiplier = py.pop("depth_multiplier", 1)
        k = {"kernel": c.normal(*window, xs[-1], multiplier)}
        f = lambda x, p: W.depthwise(x, p["kernel"], **py, **dilation)
    elif kind.startswith("separable"):
        multiplier = py.pop("depth_multiplier", 1)
        k = {"depthwise_kernel": c.normal(*window, xs[-1], multiplier),
             "pointwise_kernel": c.normal(*[1] * n, xs[-1] * multiplier, filters, scale=0.5)}
        f = lambda x, p: W.conv(W.depthwise(x, p["depthwise_kernel"], **py, **dilation), p["pointwise_kernel"])
    else:
        k = {"kernel": c.normal(*window, xs[-1] // py.get("groups", 1), filters, scale=scale)}
        f = lambda x, p: W.conv(x, p["kernel"], **py, **dilation)
    first = "%s, " % lua(filters) if filters else ""
    c.layer(name, "%s(%s%s%s)" % (kind, first, lua(size), tail), c.normal(*xs),
            lambda x, p, new: act(f(x, p) + p["bias"] if bias else f(x, p)), dict(k, **b))


def conv_layers():
    c = Layers("conv_layers", "Every convolution layer: values, and gradients of input, kernels and bias.", 22)
    add = lambda *a, **kw: _conv_layer(c, *a, **kw)
    add("conv1d", "conv1d", (2, 9, 3), 4, 3, {})
    add("conv1d_same", "conv1d", (2, 9, 3), 4, 4, {"strides": 2, "padding": "same", "activation": "tanh"})
    add("conv1d_causal", "conv1d", (2, 9, 3), 4, 3, {"padding": "causal", "dilation_rate": 2})
    add("conv2d", "conv2d", (2, 6, 7, 3), 4, 3, {})
    add("conv2d_relu", "conv2d", (2, 6, 5, 3), 5, 3, {"padding": "same", "activation": "relu"})
    add("conv2d_options", "conv2d", (2, 8, 7, 4), 6, [3, 2], {"strides": [2, 1], "padding": "same", "groups": 2})
    add("conv2d_dilated", "conv2d", (1, 9, 8, 2), 3, 3, {"dilation_rate": [2, 1]}, bias=False)
    add("conv2d_explicit", "conv2d", (1, 5, 6, 2), 3, 3, {"strides": 2, "padding": [[1, 1], [1, 1]]}, bias=False)
    add("conv3d", "conv3d", (1, 4, 5, 4, 2), 3, [2, 3, 2], {})
    add("conv3d_same", "conv3d", (1, 4, 5, 4, 2), 3, 3, {"strides": [2, 1, 2], "padding": "same"})
    add("transpose", "conv2d_transpose", (2, 4, 5, 3), 4, 3, {})
    add("transpose_strided", "conv2d_transpose", (2, 4, 3, 3), 4, 3, {"strides": 2})
    add("transpose_same", "conv2d_transpose", (2, 4, 3, 3), 4, 3, {"strides": 2, "padding": "same"})
    add("transpose_same_even", "conv2d_transpose", (2, 3, 4, 3), 2, 4, {"strides": 2, "padding": "same", "activation": "relu"})
    add("transpose_same_odd", "conv2d_transpose", (1, 3, 4, 2), 2, [5, 2], {"strides": 3, "padding": "same"})
    add("transpose_gap", "conv2d_transpose", (1, 3, 3, 2), 2, 2, {"strides": 3})
    add("transpose_longer", "conv2d_transpose", (2, 4, 3, 3), 4, 3, {"strides": 2, "output_padding": 1})
    add("transpose_same_longer", "conv2d_transpose", (2, 4, 3, 3), 4, 3, {"strides": 2, "padding": "same", "output_padding": 1})
    add("transpose_same_shorter", "conv2d_transpose", (2, 4, 3, 3), 4, 3, {"strides": 2, "padding": "same", "output_padding": 0})
    add("transpose_dilated", "conv2d_transpose", (1, 4, 5, 2), 3, 3, {"dilation_rate": 2, "padding": "valid"}, bias=False)
    add("depthwise", "depthwise_conv2d", (2, 6, 5, 4), None, 3, {})
    add("depthwise_same", "depthwise_conv2d", (2, 6, 5, 3), None, 3, {"strides": 2, "padding": "same", "depth_multiplier": 2})
    add("depthwise_dilated", "depthwise_conv2d", (1, 7, 7, 3), None, [3, 2], {"dilation_rate": 2, "padding": "same", "activation": "relu"},
        bias=False)
    add("separable", "separable_conv2d", (2, 6, 5, 3), 4, 3, {})
    add("separable_same", "separable_conv2d", (2, 6, 5, 3), 4, 3, {"strides": 2, "padding": "same", "depth_multiplier": 2,
                                                                    "activation": "relu"})
    add("conv1d_groups", "conv1d", (2, 9, 4), 6, 3, {"groups": 2, "dilation_rate": 2, "padding": "same"})
    add("conv1d_explicit", "conv1d", (2, 7, 3), 4, 3, {"strides": 2, "padding": [[2, 1]], "activation": "relu"})
    add("conv3d_options", "conv3d", (1, 5, 4, 4, 4), 6, [3, 2, 1], {"groups": 2, "dilation_rate": [1, 2, 1], "padding": "same"})
    add("transpose_1d", "conv1d_transpose", (2, 5, 3), 4, 3, {"strides": 2})
    add("transpose_1d_same", "conv1d_transpose", (2, 5, 3), 2, 4, {"strides": 2, "padding": "same", "activation": "tanh"})
    add("transpose_1d_longer", "conv1d_transpose", (2, 4, 3), 2, 3, {"strides": 3, "padding": "same", "output_padding": 2})
    add("transpose_3d", "conv3d_transpose", (1, 3, 2, 3, 2), 3, [2, 3, 2], {"strides": [1, 2, 2]})
    add("transpose_3d_same", "conv3d_transpose", (1, 2, 3, 2, 2), 2, 3, {"strides": 2, "padding": "same"}, bias=False)
    add("depthwise_1d", "depthwise_conv1d", (2, 8, 3), None, 3, {"padding": "same"})
    add("depthwise_1d_strided", "depthwise_conv1d", (2, 9, 2), None, 4, {"strides": 2, "depth_multiplier": 3, "activation": "relu"})
    add("separable_1d", "separable_conv1d", (2, 8, 3), 4, 3, {"padding": "same", "depth_multiplier": 2})
    add("separable_dilated", "separable_conv2d", (1, 7, 8, 3), 4, [2, 3], {"dilation_rate": 2}, bias=False)
    return c.write()


POOLING = {
    "1d": (2, 9, 3), "2d": (2, 7, 6, 3), "3d": (1, 5, 4, 6, 2),
}


def pooling():
    c = Layers("pooling", "Every pooling layer, windows that overlap and borders among them, and their gradients.", 23)
    for suffix, shape in POOLING.items():
        x = c.distinct(*shape)
        for kind in ("max", "average"):
            base, of = "%s_pooling%s" % (kind, suffix), "max" if kind == "max" else "mean"
            f = lambda of=of, **o: lambda x, p, new: W.windows(x, of, **o)
            c.layer(base, "%s(2)" % base, x, f(size=2))
            c.layer(base + "_overlapping", "%s(3, { strides = 2 })" % base, x, f(size=3, strides=2))
            c.layer(base + "_same", '%s(3, { strides = 2, padding = "same" })' % base, x, f(size=3, strides=2, padding="same"))
            c.layer("global_" + base, "global_%s()" % base, x,
                    lambda x, p, new, k=kind: x.flatten(1, -2).amax(1) if k == "max" else x.flatten(1, -2).mean(1))
            if suffix == "2d":
                c.layer(base + "_uneven", "%s({ 3, 2 }, { strides = { 1, 3 } })" % base, x, f(size=[3, 2], strides=[1, 3]))
                c.layer("global_%s_keep" % base, "global_%s { keep_dims = true }" % base, x,
                        lambda x, p, new, k=kind: x.amax((1, 2), keepdim=True) if k == "max" else x.mean((1, 2), keepdim=True))
    return c.write()


def _batch_norm(axes, epsilon=1e-3, momentum=0.99, unbiased=False, training=True, scale=True, center=True):
    def compute(x, p, new):
        shape = [1 if i in axes else n for i, n in enumerate(x.shape)]
        along = lambda v: v.reshape(shape)
        if training:
            y, mean, variance = W.normal(x, axes, epsilon)
            n = x.numel() / mean.numel()
            new["moving_mean"] = p["moving_mean"] * momentum + mean.flatten() * (1 - momentum)
            new["moving_variance"] = p["moving_variance"] * momentum + variance.flatten() * (n / (n - 1) if unbiased else 1) * (1 - momentum)
        else:
            y = (x - along(p["moving_mean"])) / (along(p["moving_variance"]) + epsilon).sqrt()
        y = y * along(p["gamma"]) if scale else y
        return y + along(p["beta"]) if center else y
    return compute


def norms():
    c = Layers("norms", "Batch norm in training and inference, group, instance and local response norm; gradients, new statistics.", 24)

    def batch(name, options, shape=(3, 4, 3, 5), axes=(0, 1, 2), training=True, **kw):
        n = shape[[i for i in range(len(shape)) if i not in axes][0]]
        params = {}
        if kw.get("scale", True):
            params["gamma"] = c.uniform(n, lo=0.5, hi=1.5)
        if kw.get("center", True):
            params["beta"] = c.normal(n)
        buffers = {"moving_mean": c.normal(n), "moving_variance": c.uniform(n, lo=0.5, hi=2)}
        c.layer(name, "batch_norm%s" % (" " + options if options else "()"), c.normal(*shape, scale=2) + np.float32(0.5),
                _batch_norm(axes, training=training, **kw), params, buffers, training=training)
    batch("batch_norm", "")
    batch("batch_norm_inference", "", training=False)
    batch("batch_norm_options", "{ momentum = 0.9, epsilon = 1e-5, unbiased = true }", momentum=0.9, epsilon=1e-5, unbiased=True)
    batch("batch_norm_no_scale", "{ scale = false }", scale=False)
    batch("batch_norm_plain", "{ scale = false, center = false }", scale=False, center=False)
    batch("batch_norm_plain_inference", "{ scale = false, center = false }", scale=False, center=False, training=False)
    batch("batch_norm_axis", "{ axis = 2 }", shape=(4, 5, 3, 2), axes=(0, 2, 3))
    batch("batch_norm_rows", "", shape=(7, 6), axes=(0,))
    batch("batch_norm_1d", "", shape=(3, 6, 4), axes=(0, 1))
    batch("batch_norm_3d", "", shape=(2, 3, 2, 3, 3), axes=(0, 1, 2, 3))

    def affine(n):
        return {"gamma": c.uniform(n, lo=0.5, hi=1.5), "beta": c.normal(n)}
    for name, made, shape, groups, epsilon in (
            ("group_norm", "group_norm { groups = 3 }", (2, 4, 3, 6), 3, 1e-3),
            ("group_norm_epsilon", "group_norm { groups = 2, epsilon = 1e-5 }", (2, 5, 4), 2, 1e-5),
            ("group_norm_default", "group_norm()", (2, 2, 2, 64), 32, 1e-3),
            ("group_norm_one", "group_norm { groups = 1 }", (2, 3, 4, 4), 1, 1e-3),
            ("instance_norm", "instance_norm()", (2, 4, 3, 5), 5, 1e-3),
            ("instance_norm_3d", "instance_norm { epsilon = 1e-5 }", (2, 3, 2, 3, 2), 2, 1e-5)):
        c.layer(name, made, c.normal(*shape, scale=2), lambda x, p, new, g=groups, e=epsilon: W.group_norm(x, g, e) * p["gamma"] + p["beta"],
                affine(shape[-1]))
    c.layer("layer_norm_image", "layer_norm()", c.normal(2, 3, 4, 6, scale=2),
            lambda x, p, new: F.layer_norm(x, (6,), p["gamma"], p["beta"], 1e-3), affine(6))
    c.layer("local_response_norm", "local_response_norm()", c.normal(2, 3, 4, 9, scale=20),
            lambda x, p, new: W.response_norm(x), note="alpha is not divided by size")
    c.layer("local_response_norm_options", "local_response_norm { size = 3, k = 1, alpha = 0.5, beta = 0.6 }", c.normal(2, 3, 2, 7),
            lambda x, p, new: W.response_norm(x, 3, 1.0, 0.5, 0.6))
    c.layer("local_response_norm_narrow", "local_response_norm { size = 7, alpha = 0.1 }", c.normal(2, 2, 2, 3),
            lambda x, p, new: W.response_norm(x, 7, 2.0, 0.1))
    x = torch.tensor(c.tensors["in.local_response_norm.x"]).double()
    theirs = F.local_response_norm(x.movedim(-1, 1), 5, alpha=5e-4, beta=0.75, k=2.0).movedim(1, -1)
    assert torch.allclose(W.response_norm(x), theirs)
    return c.write()


def frames():
    c = Layers("frames", "Layers that frame, crop and enlarge images, and their gradients.", 25)
    x = c.normal(2, 4, 5, 3)
    frame = lambda *pads: lambda x, p, new: W.framed(x, pads)
    c.layer("padding", "zero_padding2d(1)", x, frame((1, 1), (1, 1)))
    c.layer("padding_uneven", "zero_padding2d({ 1, 2 })", x, frame((1, 1), (2, 2)))
    c.layer("padding_sides", "zero_padding2d({ { 1, 0 }, { 2, 3 } })", x, frame((1, 0), (2, 3)))
    c.layer("cropping", "cropping2d(1)", x, frame((-1, -1), (-1, -1)))
    c.layer("cropping_uneven", "cropping2d({ 1, 2 })", x, frame((-1, -1), (-2, -2)))
    c.layer("cropping_sides", "cropping2d({ { 1, 0 }, { 2, 1 } })", x, frame((-1, 0), (-2, -1)))
    enlarge = lambda *a: lambda x, p, new: W.upsample(x, *a)
    c.layer("nearest", "up_sampling2d(2)", x, enlarge(2))
    c.layer("nearest_uneven", "up_sampling2d({ 3, 2 })", x, enlarge([3, 2]))
    c.layer("bilinear", 'up_sampling2d(2, { interpolation = "bilinear" })', x, enlarge(2, "bilinear"))
    c.layer("bilinear_uneven", 'up_sampling2d({ 3, 2 }, { interpolation = "bilinear" })', x, enlarge([3, 2], "bilinear"))
    c.layer("bilinear_pixel", 'up_sampling2d(2, { interpolation = "bilinear" })', c.normal(1, 1, 1, 2), enlarge(2, "bilinear"))
    c.layer("spatial_dropout", "spatial_dropout(0.5)", x, lambda x, p, new: x * 1, note="in inference: nothing")
    line, volume = c.normal(2, 6, 3), c.normal(1, 4, 3, 5, 2)
    c.layer("padding_1d", "zero_padding1d(2)", line, frame((2, 2)))
    c.layer("padding_1d_sides", "zero_padding1d({ 3, 1 })", line, frame((3, 1)))
    c.layer("padding_3d", "zero_padding3d({ 1, 0, 2 })", volume, frame((1, 1), (0, 0), (2, 2)))
    c.layer("padding_3d_sides", "zero_padding3d({ { 1, 0 }, { 0, 2 }, { 1, 1 } })", volume, frame((1, 0), (0, 2), (1, 1)))
    c.layer("cropping_1d", "cropping1d({ 1, 2 })", line, frame((-1, -2)))
    c.layer("cropping_3d", "cropping3d(1)", volume, frame((-1, -1), (-1, -1), (-1, -1)))
    c.layer("nearest_1d", "up_sampling1d(3)", line, enlarge(3))
    c.layer("nearest_3d", "up_sampling3d({ 1, 2, 3 })", volume, enlarge([1, 2, 3]))
    pooled = lambda x, kind: W.windows(x, kind, 2)
    c.layer("concatenate", "concatenate { nn.max_pooling2d(2), nn.average_pooling2d(2) }", x,
            lambda x, p, new: torch.cat([pooled(x, "max"), pooled(x, "mean")], -1))
    c.layer("residual", "residual { nn.zero_padding2d(1), nn.tanh, nn.cropping2d(1) }", x, lambda x, p, new: x + torch.tanh(x))
    c.layer("residual_shortcut", "residual { nn.max_pooling2d(2), shortcut = nn.average_pooling2d(2) }", x,
            lambda x, p, new: pooled(x, "max") + pooled(x, "mean"))
    return c.write()


def augmentation():
    """What is certain of random changes: at the ends of their ranges. The draws themselves: tests/lua/nn_images.lua."""
    c = Case("augmentation", "Changes of images whose ranges leave no choice, and their gradients.", 27,
             wants='cr, augment = require "crescent", require "crescent.augment"')
    x = c.normal(3, 5, 4, 2)

    def mean(t):
        return t.mean((1, 2), keepdim=True)
    for name, made, f in (
            ("flip", "augment.random_flip(x, { p = 1 })", lambda t: t.flip(2)),
            ("flip_down", "augment.random_flip(x, { p = 1, horizontal = false, vertical = true })", lambda t: t.flip(1)),
            ("flip_both", "augment.random_flip(x, { p = 1, vertical = true })", lambda t: t.flip(1, 2)),
            ("flip_never", "augment.random_flip(x, { p = 0, vertical = true })", lambda t: t * 1),
            ("whole_crop", "augment.random_crop(x, 0)", lambda t: t * 1),
            ("frame", "augment.random_crop(x, 2, { size = { 9, 8 }, value = -1 })", lambda t: W.framed(t, ((2, 2), (2, 2)), -1.0)),
            ("brightness", "augment.brightness(x, 0)", lambda t: t * 1),
            ("contrast", "augment.contrast(x, 1.5, 1.5)", lambda t: (t - mean(t)) * 1.5 + mean(t)),
            ("no_contrast", "augment.contrast(x, 0, 0)", lambda t: mean(t) + t * 0),
            ("cutout", "augment.cutout(x, 11, { value = 0.5 })", lambda t: t * 0 + 0.5)):
        y = f(torch.tensor(x))
        c.func(name, {"x": x, "w": c.normal(*y.shape)}, with_gradients(lambda t, f=f: f(t["x"]), ["x"]), body=lua_gradients(made, ["x"]),
               options='random = "state"', **CLOSE)
    return c.write()


def second_order_conv():
    c = Case("second_order_conv", "Gradients of gradients through convolutions, windows and norms.", 26, wants=NN)

    def product(y, t, k):
        g = torch.autograd.grad(y, t[k], create_graph=True)[0]
        h = torch.autograd.grad((g * t["v"]).sum(), t[k])[0]
        return {"y": y, "d_" + k: g, "product": h}
    hessian = "local g = cr.grad(y, %s)\nreturn y, g, cr.grad((g * v):sum(), %s)"
    wide = {"rtol": 2e-5, "atol": 2e-5}
    for name in ("same", "same_strided", "dilated", "groups_strided", "depthwise", "input_dilated", "causal_1d", "all_3d"):
        xs, ks, options = CONVOLUTIONS[name]
        x, k = c.normal(*xs, scale=0.3), c.normal(*ks, scale=0.3)
        text = "local y = cr.tanh(cr.convolution(x, k, %s)):square():sum()\n" % lua(options)
        f = lambda t, o=options: torch.tanh(W.conv(t["x"], t["k"], **o)).square().sum()
        c.func("kernel_" + name, {"x": x, "k": k, "v": c.normal(*ks)}, lambda t, f=f: product(f(t), t, "k"), body=text + hessian % ("k", "k"), **wide)
        c.func("input_" + name, {"x": x, "k": k, "v": c.normal(*xs)}, lambda t, f=f: product(f(t), t, "x"), body=text + hessian % ("x", "x"), **wide)
        c.func("mixed_" + name, {"x": x, "k": k, "v": c.normal(*xs)}, lambda t, f=f: {
            "d_k": torch.autograd.grad((torch.autograd.grad(f(t), t["x"], create_graph=True)[0] * t["v"]).sum(), t["k"])[0]},
            body=text + "return cr.grad((cr.grad(y, x) * v):sum(), k)", **wide)
    for name in ("overlapping", "same", "dilated", "volume_same"):
        shape, options = WINDOWS[name]
        for kind in ("max", "mean"):
            c.func("%s_%s" % (kind, name), {"x": c.distinct(*shape) * np.float32(0.05), "v": c.normal(*shape)},
                   lambda t, o=options, kind=kind: product(torch.tanh(W.windows(t["x"], kind, **o)).square().sum(), t, "x"),
                   body='local y = cr.tanh(cr.reduce_window(x, "%s", %s)):square():sum()\n' % (kind, lua(options)) + hessian % ("x", "x"), **wide)
    shape = (3, 4, 3, 2)
    c.func("batch_statistics", {"x": c.normal(*shape, scale=2), "v": c.normal(*shape)},
           lambda t: product(torch.tanh(W.normal(t["x"], (0, 1, 2), 1e-3)[0]).square().sum(), t, "x"), body="""
local centred = x - x:mean({ 1, 2, 3 }, { keep_dims = true })
local n = centred * (centred:square():mean({ 1, 2, 3 }, { keep_dims = true }) + 1e-3):rsqrt()
local y = cr.tanh(n):square():sum()
""" + hessian % ("x", "x"), **wide)
    c.func("gradient_penalty", {"x": c.normal(2, 6, 6, 2), "k": c.normal(3, 3, 2, 4, scale=0.3), "u": c.normal(3, 3, 4, scale=0.3)}, _penalty, body="""
local pooled = cr.reduce_window(nn.silu(cr.convolution(x, k, { padding = "same" })), "max", { size = 2 })
local critic = (pooled * u):sum({ 2, 3, 4 })
local g = cr.grad(critic:sum(), x)
local y = ((g:square():sum({ 2, 3, 4 })):sqrt() - 1):square():mean()
return y, table.unpack(cr.grad(y, { k, u }))""", note="as a Wasserstein critic is trained", **wide)
    return c.write()


def _penalty(t):
    pooled = W.windows(F.silu(W.conv(t["x"], t["k"], padding="same")), "max", 2)
    critic = (pooled * t["u"]).sum((1, 2, 3))
    g = torch.autograd.grad(critic.sum(), t["x"], create_graph=True)[0]
    y = (g.square().sum((1, 2, 3)).sqrt() - 1).square().mean()
    dk, du = torch.autograd.grad(y, [t["k"], t["u"]])
    return {"y": y, "d_k": dk, "d_u": du}


GROUPS = [convolution, reduce_window, conv_layers, pooling, norms, frames, second_order_conv, augmentation]
