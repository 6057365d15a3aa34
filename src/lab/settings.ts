import { FreckleError } from '../core/errors.js';
import type { SettingDefinition, Settings } from '../core/model.js';
import { didYouMean } from '../text/nearest.js';

/** Value of a number setting, or its default. @throws FreckleError invalid-setting */
export function numberSetting(
  definitions: readonly SettingDefinition[],
  settings: Settings,
  id: string,
): number {
  return resolved(definitions, settings, id) as number;
}

/** Value of a word setting, or its default. @throws FreckleError invalid-setting */
export function wordSetting(
  definitions: readonly SettingDefinition[],
  settings: Settings,
  id: string,
): string {
  return String(resolved(definitions, settings, id));
}

/** All settings with their values; refuses unknown names. @throws FreckleError invalid-setting */
export function resolveSettings(
  owner: string,
  definitions: readonly SettingDefinition[],
  given: { readonly [id: string]: number | string },
): Settings {
  const ids = definitions.map(({ id }) => id);
  for (const id of Object.keys(given))
    if (!ids.includes(id))
      throw new FreckleError(
        'invalid-setting',
        `${owner} has no setting ${JSON.stringify(id)}; it has ${ids.join(', ') || 'none'}${didYouMean(id, ids)}`,
      );
  return Object.fromEntries(definitions.map(({ id }) => [id, resolved(definitions, given, id)]));
}

function resolved(
  definitions: readonly SettingDefinition[],
  settings: Settings,
  id: string,
): number | string {
  const definition = definitions.find((one) => one.id === id)!;
  const value = settings[id] ?? definition.default;
  if (typeof definition.default === 'string') return checkedWord(definition, String(value));
  return checkedNumber(definition, value);
}

function checkedWord(definition: SettingDefinition, value: string): string {
  if (definition.choices !== undefined && !definition.choices.includes(value))
    throw new FreckleError(
      'invalid-setting',
      `${definition.id} must be one of ${definition.choices.join(', ')}, got ${JSON.stringify(value)}`,
    );
  return value;
}

function checkedNumber(definition: SettingDefinition, given: number | string): number {
  const value = typeof given === 'number' ? given : given.trim() === '' ? Number.NaN : Number(given);
  const [low, high] = definition.range ?? [-Infinity, Infinity];
  const isWhole = definition.wholeNumber !== true || Number.isInteger(value);
  if (Number.isNaN(value) || value < low || value > high || !isWhole)
    throw new FreckleError(
      'invalid-setting',
      `${definition.id} must be a ${definition.wholeNumber === true ? 'whole number' : 'number'} from ${low} to ${high}, got ${JSON.stringify(given)}`,
    );
  return value;
}
