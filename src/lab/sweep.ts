import { FreckleError } from '../core/errors.js';
import type { Decoding } from '../core/model.js';
import { studentQuantile } from '../math/intervals.js';
import { meanAndError, quantile } from '../math/statistics.js';
import { didYouMean } from '../text/nearest.js';
import { CellTable } from './cell-table.js';
import { diversityLaw, type Law } from './laws.js';
import { LOOP_MEASURES, measuresOf } from './measure.js';
import { LAB_LISTS, type LabLists, named, type PlanText, planOf } from './plan.js';
import type { SetCounts } from './run.js';

/** Everything that determines a sweep's bytes. */
export interface SweepText {
  readonly models: readonly string[];
  readonly regimes: readonly string[];
  readonly world?: string;
  readonly generations: number;
  readonly sizes: readonly number[];
  readonly seeds: readonly number[];
  readonly chains: number;
  /** Values by setting id of models, regimes and worlds alike; several values make several cells. */
  readonly settings: { readonly [id: string]: readonly (number | string)[] };
  readonly decoding: Decoding;
  readonly hasSamplingError: boolean;
}

/** One point of the sweep: all its chains have the same plan. */
export interface Cell {
  readonly id: string;
  readonly plan: PlanText;
  /** What sets it apart from its neighbours, for people. */
  readonly label: string;
}

export interface ChainKey {
  readonly cell: Cell;
  readonly seed: number;
  readonly chain: number;
  /** Folder name; unique in the run. */
  readonly folder: string;
}

/** The cells of a sweep, in a fixed order. @throws FreckleError invalid-setting */
export function cellsOf(sweep: SweepText, lists: LabLists = LAB_LISTS): Cell[] {
  const cells: Cell[] = [];
  const used = new Set<string>();
  const known = new Set<string>();
  for (const model of sweep.models)
    for (const regime of sweep.regimes)
      for (const size of sweep.sizes) {
        const modelIds = named('model', lists.models, model).settings.map(({ id }) => id);
        const regimeIds = named('regime', lists.regimes, regime).settings.map(({ id }) => id);
        const base: PlanText = {
          model,
          regime,
          ...(sweep.world === undefined ? {} : { world: sweep.world }),
          generations: sweep.generations,
          size,
          decoding: sweep.decoding,
          hasSamplingError: sweep.hasSamplingError,
        };
        const worldIds = planOf(base, lists).world.settings.map(({ id }) => id);
        const own = (ids: readonly string[], prefix: string) =>
          Object.keys(sweep.settings).filter((key) =>
            key === `${prefix}.${key.split('.')[1]}`
              ? ids.includes(key.split('.')[1]!)
              : !key.includes('.') && ids.includes(key),
          );
        const axes = [
          ...own(modelIds, 'model').map((key) => ['modelSettings', key] as const),
          ...own(regimeIds, 'regime').map((key) => ['regimeSettings', key] as const),
          ...own(worldIds, 'world').map((key) => ['worldSettings', key] as const),
        ];
        for (const [, key] of axes) used.add(key);
        for (const id of [...modelIds, ...regimeIds, ...worldIds]) known.add(id);
        for (const choice of combinations(axes.map(([, key]) => sweep.settings[key]!))) {
          const plan: { -readonly [key in keyof PlanText]: PlanText[key] } = { ...base };
          const parts = sweep.sizes.length > 1 ? [`n = ${size}`] : [];
          axes.forEach(([group, key], at) => {
            const id = key.split('.').at(-1)!;
            plan[group] = { ...plan[group], [id]: choice[at]! };
            if (sweep.settings[key]!.length > 1) parts.push(`${id} = ${choice[at]}`);
          });
          planOf(plan, lists);
          const label = [sweep.models.length > 1 ? model : '', regime, ...parts]
            .filter((part) => part !== '')
            .join(', ');
          const id = [model, regime, `n${size}`, ...axes.map(([, key], at) => `${key}${choice[at]}`)].join(
            '+',
          );
          cells.push({ id: id.replace(/[^\w.+-]/g, '_'), plan, label });
        }
      }
  for (const key of Object.keys(sweep.settings))
    if (!used.has(key))
      throw new FreckleError(
        'invalid-setting',
        `no model, regime or world of this run has a setting ${JSON.stringify(key)}; they have ${[...known].join(', ') || 'none'}${didYouMean(key, known)}`,
      );
  return cells;
}

/** All chains of all cells, in a fixed order. */
export function chainsOf(sweep: SweepText, cells: readonly Cell[]): ChainKey[] {
  return cells.flatMap((cell) =>
    sweep.seeds.flatMap((seed) =>
      Array.from({ length: sweep.chains }, (_, chain) => ({
        cell,
        seed,
        chain,
        folder: `${cell.id}+seed${seed}+chain${String(chain).padStart(4, '0')}`,
      })),
    ),
  );
}

function combinations(axes: readonly (readonly (number | string)[])[]): (number | string)[][] {
  return axes.reduce<(number | string)[][]>(
    (found, values) => found.flatMap((before) => values.map((value) => [...before, value])),
    [[]],
  );
}

/** A measure over the chains of a cell, generation by generation. */
export interface Series {
  readonly measure: string;
  readonly mean: readonly (number | null)[];
  /** 95 % interval of the mean by Student's t; null with fewer than two chains. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly median: readonly (number | null)[];
  /** Chains without a value, and the first reason given. */
  readonly undefinedCount: readonly number[];
  readonly why: string | null;
}

export interface CellSummary {
  readonly id: string;
  readonly label: string;
  readonly plan: PlanText;
  readonly chains: number;
  /** Of the first chain; a regime that draws its mix by chance differs from chain to chain. */
  readonly counts: readonly SetCounts[];
  readonly series: readonly Series[];
  readonly law: {
    readonly name: string;
    readonly formula: string;
    readonly assumptions: readonly string[];
    readonly measure: string;
    readonly values: readonly number[];
  } | null;
}

/** A table for the results of a cell's chains. */
export const tableOf = (cell: Cell, chains: number, lists: LabLists = LAB_LISTS): CellTable =>
  new CellTable(
    measuresOf(planOf(cell.plan, lists).model.dataKind).map(({ id }) => id),
    chains,
    cell.plan.generations + 1,
  );

/** Joins the chains of one cell. */
export function summarise(cell: Cell, table: CellTable, lists: LabLists = LAB_LISTS): CellSummary {
  const plan = planOf(cell.plan, lists);
  const series = measuresOf(plan.model.dataKind).map(({ id }): Series => {
    const values = Array.from({ length: table.generations }, (_, g) => table.valuesOf(id, g));
    const stats = values.map((column) => (column.length === 0 ? null : meanAndError(column)));
    const reach = (g: number, sign: number) => {
      const count = values[g]!.length;
      if (stats[g] === null || count < 2) return null;
      return stats[g]!.mean + sign * studentQuantile(0.975, count - 1) * stats[g]!.error;
    };
    return {
      measure: id,
      mean: stats.map((one) => one?.mean ?? null),
      low: stats.map((_, g) => reach(g, -1)),
      high: stats.map((_, g) => reach(g, 1)),
      median: values.map((column) => (column.length === 0 ? null : quantile(column, 0.5))),
      undefinedCount: values.map((column) => table.chains - column.length),
      why: table.whyOf(id),
    };
  });
  return {
    id: cell.id,
    label: cell.label,
    plan: cell.plan,
    chains: table.chains,
    counts: table.counts,
    series,
    law: lawOf(
      diversityLaw(plan),
      plan.model.dataKind === 'categorical' ? 'gini-simpson' : 'variance-kept',
      series,
      table.generations,
      plan.decoding.temperature ?? 1,
    ),
  };
}

function lawOf(
  law: Law | null,
  measure: string,
  series: readonly Series[],
  count: number,
  temperature: number,
): CellSummary['law'] {
  if (law === null) return null;
  // A Gini-Simpson index is relative to the real one, which is what generation 0 shows before its first loss. A
  // variance is that of samples, which the temperature scales: the law speaks of the model's own.
  const start = series.find((one) => one.measure === measure)?.mean[0];
  if (start === null || start === undefined) return null;
  const scale = measure === 'gini-simpson' ? start / law.diversity(0) : temperature;
  return {
    name: law.name,
    formula: law.formula,
    assumptions: law.assumptions,
    measure,
    values: Array.from({ length: count }, (_, g) => scale * law.diversity(g)),
  };
}

export const measureTitle = (id: string): string => LOOP_MEASURES.find((one) => one.id === id)?.title ?? id;

export const measureUnit = (id: string): string => LOOP_MEASURES.find((one) => one.id === id)?.unit ?? '';
