"""Cuts running text into JSON lines of 64 tokens, the records of the loop."""

import argparse

from common import BLOCK, tokens_of, write_texts


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", help="running text, for example wiki.train.txt of wikitext-2")
    parser.add_argument("out", help="the JSON lines to write")
    parser.add_argument("--tiny", action="store_true", help="bytes as tokens, as for the tiny model")
    options = parser.parse_args()

    tokens = tokens_of(options.tiny)
    with open(options.text, encoding="utf-8") as source:
        ids = [i for line in source for i in tokens.encode(line)]
    whole = range(0, len(ids) - BLOCK + 1, BLOCK)
    if not whole:
        raise SystemExit(f"{options.text} holds {len(ids)} tokens; a block needs {BLOCK}")
    write_texts(options.out, [tokens.decode(ids[at : at + BLOCK]) for at in whole])


if __name__ == "__main__":
    main()
