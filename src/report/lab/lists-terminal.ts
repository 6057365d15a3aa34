import type { SettingDefinition } from '../../core/model.js';
import { penOf, type TerminalSettings, wrap } from '../terminal-text.js';

/** One member of a list of the lab. */
export interface LabEntry {
  readonly id: string;
  readonly text: string;
  readonly settings: readonly SettingDefinition[];
}

/** Models, regimes or data sources, each with its settings. */
export function renderEntries(entries: readonly LabEntry[], settings: TerminalSettings): string {
  return entries.map((entry) => renderEntry(entry, settings)).join('');
}

function renderEntry({ id, text, settings }: LabEntry, { color, width }: TerminalSettings): string {
  const pen = penOf({ color, width });
  const lines = [pen.bold(id), ...wrap(text, width - 2).map((line) => `  ${line}`)];
  for (const setting of settings)
    lines.push(...wrap(settingText(setting), width - 4).map((line) => `    ${pen.faint(line)}`));
  return `${lines.join('\n')}\n\n`;
}

function settingText({ id, description, choices, range, default: given }: SettingDefinition): string {
  const bounds = choices?.join(' | ') ?? (range === undefined ? '' : `${range[0]} to ${range[1]}`);
  return `--set ${id}=${given}  ${description}${bounds === '' ? '' : ` (${bounds})`}`;
}
