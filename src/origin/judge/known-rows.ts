import type { DataSetStatement, Origin } from '../../core/origin.js';
import type { Membership, SignalValue } from '../../core/policy.js';
import type { KnownRecord } from './evidence/kind.js';
import { ORIGIN_SIGNALS } from './verdict.js';

/** Columns of measurements that tell of a record's origin beside its signals. */
const CLAIMS = ['claimed_origin', 'claimed_origin_text', 'day', 'spans'] as const;

/** Everything that an origin is judged by, of what was measured. */
export const originColumns = (measured: readonly string[]): string[] => [
  ...CLAIMS,
  ...ORIGIN_SIGNALS.filter((id) => measured.includes(id)),
];

type Cell = SignalValue | Uint8Array | null | undefined;

/** One row of measurements after the other as the record that is judged: `at` moves to the next. */
export class KnownRow implements KnownRecord {
  members: ArrayLike<Membership> = [];
  private spans: { readonly [signal: string]: readonly (readonly [number, number, string?])[] } | null = null;

  /** `cell` gives a column of the current row. */
  constructor(
    readonly captureCutoff: string,
    readonly dataSetClaim: DataSetStatement | null,
    private readonly cell: (column: string) => Cell,
  ) {}

  /** Forgets the row before. */
  at(members: ArrayLike<Membership>): this {
    this.members = members;
    this.spans = null;
    return this;
  }

  readonly value = (signal: string): SignalValue | null => {
    const value = this.cell(signal);
    return typeof value === 'string' || typeof value === 'number' ? value : null;
  };

  readonly notes = (signal: string): readonly string[] => {
    const spans = this.cell('spans');
    this.spans ??= typeof spans === 'string' ? (JSON.parse(spans) as NonNullable<typeof this.spans>) : {};
    return (this.spans[signal] ?? []).flatMap(([, , note]) => (note === undefined ? [] : [note]));
  };

  get claimedOrigin(): Origin | null {
    return this.value('claimed_origin') as Origin | null;
  }

  get claimedText(): string | null {
    return this.value('claimed_origin_text') as string | null;
  }

  get day(): string | null {
    return this.value('day') as string | null;
  }
}
