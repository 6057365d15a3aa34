import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Three sets of tests. Slow ones say so in their name. Those of the command line and of the pages need the built
 * command, and so do others that say so. All others need neither it nor a browser: tests/projects.test.ts holds them to it.
 */
const SLOW = ['tests/**/*.slow.test.ts'];
const COMMAND = ['tests/{cli,docs}/**/*.test.ts', 'tests/**/*.command.test.ts'];
const ALL = ['tests/**/*.test.ts'];

const project = (name: string, include: string[], exclude: string[] = [], isolate = true) => ({
  extends: true as const,
  test: { name, include, exclude: [...configDefaults.exclude, ...exclude], isolate },
});

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default'],
    projects: [
      // Files share a process: to load the sources for each takes as long as most of them.
      project('unit', ALL, [...SLOW, ...COMMAND], false),
      project('command', COMMAND, SLOW),
      project('slow', SLOW),
    ],
  },
});
