import type { Origin } from '../core/origin.js';
import { PROVENANCE_PREFIX } from '../core/provenance.js';
import { readDeclaredOrigin } from '../text/declared-origin.js';
import { asObject, type ExactNumber, type Row, stringOf, valueAt } from './cell-value.js';
import { type Field, isMetadataObject, type KnownColumn, knownColumn } from './columns.js';
import { layoutColumn } from './layouts/index.js';

/** The origin that a row declares, and its words. */
export type Claim = { readonly origin: Origin; readonly text: string };

/** Facts that follow from a column's name; computed once per name. */
export interface AboutColumn {
  readonly name: string;
  readonly known: KnownColumn | null;
  readonly isMetadata: boolean;
  /** 0: no origin; 1: may hold an origin among other values, as `label` does; 2: exists to declare the origin. */
  readonly originWeight: 0 | 1 | 2;
  /** Its name in layouts; null if no layout reads it. */
  readonly inLayouts: string | null;
  readonly isUseless: boolean;
}

/** Ordinary data has few names; hostile data may have new ones in every record. */
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
  // Every column that can declare an origin accepts one of these values.
  const speaks =
    name.length <= 64 && (readDeclaredOrigin(name, 'synthetic') ?? readDeclaredOrigin(name, '1')) !== null;
  const originWeight = !speaks ? 0 : readDeclaredOrigin(name, 'human') === null ? 1 : 2;
  const inLayouts = layoutColumn(name);
  const isUseless = !known && !isMetadata && originWeight === 0 && inLayouts === null;
  return { name, known, isMetadata, originWeight, inLayouts, isUseless };
}

/** The best value so far for each field of one row. */
export class Found {
  readonly values: { [field in Field]?: unknown } = {};
  readonly paths: { [field in Field]?: readonly string[] } = {};
  private readonly ranks: { [field in Field]?: number } = {};
  origin: Claim | null = null;
  /** Name of a text column whose value is null. */
  nullText: string | null = null;
  /** Columns that layouts read, by their names there; null if the row has none. */
  columns: Map<string, { readonly name: string; readonly value: unknown }> | null = null;
  /** Columns of strings that nothing reads, and the length of the longest of these strings. */
  passed: string[] | null = null;
  longestPassed = 0;
  private originWeight = 0;
  private nested: { readonly name: string; readonly row: Row }[] | null = null;

  add(about: AboutColumn, value: unknown, path: readonly string[]): void {
    if (value === null || value === undefined) {
      if (about.known?.field === 'text') this.nullText ??= path.join('.');
      return;
    }
    if (about.inLayouts !== null && path.length === 1) {
      this.columns ??= new Map();
      if (!this.columns.has(about.inLayouts)) this.columns.set(about.inLayouts, { name: about.name, value });
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
    // Only a text may be an object: a list of turns, or a fault to report.
    if (field !== 'text' && typeof value === 'object' && !(value instanceof Date)) return;
    // Top-level values come before nested ones.
    const depthRank = rank + (path.length - 1) * 100;
    if (depthRank >= (this.ranks[field] ?? Number.POSITIVE_INFINITY)) return;
    this.ranks[field] = depthRank;
    this.values[field] = value;
    this.paths[field] = path;
  }

  /** Notes a string in a column that nothing reads. */
  pass(name: string, length: number): void {
    if (name.startsWith(PROVENANCE_PREFIX)) return;
    this.passed ??= [];
    this.passed.push(name);
    this.longestPassed = Math.max(this.longestPassed, length);
  }

  addNested(aboutColumn: (name: string) => AboutColumn): void {
    for (const { name, row } of this.nested ?? [])
      for (const inner of Object.keys(row)) {
        const about = aboutColumn(inner);
        if (!about.isUseless && about.known?.field !== 'text') this.add(about, row[inner], [name, inner]);
      }
  }

  /** Takes the field from the column that the user named. */
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
