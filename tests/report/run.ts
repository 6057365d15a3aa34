import { join } from 'node:path';
import { DEFAULT_FORMAT_SETTINGS } from '../../src/core/format.js';
import type { CorpusQuestion } from '../../src/core/metric.js';
import { listInputs } from '../../src/formats/index.js';
import type { Edges } from '../../src/gate/context.js';
import { explain } from '../../src/gate/explain.js';
import type { VetRequest } from '../../src/gate/request.js';
import { vet } from '../../src/gate/vet.js';
import type { ReportData } from '../../src/report/data.js';
import type { RecordFacts } from '../../src/report/record-facts.js';
import { CallingThread } from '../../src/wiring/calling-thread.js';
import { edgesOf } from '../../src/wiring/edges.js';
import { type ExtendedLists, extendedLists } from '../../src/wiring/extensions.js';
import { readPolicy } from '../../src/wiring/policy.js';
import { runTask } from '../../src/wiring/tasks.js';
import { vocabularyOf } from '../../src/wiring/vocabulary.js';

const RESOURCES = { workers: 1, memoryBytes: 1e9 };

/** The gate in this thread alone, so that it needs no build. */
export class GateHere {
  private constructor(
    private readonly folder: string,
    private readonly lists: ExtendedLists,
  ) {}

  /** Works in a folder, with questions beside those of the lists. */
  static async in(folder: string, metrics: readonly CorpusQuestion[]): Promise<GateHere> {
    return new GateHere(folder, await extendedLists({ metrics }));
  }

  /** Vets files of the folder by the default policy into `run/` there. */
  async vet(names: readonly string[], more: Partial<VetRequest> = {}): Promise<ReportData> {
    const { formats } = this.lists;
    const paths = names.map((name) => join(this.folder, name));
    const { inputs } = await listInputs(paths, { formats });
    const { policy, yaml } = readPolicy('default', vocabularyOf(this.lists));
    const request: VetRequest = {
      ...RESOURCES,
      named: paths,
      inputs: inputs.map((file) => ({ file, format: formats.find(({ id }) => id === file.format)! })),
      out: join(this.folder, 'run'),
      policy,
      policyYaml: yaml,
      formatSettings: DEFAULT_FORMAT_SETTINGS,
      to: null,
      command: `freckle vet ${names.join(' ')} --out run`,
      version: '0.0.0',
      onProgress: () => {},
      ...more,
    };
    const { report } = await vet(request, this.edges('vet'));
    return report;
  }

  explain(record: string): Promise<RecordFacts> {
    const run = join(this.folder, 'run');
    return explain(run, record, vocabularyOf(this.lists), RESOURCES, this.edges('decide'));
  }

  private edges(work: 'vet' | 'decide'): Edges {
    const known = { ...this.lists, vocabulary: vocabularyOf(this.lists) };
    return {
      ...edgesOf(this.lists, work),
      openPool: () => new CallingThread((name, task, onProgress) => runTask(name, task, onProgress, known)),
    };
  }
}
