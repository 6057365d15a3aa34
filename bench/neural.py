"""Milliseconds of processor time per training step in PyTorch, one thread: the lab's three networks."""
import json
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.posterior = nn.Linear(784, 400), nn.Linear(400, 40)
        self.decoder, self.pixels = nn.Linear(20, 400), nn.Linear(400, 784)
        self.x = torch.rand(128, 784)

    def loss(self):
        mean, log_variance = self.posterior(F.relu(self.encoder(self.x))).chunk(2, dim=1)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        logits = self.pixels(F.relu(self.decoder(z)))
        divergence = 0.5 * (log_variance.exp() + mean**2 - 1 - log_variance).sum()
        return (F.binary_cross_entropy_with_logits(logits, self.x, reduction="sum") + divergence) / 128


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.first, self.second = heads, nn.LayerNorm(width), nn.LayerNorm(width)
        self.project, self.mix = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.hidden, self.out = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        split = lambda t: t.reshape(*t.shape[:2], self.heads, -1).transpose(1, 2)
        q, k, v = map(split, self.project(self.first(x)).chunk(3, dim=2))
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.mix(mixed.transpose(1, 2).reshape(x.shape))
        return x + self.out(F.gelu(self.hidden(self.second(x)), approximate="tanh"))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.places = nn.Embedding(2050, 64), nn.Parameter(torch.randn(64, 64) * 0.02)
        self.blocks, self.norm = nn.Sequential(Block(64, 4), Block(64, 4)), nn.LayerNorm(64)
        self.bias = nn.Parameter(torch.zeros(2050))
        self.tokens = torch.randint(0, 2049, (16, 64))

    def loss(self):
        x = self.norm(self.blocks(self.embed(self.tokens) + self.places))
        return F.cross_entropy((x @ self.embed.weight.T + self.bias).flatten(0, 1), self.tokens.flatten())


class Diffusion(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(784, 384)
        self.norms = nn.ModuleList(nn.LayerNorm(384) for _ in range(3))
        self.firsts = nn.ModuleList(nn.Linear(384, 384) for _ in range(2))
        self.levels = nn.ModuleList(nn.Linear(32, 384, bias=False) for _ in range(2))
        self.seconds = nn.ModuleList(nn.Linear(384, 384) for _ in range(2))
        self.hints = nn.Linear(384, 196 * 8)
        self.noisy, self.hinted = nn.Conv2d(4, 24, 3, padding=1), nn.Conv2d(8, 24, 3, padding=1, bias=False)
        self.local, self.out = nn.Conv2d(24, 24, 3, padding=1), nn.Conv2d(24, 4, 3, padding=1)
        self.x, self.features = torch.randn(64, 784), torch.randn(64, 32)

    def loss(self):
        x = self.inner(self.x)
        for norm, first, level, second in zip(self.norms, self.firsts, self.levels, self.seconds):
            x = x + second(F.silu(first(norm(x)) + level(self.features)))
        hints = self.hints(F.silu(self.norms[2](x))).reshape(64, 8, 14, 14)
        seen = self.noisy(self.x.reshape(64, 4, 14, 14)) + self.hinted(hints)
        answer = self.out(F.silu(seen + self.local(F.silu(seen))))
        return ((answer.reshape(64, 784) - self.x) ** 2).mean()


steps = int(sys.argv[1])
figures = {}
for name, network in {"vae": Vae(), "transformer": Transformer(), "diffusion": Diffusion()}.items():
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3)
    times = []
    for _ in range(steps):
        start = time.process_time()
        optimiser.zero_grad()
        network.loss().backward()
        optimiser.step()
        times.append(1e3 * (time.process_time() - start))
    figures[name] = sorted(times)[steps // 4]
json.dump(figures, sys.stdout)
