import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freckle } from '../support/cli.js';
import { temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('escapes');
/** Clears the screen, sets the title, hides text, turns the reading direction. */
const EVIL = 'a\u001b[2Jb\u001b]0;title\u0007c\u001b[8md\u009b2Je\u202ef\u200bg\rh\u0008i';
const NAME = 'evil\u001b[2J\u202e.jsonl';
/** C0 but tab and line feed, DEL, C1, bidi controls, zero-width space. */
const STEERING = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]/;

writeFileSync(
  join(folder, NAME),
  `${toJsonl([
    {
      id: EVIL,
      text: `Words of somebody: ${EVIL} and more of them.`,
      source: EVIL,
      date: '2021-05-05',
      [EVIL]: 'x',
    },
    { id: 'b', text: 'Other words of somebody else, who came later.', source: 'web' },
  ])}{"text": broken ${EVIL}\n`,
);
const policy = (id: string, words: string): string =>
  JSON.stringify({
    policy: words,
    version: 1,
    description: words,
    rules: [{ id, when: { signal: 'word-count', below: 100 }, decide: 'quarantine', because: words }],
  });
writeFileSync(join(folder, 'evil.yaml'), policy('short', EVIL));
writeFileSync(
  join(folder, 'unknown.yaml'),
  policy('short', 'x').replace('word-count', EVIL.replaceAll('\\', '')),
);
writeFileSync(join(folder, 'settings.yaml'), JSON.stringify({ [EVIL]: 1 }));
writeFileSync(
  join(folder, 'note.yaml'),
  JSON.stringify({ inputs: [NAME], out: 'noted', note: EVIL, owner: EVIL }),
);
mkdirSync(join(folder, 'data'));
writeFileSync(
  join(folder, 'data', NAME),
  toJsonl([{ text: 'Words of somebody in a folder.', [EVIL]: EVIL }]),
);

/** Every command that shows names, data or arguments. */
const COMMANDS: readonly string[][] = [
  ['vet', NAME, '--out', 'run', '--policy', 'evil.yaml', '--note', EVIL],
  ['vet', '--settings', 'note.yaml'],
  ['explain', 'run', EVIL],
  ['explain', 'run', 'b'],
  ['explain', 'run', `none${EVIL}`],
  ['decide', 'run', '--policy', 'strict'],
  ['policy', 'evil.yaml'],
  ['policy', 'evil.yaml', '--yaml'],
  ['policy', 'unknown.yaml'],
  ['policy', EVIL],
  ['vet', EVIL],
  ['vet', NAME, '--policy', EVIL],
  ['vet', NAME, '--format', EVIL],
  ['vet', NAME, '--to', EVIL],
  ['vet', NAME, '--signals', EVIL],
  ['vet', NAME, '--memory', EVIL],
  ['vet', NAME, '--settings', EVIL],
  ['vet', '--settings', 'settings.yaml'],
  ['vet', NAME, `--${EVIL}`],
  [EVIL],
  ['init', 'data', '--force'],
  ['init', EVIL],
  ['score', EVIL],
  ['calibrate', '--human', EVIL, '--synthetic', EVIL],
  ['lab', 'run', '--model', EVIL],
  ['lab', 'forecast', '--frequencies', EVIL],
  ['watermark', EVIL],
  ['completion', EVIL],
];

for (const json of [[], ['--json']])
  it.each(COMMANDS.map((command) => [[...command, ...json]]))(
    'nothing steers the terminal: %j',
    async (command) => {
      const { stdout, stderr } = await freckle(command, { cwd: folder });
      expect(stdout + stderr).not.toBe('');
      expect(STEERING.exec(stdout)?.[0], stdout).toBeUndefined();
      expect(STEERING.exec(stderr)?.[0], stderr).toBeUndefined();
    },
    60_000,
  );
