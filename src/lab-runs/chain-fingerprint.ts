import { existsSync, statSync } from 'node:fs';
import { digestFile, fingerprintOf } from '../disk/fingerprint.js';
import type { LabData } from '../lab/preset.js';
import type { LoopPlan } from '../lab/run.js';
import { digestLabData } from './lab-data.js';
import type { OwnPrograms } from './own-programs.js';
import { fileOfMember, programDigest } from './program-digest.js';

const built = (path: string): URL => new URL(path, import.meta.url);
const LISTS = {
  model: built('../lab/models/index.js'),
  regime: built('../lab/regimes/index.js'),
  dataSource: built('../lab/data-sources/index.js'),
} as const;
const LOOP = [built('./chain.js'), built('./lab-data.js')];
const OWN = [built('./command-model.js'), built('./text-data-source.js')];

/**
 * Fingerprints of chains. Each covers the plan with all defaults filled in, the seed, the built files of its model,
 * regime, data source and loop with their imports, the contents of the data they read, and the engine's Math functions.
 * With the user's own programs it also covers the commands, the files they name, and the texts.
 */
export class ChainFingerprints {
  private readonly digests = new Map<string, Promise<string>>();
  private readonly dataDigests = new Map<keyof LabData, string | null>();
  private readonly own: object | null;

  constructor(
    private readonly data: LabData,
    own: OwnPrograms | null,
  ) {
    // Computed once: the files named by the commands may be large, and the chains many.
    this.own = own === null ? null : ownDeterminants(own);
  }

  async of(plan: LoopPlan, seed: number, chain: number, keepsSamples: boolean): Promise<string> {
    const { model, regime, dataSource, ...settings } = plan;
    return fingerprintOf({
      model: model.id,
      regime: regime.id,
      dataSource: dataSource.id,
      settings,
      seed,
      chain,
      keepsSamples,
      program: await this.programOf(plan),
      data: dataSource.needs.map((need) => [need, this.dataDigest(need)]),
      own: this.own,
      engine: process.versions.v8,
    });
  }

  private dataDigest(need: keyof LabData): string | null {
    const known = this.dataDigests.get(need);
    if (known !== undefined) return known;
    const digest = digestLabData(this.data, need);
    this.dataDigests.set(need, digest);
    return digest;
  }

  private programOf({ model, regime, dataSource }: LoopPlan): Promise<string> {
    const key = `${model.id} ${regime.id} ${dataSource.id}`;
    const digest = this.digests.get(key) ?? digestOf({ model, regime, dataSource });
    this.digests.set(key, digest);
    return digest;
  }
}

async function digestOf(members: Pick<LoopPlan, 'model' | 'regime' | 'dataSource'>): Promise<string> {
  const files = await Promise.all(
    (['model', 'regime', 'dataSource'] as const).map((kind) => fileOfMember(LISTS[kind], members[kind])),
  );
  // A member that no list exports belongs to the user.
  return programDigest([...LOOP, ...files.flatMap((file) => (file === null ? OWN : [file]))]);
}

function ownDeterminants({ programs, textsDigest }: OwnPrograms): object {
  const words = Object.values<string>({ ...programs }).flatMap((line) => line.split(/[\s'"=]+/));
  const files = [...new Set(words)].filter((word) => existsSync(word) && statSync(word).isFile());
  return { programs, textsDigest, files: files.map((file) => [file, digestFile(file)]) };
}
