import type { Format } from '../core/format.js';
import type { Signal } from '../core/signal.js';
import { digestFile } from '../disk/fingerprint.js';
import { FORMATS } from '../formats/index.js';
import { type DecideCommand, decideSplit } from '../gate/decide/decide-split.js';
import { decideOwnSplit, type OwnDecisionsCommand } from '../gate/decide/own-decisions-split.js';
import type { RevisitCommand } from '../gate/find/revisit-corpus.js';
import { revisitSplit } from '../gate/find/revisit-split.js';
import type { MeasureCommand } from '../gate/measure/measure-corpus.js';
import { measureSplit } from '../gate/measure/measure-split.js';
import { type WriteCommand, writeSplit } from '../gate/write/write-split.js';
import { SIGNALS } from '../signals/index.js';
import { prepareCalibration } from './calibration.js';
import { prepareMarks } from './marks.js';
import { VOCABULARY } from './vocabulary.js';

type Tasks = {
  digest: { paths: readonly string[] };
  measure: MeasureCommand;
  revisit: RevisitCommand;
  'own-decisions': OwnDecisionsCommand;
  decide: DecideCommand;
  write: WriteCommand;
};

/** Everything a worker can be asked to do. Formats and signals travel by id: their code is here already. */
export async function runTask(
  name: string,
  task: unknown,
  onProgress: (amount: number) => void,
): Promise<unknown> {
  switch (name as keyof Tasks) {
    case 'digest':
      return (task as Tasks['digest']).paths.map(digestFile);
    case 'measure': {
      const command = task as Tasks['measure'];
      prepareCalibration(command.signalSettings.calibration);
      prepareMarks(command.signalSettings.watermarks);
      return measureSplit({
        ...command,
        format: formatById(command.format),
        signals: command.signals.map(signalById),
        onProgress,
      });
    }
    case 'revisit': {
      const command = task as Tasks['revisit'];
      return revisitSplit({ ...command, format: formatById(command.format) });
    }
    case 'own-decisions':
      return decideOwnSplit(task as Tasks['own-decisions'], VOCABULARY);
    case 'decide':
      return decideSplit(task as Tasks['decide'], VOCABULARY);
    case 'write': {
      const command = task as Tasks['write'];
      return writeSplit({ ...command, format: formatById(command.format) });
    }
    default:
      throw new Error(`no task is called ${name}`);
  }
}

function formatById(id: string): Format {
  const format = FORMATS.find((candidate) => candidate.id === id);
  if (format === undefined) throw new Error(`no format is called ${id}`);
  return format;
}

function signalById(id: string): Signal {
  const signal = SIGNALS.find((candidate) => candidate.id === id);
  if (signal === undefined) throw new Error(`no signal is called ${id}`);
  return signal;
}
