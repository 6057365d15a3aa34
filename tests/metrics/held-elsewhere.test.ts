import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine, Row } from '../../src/core/engine.js';
import { DEFAULT_METRIC_SETTINGS } from '../../src/core/metric.js';
import { openDuckDb } from '../../src/engines/duckdb/connection.js';
import { createFindingTables } from '../../src/metrics/findings-writer.js';
import { heldElsewhere } from '../../src/metrics/held-elsewhere.js';
import { findingsIn, load, tablesOf } from './corpus.js';

const folder = mkdtempSync(join(tmpdir(), 'freckle-held-'));
let engine: Engine;
beforeAll(async () => {
  engine = await openDuckDb({ threads: 2 });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 12 });

it('finds in the engine what its slow reference finds, in any corpora', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(texts, fc.array(texts, { minLength: 1, maxLength: 3 }), async (own, others) => {
      const corpora = others.map((_, corpus) => ({ path: `run-${corpus}`, digest: `${corpus}` }));
      const rows: Row[] = [];
      const files: string[][] = [];
      for (const [corpus, other] of others.entries()) {
        const { records = [] } = tablesOf(other.map((text) => ({ text })));
        rows.push(...records.map((row) => ({ compared: row['content_hash']!, corpus })));
        const path = join(folder, `${count++}.parquet`);
        await load(engine, tablesOf(other.map((text) => ({ text }))));
        await engine.writeParquet('select content_hash from records', path);
        files.push(other.length === 0 ? [] : [path]);
      }
      const metric = heldElsewhere(
        corpora.map((corpus, at) => ({ ...corpus, files: files[at]!, compared: [] })),
      );
      const tables = tablesOf(own.map((text) => ({ text })));
      await load(engine, tables);
      await createFindingTables(engine);
      const summary = await metric.find(engine, DEFAULT_METRIC_SETTINGS);
      const expected = metric.reference({ ...tables, other_records: rows }, DEFAULT_METRIC_SETTINGS);
      expect(summary).toEqual(expected.summary);
      expect(await findingsIn(engine)).toEqual(expected.findings);
    }),
    { numRuns: 25, seed: 4 },
  );
}, 60_000);
