import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Row } from '../../src/core/engine.js';
import { EngineError } from '../../src/core/errors.js';
import { openDuckDb } from '../../src/engines/duckdb/connection.js';

const folder = mkdtempSync(join(tmpdir(), 'freckle-duckdb-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function collect(batches: AsyncIterable<Row[]>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

describe('the DuckDB engine', () => {
  it('returns exact numbers as numbers, larger integers as bigint, blobs as bytes and null as null', async () => {
    const engine = await openDuckDb();
    const [row] = await engine.rows(
      `select 9007199254740991::bigint as safe, 9007199254740993::bigint as large, sum(1) as total,
        '\\x01\\xff'::blob as bytes, null as nothing, true as yes, 1.5::decimal(4, 2) as money, date '2022-11-30' as day`,
    );
    expect(row).toMatchObject({
      safe: 9007199254740991,
      large: 9007199254740993n,
      total: 1,
      nothing: null,
      yes: true,
      money: 1.5,
      day: '2022-11-30',
    });
    expect([...(row!['bytes'] as Uint8Array)]).toEqual([1, 255]);
    await engine.close();
  });

  it('names the SQL in an error, while starting and while streaming', async () => {
    const engine = await openDuckDb();
    await expect(engine.run('select wrong from nowhere')).rejects.toThrow(
      /nowhere[\s\S]*in SQL:\nselect wrong/,
    );
    const late = `select case when range < 100000 then 1 else error('late fault') end as x from range(200000)`;
    await expect(collect(engine.stream(late))).rejects.toThrow(EngineError);
    expect(await engine.rows('select 1 as one')).toEqual([{ one: 1 }]);
    await engine.close();
  });

  it('streams more rows than one batch holds, in the order asked for', async () => {
    const engine = await openDuckDb({ threads: 2 });
    let batches = 0;
    let expected = 0;
    for await (const batch of engine.stream('select range as i from range(100000) order by i')) {
      batches++;
      for (const row of batch) expect(row['i'] === expected++).toBe(true);
    }
    expect(expected).toBe(100_000);
    expect(batches).toBeGreaterThan(1);
    await engine.close();
  });

  it('runs other statements while a stream is read, and the stream keeps its snapshot', async () => {
    const engine = await openDuckDb();
    await engine.run('create table t as select range as i from range(50000)');
    let seen = 0;
    for await (const batch of engine.stream('select i from t')) {
      seen += batch.length;
      await engine.append('t', [Int32Array.of(-1)]);
    }
    expect(seen).toBe(50_000);
    expect((await engine.rows('select count(*) as n from t'))[0]!['n']).toBeGreaterThan(50_001);
    await engine.close();
  });

  it('leaves a fault of the one who reads a stream as it is', async () => {
    const engine = await openDuckDb();
    const read = async () => {
      for await (const _ of engine.stream('select 1')) throw new TypeError('mine');
    };
    await expect(read()).rejects.toThrow(TypeError);
    await engine.close();
  });

  it('appends typed arrays and plain columns, nulls included', async () => {
    const engine = await openDuckDb();
    await engine.run('create table t (a bigint, b double, c varchar, d blob, e integer)');
    await engine.append('t', [
      Float64Array.of(2 ** 40, 2),
      [0.5, null],
      ['ä', null],
      [Uint8Array.of(7), null],
      Int32Array.of(-1, 1),
    ]);
    const rows = await engine.rows('select * from t order by a desc');
    expect(rows[0]).toMatchObject({ a: 2 ** 40, b: 0.5, c: 'ä', e: -1 });
    expect(rows[1]).toEqual({ a: 2, b: null, c: null, d: null, e: 1 });
    await engine.close();
  });

  it('spills to its temporary folder when memory is short', async () => {
    const tempDirectory = join(folder, 'spill');
    const sql = `select count(*) as n from (select *, row_number() over (order by s) as r
      from (select md5(range::varchar) as s, range as i from range(1500000)))  where r % 2 = 0`;
    const small = await openDuckDb({ memoryLimitBytes: 60e6, threads: 2, tempDirectory });
    expect(await small.rows(sql)).toEqual([{ n: 750_000 }]);
    await small.close();
  });

  it('reads and writes only below the allowed folders, and no statement can change that', async () => {
    const engine = await openDuckDb({ allowedDirectories: [folder] });
    await engine.run(`copy (select 1 as a) to '${folder}/inside.parquet'`);
    expect(await engine.rows(`select a from read_parquet('${folder}/inside.parquet')`)).toEqual([{ a: 1 }]);
    await expect(engine.rows(`select * from read_csv('/etc/passwd')`)).rejects.toThrow(EngineError);
    await expect(engine.run(`copy (select 1 as a) to '${tmpdir()}/outside.parquet'`)).rejects.toThrow(
      EngineError,
    );
    await expect(engine.run('set enable_external_access = true')).rejects.toThrow(EngineError);
    await engine.close();
  });
});
