// Language-model servers: an HTTP client for OpenAI-compatible completions, detection of what a server supports, and the
// log-probabilities of a text's own tokens. Formulas of scores are in origin/inferred/scores, not here.
// A server is untrusted and unreliable: responses are bounded and validated, requests are retried, and texts and key are
// sent to the named host only.

import { FreckleError } from '../core/errors.js';

export interface LmConnection {
  /** Base URL up to and including `/v1`. */
  readonly baseUrl: string;
  /** Sent as a bearer token to that host only; null without a key. */
  readonly key: string | null;
  /** Timeout of one response. */
  readonly timeoutMs: number;
  /** Concurrent requests, which share the memory for responses. */
  readonly concurrency: number;
}

export const DEFAULT_TIMEOUT_MS = 120_000;
/** Attempts per request, including the first, and the wait after the first, which doubles each time. */
const PATIENCE = { tries: 6, firstWaitMs: 500 };
const LONGEST_WAIT_MS = 30_000;
/**
 * Memory for all concurrent responses, and the minimum for one: 2,000 tokens with 20 alternatives take at most 4 MB.
 */
const ANSWER_BYTES = { all: 64 * 1024 * 1024, one: 8 * 1024 * 1024 };
const REDIRECTS = 3;

/** The server refused this text, e.g. because it exceeds its context; other texts are not affected. */
export class RefusedText extends Error {}

/** A request without a response after all attempts. */
export class NeverAnswered extends FreckleError {
  constructor(url: string, reason: Unanswered, tries: number) {
    super('server-failed', `${url}: ${reason.message}; tried ${tries} times`, { cause: reason });
  }
}

/** A retryable failure: no response, or a response that asks to retry. */
class Unanswered extends Error {
  constructor(
    message: string,
    /** Wait that the server asked for. */
    readonly waitMs: number | null = null,
  ) {
    super(message);
  }
}

/** @throws FreckleError `invalid-setting` */
export function parseBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    // The URL may contain a password, so only its protocol is shown.
    throw new FreckleError(
      'invalid-setting',
      `--lm: expected a base URL such as http://127.0.0.1:8000/v1, got ${url === null ? 'something that is not a URL' : `a URL with the protocol ${url.protocol}`}`,
    );
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new FreckleError(
      'invalid-setting',
      '--lm: expected a base URL without user, password or query, since it is stored in run.json. Put a key into the environment variable FRECKLE_LM_KEY',
    );
  return url.href.replace(/\/+$/, '');
}

/** Client of one OpenAI-compatible server. Responses are JSON of bounded size; temporary failures are retried. */
export class LmClient {
  private readonly stopped = new AbortController();

  constructor(
    private readonly connection: LmConnection,
    private readonly patience = PATIENCE,
  ) {}

  /** Aborts all requests. */
  stop(): void {
    this.stopped.abort();
  }

  /**
   * The JSON response of a path below the base URL: GET, or POST with a body.
   * @throws RefusedText | NeverAnswered | FreckleError `server-failed`
   */
  async ask(path: string, body?: object, tries = this.patience.tries): Promise<unknown> {
    const url = `${this.connection.baseUrl}/${path}`;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(url, body);
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        if (attempt >= tries || this.stopped.signal.aborted) throw new NeverAnswered(url, error, attempt);
        const wait = error.waitMs ?? this.patience.firstWaitMs * 2 ** (attempt - 1);
        await this.pause(Math.min(wait, LONGEST_WAIT_MS));
      }
    }
  }

  private async attempt(url: string, body: object | undefined): Promise<unknown> {
    let target = url;
    for (let redirects = 0; ; redirects++) {
      const answer = await this.fetch(target, body);
      const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
      if (location === null) return this.read(target, answer);
      await answer.body?.cancel();
      target = redirected(target, answer.status, location, redirects);
    }
  }

  private async fetch(url: string, body: object | undefined): Promise<globalThis.Response> {
    const { key, timeoutMs } = this.connection;
    try {
      return await fetch(url, {
        method: body === undefined ? 'GET' : 'POST',
        redirect: 'manual',
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.any([this.stopped.signal, AbortSignal.timeout(timeoutMs)]),
      });
    } catch (error) {
      if (codeOf(error) === 'bad port')
        throw new FreckleError(
          'server-failed',
          `${url}: fetch refuses this port, which is reserved for another protocol. Run the server on another port`,
        );
      throw new Unanswered(reasonOf(error, timeoutMs));
    }
  }

  private async read(url: string, answer: globalThis.Response): Promise<unknown> {
    const text = await this.textOf(url, answer);
    const { status } = answer;
    if (status === 429 || status >= 500)
      throw new Unanswered(
        `HTTP ${status}: ${excerptOf(text)}`,
        retryAfterMs(answer.headers.get('retry-after')),
      );
    if (status === 400 || status === 413 || status === 422)
      throw new RefusedText(`HTTP ${status}: ${excerptOf(text)}`);
    if (!answer.ok)
      throw new FreckleError(
        'server-failed',
        `${url}: HTTP ${status}: ${excerptOf(text)}` +
          (status === 401 || status === 403
            ? '. Put the API key into the environment variable FRECKLE_LM_KEY'
            : ''),
      );
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new FreckleError('server-failed', `${url}: expected JSON, found ${excerptOf(text)}`, { cause });
    }
  }

  private async textOf(url: string, answer: globalThis.Response): Promise<string> {
    const { concurrency, timeoutMs } = this.connection;
    const most = Math.max(ANSWER_BYTES.one, Math.floor(ANSWER_BYTES.all / concurrency));
    const parts: Uint8Array[] = [];
    let length = 0;
    try {
      for await (const part of answer.body ?? []) {
        length += part.length;
        if (length > most) break;
        parts.push(part);
      }
    } catch (error) {
      throw new Unanswered(reasonOf(error, timeoutMs));
    }
    if (length > most)
      throw new FreckleError(
        'server-failed',
        `${url}: the response exceeds ${most} bytes, the limit with ${concurrency} concurrent requests. Try a smaller --lm-top, or --lm-concurrency 1, which allows ${ANSWER_BYTES.all}`,
      );
    return Buffer.concat(parts).toString('utf8');
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.stopped.signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.stopped.signal.addEventListener('abort', done);
    });
  }
}

/** Follows redirects only to the named host, so texts and key go nowhere else. @throws FreckleError `server-failed` */
function redirected(from: string, status: number, location: string, redirects: number): string {
  const target = URL.canParse(location, from) ? new URL(location, from) : null;
  if (target === null || target.origin !== new URL(from).origin)
    throw new FreckleError(
      'server-failed',
      `${from} redirects to another host, ${excerptOf(target?.origin ?? location)}, which is not followed`,
    );
  if (redirects >= REDIRECTS || (status !== 307 && status !== 308))
    throw new FreckleError(
      'server-failed',
      `${from} redirects (HTTP ${status}) to ${excerptOf(target.href)}: give that base URL`,
    );
  return target.href;
}

/** Reads the header's value in seconds. A date is ignored, since it would need synchronised clocks. */
function retryAfterMs(header: string | null): number | null {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? 1000 * seconds : null;
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer in ${timeoutMs / 1000} s`;
  const code = codeOf(error);
  if (code === 'ECONNREFUSED')
    return `connection refused (${code}): check that the server is running and the address is right`;
  if (code === 'ENOTFOUND') return `host not found (${code})`;
  return code === '' ? error.message : `${error.message} (${code})`;
}

/** The cause that fetch hides behind "fetch failed". */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : '';
}

export function excerptOf(text: string): string {
  const plain = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain;
}
