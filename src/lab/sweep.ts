import { FreckleError } from '../core/errors.js';
import type { Decoding } from '../core/model.js';
import { didYouMean } from '../text/nearest.js';
import { LAB_LISTS, type LabLists, membersOf, type PlanText, planOf } from './plan.js';
import type { LoopPlan } from './run.js';

/** The request that determines a sweep's output bytes. */
export interface SweepText {
  readonly models: readonly string[];
  readonly regimes: readonly string[];
  readonly dataSource?: string;
  readonly generations: number;
  readonly sizes: readonly number[];
  readonly seeds: readonly number[];
  readonly chains: number;
  /** Values by setting id, for models, regimes and data sources; several values make several cells. */
  readonly settings: { readonly [id: string]: readonly (number | string)[] };
  readonly decoding: Decoding;
  readonly hasSamplingError: boolean;
}

/** One point of the sweep: all its chains have the same plan. */
export interface Cell {
  readonly id: string;
  readonly plan: LoopPlan;
  /** The same plan with ids, as stored in the run folder and sent to a worker. */
  readonly text: PlanText;
  /** Names the values in which it differs from the other cells. */
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
  const bases = sweep.models.flatMap((model) =>
    sweep.regimes.flatMap((regime) => sweep.sizes.map((size) => baseOf(sweep, model, regime, size))),
  );
  const found = bases.map((base) => {
    const members = membersOf(base, lists);
    const axes = axesOf(sweep, members);
    return { members, axes, cells: choicesOf(axes).map((choice) => cellOf(sweep, base, choice, lists)) };
  });
  refuseUnknown(sweep, found);
  return found.flatMap(({ cells }) => cells);
}

const baseOf = (sweep: SweepText, model: string, regime: string, size: number): PlanText => ({
  model,
  regime,
  ...(sweep.dataSource === undefined ? {} : { dataSource: sweep.dataSource }),
  generations: sweep.generations,
  size,
  decoding: sweep.decoding,
  hasSamplingError: sweep.hasSamplingError,
});

const KINDS = ['model', 'regime', 'dataSource'] as const;
/** Prefix of a setting's id that names its owner. */
const PREFIX = { model: 'model', regime: 'regime', dataSource: 'data-source' } as const;
type Members = ReturnType<typeof membersOf>;

/** A setting of the sweep that belongs to a cell's model, regime or data source. */
interface Axis {
  readonly group: `${(typeof KINDS)[number]}Settings`;
  /** As given: the setting's id, with or without the prefix `model.`, `regime.` or `data-source.`. */
  readonly key: string;
  readonly id: string;
  readonly values: readonly (number | string)[];
}

type Choice = readonly (Axis & { readonly value: number | string })[];

function axesOf({ settings }: SweepText, members: Members): Axis[] {
  return KINDS.flatMap((kind) => {
    const ids = members[kind].settings.map(({ id }) => id);
    return Object.keys(settings).flatMap((key): Axis[] => {
      const [prefix, name] = key.split('.');
      const id = key === `${PREFIX[kind]}.${name}` ? name! : key.includes('.') ? null : prefix!;
      if (id === null || !ids.includes(id)) return [];
      return [{ group: `${kind}Settings`, key, id, values: settings[key]! }];
    });
  });
}

/** Every combination of the axes' values, the last axis fastest. */
const choicesOf = (axes: readonly Axis[]): Choice[] =>
  axes.reduce<Choice[]>(
    (found, axis) => found.flatMap((before) => axis.values.map((value) => [...before, { ...axis, value }])),
    [[]],
  );

function cellOf(sweep: SweepText, base: PlanText, choice: Choice, lists: LabLists): Cell {
  const text: { -readonly [key in keyof PlanText]: PlanText[key] } = { ...base };
  for (const { group, id, value } of choice) text[group] = { ...text[group], [id]: value };
  const { model, regime, size } = base;
  const label = [
    ...(sweep.models.length > 1 ? [model] : []),
    regime,
    ...(sweep.sizes.length > 1 ? [`n = ${size}`] : []),
    ...choice.filter(({ values }) => values.length > 1).map(({ id, value }) => `${id} = ${value}`),
  ].join(', ');
  const id = [model, regime, `n${size}`, ...choice.map(({ key, value }) => `${key}${value}`)].join('+');
  return { id: id.replace(/[^\w.+-]/g, '_'), plan: planOf(text, lists), text, label };
}

/** @throws FreckleError invalid-setting for a setting that no cell has */
function refuseUnknown(
  { settings }: SweepText,
  found: readonly { readonly members: Members; readonly axes: readonly Axis[] }[],
): void {
  const used = new Set(found.flatMap(({ axes }) => axes.map(({ key }) => key)));
  const unknown = Object.keys(settings).find((key) => !used.has(key));
  if (unknown === undefined) return;
  const known = new Set(
    found.flatMap(({ members }) => KINDS.flatMap((kind) => members[kind].settings.map(({ id }) => id))),
  );
  throw new FreckleError(
    'invalid-setting',
    `no model, regime or data source of this run has the setting ${JSON.stringify(unknown)}; they have ${[...known].join(', ') || 'none'}${didYouMean(unknown, known)}`,
  );
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
