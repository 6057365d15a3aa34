import { CODECS } from '../../dist/formats/compression/index.js';
import { FORMATS } from '../../dist/formats/index.js';

/** The formats, each with its compressed forms in one row. */
export function formatsTable() {
  const endingsOf = ({ extensions, bareNames, recognises }) => {
    const endings = extensions.map((ending) => `\`${ending}\``).join(' ');
    if (recognises !== undefined) return `${endings}, told by ${recognises.by}`;
    return bareNames === undefined ? endings : `${endings}, and ${bareNames.examples}`;
  };
  const ids = new Set(FORMATS.map(({ id }) => id));
  const isCompressed = ({ id }) => CODECS.some((codec) => id.endsWith(`-${codec.id}`));
  return [
    '| format | id | endings | compressed | cut into splits | provenance in outputs |',
    '| --- | --- | --- | --- | --- | --- |',
    ...FORMATS.filter((format) => !isCompressed(format)).map((format) => {
      const cut = format.splitsAt === undefined ? 'no' : `at ${format.splitsAt}`;
      const compressed = CODECS.some((codec) => ids.has(`${format.id}-${codec.id}`)) ? 'yes' : '';
      return `| ${format.title} | \`${format.id}\` | ${endingsOf(format)} | ${compressed} | ${cut} | ${format.provenanceIn} |`;
    }),
  ];
}

/** The codecs, with the endings that follow those of a format and the words that follow its id. */
export function codecsTable() {
  return [
    '| compression | endings | ids |',
    '| --- | --- | --- |',
    ...CODECS.map(({ id, title, endings }) => {
      const after = endings.map((ending) => `\`.jsonl${ending}\``).join(' ');
      return `| ${title} | ${after} | \`jsonl-${id}\` |`;
    }),
  ];
}
