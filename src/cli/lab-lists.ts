import type { Command } from 'commander';
import type { SettingDefinition } from '../core/model.js';
import { MODELS } from '../lab/models/index.js';
import { REGIMES } from '../lab/regimes/index.js';
import { WORLDS } from '../lab/worlds/index.js';
import { penOf, wrap } from '../report/terminal-text.js';
import { isColourful, terminalWidth } from './terminal.js';

const write = (text: string): void => void process.stdout.write(`${text}\n`);

const DECODING_FLAGS = { temperature: '--temperature', topK: '--top-k', beams: '--beams' } as const;
const OWN_PROGRAMS =
  'Your own trainer and sampler as programs, with JSON lines in between: --train, --sample, --texts and, for a likelihood, --score. Learns texts.';

/** `freckle lab models`: the list of models and of the worlds they learn, with every setting. */
export function addModelsCommand(lab: Command): void {
  lab
    .command('models')
    .description('what can be trained in a loop, and the worlds it can be trained on')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  freckle lab models --json')
    .action(({ json }: { json?: boolean }) => {
      if (json === true) {
        const models = MODELS.map(
          ({ fit: _fit, refitExactly: _refit, minimumCount: _minimum, ...rest }) => rest,
        );
        const worlds = WORLDS.map(({ open: _open, ...rest }) => rest);
        return write(JSON.stringify({ models, worlds }, null, 2));
      }
      for (const { id, description, settings, world, dataKind, decoding } of MODELS) {
        const flags = decoding.map((name) => DECODING_FLAGS[name]).join(', ');
        const obeys = flags === '' ? '' : ` Obeys ${flags}.`;
        entry(id, `${description} Learns ${dataKind} data; by default the world ${world}.${obeys}`, settings);
      }
      entry('command', OWN_PROGRAMS, []);
      write('Worlds');
      for (const { id, title, settings, needs } of WORLDS)
        entry(id, `${title}.${needs.length > 0 ? ' Reads the public data named by --data.' : ''}`, settings);
    });
}

/** `freckle lab regimes`: how the next generation's data can be composed. */
export function addRegimesCommand(lab: Command): void {
  lab
    .command('regimes')
    .description('how the next generation’s training data can be composed')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  freckle lab regimes')
    .action(({ json }: { json?: boolean }) => {
      if (json === true)
        return write(
          JSON.stringify(
            REGIMES.map(({ compose: _compose, expectedCounts: _expected, ...rest }) => rest),
            null,
            2,
          ),
        );
      for (const { id, description, settings, source } of REGIMES)
        entry(id, `${description} ${source[0]!.toUpperCase()}${source.slice(1)}.`, settings);
    });
}

function entry(id: string, text: string, settings: readonly SettingDefinition[]): void {
  const width = terminalWidth(process.stdout);
  const pen = penOf({ color: isColourful(process.stdout), width });
  write(pen.bold(id));
  for (const line of wrap(text, width - 2)) write(`  ${line}`);
  for (const setting of settings) {
    const bounds =
      setting.choices?.join(' | ') ??
      (setting.range === undefined ? '' : `${setting.range[0]} to ${setting.range[1]}`);
    const about = `--set ${setting.id}=${setting.default}  ${setting.description}${bounds === '' ? '' : ` (${bounds})`}`;
    for (const line of wrap(about, width - 4)) write(`    ${pen.faint(line)}`);
  }
  write('');
}
