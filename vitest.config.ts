import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Three sets of tests. Slow ones say so in their name. Those of the command line and of the pages need the built
 * command, and so do others that say so. All others need neither it nor a browser: tests/projects.test.ts holds them to it.
 */
const SLOW = ['tests/**/*.slow.test.ts'];
const COMMAND = ['tests/{cli,docs}/**/*.test.ts', 'tests/**/*.command.test.ts'];
const ALL = ['tests/**/*.test.ts'];

const project = (name: string, include: string[], exclude: string[] = []) => ({
  extends: true as const,
  test: { name, include, exclude: [...configDefaults.exclude, ...exclude] },
});

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default'],
    projects: [
      project('unit', ALL, [...SLOW, ...COMMAND]),
      project('command', COMMAND, SLOW),
      project('slow', SLOW),
    ],
  },
});
