import type { ImageReading } from '../image/reading.js';
import type { Reading } from '../text/reading.js';
import type { DuplicatesBy } from './compared-parts.js';
import type { MeasuredValue, Measurement } from './measurement.js';
import type { Role } from './part.js';
import type { ImageRecord, TextRecord } from './record.js';

/** Settings that signals may depend on. Each is part of a run's fingerprint. */
export interface SignalSettings {
  /** ISO date before which a text is assumed not to come from a model. */
  readonly captureCutoff: string;
  /** Words per shingle where texts are compared; a character of a script without spaces is a word. */
  readonly ngramSize: number;
  /** What makes records duplicates; absent: the whole record. */
  readonly duplicatesBy?: DuplicatesBy;
  /** PEM certificates that signers of content credentials must chain to; absent: trust is not checked. */
  readonly trustAnchors?: string;
  /** Detectors that the user fitted; absent: no detectors run. */
  readonly calibration?: CalibrationSetting;
  /** Externally computed scores that the calibration was fitted with, where given. */
  readonly scores?: ScoreSetting;
  /** Watermarks whose keys the user knows; absent: watermarks are not looked for. */
  readonly watermarks?: WatermarksSetting;
}

export interface ScoreSetting {
  /** In the calibration's order, which is also that of a record's `scores`. */
  readonly names: readonly string[];
  /** Digest of the score files; null where the records' own columns hold the scores. */
  readonly digest: string | null;
}

/** A calibration by path and digest. Each measuring thread reads it once. */
export interface CalibrationSetting {
  /** The folder that `freckle calibrate` wrote. */
  readonly path: string;
  /** Digest of both its files, so that another calibration changes the fingerprint. */
  readonly digest: string;
}

/** A watermarks file and its tokenizer, by path and digest. The keys are not copied. */
export interface WatermarksSetting {
  readonly path: string;
  readonly tokenizer?: string;
  readonly digest: string;
}

export const DEFAULT_SIGNAL_SETTINGS: SignalSettings = {
  // The day ChatGPT opened to the public.
  captureCutoff: '2022-11-30',
  ngramSize: 5,
};

export type SignalKind = 'number' | 'category' | 'bytes';

interface SignalBase {
  /** Kebab-case and stable; the column name in measurements and the word in policies. */
  readonly id: string;
  /** Grows by one whenever any value can change. */
  readonly version: number;
  /** English name for reports. */
  readonly title: string;
  /** One sentence: what it measures, and what an extreme value means. */
  readonly description: string;
  /** Formula in words or symbols. */
  readonly formula: string;
  /** Paper, code base or standard, with table or line. `ours` without an outside source. */
  readonly source: string;
  /**
   * `default` signals are always measured. Others (the published dialects) are measured
   * when a policy names them or the user asks for their group.
   */
  readonly group: 'default' | 'gopher-datatrove' | 'gopher-dolma' | 'c4' | 'fineweb' | (string & {});
  /** Where its median stands when sources are laid side by side, from the left; absent where it is not shown there. */
  readonly placeAmongSources?: number;
  /** The value identifies one record: shown with the record, not in the corpus's distributions. */
  readonly isOfOneRecord?: true;
  /** Only records with certain parts have a value, so its absence elsewhere is nothing to report. */
  readonly isOfSomeLayouts?: true;
  /** Summarises other signals: left out where their findings are listed. */
  readonly isSummary?: true;
  /** Loads the signal's resources, once per thread, before the first measurement. */
  readonly prepare?: () => Promise<void>;
}

export interface NumberKind {
  readonly kind: 'number';
  /** `words`, `characters`, `bytes`, `bits`, `share`, `count`, `ratio`, `days`… */
  readonly unit: string;
  /** Closed range of possible values. */
  readonly range: readonly [minimum: number, maximum: number];
}

export interface CategoryKind {
  readonly kind: 'category';
  readonly unit: 'code';
  /** The possible values, where they are few; absent for open sets such as language codes. */
  readonly values?: readonly string[];
}

export interface BytesKind {
  readonly kind: 'bytes';
  readonly unit: 'bytes';
}

type ValueOf<K> = K extends NumberKind ? number : K extends CategoryKind ? string : Uint8Array;

export interface TextSignal<V extends MeasuredValue = MeasuredValue> extends SignalBase {
  readonly modality: 'text';
  readonly kind: SignalKind;
  readonly unit: string;
  readonly range?: readonly [number, number];
  readonly values?: readonly string[];
  /**
   * Roles of the parts that it asks; absent: the whole text. Without a part of such a role it has no value. The reading
   * is then that of those parts, while `record` stays whole.
   */
  readonly roles?: readonly Role[];
  /** It asks only the parts by which records are compared: see `comparedParts`. */
  readonly isOfComparedParts?: true;
  /** Pure: the same text and settings give the same measurement. Sees one record, never the corpus. */
  readonly measure: (reading: Reading, record: TextRecord, settings: SignalSettings) => Measurement<V>;
  /**
   * The measurement of any of the text's lines where the whole text already settles it, or null. Saves reading the parts
   * with `roles` once more. Must equal what `measure` gives for them.
   */
  readonly settledBy?: (whole: Reading) => Measurement<V> | null;
  /** Slow work before the measurement, such as checking a signature; null for nearly all records. */
  readonly ahead?: (record: TextRecord, settings: SignalSettings) => Promise<void> | null;
}

export interface ImageSignal<V extends MeasuredValue = MeasuredValue> extends SignalBase {
  readonly modality: 'image';
  readonly kind: SignalKind;
  readonly unit: string;
  readonly range?: readonly [number, number];
  readonly values?: readonly string[];
  /** As for texts. The shared reading computes what several signals need only once. */
  readonly measure: (
    reading: ImageReading,
    record: ImageRecord,
    settings: SignalSettings,
  ) => Promise<Measurement<V>>;
}

export type Signal = TextSignal | ImageSignal;

/** `signal/mean-word-length@1`: the same string in JSON, column comments, docs anchors and ledger entries. */
export const signalRef = (signal: Signal): string => `signal/${signal.id}@${signal.version}`;

/** Gives a text signal its types; the value's type follows from its kind. */
export function defineTextSignal<K extends NumberKind | CategoryKind | BytesKind>(
  signal: Omit<SignalBase, 'group'> & { group?: SignalBase['group'] } & K & {
      measure: (reading: Reading, record: TextRecord, settings: SignalSettings) => Measurement<ValueOf<K>>;
      ahead?: TextSignal['ahead'];
      roles?: TextSignal['roles'];
      isOfComparedParts?: true;
    },
): TextSignal {
  return { group: 'default', modality: 'text', ...signal } as unknown as TextSignal;
}

/** The same for an image signal. */
export function defineImageSignal<K extends NumberKind | CategoryKind | BytesKind>(
  signal: Omit<SignalBase, 'group'> & { group?: SignalBase['group'] } & K & {
      measure: (
        reading: ImageReading,
        record: ImageRecord,
        settings: SignalSettings,
      ) => Promise<Measurement<ValueOf<K>>>;
    },
): ImageSignal {
  return { group: 'default', modality: 'image', ...signal } as unknown as ImageSignal;
}

/** Prepares signals for measuring in this thread. */
export async function prepareSignals(signals: readonly Signal[]): Promise<void> {
  await Promise.all(signals.map((signal) => signal.prepare?.()));
}
