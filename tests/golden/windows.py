"""Convolutions, windows and normalisations on channels-last tensors, as Crescent defines them, out of PyTorch's parts.

x is [batch, spatial.., channels], a kernel [spatial.., in / groups, out]. Everything can be differentiated twice.
"""

import itertools

import torch
import torch.nn.functional as F

CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}


def many(v, n):
    """An option for n axes: one number is meant for all."""
    return [v] * n if isinstance(v, (int, float)) else list(v)


def borders(padding, extents, window, strides, dilation):
    """[(low, high)] of each spatial axis. "same" is TensorFlow's: ceil(extent / stride) outputs, the odd cell behind."""
    reach = [(k - 1) * d + 1 for k, d in zip(window, dilation)]
    if padding == "valid":
        return [(0, 0)] * len(extents)
    if padding == "causal":
        return [(r - 1, 0) for r in reach]
    if padding == "same":
        total = [max((-(-n // s) - 1) * s + r - n, 0) for n, s, r in zip(extents, strides, reach)]
        return [(t // 2, t - t // 2) for t in total]
    return padding


def framed(x, pads, value=0.0):
    """x with (low, high) cells of value around its spatial axes; negative ones take away."""
    flat = [n for low_high in reversed([(0, 0)] + list(pads) + [(0, 0)]) for n in low_high]
    return F.pad(x, flat, value=value)


def dilated(x, spacing):
    """x with spacing - 1 zeros between the cells of its spatial axes."""
    for axis, d in enumerate(spacing, 1):
        if d > 1:
            n = x.shape[axis]
            parts = torch.stack([x] + [torch.zeros_like(x)] * (d - 1), axis + 1)
            x = parts.flatten(axis, axis + 1).narrow(axis, 0, (n - 1) * d + 1)
    return x


def conv(x, k, strides=1, padding="valid", dilation=1, input_dilation=1, groups=1):
    n = x.dim() - 2
    s, d = many(strides, n), many(dilation, n)
    x = dilated(x, many(input_dilation, n))
    x = framed(x, borders(padding, x.shape[1:-1], k.shape[:n], s, d))
    y = CONV[n](x.movedim(-1, 1), k.movedim((-1, -2), (0, 1)), stride=s, dilation=d, groups=groups)
    return y.movedim(1, -1)


def conv_transpose(x, k, strides=1, padding="valid", output_padding=None, dilation=1):
    """k is [spatial.., out, in]. The input gradient of a convolution from an image of the extents that Keras gives."""
    n = x.dim() - 2
    s, d = many(strides, n), many(dilation, n)
    y = TRANSPOSED[n](x.movedim(-1, 1), k.movedim((-1, -2), (0, 1)), stride=s, dilation=d).movedim(1, -1)
    pads = []
    for i in range(n):
        extent, reach = x.shape[i + 1], (k.shape[i] - 1) * d[i] + 1
        full = (extent - 1) * s[i] + reach
        if output_padding is None:
            out = extent * s[i] + (max(reach - s[i], 0) if padding == "valid" else 0)
        else:
            out = full + many(output_padding, n)[i] - (2 * (reach // 2) if padding == "same" else 0)
        low = max(full - out, 0) // 2 if padding == "same" else 0
        pads.append((-low, out - full + low))
    return framed(y, pads)


def depthwise(x, k, **options):
    """k is [spatial.., in, multiplier]; output channel c * multiplier + m."""
    n = x.dim() - 2
    return conv(x, k.reshape(*k.shape[:n], 1, -1), groups=x.shape[-1], **options)


def taps(x, size, strides, pads, dilation, fill):
    """[cells of a window, batch, windows.., channels], cells in row-major order."""
    x = framed(x, pads, fill)
    out = []
    for offset in itertools.product(*(range(k) for k in size)):
        y = x
        for axis, (o, k, s, d) in enumerate(zip(offset, size, strides, dilation), 1):
            count = (x.shape[axis] - (k - 1) * d - 1) // s + 1
            y = y.narrow(axis, o * d, (count - 1) * s + 1)
            y = y[(slice(None),) * axis + (slice(None, None, s),)]
        out.append(y)
    return torch.stack(out)


def windows(x, kind, size=2, strides=None, padding="valid", dilation=1, count_include_pad=False):
    """kind: "max" (the first of equals has the derivative), "sum" or "mean" (over the cells that are no border)."""
    n = x.dim() - 2
    size, d = many(size, n), many(dilation, n)
    s = size if strides is None else many(strides, n)
    pads = borders(padding, x.shape[1:-1], size, s, d)
    if kind == "max":
        cells = taps(x, size, s, pads, d, -torch.inf)
        top = cells == cells.max(0).values
        first = top & (top.cumsum(0) == 1)
        return torch.where(first, cells, 0).sum(0)
    total = taps(x, size, s, pads, d, 0.0).sum(0)
    if kind == "sum":
        return total
    real = torch.ones_like(x)
    return total / (torch.ones_like(total) * torch.tensor(size).prod() if count_include_pad else taps(real, size, s, pads, d, 0.0).sum(0))


def normal(x, axes, epsilon):
    """(x - mean) / sqrt(variance + epsilon) over the axes, and both statistics; the variance divides by n."""
    mean = x.mean(axes, keepdim=True)
    variance = (x - mean).square().mean(axes, keepdim=True)
    return (x - mean) / (variance + epsilon).sqrt(), mean, variance


def group_norm(x, groups, epsilon):
    parts = x.unflatten(-1, (groups, -1))
    axes = tuple(range(1, x.dim() - 1)) + (x.dim(),)
    return normal(parts, axes, epsilon)[0].flatten(-2)


def response_norm(x, size=5, k=2.0, alpha=1e-4, beta=0.75):
    """x / (k + alpha * sum of squares over `size` neighbouring channels)^beta"""
    n = x.shape[-1]
    squares = F.pad(x.square(), (size // 2, (size - 1) // 2))
    total = sum(squares.narrow(-1, i, n) for i in range(size))
    return x * (k + alpha * total) ** -beta


def upsample(x, size, interpolation="nearest"):
    mode = {"nearest": "nearest", "bilinear": "bilinear"}[interpolation]
    extra = {} if mode == "nearest" else {"align_corners": False}
    return F.interpolate(x.movedim(-1, 1), scale_factor=many(float(size) if isinstance(size, int) else [float(v) for v in size],
                                                             x.dim() - 2), mode=mode, **extra).movedim(1, -1)
