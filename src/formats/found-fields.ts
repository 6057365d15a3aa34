import type { Origin } from '../core/origin.js';
import { readDeclaredOrigin } from '../text/declared-origin.js';
import { asObject, type ExactNumber, type Row, stringOf, valueAt } from './cell-value.js';
import { type Field, isMetadataObject, type KnownColumn, knownColumn } from './columns.js';

/** Who a row says made it, and its words. */
export type Claim = { readonly origin: Origin; readonly text: string };

/** What a column's name says; computed once per name. */
export interface AboutColumn {
  readonly name: string;
  readonly known: KnownColumn | null;
  readonly isMetadata: boolean;
  /** 0: says nothing on origin; 1: may say so among other things, as `label` does; 2: is there to say it. */
  readonly originWeight: 0 | 1 | 2;
  readonly isUseless: boolean;
}

/** Names are few in honest data; hostile data may bring a new one with every record. */
const MEMO_LIMIT = 4096;

export function createMemo(): (name: string) => AboutColumn {
  const memo = new Map<string, AboutColumn>();
  return (name) => {
    const seen = memo.get(name);
    if (seen !== undefined) return seen;
    const about = aboutColumnOf(name);
    if (memo.size < MEMO_LIMIT) memo.set(name, about);
    return about;
  };
}

export function aboutColumnOf(name: string): AboutColumn {
  const known = knownColumn(name);
  const isMetadata = isMetadataObject(name);
  // Every column that can say anything understands one of these.
  const speaks =
    name.length <= 64 && (readDeclaredOrigin(name, 'synthetic') ?? readDeclaredOrigin(name, '1')) !== null;
  const originWeight = !speaks ? 0 : readDeclaredOrigin(name, 'human') === null ? 1 : 2;
  return { name, known, isMetadata, originWeight, isUseless: !known && !isMetadata && originWeight === 0 };
}

/** The best value for each field seen so far in one row. */
export class Found {
  readonly values: { [field in Field]?: unknown } = {};
  readonly paths: { [field in Field]?: readonly string[] } = {};
  private readonly ranks: { [field in Field]?: number } = {};
  origin: Claim | null = null;
  /** Name of a text column that is there and null. */
  nullText: string | null = null;
  private originWeight = 0;
  private nested: { readonly name: string; readonly row: Row }[] | null = null;

  add(about: AboutColumn, value: unknown, path: readonly string[]): void {
    if (value === null || value === undefined) {
      if (about.known?.field === 'text') this.nullText ??= path.join('.');
      return;
    }
    if (about.isMetadata && path.length === 1) {
      const row = asObject(value);
      if (row !== null) {
        this.nested ??= [];
        this.nested.push({ name: about.name, row });
      }
    }
    if (about.originWeight > this.originWeight) {
      const claim = readDeclaredOrigin(about.name, value);
      if (claim !== null) {
        this.origin = claim;
        this.originWeight = about.originWeight;
      }
    }
    if (about.known === null || value === '') {
      if (about.known?.field !== 'text') return;
    }
    const { field, rank } = about.known!;
    // Only a text may be a list (of turns) or anything else that is then complained about.
    if (field !== 'text' && typeof value === 'object' && !(value instanceof Date)) return;
    // What is nested comes after all that is not.
    const depthRank = rank + (path.length - 1) * 100;
    if (depthRank >= (this.ranks[field] ?? Number.POSITIVE_INFINITY)) return;
    this.ranks[field] = depthRank;
    this.values[field] = value;
    this.paths[field] = path;
  }

  addNested(aboutColumn: (name: string) => AboutColumn): void {
    for (const { name, row } of this.nested ?? [])
      for (const inner of Object.keys(row)) {
        const about = aboutColumn(inner);
        if (!about.isUseless && about.known?.field !== 'text') this.add(about, row[inner], [name, inner]);
      }
  }

  /** Takes the field from where the user said. */
  set(field: Field, path: string, row: Row): void {
    const at = valueAt(row, path);
    this.values[field] = at.value;
    this.paths[field] = at.path;
  }

  string(field: Field, exactNumber: ExactNumber | undefined): string | null {
    const value = this.values[field];
    return value === undefined ? null : stringOf(value, this.paths[field]!, exactNumber);
  }
}
