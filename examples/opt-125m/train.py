"""Fine-tunes OPT-125M on blocks of 64 tokens, as Shumailov et al. (Nature 631, 2024) did.

The paper: 5 epochs on the data of the generation before, or 10 with a tenth of the original data kept. Its
published code: AdamW, learning rate 2e-5, batches of 128. Every generation begins from the published weights.
"""

import argparse

import torch

from common import blocks_of, device, new_model, read_texts, tokens_of


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", required=True, help="JSON lines with a text each")
    parser.add_argument("--model", required=True, help="folder the model is saved to")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--learning-rate", type=float, default=2e-5)
    parser.add_argument("--tiny", action="store_true", help="a randomly initialised model, nothing from the hub")
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    model = new_model(options.tiny).to(device()).train()
    blocks = blocks_of(read_texts(options.train), tokens_of(options.tiny))
    rate = 3e-3 if options.tiny else options.learning_rate
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate)
    for _ in range(options.epochs):
        for rows in torch.randperm(len(blocks)).split(options.batch):
            batch = blocks[rows].to(device())
            loss = model(input_ids=batch, labels=batch).loss
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    model.save_pretrained(options.model)


if __name__ == "__main__":
    main()
