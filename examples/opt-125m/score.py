"""Log-likelihood of each text's first 64 tokens under a trained model, in nats, one number per line."""

import argparse

import torch
from transformers import OPTForCausalLM

from common import blocks_of, device, read_texts, tokens_of


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="folder of the trained model")
    parser.add_argument("--texts", required=True, help="JSON lines, one text each")
    parser.add_argument("--out", required=True, help="the numbers to write")
    parser.add_argument("--batch", type=int, default=64, help="texts at a time")
    parser.add_argument("--tiny", action="store_true", help="bytes as tokens, as for the tiny model")
    options = parser.parse_args()

    model = OPTForCausalLM.from_pretrained(options.model).to(device()).eval()
    ids, mask = blocks_of(read_texts(options.texts), tokens_of(options.tiny), begin=True)
    with open(options.out, "w", encoding="utf-8") as out, torch.no_grad():
        for rows in torch.arange(len(ids)).split(options.batch):
            batch, kept = ids[rows].to(device()), mask[rows].to(device())
            logs = model(input_ids=batch, attention_mask=kept).logits.log_softmax(-1)
            picked = logs[:, :-1].gather(2, batch[:, 1:, None])[..., 0] * kept[:, 1:]
            out.writelines(f"{total:.6f}\n" for total in picked.sum(1).tolist())


if __name__ == "__main__":
    main()
