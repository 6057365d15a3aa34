import { settingsOfNames } from './score-names.js';

interface Published {
  readonly criterion: string;
  /** Last parts, in lower case, of the reference model's and the scoring model's names. */
  readonly models: readonly [reference: string, score: string];
  readonly says: string;
}

/** Values that the authors published for their own models, over whole vocabularies and in their precision. */
const PUBLISHED: readonly Published[] = [
  {
    criterion: 'binoculars',
    models: ['falcon-7b', 'falcon-7b-instruct'],
    says: 'machine below 0.9015310749276843 (best F1) or 0.8536432310785527 (0.01 % false positives), 512 tokens, bfloat16 (Hans et al. 2024, their code)',
  },
  {
    criterion: 'fast-detect-gpt',
    models: ['gpt-j-6b', 'gpt-neo-2.7b'],
    says: 'human 0.2713 ± 0.9366, machine 2.2334 ± 1.8731 (Bao et al. 2024, their code)',
  },
  {
    criterion: 'fast-detect-gpt',
    models: ['falcon-7b', 'falcon-7b-instruct'],
    says: 'human −0.0707 ± 0.9520, machine 2.9306 ± 1.9039 (Bao et al. 2024, their code)',
  },
];

/** The published values of a score with exactly these models; empty for any other score. */
export function publishedFor(name: string): readonly string[] {
  const settings = settingsOfNames([name]);
  if (settings === null) return [];
  const { model, observer } = settings;
  const [reference, score] = [observer ?? model, model].map((path) => path.split('/').at(-1)!.toLowerCase());
  return PUBLISHED.filter(
    ({ criterion, models }) =>
      name.startsWith(`${criterion}@`) && models[0] === reference && models[1] === score,
  ).map(({ says }) => says);
}
