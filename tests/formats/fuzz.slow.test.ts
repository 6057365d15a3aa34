import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDelimited } from '../../src/formats/delimited.js';
import { FORMATS } from '../../src/formats/index.js';
import { findJsonFault } from '../../src/formats/json-fault.js';
import { membersOf } from '../../src/formats/json-members.js';
import { fuzz, mutate, randomFrom } from './fuzzer.js';

/** Longer by `npm run fuzz -- --seconds 60`. */
const SECONDS = Number(process.env['FRECKLE_FUZZ_SECONDS'] ?? 5);
const SEED = Number(process.env['FRECKLE_FUZZ_SEED'] ?? 1);

describe('no mutated file makes a reader throw, lose count, or write what it did not read', () => {
  const perFormatMs = (SECONDS * 1000) / FORMATS.length;
  it.each(FORMATS.map((format) => format.id))(
    '%s',
    async (id) => {
      const now = () => performance.now();
      const counts = await fuzz(id, now() + perFormatMs, now, SEED);
      expect(counts.cases).toBeGreaterThan(0);
      if (process.env['FRECKLE_FUZZ_SECONDS'] !== undefined) {
        const codes = [...counts.unreadable].sort().map(([code, count]) => `${code} ${count}`);
        console.log(
          `${id}: ${counts.cases} files, ${counts.records} records, slowest ${Math.round(counts.slowestMs)} ms; ${codes.join(', ')}`,
        );
      }
    },
    perFormatMs + 120_000,
  );
});

describe('parsers agree with others', () => {
  it('JSON faults are found exactly where JSON.parse refuses', () => {
    const random = randomFrom(5);
    let faults = 0;
    const seeds = [
      '{"a":[1,-2.5e3,true,null,"x\\n\\u00e9"],"b":{"c":{}}}',
      '[]',
      '"\\ud800"',
      '0',
      '{"a":""}',
    ];
    for (let index = 0; index < 20_000; index++) {
      const text = mutate(Buffer.from(seeds[index % seeds.length]!), random).toString('latin1');
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      const fault = findJsonFault(text);
      if ((fault === null) !== isJson) expect.fail(`${JSON.stringify(text)}: ${JSON.stringify(fault)}`);
      if (fault !== null) faults++;
    }
    expect(faults).toBeGreaterThan(1000);
  });

  it('members of an object stand where JSON.parse finds them', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(3), (object, indent) => {
        const bytes = Buffer.from(JSON.stringify(object, null, indent));
        const members = membersOf(bytes);
        const found = members.map(({ name, valueStart, end }) => [
          name,
          JSON.parse(bytes.toString('utf8', valueStart, end)),
        ]);
        expect(found).toEqual(Object.entries(JSON.parse(bytes.toString())));
      }),
      { seed: 9 },
    );
  });

  it('tables are read as csv-parse reads them', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'b', '"', ',', '\n', '\r', ' ', 'é'), maxLength: 6 });
    const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
    const written = cell.chain((value) =>
      /["\n\r,]/.test(value) ? fc.constant(quoted(value)) : fc.constantFrom(value, quoted(value)),
    );
    const table = fc.array(fc.array(written, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), (rows, lineEnd) => {
        const bytes = Buffer.from(rows.map((row) => row.join(',')).join(lineEnd));
        const found: string[][] = [];
        for (let at = 0; at < bytes.length; ) {
          const record = readDelimited(bytes, at, true, { delimiter: 0x2c, hasLooseQuotes: false }, 0);
          if (record.kind !== 'record') throw new Error(record.kind);
          found.push([...record.cells]);
          at = record.end;
        }
        expect(found).toEqual(parse(bytes, { record_delimiter: lineEnd, relax_column_count: true }));
      }),
      { numRuns: 500, seed: 13 },
    );
  });
});
