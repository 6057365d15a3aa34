"""Log-likelihood of each text under a trained model, in nats, one number per line."""

import argparse

import torch
from transformers import OPTForCausalLM

from common import BLOCK, device, read_texts, tokens_of


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--texts", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--tiny", action="store_true")
    options = parser.parse_args()

    tokens = tokens_of(options.tiny)
    model = OPTForCausalLM.from_pretrained(options.model).to(device()).eval()
    with open(options.out, "w", encoding="utf-8") as out, torch.no_grad():
        for text in read_texts(options.texts):
            ids = ([tokens.bos_token_id] + tokens.encode(text))[: BLOCK + 1]
            batch = torch.tensor([ids], device=device())
            logits = model(input_ids=batch).logits.log_softmax(-1)
            picked = logits[0, :-1].gather(1, batch[0, 1:, None])
            out.write(f"{picked.sum().item():.6f}\n")


if __name__ == "__main__":
    main()
