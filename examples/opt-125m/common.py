"""What training, sampling and scoring share: the model, its tokens, and files of JSON lines."""

import json

import torch

BLOCK = 64
HUB_MODEL = "facebook/opt-125m"


def device():
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def read_texts(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines if line.strip()]


def write_texts(path, texts):
    with open(path, "w", encoding="utf-8") as out:
        for text in texts:
            out.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")


class ByteTokens:
    """UTF-8 bytes as tokens, for the tiny model: nothing has to be loaded from anywhere. 1 pads, 2 begins."""

    pad_token_id = 1
    bos_token_id = 2
    vocabulary = 259

    def encode(self, text):
        return [byte + 3 for byte in text.encode("utf-8")]

    def decode(self, ids):
        return bytes(i - 3 for i in ids if i >= 3).decode("utf-8", errors="replace")


class HubTokens:
    def __init__(self):
        from transformers import AutoTokenizer

        self.inner = AutoTokenizer.from_pretrained(HUB_MODEL)
        self.pad_token_id = self.inner.pad_token_id
        self.bos_token_id = self.inner.bos_token_id

    def encode(self, text):
        return self.inner.encode(text, add_special_tokens=False)

    def decode(self, ids):
        return self.inner.decode(ids, skip_special_tokens=True)


def tokens_of(tiny):
    return ByteTokens() if tiny else HubTokens()


def new_model(tiny):
    """The published weights, or a randomly initialised OPT of the same shape and a thousandth of the size."""
    from transformers import OPTConfig, OPTForCausalLM

    if not tiny:
        return OPTForCausalLM.from_pretrained(HUB_MODEL)
    config = OPTConfig(
        vocab_size=ByteTokens.vocabulary,
        hidden_size=32,
        num_hidden_layers=2,
        ffn_dim=64,
        num_attention_heads=2,
        max_position_embeddings=2 * BLOCK + 2,
        word_embed_proj_dim=32,
        dropout=0.0,
        pad_token_id=1,
        bos_token_id=2,
        eos_token_id=2,
    )
    return OPTForCausalLM(config)


def blocks_of(texts, tokens):
    """All texts, one after another, in whole blocks of 64 tokens, as the paper cuts them."""
    ids = [i for text in texts for i in tokens.encode(text + "\n")]
    count = max(1, len(ids) // BLOCK)
    ids = (ids + [tokens.pad_token_id] * BLOCK)[: count * BLOCK]
    return torch.tensor(ids, dtype=torch.long).reshape(count, BLOCK)
