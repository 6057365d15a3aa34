"""Continues training blocks by 64 tokens with a beam of five: the paper's way to make the next generation's data."""

import argparse

import torch
from transformers import OPTForCausalLM

from common import BLOCK, blocks_of, device, read_texts, tokens_of, write_texts


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="folder of the trained model")
    parser.add_argument("--train", required=True, help="the training data: its blocks are the prompts, in order")
    parser.add_argument("--out", required=True, help="JSON lines to write")
    parser.add_argument("--count", type=int, required=True, help="texts to write; prompts come round again")
    parser.add_argument("--seed", type=int, default=1, help="has no effect on a beam search, which draws nothing")
    parser.add_argument("--batch", type=int, default=64, help="prompts at a time")
    parser.add_argument("--beams", type=int, default=5)
    parser.add_argument(
        "--repetition-penalty",
        type=float,
        default=1.0,
        help="the paper's ablation uses 2.0; its published code has 3.0 switched on",
    )
    parser.add_argument("--tiny", action="store_true", help="bytes as tokens, as for the tiny model")
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    tokens = tokens_of(options.tiny)
    model = OPTForCausalLM.from_pretrained(options.model).to(device()).eval()
    prompts, mask = blocks_of(read_texts(options.train), tokens, side="left")
    rows = torch.arange(options.count) % len(prompts)
    texts = []
    for batch in rows.split(options.batch):
        with torch.no_grad():
            made = model.generate(
                prompts[batch].to(device()),
                attention_mask=mask[batch].to(device()),
                num_beams=options.beams,
                do_sample=False,
                min_new_tokens=BLOCK,
                max_new_tokens=BLOCK,
                repetition_penalty=options.repetition_penalty,
            )
        texts += [tokens.decode(row[BLOCK:].tolist()) for row in made.cpu()]
    write_texts(options.out, texts)


if __name__ == "__main__":
    main()
