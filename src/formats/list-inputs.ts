import type { Stats } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { FreckleErrorCode } from '../core/errors.js';
import type {
  ColumnNames,
  FilesNotRead,
  Format,
  InputFile,
  NamedInput,
  ReadingOptions,
} from '../core/format.js';
import type { UnreadableCode } from '../core/record.js';
import { type Companions, companionsIn } from './companions.js';
import { formatById, formatOfFile, formatOfName } from './find-format.js';
import { isHubLink, NotReadTally } from './not-read.js';
import { type FoundFile, filesBelow, inByteOrder, inOrder, isBelow, isInRun } from './walk-folder.js';

/** An input and the id of the format that reads it. */
export type ListedInput = InputFile & {
  readonly format: string;
  /** Columns that were named for this input alone. */
  readonly columns?: ColumnNames;
  /** How it alone is read. */
  readonly reading?: ReadingOptions;
};

/** The reason why a named path yields no input. The caller decides how to react. */
export interface InputProblem {
  readonly path: string;
  readonly code:
    | Extract<FreckleErrorCode, 'input-not-found' | 'no-readable-files' | 'unknown-format'>
    | Extract<UnreadableCode, 'input-unreadable'>;
  readonly message: string;
}

export interface ListedInputs {
  /** In the order of the command; inside a folder, sorted bytewise by name. */
  readonly inputs: readonly ListedInput[];
  readonly problems: readonly InputProblem[];
  /** Files in folders and globs without a known format, and links. */
  readonly notRead: readonly FilesNotRead[];
}

export interface ListOptions {
  readonly formats: readonly Format[];
  /** Id of the format of all files; by default each name decides. */
  readonly format?: string;
  /** Column names from the user, which may decide between formats with the same ending; without them the ending decides. */
  readonly columns?: ColumnNames;
  readonly reading?: ReadingOptions;
}

/**
 * Lists the inputs in files, folders and globs. Folders are walked recursively, in bytewise order. The walk skips hidden
 * files; symbolic links, so that no link leads outside the folder (but those of a Hugging Face hub cache are followed);
 * run folders, so that outputs do not become inputs; and `.json` files, which seldom hold JSON lines (name them to read
 * them). Text files of one folder or glob are one input, and so are images. A file named twice is one input. Files
 * without a format and links are counted.
 */
export async function listInputs(
  named: readonly (string | NamedInput)[],
  { format, columns, reading, ...options }: ListOptions,
): Promise<ListedInputs> {
  const listing = new Listing(options);
  for (const one of named.map(asNamed)) {
    const merged = one.columns === undefined ? columns : { ...columns, ...one.columns };
    const read = one.reading === undefined ? reading : { ...reading, ...one.reading };
    await listing.add(one.path, { format: one.format ?? format, columns: merged, reading: read, own: one });
  }
  return {
    inputs: withUniqueNames(listing.inputs),
    problems: listing.problems,
    notRead: listing.notRead.all(),
  };
}

const asNamed = (input: string | NamedInput): NamedInput =>
  typeof input === 'string' ? { path: input } : input;

/** What was said of the files that are being listed. */
interface Asked extends Pick<ListOptions, 'format' | 'columns' | 'reading'> {
  /** What was said of this input alone. */
  readonly own?: Pick<NamedInput, 'columns' | 'reading'>;
}

class Listing {
  readonly inputs: ListedInput[] = [];
  readonly problems: InputProblem[] = [];
  readonly notRead = new NotReadTally();
  private readonly seen = new Set<string>();

  private asked: Asked = {};

  constructor(private readonly options: Pick<ListOptions, 'formats'>) {}

  async add(path: string, asked: Asked): Promise<void> {
    this.asked = asked;
    const status = await stat(path).catch(() => null);
    if (status?.isDirectory()) return this.addFolder(path);
    if (status !== null) return this.addFile(path, status);
    const { default: glob } = await import('fast-glob');
    if (glob.isDynamicPattern(path)) return this.addGlob(path);
    this.problem(path, 'input-not-found', `No such file or folder: ${path}.`);
  }

  private async addFile(path: string, status: Stats): Promise<void> {
    if (!status.isFile()) {
      this.problem(
        path,
        'unknown-format',
        `${path} is a pipe or a device, not a file or a folder. Inputs are read twice: name - and pipe it instead, as in freckle vet - < ${path}`,
      );
      return;
    }
    const format = this.formatOf(basename(path), false);
    if (format === undefined) {
      const known = this.options.formats.flatMap((one) => one.extensions).join(' ');
      const message = `The ending of ${path} is not known. Name the format with --format; known endings: ${known}`;
      this.problem(path, 'unknown-format', message);
      return;
    }
    const file = { path: await realpath(path), name: basename(path), sizeBytes: status.size };
    if (format.isWholeFiles)
      this.addWholeFiles(format, [file], basename(path), basename(dirname(resolve(path))), false);
    else await this.addData(file, format, basename(path));
  }

  private async addFolder(path: string): Promise<void> {
    const root = await realpath(path);
    const name = basename(root) || 'root';
    const found = await filesBelow(
      root,
      (lost, code) =>
        this.problem(lost, 'input-unreadable', `${lost} cannot be listed (${code}) and was skipped.`),
      (link) => this.notRead.add('link', link),
    );
    await this.addFound(path, name, found);
  }

  private async addGlob(pattern: string): Promise<void> {
    const { default: glob } = await import('fast-glob');
    const base = glob.generateTasks(pattern)[0]?.base ?? '.';
    const root = await realpath(base).catch(() => null);
    const found: FoundFile[] = [];
    // Without `onlyFiles`, links are matched too, so that they can be counted.
    const options = { followSymbolicLinks: false, unique: true, onlyFiles: false };
    const matches = root === null ? [] : inByteOrder(await glob(pattern, options));
    for (const match of matches) {
      const status = await stat(match).catch(() => null);
      const real = await realpath(match).catch(() => null);
      const isLink = (await lstat(match).catch(() => null))?.isSymbolicLink() ?? false;
      const name = slashes(relative(root!, resolve(match)));
      if (isLink && !(await isHubLink(resolve(match)))) this.notRead.add('link', name);
      else if (!status?.isFile() || real === null) continue;
      else if (isLink) found.push({ path: resolve(match), name, sizeBytes: status.size });
      else if (isBelow(root!, real) && !isInRun(root!, real))
        found.push({ path: real, name, sizeBytes: status.size });
    }
    if (found.length === 0) this.problem(pattern, 'input-not-found', `No file matches ${pattern}.`);
    else await this.addFound(pattern, basename(root!) || 'root', inOrder(found));
  }

  private async addFound(path: string, name: string, found: readonly FoundFile[]): Promise<void> {
    const before = this.inputs.length;
    const wholeFiles = new Map<Format, FoundFile[]>();
    const formatOf = (file: FoundFile) => this.formatOf(basename(file.name), true);
    const belonging = companionsIn(found, formatOf);
    for (const file of found) {
      if (belonging.files.has(file)) continue;
      const format = formatOf(file) ?? (await this.formatByContent(file));
      if (format === undefined) this.notRead.add('no-format', file.name);
      else if (format.isWholeFiles) {
        if (!wholeFiles.has(format)) wholeFiles.set(format, []);
        wholeFiles.get(format)!.push(file);
      } else await this.addData(file, format, `${name}/${file.name}`);
    }
    for (const [format, files] of wholeFiles) this.addWholeFiles(format, files, name, name, true, belonging);
    if (this.inputs.length > before || found.some((file) => this.seen.has(file.path))) return;
    const { length } = found;
    const message =
      length === 0
        ? `${path} contains no files.`
        : `${path} contains ${length} ${length === 1 ? 'file' : 'files'}, none in a known format. Name the format with --format.`;
    this.problem(path, 'no-readable-files', message);
  }

  private async addData(file: FoundFile, byName: Format, name: string): Promise<void> {
    if (this.seen.has(file.path)) return;
    this.seen.add(file.path);
    const { formats } = this.options;
    const { columns, reading } = this.asked;
    const format =
      this.asked.format === undefined && columns !== undefined
        ? await formatOfFile(formats, byName, file.path, columns, reading)
        : byName;
    this.inputs.push({
      path: file.path,
      name,
      source: this.sourceOf(file),
      sizeBytes: file.sizeBytes,
      format: format.id,
      ...this.own(),
    });
  }

  private own(): Pick<ListedInput, 'columns' | 'reading'> {
    const { columns, reading } = this.asked.own ?? {};
    return { ...(columns === undefined ? {} : { columns }), ...(reading === undefined ? {} : { reading }) };
  }

  /** The source of records that name none: the file, or the folder if that was asked for. */
  private sourceOf(file: FoundFile): string {
    return this.asked.columns?.sourceFrom === 'folder' ? basename(dirname(file.path)) : basename(file.name);
  }

  private addWholeFiles(
    format: Format,
    found: readonly FoundFile[],
    name: string,
    folder: string,
    isFolder: boolean,
    belonging?: Companions<FoundFile>,
  ): void {
    const files: InputFile[] = [];
    let sizeBytes = 0;
    for (const file of found) {
      if (this.seen.has(file.path)) continue;
      this.seen.add(file.path);
      sizeBytes += file.sizeBytes;
      const byFolder = isFolder ? sourceBelow(file.name, folder) : folder || name;
      const source = this.asked.columns?.sourceFrom === 'file' ? file.name : byFolder;
      const companions = belonging?.of.get(file)?.map((one) => ({ ...one, source }));
      files.push({
        path: file.path,
        name: file.name,
        source,
        sizeBytes: file.sizeBytes,
        ...(companions === undefined ? {} : { companions }),
      });
    }
    if (files.length === 0) return;
    const path = isFolder ? commonRoot(files[0]!) : files[0]!.path;
    const source = folder || name;
    const about = belonging?.tables.get(format)?.map((one) => ({ ...one, source }));
    this.inputs.push({
      path,
      name,
      source,
      sizeBytes,
      files,
      format: format.id,
      ...(about === undefined ? {} : { tables: about }),
      ...this.own(),
    });
  }

  private formatOf(name: string, isInFolder: boolean): Format | undefined {
    if (this.asked.format !== undefined) return formatById(this.options.formats, this.asked.format);
    const format = formatOfName(this.options.formats, name);
    const isVague = format?.extensionsWhenNamed?.some((ending) => name.toLowerCase().endsWith(ending));
    return isInFolder && isVague ? undefined : format;
  }

  /** For endings that say too little, such as `.json`: a format that recognises the file as data. */
  private async formatByContent({ name, path }: FoundFile): Promise<Format | undefined> {
    const lower = name.toLowerCase();
    for (const format of this.options.formats) {
      const isVague = format.extensionsWhenNamed?.some((ending) => lower.endsWith(ending)) ?? false;
      if (
        isVague &&
        (await format.recognises?.inFolders?.(path, this.asked.columns ?? {}, this.asked.reading))
      )
        return format;
    }
    return undefined;
  }

  private problem(path: string, code: InputProblem['code'], message: string): void {
    this.problems.push({ path, code, message });
  }
}

/** The first folder below the root, or the root itself. A package's scope and name count as one folder. */
function sourceBelow(name: string, root: string): string {
  const parts = name.split('/').slice(0, -1);
  if (parts[0] === 'node_modules') parts.shift();
  const [first, second] = parts;
  if (first === undefined) return root;
  return first.startsWith('@') && second !== undefined ? `${first}/${second}` : first;
}

const commonRoot = (file: InputFile): string => file.path.slice(0, file.path.length - file.name.length - 1);

const slashes = (path: string): string => path.split(sep).join('/');

/** Makes names unique, since outputs are named after their inputs. */
function withUniqueNames(inputs: readonly ListedInput[]): ListedInput[] {
  const taken = new Set<string>();
  return inputs.map((input) => {
    let name = input.name;
    if (taken.has(name)) name = `${basename(dirname(input.path)) || 'root'}/${input.name}`;
    for (let count = 2; taken.has(name); count++) name = `${count}/${input.name}`;
    taken.add(name);
    return name === input.name ? input : { ...input, name };
  });
}
