import { Command } from 'commander';
import { describe, expect, it, test } from 'vitest';
import { commandLine, type Typed } from '../../src/cli/flags/command-line.js';
import { type FlagTable, flag, longName, repeated, toggle } from '../../src/cli/flags/flag.js';
import { asText } from '../../src/cli/flags/parsers.js';
import { settingsOf, valuesOf } from '../../src/cli/flags/settings.js';
import { addVerb, defineVerb } from '../../src/cli/verb.js';
import { VET_FLAGS } from '../../src/cli/vet.js';
import type { VetOptions } from '../../src/wiring/vet.js';

/** The values that commander parses from a command line, for a table of flags. */
async function typedOf(flags: FlagTable, ...words: string[]): Promise<Typed> {
  let typed: Typed = {};
  const verb = defineVerb({ path: 'try', description: '', args: {}, flags, after: '', run: () => {} });
  const program = new Command().exitOverride();
  const act = (_: readonly unknown[], given: Typed): void => {
    typed = given;
  };
  addVerb(program, { ...verb, act });
  await program.parseAsync(['try', ...words], { from: 'user' });
  return typed;
}

const EVERYTHING = [
  ...[
    '--split-size',
    '1MB',
    '--max-record',
    '2 MB',
    '--memory',
    '2GB',
    '--workers',
    '2',
    '--quiet',
    '--json',
  ],
  ...['--lm', 'http://127.0.0.1:8000/v1', '--lm-timeout', '5', '--trust-anchors', 'a b.pem'],
  ...['--tokenizer', 't.json', '--tokens-column', 'ids', '--watermarks', "it's.yaml"],
  ...['--score-column', 'one', '--score-column', 'two', '--scores', 's.jsonl', '--calibration', 'c'],
  ...['--signals', ' c4 ,fineweb,c4', '--facet', 'gender', '--facet', 'region', '--label-column', 'l'],
  ...['--origin-column', 'o', '--language-column', 'la', '--date-column', 'd', '--url-column', 'u'],
  ...['--source-column', 's', '--id-column', 'i', '--image-column', 'im', '--text-column', 'body'],
  ...['--format', 'csv', '--to', 'parquet', '--policy', 'strict', '--out', 'run'],
];

describe('the command line that a report shows', () => {
  it('is the same however it was typed, without flags for looks and speed', async () => {
    const typed = await typedOf(VET_FLAGS, ...EVERYTHING);
    expect(commandLine(['freckle', 'vet', 'web data/', '-'], VET_FLAGS, typed)).toBe(
      "freckle vet 'web data/' - --out run --policy strict --to parquet --format csv --text-column body" +
        ' --image-column im --id-column i --source-column s --url-column u --date-column d --language-column la' +
        ' --origin-column o --label-column l --tokens-column ids --facet gender --facet region --signals c4,fineweb' +
        " --calibration c --scores s.jsonl --score-column one --score-column two --watermarks 'it'\\''s.yaml'" +
        " --tokenizer t.json --lm http://127.0.0.1:8000/v1 --trust-anchors 'a b.pem' --max-record '2 MB'" +
        ' --split-size 1MB',
    );
  });

  it('leaves out defaults, except for the run folder', async () => {
    const typed = await typedOf(VET_FLAGS, '--policy', 'default');
    expect(commandLine(['freckle', 'vet', 'a'], VET_FLAGS, typed)).toBe('freckle vet a --out freckle-run');
  });

  it('shows switches that differ from their default', async () => {
    const flags = { quick: toggle('--quick', ''), samples: toggle('--no-samples', '') };
    expect(commandLine(['x'], flags, await typedOf(flags))).toBe('x');
    expect(commandLine(['x'], flags, await typedOf(flags, '--no-samples', '--quick'))).toBe(
      'x --quick --no-samples',
    );
  });

  it('puts a flag after one that follows another', async () => {
    const flags = {
      third: toggle('--third', '', { toldAfter: '--second' }),
      second: toggle('--second', '', { toldAfter: '--first' }),
      last: toggle('--last', ''),
      first: toggle('--first', ''),
    };
    const typed = await typedOf(flags, '--third', '--second', '--last', '--first');
    expect(commandLine([], flags, typed)).toBe('--last --first --second --third');
  });

  it('puts flags only after existing flags', () => {
    const names = Object.values(VET_FLAGS).map(longName);
    for (const { toldAfter } of Object.values<FlagTable[string]>(VET_FLAGS))
      if (toldAfter !== undefined) expect(names).toContain(toldAfter);
  });
});

test('only the given flags set options of the library', async () => {
  const bare = valuesOf(VET_FLAGS, await typedOf(VET_FLAGS));
  expect(settingsOf<VetOptions, typeof VET_FLAGS>(VET_FLAGS, bare)).toEqual({
    out: 'freckle-run',
    policy: 'default',
    memoryBytes: 1.5e9,
  });
  const all = valuesOf(VET_FLAGS, await typedOf(VET_FLAGS, ...EVERYTHING));
  expect(settingsOf<VetOptions, typeof VET_FLAGS>(VET_FLAGS, all)).toMatchObject({
    columns: { text: 'body', facets: ['gender', 'region'], scores: ['one', 'two'], tokens: 'ids' },
    signals: ['c4', 'fineweb'],
    lm: { baseUrl: 'http://127.0.0.1:8000/v1', timeoutMs: 5000 },
    maxRecordBytes: 2e6,
    workers: 2,
  });
});

test('a table must list each flag under its own name', async () => {
  await expect(typedOf({ colour: flag('--color <name>', '', asText) })).rejects.toThrow(
    'the flag --color <name> stands under colour',
  );
});

test('a repeatable flag keeps all its values', async () => {
  const flags = { set: repeated('--set <x>', '', { default: [] }), many: repeated('--many <x...>', '') };
  expect(valuesOf(flags, await typedOf(flags))).toEqual({ set: [], many: undefined });
  expect(valuesOf(flags, await typedOf(flags, '--set', 'a', '--set', 'b', '--many', 'c', 'd'))).toEqual({
    set: ['a', 'b'],
    many: ['c', 'd'],
  });
});
