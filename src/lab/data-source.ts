import type { Data, DataKind, DataOf, SettingDefinition, Settings } from '../core/model.js';
import type { Random } from '../core/random.js';
import type { RealSource } from '../core/regime.js';
import type { LabData } from './preset.js';

/** Names the random stream that real data is drawn from. Another name would change every number of the lab. */
export const REAL_DATA_STREAM = 'world';

/** An opened data source: the real data of one loop. */
export interface Reality<D extends Data = Data> extends RealSource<D> {
  /** Real records that no generation trains on; every generation is measured against them. */
  readonly heldOut: D;
  /** Words of the tokens or categories, if they have any. */
  readonly words?: readonly string[];
}

/** A kind of real data, drawn from a known distribution or read from files. */
export interface DataSource<D extends Data = Data> {
  /** Kebab-case and stable. */
  readonly id: string;
  readonly title: string;
  readonly dataKind: DataKind;
  readonly settings: readonly SettingDefinition[];
  readonly needs: readonly (keyof LabData)[];
  /** @throws FreckleError no-input when the data it needs is absent or too small */
  readonly open: (size: number, random: Random, settings: Settings, data: LabData) => Reality<D>;
}

/** Defines a data source. `open` returns records to train on, records to measure against, and fresh records. */
export const defineDataSource = <K extends DataKind>(
  definition: Pick<DataSource<DataOf<K>>, 'id' | 'title' | 'open'> &
    Partial<Pick<DataSource, 'settings' | 'needs'>> & { readonly dataKind: K },
): DataSource => ({ settings: [], needs: [], ...definition }) as unknown as DataSource;

/** A data source with a known distribution, which draws any number of fresh records. */
export function lawfulReality<D extends Data>(
  size: number,
  heldOutSize: number,
  random: Random,
  draw: (count: number, random: Random) => D,
): Reality<D> {
  return {
    initial: draw(size, random.split('initial')),
    heldOut: draw(heldOutSize, random.split('held-out')),
    fresh: draw,
  };
}
