"""Cuts running text into JSON lines of 64 words, the records of the loop."""

import argparse

from common import BLOCK, write_texts


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", help="for example wiki.train.txt of wikitext-2")
    parser.add_argument("out")
    options = parser.parse_args()
    with open(options.text, encoding="utf-8") as source:
        words = source.read().split()
    write_texts(options.out, [" ".join(words[at : at + BLOCK]) for at in range(0, len(words) - BLOCK, BLOCK)])


if __name__ == "__main__":
    main()
