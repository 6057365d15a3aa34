import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TokenBlocks } from '../../src/core/model.js';
import { probability } from '../../src/lab/models/ngram-lm.js';
import { NgramTable } from '../../src/lab/models/ngram-table.js';
import { randomFrom } from '../../src/math/random.js';

const WEIGHT = 0.7;
const SMOOTHING = 0.05;

/** An n-gram language model over pieces of words, learned from texts: small, and a real one. */
export class PieceModel {
  readonly pieces: readonly string[];
  private readonly ids: ReadonlyMap<string, number>;
  private readonly table: NgramTable;
  /** By the tokens before. */
  private readonly known = new Map<string, Float64Array>();

  constructor(texts: readonly string[], order: number, vocabulary = 500) {
    const counts = new Map<string, number>();
    for (const text of texts)
      for (const piece of piecesOf(text)) {
        counts.set(piece, (counts.get(piece) ?? 0) + 1);
        for (const character of piece) counts.set(character, counts.get(character) ?? 0);
      }
    const characters = [...counts.keys()].filter((piece) => [...piece].length === 1);
    const frequent = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([piece]) => piece);
    this.pieces = ['�', ...new Set([...characters, ...frequent])].slice(
      0,
      Math.max(vocabulary, characters.length + 1),
    );
    this.ids = new Map(this.pieces.map((piece, id) => [piece, id]));
    const tokens = Int32Array.from(texts.flatMap((text) => this.encode(text)));
    const data: TokenBlocks = {
      kind: 'tokens',
      count: 1,
      vocabulary: this.pieces.length,
      blockLength: tokens.length,
      tokens,
    };
    this.table = new NgramTable(data, order);
  }

  encode(text: string): number[] {
    return piecesOf(text).flatMap((piece) => {
      const id = this.ids.get(piece);
      return id === undefined ? Array.from(piece, (character) => this.ids.get(character) ?? 0) : [id];
    });
  }

  /** Natural logarithms over the whole vocabulary of what may stand at a place. */
  logsAt(tokens: readonly number[], at: number): Float64Array {
    const context = tokens.slice(Math.max(0, at - this.table.order + 1), at);
    const key = context.join();
    let logs = this.known.get(key);
    if (logs === undefined) {
      const window = [...context, 0];
      logs = Float64Array.from(this.pieces, (_, id) => {
        window[context.length] = id;
        return Math.log(probability(this.table, window, 0, context.length, WEIGHT, SMOOTHING));
      });
      this.known.set(key, logs);
    }
    return logs;
  }

  /** A text that the model writes itself. */
  write(count: number, seed: string): string {
    const random = randomFrom(seed);
    const tokens: number[] = this.encode('The');
    while (tokens.length < count) {
      const logs = this.logsAt(tokens, tokens.length);
      let left = random.uniform();
      let id = 0;
      while (id < logs.length - 1 && left >= Math.exp(logs[id]!)) left -= Math.exp(logs[id++]!);
      tokens.push(id);
    }
    return tokens.map((id) => this.pieces[id]).join('');
  }
}

const piecesOf = (text: string): string[] => text.match(/ ?[\p{L}\p{N}]+| |[^ ]/gu) ?? [];

interface Asked {
  readonly model: string;
  readonly prompt: string;
  readonly echo?: boolean;
  readonly logprobs?: number;
  readonly prompt_logprobs?: number;
}

export interface LmServer {
  /** `http://127.0.0.1:…/<way>/v1`: the first part says how the server behaves. */
  readonly url: (way?: string) => string;
  readonly port: number;
  /** Prompts in the order they came. */
  readonly prompts: string[];
  readonly keys: Set<string | undefined>;
  readonly close: () => Promise<void>;
}

/**
 * An OpenAI-compatible server of completions on loopback. Ways: `echo` as OpenAI's, `prompt` as vLLM's
 * prompt_logprobs, and servers with faults of all kinds.
 */
export async function startLmServer(models: { readonly [name: string]: PieceModel }): Promise<LmServer> {
  const prompts: string[] = [];
  const keys = new Set<string | undefined>();
  /** How often a prompt has come to the flaky server. */
  const tries = new Map<string, number>();
  /** Whether the dying server has met the text that it dies of. */
  let isDead = false;
  const server = createServer(async (request, response) => {
    const [, way = '', , path = ''] = request.url!.split('/');
    const body = await bodyOf(request);
    keys.add(request.headers.authorization);
    const send = (status: number, answer: unknown, headers: { [name: string]: string } = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    };
    if (path === 'models') return send(200, { data: Object.keys(models).map((id) => ({ id })) });
    if (path !== 'completions') return send(404, { error: 'no such path' });
    const asked = JSON.parse(body) as Asked;
    const model = models[asked.model];
    if (model === undefined) return send(404, { error: `no model ${asked.model}` });
    prompts.push(asked.prompt);
    switch (way) {
      case 'flaky':
        tries.set(asked.prompt, (tries.get(asked.prompt) ?? 0) + 1);
        if (tries.get(asked.prompt) === 1) return send(503, 'loading');
        if (tries.get(asked.prompt) === 2) return send(429, 'slow down', { 'retry-after': '0' });
        break;
      case 'down':
        return send(500, 'out of\u001b[31m memory');
      case 'slow':
        return;
      case 'gone':
        return void request.socket.destroy();
      case 'html':
        return send(200, '<!doctype html><title>Sign in</title>');
      case 'keyed':
        if (request.headers.authorization !== 'Bearer sesame') return send(401, { error: 'no key' });
        break;
      case 'away':
        return send(307, '', {
          location: `http://localhost:${(server.address() as AddressInfo).port}/echo/v1/completions`,
        });
      case 'moved':
        return send(308, '', { location: '/echo/v1/completions' });
      case 'huge':
        return pour(response);
      case 'picky':
        if (asked.prompt.includes('refuse me')) return send(400, { error: 'longer than the context' });
        if (asked.prompt.includes('break me')) return send(500, 'CUDA error', { 'retry-after': '0' });
        break;
      case 'dying':
        isDead ||= asked.prompt.includes('break me');
        if (isDead) return send(500, 'CUDA error', { 'retry-after': '0' });
        break;
    }
    send(200, way === 'prompt' ? promptAnswer(model, asked) : echoAnswer(model, asked, way));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (way = 'echo') => `http://127.0.0.1:${port}/${way}/v1`,
    port,
    prompts,
    keys,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

/** More than anybody should take. */
function pour(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const block = Buffer.alloc(1 << 20, 0x20);
  const more = (): void => {
    while (!response.destroyed && response.write(block));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

/** The likeliest tokens by their text, the own one among them as OpenAI's servers have it. */
function likeliest(model: PieceModel, logs: Float64Array, own: number, top: number) {
  const order = Array.from(logs.keys()).sort((a, b) => logs[b]! - logs[a]! || a - b);
  const ids = [...new Set([...order.slice(0, top), own])];
  return ids.map((id) => [id, model.pieces[id]!, logs[id]!] as const);
}

/** As OpenAI's legacy completions: what the model wrote stands behind the prompt. */
function echoAnswer(model: PieceModel, { prompt, echo, logprobs }: Asked, way: string) {
  const tokens = model.encode(prompt);
  const written = model.logsAt(tokens, tokens.length);
  const all = [...tokens, written.indexOf(Math.max(...written))];
  const first = echo === true && way !== 'plain' && way !== 'prompt' ? 0 : tokens.length;
  const places = all.slice(first).map((own, index) => {
    const at = first + index;
    const logs = model.logsAt(all, at);
    return {
      own,
      log: logs[own]!,
      list: likeliest(model, logs, own, way === 'five' ? Math.min(5, logprobs!) : logprobs!),
    };
  });
  const isFirst = (index: number): boolean => first + index === 0;
  const cheat = way === 'wrong' ? 1 : 0;
  return {
    object: 'text_completion',
    choices: [
      {
        text: prompt,
        finish_reason: 'length',
        logprobs: {
          tokens: places.map(({ own }) => model.pieces[own]!),
          token_logprobs: places.map(({ log }, index) => (isFirst(index) ? null : log)),
          top_logprobs: places.map(({ list }, index) =>
            isFirst(index)
              ? null
              : Object.fromEntries(list.map(([, piece, log]) => [piece, Math.min(0, log + cheat)])),
          ),
          text_offset: places.map(() => 0),
        },
      },
    ],
    usage: { prompt_tokens: tokens.length, completion_tokens: 1, total_tokens: tokens.length + 1 },
  };
}

/** As vLLM: by token id, the text's own token among the others. */
function promptAnswer(model: PieceModel, { prompt, prompt_logprobs: top }: Asked) {
  const tokens = model.encode(prompt);
  return {
    choices: [
      {
        text: '',
        prompt_token_ids: tokens,
        prompt_logprobs:
          top === undefined
            ? null
            : tokens.map((own, at) =>
                at === 0
                  ? null
                  : Object.fromEntries(
                      likeliest(model, model.logsAt(tokens, at), own, top).map(
                        ([id, piece, logprob], rank) => [
                          id,
                          { logprob, rank: rank + 1, decoded_token: piece },
                        ],
                      ),
                    ),
              ),
      },
    ],
  };
}
