import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { FreckleError } from '../core/errors.js';
import type { NamedInput } from '../core/format.js';
import { readNamedFile } from '../disk/named-file.js';
import { didYouMean } from '../text/nearest.js';
import type { Typed } from './flags/command-line.js';
import { type Flag, type FlagTable, longName, type Raw } from './flags/flag.js';
import { settingsOf, valuesOf } from './flags/settings.js';

/** The file that `freckle vet` reads where no input is named. */
export const SETTINGS_FILE = 'freckle.yaml';
/** Larger than any settings a person writes; bounds the memory that a hostile file can cost. */
const LARGEST_BYTES = 256 * 1024;

/** What a settings file says. */
export interface FileSettings {
  readonly inputs: readonly (string | NamedInput)[];
  /** Values of flags, by their names in the table, as if they had been typed. */
  readonly typed: Typed;
}

/** The flags that the file may set, and those that one input may have for itself. */
export interface SettingsTables {
  readonly flags: FlagTable;
  readonly ofInput: FlagTable;
}

/**
 * Reads a settings file: `inputs`, and the command's flags by their long names. Paths are relative to the file.
 * @throws FreckleError `invalid-setting` with file, line and column, `input-not-found`
 */
export function readSettingsFile(path: string, { flags, ofInput }: SettingsTables): FileSettings {
  const bytes = readNamedFile(path, { what: 'settings', limitBytes: LARGEST_BYTES });
  const file = new SettingsFile(path, bytes.toString());
  const inputs: (string | NamedInput)[] = [];
  const typed: { [name: string]: Raw } = {};
  for (const entry of file.entries(file.root)) {
    if (entry.key === 'inputs')
      inputs.push(...file.list(entry.value).map((one) => inputOf(file, one, ofInput)));
    else Object.assign(typed, typedOf(file, entry, flags, 'inputs'));
  }
  return { inputs, typed };
}

/** What a call has from a settings file. */
export interface CallSettings extends FileSettings {
  /** The file was not named, but found where no input was. */
  readonly isUnnamed: boolean;
}

/**
 * The settings of a call with these inputs: of the named file, or of the one in this folder where no input is typed. Inputs
 * that are typed keep what the file says of them.
 * @throws FreckleError as `readSettingsFile`
 */
export function settingsOfCall(
  typed: readonly string[],
  named: string | undefined,
  tables: SettingsTables,
): CallSettings {
  const isUnnamed = named === undefined && typed.length === 0 && existsSync(SETTINGS_FILE);
  const path = isUnnamed ? SETTINGS_FILE : named;
  if (path === undefined) return { inputs: typed, typed: {}, isUnnamed };
  const file = readSettingsFile(path, tables);
  const described = (one: string): string | NamedInput =>
    file.inputs.find((input) => typeof input !== 'string' && input.path === resolve(one)) ?? one;
  return { ...file, inputs: typed.length === 0 ? file.inputs : typed.map(described), isUnnamed };
}

/** One entry of `inputs`: a path, or a mapping of `path` and what is said of this input alone. */
function inputOf(file: SettingsFile, node: Node, table: FlagTable): string | NamedInput {
  if (isScalar(node)) return file.path(file.text(node, 'a path'));
  if (!isMap(node)) file.fail(node, 'expected a path, or a mapping with path');
  let path: string | null = null;
  const typed: { [name: string]: Raw } = {};
  for (const entry of file.entries(node)) {
    if (entry.key === 'path') path = file.path(file.text(entry.value, 'a path'));
    else Object.assign(typed, typedOf(file, entry, table, 'path'));
  }
  if (path === null) return file.fail(node, 'expected path: the file, folder or glob of this input');
  return { path, ...settingsOf<Omit<NamedInput, 'path'>, FlagTable>(table, valuesOf(table, typed)) };
}

function typedOf(file: SettingsFile, { key, place, value }: Entry, table: FlagTable, other: string): Typed {
  const known = Object.entries(table).map(([name, flag]) => [keyOf(flag), name, flag] as const);
  const found = known.find(([own]) => own === key);
  if (found === undefined) {
    const keys = [other, ...known.map(([own]) => own)];
    const help = didYouMean(key, keys) || `; expected one of ${keys.join(', ')}`;
    return file.fail(place, `unknown setting ${JSON.stringify(key.slice(0, 60))}${help}`);
  }
  const [, name, flag] = found;
  const raw = rawOf(file, key, value, flag);
  try {
    flag.read(raw);
  } catch (error) {
    if (!(error instanceof FreckleError)) throw error;
    file.fail(value, error.message);
  }
  return { [name]: raw };
}

/** `--text-column` is `text-column`; `--no-samples` is `samples`. */
const keyOf = (flag: Flag): string => longName(flag).replace(/^--(?:no-)?/, '');

function rawOf(file: SettingsFile, key: string, node: Node, flag: Flag): Raw {
  const isToggle = !/[<[]/.test(flag.usage);
  if (isToggle) {
    if (!isScalar(node) || typeof node.value !== 'boolean') file.fail(node, `expected ${key}: true or false`);
    return (node as { readonly value: boolean }).value;
  }
  // `--json`, which may have a value or none.
  if (flag.usage.includes('[') && isScalar(node) && typeof node.value === 'boolean') return node.value;
  const located = (text: string): string => (isPath(flag, text) ? file.path(text) : text);
  if (flag.isRepeated === true)
    return (isSeq(node) ? file.list(node) : [node]).map((one) => located(file.text(one, key)));
  const raw = isSeq(node)
    ? file
        .list(node)
        .map((one) => file.text(one, key))
        .join(',')
    : located(file.text(node, key));
  if (flag.choices?.includes(raw) === false)
    file.fail(
      node,
      `expected ${key}: ${flag.choices.join(' or ')}, found ${JSON.stringify(raw.slice(0, 60))}`,
    );
  return raw;
}

/** Whether the flag takes files or folders, and this value is none of the names that it takes as well. */
function isPath({ completes }: Flag, text: string): boolean {
  if (completes === undefined) return false;
  if (completes.kind !== 'values') return true;
  return completes.orFiles === true && !completes.values().includes(text);
}

/** A pair of a mapping. */
interface Entry {
  readonly key: string;
  /** Where the key stands. */
  readonly place: Node;
  readonly value: Node;
}

/** A parsed file that knows its places. */
class SettingsFile {
  readonly root: Node | null;
  private readonly lines = new LineCounter();

  constructor(
    private readonly name: string,
    text: string,
  ) {
    const document = this.parse(text);
    const [fault] = [...document.errors, ...document.warnings];
    if (fault !== undefined) this.failAt(fault.pos[0], `not valid YAML: ${fault.message}`);
    this.root = document.contents;
  }

  /** The pairs of a mapping, in order. */
  entries(node: Node | null): Entry[] {
    if (node === null) return [];
    if (!isMap(node)) return this.fail(node, 'expected settings as a mapping: policy: strict');
    return node.items.map(({ key, value }) => {
      if (!isScalar(key) || typeof key.value !== 'string') return this.fail(node, 'expected words as keys');
      if (value === null || !(isScalar(value) || isMap(value) || isSeq(value)))
        return this.fail(key, `expected a value for ${JSON.stringify(key.value.slice(0, 60))}`);
      return { key: key.value, place: key, value };
    });
  }

  list(node: Node): Node[] {
    if (!isSeq(node)) return this.fail(node, 'expected a list');
    return node.items as Node[];
  }

  text(node: Node, what: string): string {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value !== 'string' && typeof value !== 'number')
      return this.fail(node, `expected ${what} as text or a number`);
    return isScalar(node) && typeof node.source === 'string' ? node.source : String(value);
  }

  /** A path as seen from the folder of the file. Patterns stay patterns; `-` is standard input. */
  path(text: string): string {
    return text === '-' ? text : resolve(dirname(this.name), text);
  }

  fail(node: Node, message: string): never {
    return this.failAt(node.range?.[0] ?? 0, message);
  }

  private failAt(offset: number, message: string): never {
    const { line, col } = this.lines.linePos(offset);
    throw new FreckleError(
      'invalid-setting',
      `${this.name}:${Math.max(1, line)}:${Math.max(1, col)}: ${message}`,
    );
  }

  private parse(text: string): Document.Parsed {
    try {
      return parseDocument(text, {
        schema: 'core',
        version: '1.2',
        prettyErrors: false,
        lineCounter: this.lines,
        merge: false,
        stringKeys: true,
      });
    } catch (cause) {
      // The parser overflows the stack on very deep nesting.
      const why = cause instanceof RangeError ? 'nested too deeply' : String(cause);
      throw new FreckleError('invalid-setting', `${this.name}: cannot be read as YAML: ${why}`, { cause });
    }
  }
}
