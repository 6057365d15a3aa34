import { FORMATS } from '../../dist/formats/index.js';

export function formatsTable() {
  const endingsOf = ({ extensions, bareNames, recognises }) => {
    const endings = extensions.map((ending) => `\`${ending}\``).join(' ');
    if (recognises !== undefined) return `${endings}, told by ${recognises.by}`;
    return bareNames === undefined ? endings : `${endings}, and ${bareNames.examples}`;
  };
  return [
    '| format | id | endings | cut into splits | provenance in outputs |',
    '| --- | --- | --- | --- | --- |',
    ...FORMATS.map((format) => {
      const cut = format.splitsAt === undefined ? 'no' : `at ${format.splitsAt}`;
      return `| ${format.title} | \`${format.id}\` | ${endingsOf(format)} | ${cut} | ${format.provenanceIn} |`;
    }),
  ];
}
