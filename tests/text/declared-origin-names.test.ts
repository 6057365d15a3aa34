import { describe, expect, it } from 'vitest';
import { readDeclaredOrigin } from '../../src/text/declared-origin.js';

const originOf = (column: string, value: unknown) => readDeclaredOrigin(column, value)?.origin ?? null;

describe('a model that writes declares a synthetic text', () => {
  it.each([
    ...[
      'gpt-4',
      'gpt-4o-mini',
      'gpt-3.5-turbo',
      'ChatGPT',
      'text-davinci-003',
      'openai/gpt-4o',
      'o1-preview',
    ],
    ...[
      'llama-3-8b-instruct',
      'meta-llama/Llama-2-70b-chat-hf',
      'mistral-7b',
      'mixtral-8x7b',
      'claude-3-opus',
    ],
    ...[
      'gemini-1.5-pro',
      'gemma-2-9b-it',
      'qwen2.5-72b-instruct',
      'deepseek-r1',
      'vicuna-13b',
      'flan-t5-xxl',
    ],
    ...[
      'falcon-40b',
      'bloomz',
      'cohere-chat',
      'command-r-plus',
      'phi-3-mini',
      'stable-diffusion-xl',
      'dall-e-3',
    ],
  ])('model: %s', (name) => expect(originOf('model', name)).toBe('synthetic'));

  it.each(['gpt-4', 'ChatGPT', 'gpt-3.5-turbo', 'llama-2-7b', 'davinci'])('source: %s', (name) =>
    expect(originOf('source', name)).toBe('synthetic'),
  );
});

describe('a model that writes nothing declares nothing', () => {
  it.each([
    ...[
      'bert-base-uncased',
      'bert-base-multilingual-cased',
      'distilbert-base-uncased',
      'roberta-large',
      'albert-base-v2',
    ],
    ...[
      'microsoft/deberta-v3-base',
      'google/electra-small-discriminator',
      'xlm-roberta-base',
      'sentence-transformers/all-MiniLM-L6-v2',
    ],
    ...[
      'text-embedding-ada-002',
      'text-embedding-3-large',
      'BAAI/bge-large-en-v1.5',
      'intfloat/e5-mistral-7b-instruct',
      'gte-large',
    ],
    ...[
      'gpt2-tokenizer',
      'cl100k tokenizer',
      'openai/whisper-large-v3',
      'openai/clip-vit-base-patch32',
      'openai-community/roberta-base-openai-detector',
    ],
    ...[
      'gpt2-output-detector',
      'chatgpt-detector-roberta',
      'llama-guard moderation',
      'reward-model-deberta-v3',
      'fasttext',
      'word2vec',
    ],
    ...['spacy', 'qwen3-reranker-8b', 'toxicity classifier'],
  ])('model: %s', (name) => expect(originOf('model', name)).toBeNull());
});

describe('a place where people write about models declares nothing', () => {
  it.each([
    ...[
      'ChatGPT forum',
      'chatgpt subreddit',
      'r/ChatGPT',
      'r/LocalLLaMA',
      'OpenAI community',
      'openai-forum',
    ],
    ...[
      'gpt-4 news',
      'GPT-4 discussion',
      'midjourney discord',
      'Claude users',
      'chatgpt reviews',
      'deepseek blog',
    ],
    ...[
      'anthropic documentation',
      'stable-diffusion tutorials',
      'llama-2 questions',
      'openai.com',
      'wikipedia',
      'reddit',
    ],
  ])('source: %s', (name) => expect(originOf('source', name)).toBeNull());
});
