import { studentQuantile } from '../math/intervals.js';
import { meanAndError, quantile } from '../math/statistics.js';
import { CellTable } from './cell-table.js';
import { diversityLaw } from './laws.js';
import { measuresOf } from './measure.js';
import type { PlanText } from './plan.js';
import type { LoopPlan, SetCounts } from './run.js';
import type { Cell } from './sweep.js';

/** Statistics of a measure over the chains of a cell, by generation. */
export interface Series {
  readonly measure: string;
  readonly mean: readonly (number | null)[];
  /** 95 % interval of the mean by Student's t; null with fewer than two chains. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly median: readonly (number | null)[];
  /** Number of chains without a value; `why` is the first reason. */
  readonly undefinedCount: readonly number[];
  readonly why: string | null;
}

export interface CellSummary {
  readonly id: string;
  readonly label: string;
  readonly plan: PlanText;
  readonly chains: number;
  /** Counts of the first chain; regimes with a random mix differ from chain to chain. */
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
export const tableOf = ({ plan }: Cell, chains: number): CellTable =>
  new CellTable(
    measuresOf(plan.model.dataKind).map(({ id }) => id),
    chains,
    plan.generations + 1,
  );

/** Summarises the chains of one cell. */
export function summarise({ id, label, text, plan }: Cell, table: CellTable): CellSummary {
  const series = measuresOf(plan.model.dataKind).map((measure) => seriesOf(measure.id, table));
  return {
    id,
    label,
    plan: text,
    chains: table.chains,
    counts: table.counts,
    series,
    law: lawOf(plan, series, table.generations),
  };
}

function seriesOf(measure: string, table: CellTable): Series {
  const values = Array.from({ length: table.generations }, (_, g) => table.valuesOf(measure, g));
  const stats = values.map((column) => (column.length === 0 ? null : meanAndError(column)));
  const reach = (g: number, sign: number) => {
    const count = values[g]!.length;
    if (stats[g] === null || count < 2) return null;
    return stats[g]!.mean + sign * studentQuantile(0.975, count - 1) * stats[g]!.error;
  };
  return {
    measure,
    mean: stats.map((one) => one?.mean ?? null),
    low: stats.map((_, g) => reach(g, -1)),
    high: stats.map((_, g) => reach(g, 1)),
    median: values.map((column) => (column.length === 0 ? null : quantile(column, 0.5))),
    undefinedCount: values.map((column) => table.chains - column.length),
    why: table.whyOf(measure),
  };
}

function lawOf(plan: LoopPlan, series: readonly Series[], count: number): CellSummary['law'] {
  const law = diversityLaw(plan);
  if (law === null) return null;
  const measure = plan.model.dataKind === 'categorical' ? 'gini-simpson' : 'variance-kept';
  // A Gini-Simpson index is relative to the real one, which is what generation 0 shows before its first loss. A
  // variance is that of samples, which the temperature scales: the law speaks of the model's own.
  const start = series.find((one) => one.measure === measure)?.mean[0];
  if (start === null || start === undefined) return null;
  const scale = measure === 'gini-simpson' ? start / law.diversity(0) : (plan.decoding.temperature ?? 1);
  return {
    name: law.name,
    formula: law.formula,
    assumptions: law.assumptions,
    measure,
    values: Array.from({ length: count }, (_, g) => scale * law.diversity(g)),
  };
}
