"""Losses and gradients of the lab's networks as PyTorch computes them: one JSON request on standard input."""
import json
import math
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
request = json.load(sys.stdin)
parameters = {
    name: torch.tensor(value["values"], dtype=torch.float64).reshape(value["rows"], value["columns"]).requires_grad_()
    for name, value in request["parameters"].items()
}


def vae_loss(p):
    x = torch.tensor(request["pixels"], dtype=torch.float64).reshape(request["count"], -1)
    hidden = F.relu(x @ p["encoder"] + p["encoderBias"])
    mean, log_variance = (hidden @ p["posterior"] + p["posteriorBias"]).chunk(2, dim=1)
    noise = torch.tensor(request["noise"], dtype=torch.float64).reshape(mean.shape)
    z = mean + torch.exp(0.5 * log_variance) * noise
    logits = F.relu(z @ p["decoder"] + p["decoderBias"]) @ p["pixels"] + p["pixelsBias"]
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    divergence = torch.distributions.kl_divergence(
        torch.distributions.Normal(mean, torch.exp(0.5 * log_variance)), torch.distributions.Normal(0.0, 1.0)
    ).sum()
    return (reconstruction + request["beta"] * divergence) / request["count"]


def transformer_loss(p):
    d = request["design"]
    tokens = torch.tensor(request["tokens"]).reshape(-1, d["length"])
    opened = torch.cat([torch.full((tokens.shape[0], 1), d["vocabulary"]), tokens[:, :-1]], dim=1)
    x = F.embedding(opened, p["tokens"]) + p["positions"]
    for layer in range(d["layers"]):
        q = {name.split(".", 1)[1]: value for name, value in p.items() if name.startswith(f"{layer}.")}
        calm = F.layer_norm(x, (d["width"],), q["attentionGain"][0], q["attentionBias"][0])
        heads = lambda t: t.reshape(*t.shape[:2], d["heads"], -1).transpose(1, 2)
        query, key, value = map(heads, (calm @ q["project"] + q["projectBias"]).chunk(3, dim=2))
        mixed = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + mixed.transpose(1, 2).reshape(x.shape) @ q["mix"] + q["mixBias"]
        calm = F.layer_norm(x, (d["width"],), q["hiddenGain"][0], q["hiddenNormBias"][0])
        x = x + F.gelu(calm @ q["hidden"] + q["hiddenBias"], approximate="tanh") @ q["out"] + q["outBias"]
    x = F.layer_norm(x, (d["width"],), p["lastGain"][0], p["lastBias"][0])
    return F.cross_entropy((x @ p["tokens"].T + p["scoreBias"]).flatten(0, 1), tokens.flatten())


def diffusion_loss(p):
    d = request["design"]
    rows = len(request["levels"])
    levels = torch.tensor(request["levels"], dtype=torch.float64)[:, None]
    pictures = torch.tensor(request["pictures"], dtype=torch.float64).reshape(rows, -1)
    noise = torch.tensor(request["noise"], dtype=torch.float64).reshape(rows, -1)
    noisy = torch.cos(levels) * pictures + torch.sin(levels) * noise
    features = torch.tensor(request["features"], dtype=torch.float64).reshape(rows, -1)
    x = noisy @ p["in"] + p["inBias"]
    norm = lambda t, gain, bias: F.layer_norm(t, (d["hidden"],), gain[0], bias[0])
    for block in range(d["blocks"]):
        q = {name.split(".", 1)[1]: value for name, value in p.items() if name.startswith(f"{block}.")}
        mixed = norm(x, q["gain"], q["normBias"]) @ q["first"] + q["firstBias"] + features @ q["level"]
        x = x + F.silu(mixed) @ q["second"] + q["secondBias"]
    hints = F.silu(norm(x, p["gain"], p["normBias"])) @ p["hints"] + p["hintsBias"]
    as_grid = lambda t: t.reshape(rows, d["height"], d["width"], -1).permute(0, 3, 1, 2)

    def convolve(t, weight, bias=None):
        # Rows of a weight are (down, right, channel).
        kernel = weight.reshape(3, 3, -1, weight.shape[1]).permute(3, 2, 0, 1)
        return F.conv2d(t, kernel, None if bias is None else bias[0], padding=1)

    seen = convolve(as_grid(noisy), p["fromNoisy"], p["fromBias"]) + convolve(as_grid(hints), p["fromHints"])
    strokes = F.silu(seen + convolve(F.silu(seen), p["local"], p["localBias"]))
    answer = convolve(strokes, p["out"], p["outBias"]).permute(0, 2, 3, 1).reshape(rows, -1)
    return (((answer - pictures) / torch.sin(levels)) ** 2).mean()


loss_of = {"vae": vae_loss, "transformer": transformer_loss, "diffusion": diffusion_loss}[request["network"]]
optimiser = torch.optim.AdamW(parameters.values(), lr=request["rate"], weight_decay=request["decay"])
losses = []
gradients = None
for _ in range(request["steps"]):
    optimiser.zero_grad()
    loss = loss_of(parameters)
    loss.backward()
    if gradients is None:
        gradients = {name: value.grad.flatten().tolist() for name, value in parameters.items()}
    optimiser.step()
    losses.append(loss.item())
assert all(math.isfinite(loss) for loss in losses)
json.dump({"losses": losses, "gradients": gradients}, sys.stdout)
