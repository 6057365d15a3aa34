import { FreckleError } from '../core/errors.js';
import { JOINT, type LmSettings, type TokenLogs } from '../core/language-model.js';
import { type LmClient, RefusedText } from './client.js';
import { DIALECTS, type Dialect, modelsOf, readTokenLogs } from './completions.js';

/** A short text for finding out what the server supports. */
const PROBE = 'The lamplighter came at four, and the dog that followed him had one white ear.';

/** The only model of a server. @throws FreckleError `invalid-setting` */
export async function onlyModel(client: LmClient): Promise<string> {
  const models = await modelsOf(client);
  if (models.length === 1) return models[0]!;
  throw new FreckleError(
    'invalid-setting',
    `the server has ${models.length === 0 ? 'no models' : `${models.length} models (${models.slice(0, 8).join(', ')})`}: give one with --lm-model`,
  );
}

/**
 * Finds the request dialect of the server before any text is sent.
 * @throws FreckleError `invalid-setting` where the server lacks a needed feature, with its responses
 */
export async function probeServer(client: LmClient, { model, observer, top }: LmSettings): Promise<Dialect> {
  for (const name of [model, observer ?? model])
    if (name.includes(JOINT))
      throw new FreckleError(
        'invalid-setting',
        `${name}: a model name must not contain "${JOINT}", which separates two models`,
      );
  const dialect = await dialectOf(client, model, top);
  if (observer !== null)
    refuseShortLists(await readTokenLogs(client, dialect, observer, PROBE, top), observer, top);
  return dialect;
}

/** Checks that the models answer at all. @throws NeverAnswered */
export async function askProbe(client: LmClient, settings: LmSettings, dialect: Dialect): Promise<void> {
  const { model, observer, top } = settings;
  for (const name of observer === null ? [model] : [model, observer])
    await readTokenLogs(client, dialect, name, PROBE, top);
}

async function dialectOf(client: LmClient, model: string, top: number): Promise<Dialect> {
  const refusals: string[] = [];
  for (const dialect of DIALECTS) {
    let places: TokenLogs[];
    try {
      places = await readTokenLogs(client, dialect, model, PROBE, top);
    } catch (error) {
      const isAnswer = error instanceof FreckleError && error.message.startsWith('completions of ');
      if (!isAnswer && !(error instanceof RefusedText)) throw error;
      refusals.push(`${dialect}: ${error.message}`);
      continue;
    }
    refuseShortLists(places, model, top);
    return dialect;
  }
  throw new FreckleError(
    'invalid-setting',
    `the server returns no log-probabilities of a prompt, which scores need. Tried ${DIALECTS.length} kinds of request: ${refusals.join('; ')}. Use a server whose /v1/completions supports echo with logprobs (vLLM, SGLang, llama-cpp-python with logits_all) or prompt_logprobs (vLLM). If it refuses the number of alternatives, try a smaller --lm-top`,
  );
}

/** With fewer alternatives than its name states, the score would be another one. */
function refuseShortLists(places: readonly TokenLogs[], model: string, top: number): void {
  // The text's own token is listed in addition to the likeliest.
  const longest = Math.max(...places.map(({ own, top: list }) => list.size - Number(list.has(own.token))));
  const mass = places.map((place) => [...place.top.values()].reduce((sum, log) => sum + Math.exp(log), 0));
  if (longest < top && Math.max(...mass) < 0.999)
    throw new FreckleError(
      'invalid-setting',
      `${model}: expected ${top} alternatives per token, the server gives ${longest}. Use --lm-top ${longest}, also for all scores to be compared`,
    );
}
