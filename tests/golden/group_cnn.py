"""Groups: models/cnn.lua's network and its first ten steps of Adam; ResNet-20 in training and inference."""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import windows as W
from case import Case, close, stored
from group_train import _adam

BUNDLED = Path(__file__).resolve().parents[2] / "models" / "data" / "fashion_mnist_2k"
BATCH = 7


def _bundled(file, head, shape):
    """The first examples of a file of models/data."""
    return np.frombuffer((BUNDLED / file).read_bytes(), np.uint8, int(np.prod(shape)), head).reshape(shape)


# ---- the plain CNN ----------------------------------------------------------------------------------

CNN = """local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

cr.option("variant", "cnn", { choices = { "cnn" }, doc = "how it is trained" })

local net = nn.sequential {
  nn.conv2d(32, 3, { padding = "same", activation = "relu" }), nn.max_pooling2d(2),
  nn.conv2d(64, 3, { padding = "same", activation = "relu" }), nn.max_pooling2d(2),
  nn.flatten(),
  nn.dense(10),
}
local m = cr.model("cnn", net)

m:func("cross_entropy", { image = cr.f32 { 7, 28, 28, 1 }, kind = cr.i32 { 7 } },
       { %s }, function(image, kind)
  local logits = net(image)
  local each = nn.softmax_cross_entropy(logits, kind)
  local loss = each:mean()
  local g = cr.grad(loss, { "*" })
  local dense = g["dense_1.kernel"]
  return logits, each, loss, cr.grad(loss, image), g["conv2d_1.kernel"], g["conv2d_1.bias"],
         g["conv2d_2.kernel"], g["conv2d_2.bias"], dense:norm(), dense:sum(1), dense:sum(2), g["dense_1.bias"]
end)

m:train {
  inputs = { x = cr.u8 { 28, 28 }, label = cr.i32 {} }, batch = 7,
  loss = function(x, label)
    return nn.softmax_cross_entropy(net(cr.convert(x, "f32"):expand(-1) / 255), label)
  end,
  optimizer = optim.adam { lr = 0.001 },
}
"""


def _cnn(p, x):
    for n in (1, 2):
        x = F.relu(W.conv(x, p["conv2d_%d.kernel" % n], padding="same") + p["conv2d_%d.bias" % n])
        x = W.windows(x, "max", 2)
    return x.flatten(1) @ p["dense_1.kernel"] + p["dense_1.bias"]


def _adam_steps(start, x, label, steps, dtype):
    """-> {"STEP.PARAM": value, "STEP.loss": the loss before that step}"""
    p = {k: torch.tensor(a, dtype=dtype) for k, a in start.items()}
    x, label, update, out = torch.tensor(x, dtype=dtype), torch.tensor(label).long(), _adam(), {}
    slots = {k: {} for k in p}
    for t in range(1, max(steps) + 1):
        p = {k: a.detach().requires_grad_(True) for k, a in p.items()}
        loss = F.cross_entropy(_cnn(p, x), label)
        grads = torch.autograd.grad(loss, list(p.values()))
        with torch.no_grad():
            p = {k: update(a, g, slots[k], t) for (k, a), g in zip(p.items(), grads)}
        if t in steps:
            out["%d.loss" % t] = loss
            out.update(("%d.%s" % (t, k), a) for k, a in p.items())
    return {k: stored(a) for k, a in out.items()}


def cnn():
    c = Case("cnn", "models/cnn.lua's network on seven bundled images: values, gradients, and ten steps of Adam.", 30)
    cut = lambda *shape: np.clip(c.normal(*shape), -2, 2) * np.float32(0.1)
    params = {"conv2d_1.kernel": cut(3, 3, 1, 32), "conv2d_1.bias": np.full(32, 0.1, np.float32),
              "conv2d_2.kernel": cut(3, 3, 32, 64), "conv2d_2.bias": np.full(64, 0.1, np.float32),
              "dense_1.kernel": cut(3136, 10), "dense_1.bias": np.full(10, 0.1, np.float32)}
    x = _bundled("train-images-idx3-ubyte", 16, (BATCH, 28, 28)).astype(np.int32)
    label = np.int32(_bundled("train-labels-idx1-ubyte", 8, (BATCH,)))
    image = (x / 255).astype(np.float32)[..., None]
    names = list(params)

    def compute(t):
        z = _cnn({k: t[k] for k in names}, t["image"])
        each = F.cross_entropy(z, t["kind"].long(), reduction="none")
        d = dict(zip(["image"] + names, torch.autograd.grad(each.mean(), [t["image"]] + [t[k] for k in names])))
        dense = d["dense_1.kernel"]
        return {"logits": z, "each": each, "loss": each.mean(), "d_image": d["image"],
                "d_conv2d_1_kernel": d["conv2d_1.kernel"], "d_conv2d_1_bias": d["conv2d_1.bias"],
                "d_conv2d_2_kernel": d["conv2d_2.kernel"], "d_conv2d_2_bias": d["conv2d_2.bias"],
                "d_dense_1_kernel_norm": dense.square().sum().sqrt(), "d_dense_1_kernel_sums_1": dense.sum(0),
                "d_dense_1_kernel_sums_2": dense.sum(1), "d_dense_1_bias": d["dense_1.bias"]}
    c.func("cross_entropy", {"image": image, "kind": label}, compute, body="", params=params, rtol=2e-5, atol=1e-5)
    outputs = ", ".join('"%s"' % word[4:].split("=")[0] for word in c.lines[0].split("\t") if word.startswith("out:"))

    c.put("in.x", x)
    c.put("in.label", label)
    want, single = (_adam_steps(params, (x / 255)[..., None], label, (1, 10), d) for d in (torch.float64, torch.float32))
    # Adam divides a gradient by its own size: where that is only rounding, so is the step. Hence the absolute tolerance.
    rtol, atol = 1e-4, 5e-4
    for k, a in want.items():
        assert close(single[k], a, rtol, atol), "cnn: %s is not stable in float32: %g" % (k, np.abs(single[k] - a).max())
        c.put("out.cnn." + k, a)
    c.line("train", "cnn", rtol, atol, ["steps=1,10"])
    return c.write(CNN % outputs)


# ---- ResNet-20 ----------------------------------------------------------------------------------------

RESNET = """local cr, nn = require "crescent", require "crescent.nn"

local function conv(filters, stride)
  return nn.conv2d(filters, 3, { strides = stride, padding = { { 1, 1 }, { 1, 1 } }, use_bias = false })
end

local function norm() return nn.batch_norm { momentum = 0.9, epsilon = 1e-5 } end

local function subsample(x)
  local more = x:dim(4) // 2
  return x:slice(2, 1, -1, 2):slice(3, 1, -1, 2):pad { [4] = { more, more } }
end

local function stage(n, filters, stride)
  local list = { name = "stage_" .. n }
  for i = 1, 3 do
    local s = i == 1 and stride or 1
    list[#list + 1] = nn.residual { conv(filters, s), norm(), nn.relu, conv(filters, 1), norm(),
      shortcut = s > 1 and subsample or nil, name = "block_" .. i }
    list[#list + 1] = nn.relu
  end
  return nn.sequential(list)
end

local net = nn.sequential {
  conv(16, 1), norm(), nn.relu,
  stage(1, 16, 1), stage(2, 32, 2), stage(3, 64, 2),
  nn.global_average_pooling2d(),
  nn.dense(10),
}
local m = cr.model("resnet20", net)

m:func("infer", { x = cr.f32 { 2, 32, 32, 3 } }, { "logits", "d_x" }, function(x)
  local logits = net(x)
  return logits, cr.grad(logits:max(-1):sum(), x)
end)

-- Gradients as norms, and as sums over all axes but one, of every kernel; whole where they are small.
m:func("training", { x = cr.f32 { 4, 16, 16, 3 }, label = cr.i32 { 4 } }, { %s },
       function(x, label)
  local logits = net(x)
  local loss = nn.softmax_cross_entropy(logits, label):mean()
  local g = cr.grad(loss, { "*" })
  local norms, columns, cells, scales = {}, {}, {}, {}
  for name, d in pairs(g) do
    norms[#norms + 1] = d:norm()
    if d.rank == 4 then
      columns[#columns + 1] = d:sum { 1, 2, 3 }
      cells[#cells + 1] = d:sum { 3, 4 }
    elseif name:match "%%.gamma$" or name:match "%%.beta$" then
      scales[#scales + 1] = d
    end
  end
  local first, last = net.batch_norm_1, net.stage_3.block_3.batch_norm_2
  return logits, loss, cr.grad(loss, x), cr.stack(norms, 1), cr.concat(columns, 1), cr.stack(cells, 1), cr.concat(scales, 1),
         g["conv2d_1.kernel"], g["dense_1.kernel"],
         first:buffer("moving_mean", { 16 }), first:buffer("moving_variance", { 16 }),
         last:buffer("moving_mean", { 64 }), last:buffer("moving_variance", { 64 })
end, { training = true })
"""


def _resnet_shapes():
    """{kernel's name: shape} and {norm's path: channels}"""
    kernels, norms, inputs = {"conv2d_1.kernel": (3, 3, 3, 16)}, {"batch_norm_1": 16}, 16
    for s, filters in enumerate((16, 32, 64), 1):
        for b in (1, 2, 3):
            path = "stage_%d.block_%d." % (s, b)
            for n in (1, 2):
                kernels[path + "conv2d_%d.kernel" % n] = (3, 3, inputs, filters)
                norms[path + "batch_norm_%d" % n] = filters
                inputs = filters
    return kernels, norms


def _resnet(t, x, training, new):
    def norm(x, path):
        if training:
            y, mean, variance = W.normal(x, (0, 1, 2), 1e-5)
            for part, value in (("moving_mean", mean), ("moving_variance", variance)):
                new["%s.%s" % (path, part)] = 0.9 * t["%s.%s" % (path, part)] + 0.1 * value.flatten()
        else:
            y = (x - t[path + ".moving_mean"]) / (t[path + ".moving_variance"] + 1e-5).sqrt()
        return y * t[path + ".gamma"] + t[path + ".beta"]
    conv = lambda x, path, s=1: W.conv(x, t[path + ".kernel"], strides=s, padding=[(1, 1), (1, 1)])
    x = F.relu(norm(conv(x, "conv2d_1"), "batch_norm_1"))
    for s in (1, 2, 3):
        for b in (1, 2, 3):
            path, stride = "stage_%d.block_%d." % (s, b), 2 if s > 1 and b == 1 else 1
            y = F.relu(norm(conv(x, path + "conv2d_1", stride), path + "batch_norm_1"))
            y = norm(conv(y, path + "conv2d_2"), path + "batch_norm_2")
            more = x.shape[-1] // 2
            x = F.relu(y + (F.pad(x[:, ::2, ::2], (more, more)) if stride == 2 else x))
    return x.mean((1, 2)) @ t["dense_1.kernel"] + t["dense_1.bias"]


def resnet20():
    c = Case("resnet20", "ResNet-20 for small images, batch norm by given statistics and by the batch's own.", 31)
    kernels, norms = _resnet_shapes()
    params = {k: c.normal(*s, scale=np.sqrt(2 / np.prod(s[:3]))) for k, s in kernels.items()}
    buffers = {}
    for path, n in norms.items():
        params[path + ".gamma"], params[path + ".beta"] = c.uniform(n, lo=0.5, hi=1.2), c.normal(n, scale=0.2)
        buffers[path + ".moving_mean"], buffers[path + ".moving_variance"] = c.normal(n, scale=0.3), c.uniform(n, lo=0.5, hi=1.5)
    params["dense_1.kernel"], params["dense_1.bias"] = c.normal(64, 10, scale=0.2), c.normal(10, scale=0.1)
    names = sorted(params)
    wide = {"rtol": 1e-4, "atol": 1e-5}

    def infer(t):
        z = _resnet(t, t["x"], False, {})
        return {"logits": z, "d_x": torch.autograd.grad(z.max(-1).values.sum(), t["x"])[0]}
    c.func("infer", {"x": c.normal(2, 32, 32, 3)}, infer, body="", params=params, buffers=buffers, **wide)

    def training(t):
        new = {}
        z = _resnet(t, t["x"], True, new)
        loss = F.cross_entropy(z, t["label"].long())
        dx, *rest = torch.autograd.grad(loss, [t["x"]] + [t[k] for k in names])
        g = dict(zip(names, rest))
        four = [g[k] for k in names if g[k].dim() == 4]
        out = {"logits": z, "loss": loss, "d_x": dx, "norms": torch.stack([g[k].square().sum().sqrt() for k in names]),
               "columns": torch.cat([d.sum((0, 1, 2)) for d in four]), "cells": torch.stack([d.sum((2, 3)) for d in four]),
               "scales": torch.cat([g[k] for k in names if k.endswith((".gamma", ".beta"))]),
               "d_conv2d_1_kernel": g["conv2d_1.kernel"], "d_dense_1_kernel": g["dense_1.kernel"]}
        for word, path in (("first", "batch_norm_1"), ("last", "stage_3.block_3.batch_norm_2")):
            for part in ("mean", "variance"):
                out["%s_%s" % (word, part)] = new["%s.moving_%s" % (path, part)]
        return out
    c.func("training", {"x": c.normal(4, 16, 16, 3), "label": np.int32([3, 0, 9, 5])}, training, body="", params=params,
           buffers=buffers, rtol=1e-4, atol=2e-5)
    outputs = ", ".join('"%s"' % word[4:].split("=")[0] for word in c.lines[1].split("\t") if word.startswith("out:"))
    return c.write(RESNET % outputs)


GROUPS = [cnn, resnet20]
