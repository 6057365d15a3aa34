import type { Engine } from '../core/engine.js';
import type {
  ColumnNames,
  FilesNotRead,
  Format,
  FormatSettings,
  InputFile,
  ReadingOptions,
} from '../core/format.js';
import type { DataSetStatement } from '../core/origin.js';
import type { OtherCorpus } from '../core/other-corpus.js';
import type { Policy } from '../core/policy.js';
import type { Progress } from '../core/progress.js';
import type { CalibrationSetting, ScoreSetting, WatermarksSetting } from '../core/signal.js';
import type { ScoreTable } from '../origin/inferred/scores/score-table.js';
import type { PlantedFacts } from '../report/sections/planted.js';
import type { Resources } from './memory.js';
import type { OutputFormat } from './write/record-writers.js';

/** What people say of a run, for its report. It changes no decision. */
export interface RunAbout {
  readonly note?: string;
  /** Who answers for the run. */
  readonly owner?: string;
  /** Where to appeal a decision. */
  readonly contact?: string;
}

/** What the second half of a run needs besides the measurements. */
export interface ConclusionRequest {
  readonly policy: Policy;
  readonly policyYaml: string;
  /** Output format; null for the inputs' own formats. */
  readonly to: OutputFormat | null;
  /** The command line, for the report. */
  readonly command: string;
  readonly version: string;
  readonly about?: RunAbout;
  /** Files found and not read; absent if there are none. */
  readonly notRead?: readonly FilesNotRead[];
  /** Where the truth is known: queries `records` and `decisions` for the decisions on planted records. */
  readonly planted?: (engine: Engine) => Promise<PlantedFacts[]>;
}

/** The complete request for a run. */
export interface VetRequest extends ConclusionRequest, Resources {
  /** The inputs as the user named them, for messages and to recognize the run. */
  readonly named: readonly string[];
  readonly inputs: readonly {
    readonly file: InputFile;
    readonly format: Format;
    readonly dataSet?: DataSetStatement | null;
    /** Columns that were named for this input alone. */
    readonly columns?: ColumnNames;
    /** How it alone is read. */
    readonly reading?: ReadingOptions;
  }[];
  readonly out: string;
  readonly formatSettings: FormatSettings;
  readonly calibration?: CalibrationSetting;
  /** Other runs, whose records are not wanted again. */
  readonly others?: readonly OtherCorpus[];
  /** Scores computed elsewhere; `table` holds those that are not columns of the inputs. */
  readonly scores?: { readonly setting: ScoreSetting; readonly table: ScoreTable | null };
  readonly watermarks?: WatermarksSetting;
  /** PEM certificates that signers of content credentials must lead to. */
  readonly trustAnchors?: string;
  readonly onProgress: (progress: Progress) => void;
}
