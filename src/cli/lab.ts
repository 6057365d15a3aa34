import type { Command } from 'commander';
import { addForecastCommand } from './lab-forecast.js';
import { addModelsCommand, addRegimesCommand } from './lab-lists.js';
import { addReproduceCommand } from './lab-reproduce.js';
import { addRunCommand } from './lab-run.js';

const EXAMPLES = `
Examples:
  freckle lab reproduce --quick
  freckle lab run --model gmm --regime replace,accumulate --generations 200 --chains 50
  freckle lab forecast --real 100000 --synthetic 400000 --regime accumulate-subsample --generations 20
  freckle lab models
  freckle lab regimes`;

/** `freckle lab …`: rehearse the generational loop, reproduce the papers, forecast your own loop. */
export function addLabCommands(program: Command): void {
  const lab = program
    .command('lab')
    .description(
      'rehearse the generational loop with small real models, and reproduce the published collapse experiments',
    )
    .addHelpText('after', EXAMPLES);
  addRunCommand(lab);
  addReproduceCommand(lab);
  addForecastCommand(lab);
  addModelsCommand(lab);
  addRegimesCommand(lab);
}
