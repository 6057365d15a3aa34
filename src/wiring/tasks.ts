import type { PolicyVocabulary } from '../core/policy.js';
import type { Signal } from '../core/signal.js';
import { signalNamed } from '../core/signal-in-role.js';
import { digestFile } from '../disk/fingerprint.js';
import { type DecideCommand, decideSplit } from '../gate/decide/decide-split.js';
import {
  decidePreliminarySplit,
  type PreliminaryDecisionsCommand,
} from '../gate/decide/preliminary-decisions-split.js';
import type { RevisitCommand } from '../gate/find/revisit-corpus.js';
import { revisitSplit } from '../gate/find/revisit-split.js';
import type { MeasureCommand } from '../gate/measure/measure-corpus.js';
import { measureSplit } from '../gate/measure/measure-split.js';
import { type WriteCommand, writeSplit } from '../gate/write/write-split.js';
import { prepareCalibration } from './calibration.js';
import type { Lists } from './lists.js';
import { prepareWatermarks } from './watermark-setting.js';

type Tasks = {
  digest: { paths: readonly string[] };
  measure: MeasureCommand;
  revisit: RevisitCommand;
  'preliminary-decisions': PreliminaryDecisionsCommand;
  decide: DecideCommand;
  write: WriteCommand;
};

/** The members that a thread finds by id. */
export interface KnownHere extends Pick<Lists, 'formats' | 'signals'> {
  readonly vocabulary: PolicyVocabulary;
}

/** Runs one task of a worker. Formats and signals travel by id: the worker has their code already. */
export async function runTask(
  name: string,
  task: unknown,
  onProgress: (amount: number) => void,
  { formats, signals, vocabulary }: KnownHere,
): Promise<unknown> {
  switch (name as keyof Tasks) {
    case 'digest':
      return (task as Tasks['digest']).paths.map(digestFile);
    case 'measure': {
      const command = task as Tasks['measure'];
      prepareCalibration(command.signalSettings.calibration);
      prepareWatermarks(command.signalSettings.watermarks);
      return measureSplit({
        ...command,
        format: byId('format', formats, command.format),
        signals: command.signals.map((id) => signalById(signals, id)),
        onProgress,
      });
    }
    case 'revisit': {
      const command = task as Tasks['revisit'];
      return revisitSplit({ ...command, format: byId('format', formats, command.format) });
    }
    case 'preliminary-decisions':
      return decidePreliminarySplit(task as Tasks['preliminary-decisions'], vocabulary);
    case 'decide':
      return decideSplit(task as Tasks['decide'], vocabulary);
    case 'write': {
      const command = task as Tasks['write'];
      return writeSplit({ ...command, format: byId('format', formats, command.format) });
    }
    default:
      throw new Error(`unknown task ${name}`);
  }
}

function signalById(signals: readonly Signal[], id: string): Signal {
  const signal = signalNamed(signals, id);
  if (signal === undefined) throw new Error(`unknown signal ${id}`);
  return signal;
}

function byId<Member extends { readonly id: string }>(
  kind: string,
  list: readonly Member[],
  id: string,
): Member {
  const member = list.find((candidate) => candidate.id === id);
  if (member === undefined) throw new Error(`unknown ${kind} ${id}`);
  return member;
}
