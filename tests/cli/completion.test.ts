import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { FORMATS } from '../../src/formats/index.js';
import { BUILTIN_POLICIES } from '../../src/gate/policy/index.js';
import { MODELS } from '../../src/lab/models/index.js';
import { REGIMES } from '../../src/lab/regimes/index.js';
import { freckle } from '../support/cli.js';
import { temporaryFolder } from '../support/corpus.js';

const folder = temporaryFolder('completion');
mkdirSync(join(folder, 'runs'));
writeFileSync(join(folder, 'strange name.yaml'), '');
writeFileSync(join(folder, 'corpus.jsonl'), '');

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout, stderr } = await freckle(['completion', shell]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    writeFileSync(join(folder, `script.${shell}`), stdout);
  }
});

/** The suggestions of bash for the last of these words, as on Tab. */
function offered(...words: readonly string[]): string[] {
  const script = `source script.bash
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    $(complete -p freckle | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync('bash', ['-c', script, 'bash', ...words], { cwd: folder, encoding: 'utf8' });
  return output.split('\n').filter((line) => line !== '');
}

describe('in bash', () => {
  it.each<[string[], readonly string[]]>([
    [['freckle', 'ca'], ['calibrate']],
    [
      ['freckle', 'lab', 're'],
      ['reproduce', 'regimes'],
    ],
    [['freckle', 'vet', '--pol'], ['--policy']],
    [
      ['freckle', 'vet', '--policy', 'str'],
      ['strict', 'strange name.yaml'],
    ],
    [['freckle', 'vet', '--policy', '=', 'stri'], ['strict']],
    [['freckle', 'decide', 'runs', '-p', 'def'], ['default']],
    [['freckle', 'policy', 'ann'], ['annotate-only']],
    [
      ['freckle', 'vet', '--to', ''],
      ['jsonl', 'parquet'],
    ],
    [['freckle', 'lab', 'run', '--model', 'gaussian,gm'], ['gaussian,gmm']],
    [['freckle', 'lab', 'forecast', '--regime', 'fres'], ['fresh-mix']],
    [
      ['freckle', 'completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['freckle', 'vet', 'corp'], ['corpus.jsonl']],
    [['freckle', 'vet', '--watermarks', 'strange'], ['strange name.yaml']],
    [['freckle', 'vet', 'corpus.jsonl', '--out', ''], ['runs']],
    [['freckle', 'vet', '--text-column', ''], []],
    [['freckle', 'vet', '--workers', 'corp'], []],
  ])('%j → %j', (words, values) => {
    expect(offered(...words).sort()).toEqual([...values].sort());
  });

  it('exactly the values of a list are offered', () => {
    expect(offered('freckle', 'vet', '--format', '')).toEqual(FORMATS.map(({ id }) => id));
    expect(offered('freckle', 'lab', 'run', '-m', '')).toEqual([...MODELS.map(({ id }) => id), 'command']);
    expect(offered('freckle', 'lab', 'run', '-r', '')).toEqual(REGIMES.map(({ id }) => id));
    expect(offered('freckle', 'decide', 'run', '--policy', '')).toEqual(
      expect.arrayContaining([...BUILTIN_POLICIES]),
    );
  });

  it('the value of a flag is not taken for a verb', () => {
    expect(offered('freckle', 'vet', '--out', 'lab', '--quie')).toEqual(['--quiet']);
  });
});

test('every verb and flag of the help is offered', async () => {
  const visit = async (path: readonly string[]): Promise<void> => {
    const { stdout } = await freckle([...path, '--help']);
    const flags = [...stdout.matchAll(/^ {2}(?:(-\w), )?(--[a-z-]+)/gm)].flatMap(([, short, long]) =>
      short === undefined ? [long!] : [short, long!],
    );
    expect(offered('freckle', ...path, '-').sort()).toEqual(flags.sort());
    const block = /\nCommands:\n([\s\S]*?)(?:\n\n|$)/.exec(stdout)?.[1] ?? '';
    const verbs = [...block.matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name]) => name!);
    if (verbs.length > 0) expect(offered('freckle', ...path, '')).toEqual(verbs);
    for (const verb of verbs.filter((name) => name !== 'help')) await visit([...path, verb]);
  };
  await visit([]);
});

describe.each(['zsh', 'fish'])('the script for %s', (shell) => {
  const isThere = spawnSync(shell, ['-c', 'exit 0']).status === 0;
  it.skipIf(!isThere)('is one that the shell can read', () => {
    const { status, stderr } = spawnSync(shell, ['-n', `script.${shell}`], { cwd: folder, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

test('an unknown shell is refused with a list of known ones', async () => {
  const { code, stderr } = await freckle(['completion', 'tcsh']);
  expect(code).toBe(2);
  expect(stderr).toContain('Allowed choices are bash, zsh, fish');
});
