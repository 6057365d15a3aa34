import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FreckleError } from '../../core/errors.js';
import type { Model, TextList } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { makeFolder } from '../../gate/atomic.js';

/** The user's own programs. Placeholders in braces are replaced by paths and numbers. */
export interface Programs {
  /** Trains on {train} and leaves whatever it likes in the folder {model}; also {seed}. */
  readonly train: string;
  /** Reads {model}, writes {count} texts to {samples}; also {train}, for samplers that continue prompts, and {seed}. */
  readonly sample: string;
  /** Optional: one log-likelihood in nats per line of {texts}, to {scores}; reads {model}. */
  readonly score?: string;
}

const STDERR_KEPT = 4000;

/**
 * A model that is programs with files in between: JSON lines `{"text": …}`, one record per line. The loop thus
 * drives PyTorch or anything else. Each fit makes the next folder `generation-0000` under `folder`, and all are kept:
 * judges ask generation 0, and people want to look at the others.
 */
export function commandModel(programs: Programs, folder: string): Model<TextList> {
  let fits = 0;
  return {
    id: 'command',
    version: 1,
    title: 'Your own trainer and sampler',
    description: 'Programs that train, sample and score, with JSON lines in between.',
    dataKind: 'texts',
    world: 'texts',
    settings: [],
    decoding: [],
    takesWeights: false,
    minimumCount: () => 1,
    fit: async (data, random) => {
      const number = fits++;
      const home = join(folder, `generation-${String(number).padStart(4, '0')}`);
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

/** A seed that any language takes: 31 bits of the stream's key. */
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
  const lines = linesOf(scores, command);
  if (lines.length !== data.count || lines.some((line) => !Number.isFinite(Number(line))))
    throw new FreckleError(
      'invalid-setting',
      `${command} must write one finite number per text: ${data.count} were asked for, ${lines.length} lines came`,
    );
  return Float64Array.from(lines, Number);
}

function writeTexts(path: string, texts: readonly string[]): void {
  writeFileSync(path, texts.map((text) => `${JSON.stringify({ text })}\n`).join(''));
}

function linesOf(path: string, command: string): string[] {
  if (!existsSync(path))
    throw new FreckleError('invalid-setting', `${command} ended well but did not write ${path}`);
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

function readTexts(path: string, command: string, count: number): string[] {
  const texts = linesOf(path, command).map((line, at) => {
    let text: unknown;
    try {
      text = (JSON.parse(line) as { text?: unknown }).text;
    } catch {
      text = undefined;
    }
    if (typeof text !== 'string')
      throw new FreckleError(
        'invalid-setting',
        `${path}:${at + 1}: expected {"text": "…"}, got ${line.slice(0, 80)}`,
      );
    return text;
  });
  if (texts.length !== count)
    throw new FreckleError(
      'invalid-setting',
      `${command} must write ${count} texts, got ${texts.length} in ${path}`,
    );
  return texts;
}

/**
 * Runs a command line through the shell, placeholders replaced by quoted values. The shell has a process group of its
 * own, which ends when this process does: a trainer must not go on alone.
 */
function runProgram(command: string, values: { readonly [name: string]: string }): Promise<void> {
  const line = command.replace(/\{(\w+)\}/g, (whole, name: string) =>
    values[name] === undefined ? whole : quoted(values[name]),
  );
  return new Promise((resolve, reject) => {
    const child = spawn(line, { shell: true, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    const end = (): void => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    };
    process.once('exit', end);
    let heard = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      heard = (heard + chunk).slice(-STDERR_KEPT);
    });
    child.on('error', reject);
    child.on('exit', () => process.removeListener('exit', end));
    child.on('close', (code, signal) =>
      code === 0
        ? resolve()
        : reject(
            new FreckleError(
              'invalid-setting',
              `this command ended with ${code === null ? `the signal ${signal}` : `code ${code}`}:\n  ${line}\n${heard.trimEnd()}`,
            ),
          ),
    );
  });
}

const quoted = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;
