// Tables of options for docs/library.md: names and meanings from the interfaces, flags from the commands' tables.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DECIDE_FLAGS } from '../../dist/cli/decide.js';
import { VET_FLAGS } from '../../dist/cli/vet.js';
import { root } from '../stamps.mjs';

/**
 * The members of an interface in a source file, each with its doc comment.
 * @returns {{ name: string, isNeeded: boolean, meaning: string | null }[]}
 */
function membersOf(file, name) {
  const source = readFileSync(join(root, file), 'utf8');
  const body = new RegExp(`export interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(source)?.[1];
  if (body === undefined) throw new Error(`no interface ${name} in ${file}`);
  return [...body.matchAll(/(?:^ {2}\/\*\*([\s\S]*?)\*\/\n)?^ {2}readonly (\w+)(\??):/gm)].map(
    ([, comment, member, optional]) => ({
      name: member,
      isNeeded: optional === '',
      meaning: comment === undefined ? null : comment.replace(/\n +\* ?/g, ' ').trim(),
    }),
  );
}

/** `| option | flag | meaning |`. An option without a doc comment takes the help of its flag. */
function optionsTable(members, flags, prefix = '') {
  const rows = members.map(({ name, isNeeded, meaning }) => {
    const flag = Object.values(flags).find(({ sets }) => sets === `${prefix}${name}`);
    const said = meaning ?? flag?.help;
    if (said === undefined)
      throw new Error(`the option ${prefix}${name} has neither a doc comment nor a flag with help`);
    const long = flag === undefined ? '' : `\`${/--[\w-]+/.exec(flag.usage)[0]}\``;
    return `| \`${name}\`${isNeeded ? ' (needed)' : ''} | ${long} | ${said.replaceAll('|', '\\|')} |`;
  });
  return ['| option | flag | meaning |', '| --- | --- | --- |', ...rows];
}

const extensions = membersOf('src/wiring/extensions.ts', 'Extensions');

/** The tables by the names of their places. */
export const libraryTables = () => ({
  'options of vet': optionsTable(
    [...membersOf('src/wiring/vet.ts', 'VetOptions'), ...extensions.filter(({ name }) => name !== 'signals')],
    VET_FLAGS,
  ),
  'columns of vet': optionsTable(membersOf('src/core/format.ts', 'ColumnNames'), VET_FLAGS, 'columns.'),
  'reading of vet': optionsTable(membersOf('src/core/format.ts', 'ReadingOptions'), VET_FLAGS, 'reading.'),
  'language model of vet': optionsTable(membersOf('src/lm/server.ts', 'LmOptions'), VET_FLAGS, 'lm.'),
  'options of decide': optionsTable(
    [...membersOf('src/wiring/decide.ts', 'DecideOptions'), ...extensions],
    DECIDE_FLAGS,
  ),
  'options of explain': optionsTable(
    [...membersOf('src/wiring/explain.ts', 'ExplainOptions'), ...extensions],
    {},
  ),
});
