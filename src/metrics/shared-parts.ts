import type { Row } from '../core/engine.js';
import type { Metric } from '../core/metric.js';
import { compareText } from './preference.js';

/** Roles of the parts that records share. */
export const SHARED_ROLES = ['system', 'context'] as const;

export interface SharedPart {
  readonly role: (typeof SHARED_ROLES)[number];
  /** Records with the part. */
  readonly records: number;
  /** The smallest content hash among them: where to read it. */
  readonly example: string;
}

export interface SharedParts {
  /** Different parts that at least `boilerplateRecords` records share. */
  readonly parts: number;
  /** Records with such a part, counted once per part. */
  readonly records: number;
  /** The most frequent, at most 20. */
  readonly commonest: readonly SharedPart[];
}

const SHOWN = 20;
const COLUMNS = { system: 'system-hash', context: 'context-hash' } as const;

/**
 * System prompts and passages that many records share. They are boilerplate of conversations and exercises: each counts
 * once here, and near-duplicate search leaves them out, since two records are no copies because they share one.
 */
export const sharedParts: Metric<SharedParts> = {
  id: 'shared-parts',
  version: 1,
  title: 'Shared system prompts and passages',
  description:
    'System prompts and contexts that many records share; they are left out where records are compared.',
  formula: 'equal hashes of the parts of the roles system and context, in boilerplateRecords records or more',
  source: 'ours',
  needs: ['records'],
  state: ({ name }) =>
    Object.entries(COLUMNS)
      .map(
        ([role, column]) =>
          `select '${role}' as role, ${name(column)} as hash, min(content_hash) as example, count(*) as records
           from records where ${name(column)} is not null group by ${name(column)}`,
      )
      .join(' union all '),
  merge: { kind: 'concat' },
  value: (state, settings) => {
    const parts = new Map<string, { role: SharedPart['role']; records: number; example: string }>();
    for (const row of state) {
      const role = row['role'] as SharedPart['role'];
      const key = `${role} ${String(row['hash'])}`;
      const records = Number(row['records']);
      const example = String(row['example']);
      const known = parts.get(key);
      if (known === undefined) parts.set(key, { role, records, example });
      else {
        known.records += records;
        if (compareText(example, known.example) < 0) known.example = example;
      }
    }
    const shared = [...parts.values()].filter(({ records }) => records >= settings.boilerplateRecords);
    return {
      parts: shared.length,
      records: shared.reduce((sum, { records }) => sum + records, 0),
      commonest: shared
        .sort((a, b) => b.records - a.records || compareText(a.example, b.example))
        .slice(0, SHOWN)
        .map(({ role, records, example }) => ({ role, records, example })),
    };
  },
  reference: (tables) => {
    const rows = new Map<string, { [column: string]: string | number | Uint8Array }>();
    for (const [role, column] of Object.entries(COLUMNS))
      for (const record of tables['records']!) {
        const hash = record[column] as Uint8Array | null | undefined;
        if (hash == null) continue;
        const key = `${role} ${String(hash)}`;
        const example = String(record['content_hash']);
        const known = rows.get(key);
        if (known === undefined) rows.set(key, { role, hash, example, records: 1 });
        else {
          known['records'] = Number(known['records']) + 1;
          if (compareText(example, String(known['example'])) < 0) known['example'] = example;
        }
      }
    return [...rows.values()] as Row[];
  },
};
