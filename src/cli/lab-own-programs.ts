import { FreckleError } from '../core/errors.js';
import { type OwnPrograms, ownPrograms } from '../lab-runs/own-programs.js';
import { readTextList } from '../wiring/texts.js';
import { FILES } from './flags/common.js';
import { flag, type Values } from './flags/flag.js';
import { asText } from './flags/parsers.js';
import { tellProblem } from './log.js';

export const OWN_PROGRAM_FLAGS = {
  train: flag(
    '--train <command>',
    'with --model command: trains on {train}, writes its model to the folder {model}; may use {seed}',
    asText,
  ),
  sample: flag(
    '--sample <command>',
    'with --model command: reads {model}, writes {count} texts to {samples}; may use {train} and {seed}',
    asText,
  ),
  score: flag(
    '--score <command>',
    'with --model command: reads {model}, writes one log-likelihood per line of {texts} to {scores}',
    asText,
  ),
  texts: flag(
    '--texts <path>',
    'with --model command: the real texts, in any format that Freckle reads',
    asText,
    {
      completes: FILES,
    },
  ),
} as const;

type OwnFlags = Values<typeof OWN_PROGRAM_FLAGS> & { readonly model: readonly string[] };

/** The user's programs as a model, and their texts as its data source. @throws FreckleError invalid-setting */
export async function ownProgramsOf({
  model,
  train,
  sample,
  score,
  texts,
}: OwnFlags): Promise<OwnPrograms | null> {
  const isCommand = model.includes('command');
  if (!isCommand && train === undefined && sample === undefined && score === undefined && texts === undefined)
    return null;
  if (process.platform === 'win32')
    throw new FreckleError(
      'invalid-setting',
      '--model command needs a POSIX shell; on Windows, run Freckle and your programs in WSL',
    );
  if (!isCommand || model.length > 1 || train === undefined || sample === undefined || texts === undefined)
    throw new FreckleError(
      'invalid-setting',
      '--model command needs --train, --sample and --texts, and cannot be combined with other models',
    );
  const programs = { train, sample, ...(score === undefined ? {} : { score }) };
  return ownPrograms(programs, texts, await readTextList(texts, tellProblem));
}
