import { FreckleError } from '../core/errors.js';
import { JOINT, type LmSettings, type TokenLogs } from '../core/language-model.js';
import { type LmClient, RefusedText } from './client.js';
import { DIALECTS, type Dialect, modelsOf, readTokenLogs } from './completions.js';

/** Any text of some tokens: what comes back tells what the server can do. */
const PROBE = 'The lamplighter came at four, and the dog that followed him had one white ear.';

/** The model of a server that has one. @throws FreckleError `invalid-setting` */
export async function onlyModel(client: LmClient): Promise<string> {
  const models = await modelsOf(client);
  if (models.length === 1) return models[0]!;
  throw new FreckleError(
    'invalid-setting',
    `the server has ${models.length === 0 ? 'no models' : `${models.length} models (${models.slice(0, 8).join(', ')})`}: name one with --lm-model`,
  );
}

/**
 * How the server is to be asked, before any text is sent.
 * @throws FreckleError `invalid-setting` where it cannot give what is needed; says what it gave
 */
export async function probeServer(client: LmClient, { model, observer, top }: LmSettings): Promise<Dialect> {
  for (const name of [model, observer ?? model])
    if (name.includes(JOINT))
      throw new FreckleError(
        'invalid-setting',
        `${name}: a model with "${JOINT}" in its name cannot be told from two`,
      );
  const dialect = await dialectOf(client, model, top);
  if (observer !== null)
    refuseShortLists(await readTokenLogs(client, dialect, observer, PROBE, top), observer, top);
  return dialect;
}

/** Whether the models answer at all. @throws NeverAnswered where one does not */
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
    `the server gives no log-probabilities of a prompt, which scores are computed from; asked in ${DIALECTS.length} ways: ${refusals.join('; ')}. It takes /v1/completions with echo and logprobs (vLLM, SGLang, llama-cpp-python with logits_all) or prompt_logprobs (vLLM); a smaller --lm-top may help where it refuses so many alternatives`,
  );
}

/** Fewer alternatives than the score's name says would be another score. */
function refuseShortLists(places: readonly TokenLogs[], model: string, top: number): void {
  // The text's own token is listed beside the likeliest.
  const longest = Math.max(...places.map(({ own, top: list }) => list.size - Number(list.has(own.token))));
  const mass = places.map((place) => [...place.top.values()].reduce((sum, log) => sum + Math.exp(log), 0));
  if (longest < top && Math.max(...mass) < 0.999)
    throw new FreckleError(
      'invalid-setting',
      `${model}: the server gives ${longest} alternatives where ${top} were asked for: use --lm-top ${longest}, also for what is compared with it`,
    );
}
