import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './support/corpus.js';

interface Made {
  readonly name?: string;
  readonly output: string;
  readonly stamp: string;
  readonly sources: readonly string[];
}

interface Stamps {
  readonly KERNELS: readonly Made[];
  readonly DIST: Made;
  readonly isFresh: (made: Made) => boolean;
  readonly makeIfStale: (made: Made, how: () => void) => Promise<void>;
}

const folder = temporaryFolder('stamps');
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

/** The stamps of a project of two kernels. */
async function project(): Promise<Stamps> {
  for (const name of ['first', 'second']) write(`kernels/${name}.as.ts`, name);
  for (const name of ['tsconfig.json', 'package-lock.json', 'src/index.ts']) write(name, name);
  for (const name of ['build', 'language-model']) write(`scripts/${name}.mjs`, name);
  write('node_modules/assemblyscript/package.json', '{}');
  copyFileSync(join(import.meta.dirname, '../scripts/stamps.mjs'), join(folder, 'scripts/stamps.mjs'));
  return (await import(join(folder, 'scripts/stamps.mjs'))) as Stamps;
}

test('what is built is built again only where its own sources changed, or it failed', async () => {
  const { KERNELS, DIST, isFresh, makeIfStale } = await project();
  const build = async (): Promise<string[]> => {
    const built: string[] = [];
    for (const made of [...KERNELS, DIST])
      await makeIfStale(made, () => {
        built.push(made.name ?? made.output);
        write(made === DIST ? join(DIST.output, 'index.js') : made.output, 'built');
      });
    return built;
  };
  expect(await build()).toEqual(['first', 'second', 'dist']);
  expect(await build()).toEqual([]);
  write('kernels/second.as.ts', 'changed');
  expect(await build()).toEqual(['second', 'dist']);
  write('src/index.ts', 'changed');
  expect(await build()).toEqual(['dist']);
  const broken = makeIfStale({ ...KERNELS[0]!, sources: ['src/index.ts'] }, () => {
    throw new Error('no compiler');
  });
  await expect(broken).rejects.toThrow('no compiler');
  expect(isFresh(KERNELS[0]!), 'what failed is stale').toBe(false);
  expect(await build()).toEqual(['first']);
});
