"""Runs datatrove's and dolma's own code over the first megabytes of a JSONL corpus and prints processor seconds per MB.

Called by bench/peers.ts, which makes the environment. One process, one core: what Python does there is what it does
on each core of a pool. The stages are the peers' defaults; their word tokenizer is the spaCy one they use for English.
"""

import json
import sys
import time

from datatrove.data import Document
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
)
from datatrove.utils.hashing import HashConfig


def texts(path, limit_bytes):
    total = 0
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            total += len(text.encode())
            yield text
            if total >= limit_bytes:
                return


def seconds(work, items):
    start = time.process_time()
    for item in items:
        work(item)
    return time.process_time() - start


def main(path, limit_bytes):
    corpus = list(texts(path, limit_bytes))
    megabytes = sum(len(text.encode()) for text in corpus) / 1e6
    documents = [Document(text=text, id=str(index)) for index, text in enumerate(corpus)]
    signer = MinhashDedupSignature("unused", config=MinhashConfig(hash_config=HashConfig(precision=64)))

    def sign(document):
        shingles = signer.get_shingles(document.text)
        if shingles.size:
            signer.get_signature(shingles)

    stages = {"datatrove minhash": sign}
    for name, stage in {
        "datatrove gopher repetition": GopherRepetitionFilter(),
        "datatrove gopher quality": GopherQualityFilter(),
        "datatrove c4": C4QualityFilter(),
        "datatrove fineweb": FineWebQualityFilter(),
    }.items():
        stages[name] = stage.filter
    for work in stages.values():
        work(Document(text=corpus[0], id="warm-up"))
    results = {name: seconds(work, documents) / megabytes for name, work in stages.items()}

    try:
        from dolma.core.data_types import Document as DolmaDocument
        from dolma.taggers.gopher import GopherTagger

        tagger = GopherTagger()
        wrapped = [DolmaDocument(source="bench", id=str(index), text=text) for index, text in enumerate(corpus)]
        results["dolma gopher v1"] = seconds(tagger.predict, wrapped) / megabytes
    except ImportError as error:
        print(f"dolma is skipped: {error}", file=sys.stderr)
    print(json.dumps({"megabytes": megabytes, "secondsPerMegabyte": results}))


main(sys.argv[1], float(sys.argv[2]) * 1e6)
