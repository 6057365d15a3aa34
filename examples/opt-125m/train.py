"""Fine-tunes OPT-125M on blocks of 64 tokens, as Shumailov et al. (Nature 631, 2024) did.

The paper trains 5 epochs on the data of the previous generation, or 10 with a tenth of the original data, and keeps
the epoch with the least loss on the validation text. Its published code uses AdamW, learning rate 2e-5 and batches of
128. Every generation starts from the published weights.
"""

import argparse
import copy

import torch

from common import blocks_of, device, loss_of, mean_loss, new_model, read_texts, tokens_of


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", required=True, help="JSON lines, one text each")
    parser.add_argument("--model", required=True, help="folder the model is saved to")
    parser.add_argument("--valid", help="JSON lines of real text: the epoch with the least loss on it is kept; without, the last")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=128, help="blocks per step")
    parser.add_argument("--learning-rate", type=float, help="of AdamW; 2e-5, and 3e-3 for the tiny model")
    parser.add_argument("--tiny", action="store_true", help="a randomly initialised model, nothing from the hub")
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    tokens = tokens_of(options.tiny)
    model = new_model(options.tiny).to(device()).train()
    ids, mask = blocks_of(read_texts(options.train), tokens)
    valid = blocks_of(read_texts(options.valid), tokens) if options.valid else None
    rate = options.learning_rate or (3e-3 if options.tiny else 2e-5)
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate)
    least, best = float("inf"), None
    for epoch in range(1, options.epochs + 1):
        for rows in torch.randperm(len(ids)).split(options.batch):
            loss = loss_of(model, ids[rows].to(device()), mask[rows].to(device()))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        if valid:
            now = mean_loss(model, *valid)
            print(f"epoch {epoch}: validation loss {now:.6f}", flush=True)
            if now < least:
                least, best = now, copy.deepcopy(model.state_dict())
    if best is not None:
        model.load_state_dict(best)
    model.save_pretrained(options.model)


if __name__ == "__main__":
    main()
