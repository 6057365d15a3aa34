import { FreckleError } from '../core/errors.js';

export interface LmConnection {
  /** As far as `/v1`. */
  readonly baseUrl: string;
  /** Sent as a bearer token to that host alone; null where the server wants none. */
  readonly key: string | null;
  /** For one answer. */
  readonly timeoutMs: number;
  /** Questions under way at once, which share the memory for answers. */
  readonly concurrency: number;
}

export const DEFAULT_TIMEOUT_MS = 120_000;
/** Tries of one question, the first included, and the wait after the first; it doubles. */
const PATIENCE = { tries: 6, firstWaitMs: 500 };
const LONGEST_WAIT_MS = 30_000;
/** Of all answers under way, and the least of one: 2,000 tokens with 20 alternatives each are 4 MB in the longest spelling. */
const ANSWER_BYTES = { all: 64 * 1024 * 1024, one: 8 * 1024 * 1024 };
const REDIRECTS = 3;

/** A text that the server will not take, e.g. because it is longer than its context: the others go on. */
export class RefusedText extends Error {}

/** A question that stayed without an answer however often it was asked. */
export class NeverAnswered extends FreckleError {
  constructor(url: string, reason: Unanswered, tries: number) {
    super('server-failed', `${url}: ${reason.message}; tried ${tries} times`, { cause: reason });
  }
}

/** What may be tried again: nobody answered, or said to come back. */
class Unanswered extends Error {
  constructor(
    message: string,
    /** How long the server asked to wait. */
    readonly waitMs: number | null = null,
  ) {
    super(message);
  }
}

/** @throws FreckleError `invalid-setting` */
export function parseBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    // What was given may hold a password, so only its protocol is shown.
    throw new FreckleError(
      'invalid-setting',
      `--lm wants a base URL such as http://127.0.0.1:8000/v1, got ${url === null ? 'what is no URL' : `one of ${url.protocol}`}`,
    );
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new FreckleError(
      'invalid-setting',
      '--lm wants a base URL without a user, password or query, which would stand in run.json: put a key into the environment variable FRECKLE_LM_KEY',
    );
  return url.href.replace(/\/+$/, '');
}

/** Questions to one OpenAI-compatible server. Answers are JSON and of bounded size; what fails for a moment is tried again. */
export class LmClient {
  private readonly stopped = new AbortController();

  constructor(
    private readonly connection: LmConnection,
    private readonly patience = PATIENCE,
  ) {}

  /** Ends whatever is under way. */
  stop(): void {
    this.stopped.abort();
  }

  /**
   * The JSON at a path below the base URL; with a body, what it answers to that.
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
          `${url}: that port belongs to another protocol, so that fetch refuses it: give the server another`,
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
            ? '; a key is read from the environment variable FRECKLE_LM_KEY'
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
        `${url}: the answer has more than ${most} bytes, what each of ${concurrency} at once may take: a smaller --lm-top asks for less, --lm-concurrency 1 takes ${ANSWER_BYTES.all}`,
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

/** Texts and key go to the host that was named and to no other. @throws FreckleError `server-failed` */
function redirected(from: string, status: number, location: string, redirects: number): string {
  const target = URL.canParse(location, from) ? new URL(location, from) : null;
  if (target === null || target.origin !== new URL(from).origin)
    throw new FreckleError(
      'server-failed',
      `${from} sends us to ${excerptOf(target?.origin ?? location)}, another host than the one named: refused`,
    );
  if (redirects >= REDIRECTS || (status !== 307 && status !== 308))
    throw new FreckleError(
      'server-failed',
      `${from}: HTTP ${status} to ${excerptOf(target.href)}: name that base URL`,
    );
  return target.href;
}

/** Only what the header may say in seconds; a date would need a clock that agrees. */
function retryAfterMs(header: string | null): number | null {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? 1000 * seconds : null;
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer in ${timeoutMs / 1000} s`;
  const code = codeOf(error);
  if (code === 'ECONNREFUSED')
    return `nothing listens there (${code}): is the server up, and this its address?`;
  if (code === 'ENOTFOUND') return `there is no host of that name (${code})`;
  return code === '' ? error.message : `${error.message} (${code})`;
}

/** What fetch hides behind "fetch failed". */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : '';
}

export function excerptOf(text: string): string {
  const plain = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain;
}
