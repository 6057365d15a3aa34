import { linesOf } from '../../disk/chunks.js';
import { FAULTS_SHOWN, type UnreadableFacts } from '../../report/sections/unreadable.js';
import { type RunContext, unreadableName } from '../context.js';

export interface UnreadableSummary {
  readonly byCode: readonly UnreadableFacts[];
  readonly bySource: ReadonlyMap<string, number>;
}

/** Unreadable items by reason, with the first examples in the order of the inputs. */
export function summarizeUnreadable(run: Pick<RunContext, 'fingerprints' | 'folder'>): UnreadableSummary {
  const counts = new Map<string, number>();
  const examples = new Map<string, UnreadableNote[]>();
  const bySource = new Map<string, number>();
  for (const fingerprint of run.fingerprints) {
    for (const note of readUnreadable(run.folder.path(unreadableName(fingerprint)))) {
      counts.set(note.code, (counts.get(note.code) ?? 0) + 1);
      bySource.set(note.source, (bySource.get(note.source) ?? 0) + 1);
      const shown = examples.get(note.code) ?? [];
      if (shown.length < FAULTS_SHOWN) shown.push(note);
      examples.set(note.code, shown);
    }
  }
  const byCode = [...counts]
    .sort(([codeA, a], [codeB, b]) => b - a || (codeA < codeB ? -1 : 1))
    .map(([code, count]) => ({
      code,
      count,
      examples: examples
        .get(code)!
        .map(({ source, position, message, excerpt }) => ({ source, position, message, excerpt })),
    }));
  return { byCode, bySource };
}

/** An unreadable item, from the log of the measure step. */
export interface UnreadableNote {
  readonly position: string;
  readonly byte: number | null;
  readonly source: string;
  readonly code: string;
  readonly message: string;
  readonly excerpt: string;
}

/** The unreadable items of a split. */
export function* readUnreadable(path: string): Generator<UnreadableNote> {
  for (const line of linesOf(path)) yield JSON.parse(line) as UnreadableNote;
}
