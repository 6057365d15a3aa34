import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FreckleError } from '../core/errors.js';
import type { Model, TextList } from '../core/model.js';
import type { Random } from '../core/random.js';
import { guarded, makeFolder } from '../disk/atomic.js';
import { linesOf } from '../disk/chunks.js';
import { runProgram } from './run-program.js';

/** Command lines of the user's programs. Placeholders in braces are replaced by paths and numbers. */
export interface Programs {
  /** Trains on {train} and writes any files to the folder {model}; may use {seed}. */
  readonly train: string;
  /** Reads {model}, writes {count} texts to {samples}; may use {seed}, and {train} to continue prompts. */
  readonly sample: string;
  /** Optional. Reads {model}, writes one log-likelihood in nats per line of {texts} to {scores}. */
  readonly score?: string;
}

/**
 * A model made of the user's programs, which exchange files of JSON lines `{"text": …}`, one record per line. The loop
 * can drive PyTorch or anything else. Each fit makes the next folder `generation-0000`, … under `folder`. All folders
 * are kept: oracles score with generation 0, and users inspect the others.
 */
export function commandModel(programs: Programs, folder: string): Model<TextList> {
  let fits = 0;
  return {
    id: 'command',
    version: 1,
    title: 'Your own trainer and sampler',
    description: 'Programs that train, sample and score, and exchange JSON lines.',
    dataKind: 'texts',
    dataSource: 'texts',
    settings: [],
    decoding: [],
    takesWeights: false,
    minimumCount: () => 1,
    fit: async (data, random) => {
      const number = fits++;
      // Absolute paths: a command may change its working directory.
      const home = resolve(folder, `generation-${String(number).padStart(4, '0')}`);
      rmSync(home, { recursive: true, force: true });
      makeFolder(join(home, 'model'));
      const train = join(home, 'train.jsonl');
      writeTexts(train, data.texts);
      const paths = { train, model: join(home, 'model') };
      await runProgram(programs.train, { ...paths, seed: seedOf(random) });
      return {
        sample: async (count, stream) => {
          const samples = join(home, 'samples.jsonl');
          rmSync(samples, { force: true });
          await runProgram(programs.sample, {
            ...paths,
            samples,
            count: String(count),
            seed: seedOf(stream),
          });
          return textList(readTexts(samples, programs.sample, count));
        },
        ...(programs.score === undefined
          ? {}
          : { logLikelihood: (texts: TextList) => scored(programs.score!, home, paths, texts) }),
        parameters: () => ({}),
      };
    },
  };
}

const textList = (texts: readonly string[]): TextList => ({ kind: 'texts', count: texts.length, texts });

/** A seed that every language accepts: 31 bits of the stream's key. */
const seedOf = (random: Random): string => String(Number.parseInt(random.key.slice(0, 8), 16) >>> 1);

async function scored(
  command: string,
  home: string,
  paths: { readonly [name: string]: string },
  data: TextList,
): Promise<Float64Array> {
  const [texts, scores] = [join(home, 'texts.jsonl'), join(home, 'scores.txt')];
  writeTexts(texts, data.texts);
  rmSync(scores, { force: true });
  await runProgram(command, { ...paths, texts, scores });
  const numbers = readLines(scores, command, 'a finite number', (line) => {
    const number = Number(line);
    return Number.isFinite(number) ? number : undefined;
  });
  if (numbers.length !== data.count)
    throw new FreckleError(
      'invalid-setting',
      `expected one finite number per text, ${data.count} in all, got ${numbers.length} from ${command}`,
    );
  return Float64Array.from(numbers);
}

/** Writes text by text: together they may exceed the longest string. */
function writeTexts(path: string, texts: readonly string[]): void {
  guarded(path, () => {
    const file = openSync(path, 'w');
    try {
      for (const text of texts) writeFileSync(file, `${JSON.stringify({ text })}\n`);
    } finally {
      closeSync(file);
    }
  });
}

function readTexts(path: string, command: string, count: number): string[] {
  const texts = readLines(path, command, '{"text": "…"}', (line) => {
    try {
      const { text } = JSON.parse(line) as { text?: unknown };
      return typeof text === 'string' ? text : undefined;
    } catch {
      return undefined;
    }
  });
  if (texts.length !== count)
    throw new FreckleError(
      'invalid-setting',
      `expected ${count} texts in ${path}, got ${texts.length} from ${command}`,
    );
  return texts;
}

/** Parses every line that is not empty. @throws FreckleError `invalid-setting` where `parse` returns undefined */
function readLines<Value>(
  path: string,
  command: string,
  expected: string,
  parse: (line: string) => Value | undefined,
): Value[] {
  if (!existsSync(path))
    throw new FreckleError('invalid-setting', `${command} exited with code 0 but did not write ${path}`);
  const values: Value[] = [];
  let number = 0;
  for (const line of linesOf(path)) {
    number++;
    if (line.trim() === '') continue;
    const value = parse(line);
    if (value === undefined)
      throw new FreckleError(
        'invalid-setting',
        `${path}:${number}: expected ${expected}, got ${line.slice(0, 80)}`,
      );
    values.push(value);
  }
  return values;
}
