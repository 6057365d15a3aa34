import { z } from 'zod';
import { FreckleError } from '../core/errors.js';
import { LEAST_LOG, type TokenLogs } from '../core/language-model.js';
import { excerptOf, type LmClient } from './client.js';

/**
 * Kinds of request for the log-probabilities of a prompt: `echo` with `logprobs`, as in OpenAI's former completions,
 * vLLM, SGLang and llama-cpp-python; or vLLM's `prompt_logprobs`.
 */
export const DIALECTS = ['echo', 'prompt-logprobs'] as const;
export type Dialect = (typeof DIALECTS)[number];

const log = z.number().max(1e-3);
const LONGEST = 1 << 20;
const logs = z.record(z.string(), log);
const echoSchema = z.object({
  choices: z
    .array(
      z.object({
        logprobs: z
          .object({
            tokens: z.array(z.string()).max(LONGEST),
            token_logprobs: z.array(log.nullable()).max(LONGEST),
            top_logprobs: z.array(logs.nullable()).max(LONGEST).nullish(),
          })
          .nullish(),
      }),
    )
    .min(1),
  usage: z.object({ completion_tokens: z.number().int().nonnegative() }).partial().nullish(),
});
const promptSchema = z.object({
  choices: z
    .array(
      z.object({
        prompt_logprobs: z
          .array(z.record(z.string(), z.object({ logprob: log })).nullable())
          .max(LONGEST)
          .nullish(),
        prompt_token_ids: z.array(z.number().int().nonnegative()).max(LONGEST).nullish(),
      }),
    )
    .min(1),
});
const modelsSchema = z.object({ data: z.array(z.object({ id: z.string().min(1).max(1000) })).max(10_000) });

/** Names of the server's models. @throws FreckleError `server-failed` */
export async function modelsOf(client: LmClient): Promise<readonly string[]> {
  const parsed = modelsSchema.safeParse(await client.ask('models'));
  if (!parsed.success)
    throw new FreckleError('server-failed', `models: expected a list of models, found another response`);
  return parsed.data.data.map(({ id }) => id);
}

/** Requests one token beyond the prompt, since some servers interpret 0 as no limit. */
const requestOf = (dialect: Dialect, model: string, prompt: string, top: number): object => ({
  model,
  prompt,
  max_tokens: 1,
  temperature: 0,
  ...(dialect === 'echo' ? { echo: true, logprobs: top } : { prompt_logprobs: top, return_token_ids: true }),
});

/**
 * A model's log-probabilities of every token of a text, except those without a preceding token.
 * @throws RefusedText | NeverAnswered | FreckleError `server-failed`
 */
export async function readTokenLogs(
  client: LmClient,
  dialect: Dialect,
  model: string,
  text: string,
  top: number,
  tries?: number,
): Promise<TokenLogs[]> {
  const answer = await client.ask('completions', requestOf(dialect, model, text, top), tries);
  const places = dialect === 'echo' ? fromEcho(answer) : fromPromptLogprobs(answer);
  if (typeof places === 'string')
    throw new FreckleError('server-failed', `completions of ${model}: ${places}`);
  for (const [at, { top: likely }] of places.entries()) {
    const sum = [...likely.values()].reduce((all, value) => all + Math.exp(value), 0);
    if (sum > 1.01)
      throw new FreckleError(
        'server-failed',
        `completions of ${model}: the probabilities of token ${at} sum to ${sum.toFixed(3)}`,
      );
  }
  return places;
}

/** The places, or a description of the missing part. */
function fromEcho(answer: unknown): TokenLogs[] | string {
  const parsed = echoSchema.safeParse(answer);
  if (!parsed.success) return `unexpected response: ${excerptOf(z.prettifyError(parsed.error))}`;
  const { choices, usage } = parsed.data;
  const found = choices[0]!.logprobs;
  if (found == null) return 'no log-probabilities';
  const { tokens, token_logprobs: own, top_logprobs: top } = found;
  if (top == null) return 'log-probabilities without alternatives (top_logprobs)';
  if (tokens.length !== own.length || tokens.length !== top.length)
    return `${tokens.length} tokens with ${own.length} log-probabilities and ${top.length} lists of alternatives`;
  // Tokens that the model generated follow those of the prompt.
  const written = Math.min(tokens.length, usage?.completion_tokens ?? 1);
  const places: TokenLogs[] = [];
  for (let at = 0; at < tokens.length - written; at++) {
    const [value, likely] = [own[at]!, top[at]];
    if (value === null || likely == null) continue;
    places.push(placeOf(tokens[at]!, value, Object.entries(likely)));
  }
  return places.length === 0 ? 'no log-probabilities of the prompt (the server ignored echo)' : places;
}

function fromPromptLogprobs(answer: unknown): TokenLogs[] | string {
  const parsed = promptSchema.safeParse(answer);
  if (!parsed.success) return `unexpected response: ${excerptOf(z.prettifyError(parsed.error))}`;
  const { prompt_logprobs: lists, prompt_token_ids: ids } = parsed.data.choices[0]!;
  if (lists == null) return 'no prompt_logprobs';
  if (ids == null) return 'prompt_logprobs without prompt_token_ids, which identify the text’s own tokens';
  if (ids.length !== lists.length) return `${ids.length} tokens with ${lists.length} prompt_logprobs`;
  const places: TokenLogs[] = [];
  for (const [at, list] of lists.entries()) {
    if (list === null) continue;
    const token = String(ids[at]);
    const own = Object.hasOwn(list, token) ? list[token]! : null;
    if (own === null) return `prompt_logprobs without the text’s own token ${token} at place ${at}`;
    places.push(
      placeOf(
        token,
        own.logprob,
        Object.entries(list).map(([id, { logprob }]) => [id, logprob]),
      ),
    );
  }
  return places.length === 0 ? 'empty prompt_logprobs' : places;
}

const placeOf = (
  token: string,
  value: number,
  likely: readonly (readonly [string, number])[],
): TokenLogs => ({
  own: { token, log: bounded(value) },
  top: new Map(likely.map(([other, logprob]) => [other, bounded(logprob)])),
});

const bounded = (value: number): number => Math.max(LEAST_LOG, Math.min(0, value));
