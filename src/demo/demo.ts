/**
 * The demo: plants known contaminations in real text from this machine, vets it, and counts what was caught.
 *
 * It calls the same `vet` as everybody, with no rule or threshold of its own. It needs nothing but the installed
 * packages. It shows a summary whose truth is known, before a user has prepared any data.
 */
import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve, sep } from 'node:path';
import type { Engine } from '../core/engine.js';
import type { InputFile } from '../core/format.js';
import type { Progress } from '../core/progress.js';
import { writeAtomically } from '../disk/atomic.js';
import { FORMATS, listInputs } from '../formats/index.js';
import type { VetOutcome } from '../gate/vet.js';
import { randomFrom } from '../math/random.js';
import type { PlantedFacts } from '../report/sections/planted.js';
import { vet } from '../wiring/vet.js';
import { PLANTED_KINDS, type PlantedKind, type PlantedRecord, plant } from './plant.js';

export interface DemoOptions {
  /** Folder for the planted records and the run. */
  readonly out: string;
  readonly onProgress: (progress: Progress) => void;
  readonly announce: (line: string) => void;
}

/** Seed of the contaminations; the documents depend on the machine. */
const SEED = 'demo';
const PLANTED_FILE = 'planted.jsonl';

/**
 * Vets real text with known contaminations, so that the summary can count what was caught and what was missed. The
 * corpus is the Markdown and licence files of the packages that Freckle and npm have installed.
 */
export async function runDemo({ out, onProgress, announce }: DemoOptions): Promise<VetOutcome> {
  const folders = packageFolders();
  const { inputs } = await listInputs(folders, { formats: FORMATS, format: undefined });
  const documents = inputs
    .flatMap((input) => input.files ?? [])
    .map((file) => readDocument(file))
    .filter((text) => text !== null);
  const planted = plant(documents, randomFrom(SEED));
  const path = join(out, PLANTED_FILE);
  const lines = planted.map(({ id, text }) => JSON.stringify({ id, text, source: 'planted by the demo' }));
  writeAtomically(path, lines.map((line) => `${line}\n`).join(''));
  announce(`Corpus: ${documents.length} Markdown and licence files of the packages installed in`);
  for (const folder of folders) announce(`  ${folder}`);
  announce(`Planted among them, in ${path}:`);
  for (const line of describePlanted(planted)) announce(`  ${line}`);
  return vet({
    inputs: [...folders, path],
    out: join(out, 'run'),
    command: 'freckle demo',
    planted: (engine) => judge(engine, planted),
    onProgress,
  });
}

/** node_modules of this package, and of the npm that is part of Node. */
function packageFolders(): string[] {
  const neighbour = createRequire(import.meta.url).resolve('commander');
  const ours = neighbour.slice(0, neighbour.lastIndexOf(`${sep}commander${sep}`));
  const npms = resolve(dirname(process.execPath), '..', 'lib', 'node_modules');
  return [ours, npms].filter((folder, index, all) => existsSync(folder) && all.indexOf(folder) === index);
}

function readDocument(file: InputFile): string | null {
  const text = readFileSync(file.path, 'utf8');
  return text.includes('\uFFFD') ? null : text;
}

/** The planted kinds with their counts, in two lines. */
function describePlanted(planted: readonly PlantedRecord[]): string[] {
  const counts = new Map<PlantedKind, number>();
  for (const { kind } of planted) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const kinds = [...counts].map(([kind, count]) => `${count} × ${kind}`);
  const half = Math.ceil(kinds.length / 2);
  return [`${kinds.slice(0, half).join(', ')},`, kinds.slice(half).join(', ')];
}

/** Counts caught and missed records by kind. A copy counts as caught if either record of its pair was kept out. */
async function judge(engine: Engine, planted: readonly PlantedRecord[]): Promise<PlantedFacts[]> {
  const rows = await engine.rows(
    `SELECT r.id, r.position, d.decision, EXISTS (
         SELECT 1 FROM finding_members m WHERE m.record = r.record AND m.metric IN ('exact-duplicates', 'near-duplicates')
       ) AS clustered
     FROM records r JOIN decisions d USING (record) WHERE r.source = 'planted by the demo' ORDER BY r.id`,
  );
  const byId = new Map(rows.map((row) => [String(row['id']), row]));
  const lost = await lostOriginals(engine, planted);
  const isCopy = (kind: PlantedKind): boolean => kind === 'exact-copy' || kind === 'edited-copy';
  return (Object.keys(PLANTED_KINDS) as PlantedKind[]).map((kind) => {
    const ofKind = planted.filter((record) => record.kind === kind);
    const missed = ofKind.filter(({ id }) => {
      const row = byId.get(id);
      return (
        row === undefined || (row['decision'] === 'admit' && !(isCopy(kind) && row['clustered'] === true))
      );
    });
    return {
      kind,
      description: PLANTED_KINDS[kind],
      planted: ofKind.length,
      caught: ofKind.length - missed.length,
      missed: missed.length,
      originalsLost: ofKind.filter(({ original }) => lost.has(hash('sha256', original))).length,
      missedRecords: missed.map(({ id }) => String(byId.get(id)?.['position'] ?? id)),
    };
  });
}

/**
 * Content hashes of clean originals that were lost to a contaminated copy: no rule matches the original, yet neither it
 * nor a near copy of it was admitted.
 */
async function lostOriginals(engine: Engine, planted: readonly PlantedRecord[]): Promise<Set<string>> {
  const hashes = planted.map(({ original }) => `'${hash('sha256', original)}'`);
  const rows = await engine.rows(
    `SELECT r.content_hash AS hash FROM records r JOIN decisions d USING (record)
       LEFT JOIN preliminary_decisions o USING (record)
       LEFT JOIN finding_members m ON m.record = r.record AND m.metric = 'near-duplicates'
       LEFT JOIN finding_members k ON k.metric = m.metric AND k.finding = m.finding AND k.role = 'kept'
       LEFT JOIN decisions s ON s.record = k.record
     WHERE r.content_hash IN (${hashes.join(', ')}) GROUP BY 1
     HAVING count(*) FILTER (d.decision = 'admit' OR s.decision = 'admit') = 0 AND min(coalesce(o.severity, 0)) = 0`,
  );
  return new Set(rows.map((row) => String(row['hash'])));
}
