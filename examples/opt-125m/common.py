"""Shared by cutting, training, sampling and scoring: the model, its tokens, and files of JSON lines."""

import json

import torch

BLOCK = 64
HUB_MODEL = "facebook/opt-125m"


def device():
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def read_texts(path):
    with open(path, encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines if line.strip()]
    if not texts:
        raise SystemExit(f'{path} holds no texts; expected lines of {{"text": "…"}}')
    return texts


def write_texts(path, texts):
    with open(path, "w", encoding="utf-8") as out:
        for text in texts:
            out.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")


class ByteTokens:
    """UTF-8 bytes as tokens for the tiny model, without downloads. 1 is padding, 2 begins a text."""

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


def blocks_of(texts, tokens, side="right", begin=False):
    """One row of token ids per text, its first 64 tokens, and the mask of tokens other than padding.

    `side` is the side on which short texts are padded: left for prompts, which continue at the right. `begin` puts the
    beginning-of-text token in front; a text without tokens becomes that token.
    """
    first = [tokens.bos_token_id] if begin else []
    width = BLOCK + len(first)
    ids = torch.full((len(texts), width), tokens.pad_token_id, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for row, text in enumerate(texts):
        line = torch.tensor(first + tokens.encode(text)[:BLOCK] or [tokens.bos_token_id], dtype=torch.long)
        place = slice(width - len(line), width) if side == "left" else slice(0, len(line))
        ids[row, place] = line
        mask[row, place] = 1
    return ids, mask


def loss_of(model, ids, mask):
    """Mean cross-entropy of all tokens but the first, in nats; padding does not count."""
    return model(input_ids=ids, attention_mask=mask, labels=ids.masked_fill(mask == 0, -100)).loss


def mean_loss(model, ids, mask, batch=64):
    """The same over many rows, each token counted once; leaves the model as it was."""
    was_training = model.training
    model.eval()
    total = 0.0
    tokens = 0
    with torch.no_grad():
        for rows in torch.arange(len(ids)).split(batch):
            followers = int(mask[rows, 1:].sum())
            total += loss_of(model, ids[rows].to(model.device), mask[rows].to(model.device)).item() * followers
            tokens += followers
    model.train(was_training)
    return total / tokens
