"""The same transformers in eager PyTorch, on argv[1] threads: medians in milliseconds, and the peak memory of this process so far."""

import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn


def median(what, n, f):
    f()
    taken = []
    for _ in range(n):
        start = time.perf_counter()
        f()
        taken.append((time.perf_counter() - start) * 1e3)
    print("%-44s %9.2f ms   peak memory %6.0f MB   PyTorch %s" % (
        what, sorted(taken)[n // 2], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, torch.__version__), flush=True)


class Block(nn.Module):
    def __init__(self, width, heads, inner, causal, pre):
        super().__init__()
        self.heads, self.causal, self.pre = heads, causal, pre
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.n1, self.n2 = nn.LayerNorm(width), nn.LayerNorm(width)

    def attend(self, x, cache):
        b, t, w = x.shape
        q, k, v = (y.view(b, t, self.heads, -1).transpose(1, 2) for y in self.qkv(x).split(w, -1))
        if cache is not None:
            k, v = torch.cat([cache[0], k], 2), torch.cat([cache[1], v], 2)
        return self.out(F.scaled_dot_product_attention(q, k, v, is_causal=self.causal and cache is None).transpose(1, 2).reshape(b, t, w))

    def forward(self, x, cache=None):
        def mlp(y):
            return self.down(F.gelu(self.up(y), approximate="tanh" if self.pre else "none"))
        if self.pre:
            x = x + self.attend(self.n1(x), cache)
            return x + mlp(self.n2(x))
        x = self.n1(x + self.attend(x, cache))
        return self.n2(x + mlp(x))


class Model(nn.Module):
    def __init__(self, layers, width, heads, inner, words, places, causal):
        super().__init__()
        self.words, self.places = nn.Embedding(words, width), nn.Embedding(places, width)
        self.blocks = nn.ModuleList([Block(width, heads, inner, causal, causal) for _ in range(layers)])
        self.norm = nn.LayerNorm(width)

    def forward(self, tokens, start=0, cache=None):
        x = self.words(tokens) + self.places(torch.arange(start, start + tokens.shape[1]))
        for i, block in enumerate(self.blocks):
            x = block(x, cache[i] if cache else None)
        return self.norm(x)


def train(what, model, parameters, loss, n):
    optimizer = torch.optim.AdamW(parameters, lr=1e-4)

    def step():
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()
    median(what, n, step)


def main():
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    torch.manual_seed(0)
    bert = Model(6, 384, 12, 1536, 30522, 512, False)
    with torch.no_grad():
        for n in (16, 128):
            tokens = torch.randint(0, 30522, (1, n))
            median("MiniLM, %d tokens" % n, 9, lambda: F.normalize(bert(tokens).mean(1)))
    both = nn.Transformer(128, 4, 2, 2, 512, batch_first=True)
    source, target, final = nn.Embedding(1000, 128), nn.Embedding(1000, 128), nn.Linear(128, 1000)
    x, y = torch.randint(1, 1000, (16, 64)), torch.randint(1, 1000, (16, 65))
    mask = nn.Transformer.generate_square_subsequent_mask(64)
    train("encoder-decoder 2+2, training step, 16 x 64", both, [p for m in (both, source, target, final) for p in m.parameters()],
          lambda: F.cross_entropy(final(both(source(x), target(y[:, :-1]), tgt_mask=mask)).flatten(0, 1), y[:, 1:].flatten(), label_smoothing=0.1), 7)
    gpt = Model(12, 768, 12, 3072, 50257, 1024, True)
    with torch.no_grad():
        tokens, token = torch.randint(0, 50257, (1, 512)), torch.randint(0, 50257, (1, 1))
        cache = [(torch.randn(1, 12, 512, 64), torch.randn(1, 12, 512, 64)) for _ in gpt.blocks]
        median("GPT-2 124M, prefill of 512 tokens", 3, lambda: gpt(tokens)[:, -1] @ gpt.words.weight.T)
        median("GPT-2 124M, one token behind 512", 7, lambda: gpt(token, 512, cache)[:, -1] @ gpt.words.weight.T)
    for batch, length in ((4, 64), (1, 1024)):
        tokens = torch.randint(0, 50257, (batch, length + 1))
        train("GPT-2 124M, training step, %d x %d" % (batch, length), gpt, gpt.parameters(),
              lambda: F.cross_entropy((gpt(tokens[:, :-1]) @ gpt.words.weight.T).flatten(0, 1), tokens[:, 1:].flatten()), 1)


if __name__ == "__main__":
    main()
