import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FINDING_METRICS, METRICS } from '../src/metrics/index.js';
import { SIGNALS } from '../src/signals/index.js';

/**
 * Which rooms a room may import from. A type-only import counts like any other: what a room is written in
 * terms of is what it knows. ARCHITECTURE.md explains the table.
 */
const ARROWS: { readonly [room: string]: readonly string[] } = {
  core: [],
  math: ['core'],
  text: ['core', 'math'],
  kernels: ['core', 'math', 'text'],
  image: ['core', 'math', 'kernels'],
  disk: ['core', 'math'],
  origin: ['core', 'math', 'text', 'kernels', 'image'],
  signals: ['core', 'math', 'text', 'kernels', 'image', 'origin'],
  metrics: ['core', 'math', 'text', 'kernels'],
  lab: ['core', 'math', 'text', 'kernels'],
  formats: ['core', 'text', 'image'],
  engines: ['core'],
  lm: ['core'],
  report: ['core', 'math', 'text', 'lab'],
  gate: ['core', 'math', 'text', 'image', 'disk', 'origin', 'metrics', 'report'],
  'lab-runs': ['core', 'math', 'text', 'disk', 'lab', 'report'],
  wiring: [
    ...['core', 'math', 'text', 'image', 'disk', 'origin', 'signals', 'metrics', 'lab'],
    ...['formats', 'engines', 'lm', 'report', 'gate'],
  ],
  demo: ['core', 'math', 'disk', 'formats', 'report', 'gate', 'wiring'],
  cli: [
    'core',
    'math',
    'text',
    'disk',
    'origin',
    'lab',
    'lab-runs',
    'gate',
    'lm',
    'report',
    'demo',
    'wiring',
  ],
  'index.ts': ['core', 'text', 'signals', 'metrics', 'lab', 'formats', 'gate', 'report', 'wiring'],
};

/** The same for the rooms within `origin`: what records declare, bear and look like meets in the judge alone. */
const INNER_ARROWS: { readonly [room: string]: readonly string[] } = {
  'origin/declared/aigc': [],
  'origin/declared/iptc': [],
  'origin/declared/generators': [],
  'origin/declared/c2pa': ['origin/declared/iptc'],
  'origin/declared/data-sets': ['origin/declared/aigc'],
  'origin/declared/images': [
    ...['origin/declared/aigc', 'origin/declared/iptc', 'origin/declared/generators'],
    'origin/declared/c2pa',
  ],
  'origin/declared/measured': ['origin/declared/aigc', 'origin/declared/c2pa', 'origin/declared/images'],
  'origin/marked/image': [],
  'origin/marked/text': [],
  'origin/inferred/detectors': [],
  'origin/inferred/scores': [],
  'origin/inferred/calibration': ['origin/inferred/detectors'],
  'origin/inferred/share': ['origin/inferred/calibration'],
  'origin/judge': ['origin/declared', 'origin/marked', 'origin/inferred'],
};

/** Single imports against the arrows, each with its reason. One that is no longer there fails. */
const EXCEPTIONS: { readonly [importing: string]: string } = {
  'core/signal.ts → image/reading.ts':
    'an image signal is defined by the reading it measures; the type alone',
  'core/signal.ts → text/reading.ts': 'a text signal is defined by the reading it measures; the type alone',
};

/** Rooms that run unchanged in a browser, with all that they import. */
const BROWSER_PURE = ['core', 'math', 'text', 'kernels', 'signals/text', 'metrics', 'lab', 'report'];
/** Packages that do too, and why they are trusted to. */
const BROWSER_PACKAGES: { readonly [name: string]: string } = {
  yaml: 'has a build for browsers; front matter is read with it',
};

/** Rooms that may reach for the clock, the console and the process, and why. */
const EFFECTFUL: { readonly [place: string]: string } = {
  'cli/': 'the command line is where effects come in',
  'wiring/': 'gives the clock to the gate, as an edge',
  'lab-runs/': 'runs chains and programs on threads and in processes, and times them',
  'disk/lock.ts': 'the lock of a run folder names the process that holds it',
  'demo/demo.ts': 'finds the packages that came with the running Node',
};

/** What takes its final name outside `disk/`, and why. */
const NAMED_ELSEWHERE: { readonly [file: string]: string } = {
  'lab-runs/chain.ts': 'a folder takes its name when all its files are whole',
};

const LONGEST = 320;
/** Files that are longer, and what makes them one concept. */
const LONG: { readonly [file: string]: string } = {
  'text/reading.ts': 'the one pass over a text: its helpers share its buffers',
  'text/unicode-hidden.ts': 'rules of one family, each a few lines, in the order they are tried',
  'text/unicode-lookalike.ts': 'rules of one family, each a few lines, in the order they are tried',
  'text/assistant-traces.ts': 'a table of phrases with their sources',
  'text/whitespace-text.ts': 'the tables and splitting rules of Python, as the dialects need them',
  'signals/text/gopher-datatrove.ts': 'one signal per published limit, in the order of the published code',
  'signals/text/gopher-dolma.ts': 'one signal per published limit, in the order of the published code',
};

const source = resolve(import.meta.dirname, '../src');

interface SourceFile {
  readonly name: string;
  readonly room: string;
  readonly text: string;
  /** Without comments. */
  readonly code: string;
  readonly imports: readonly string[];
  /** Those that are still there when types are gone. */
  readonly loads: readonly string[];
}

const files: readonly SourceFile[] = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => !path.includes('/generated/'))
  .sort()
  .map((path) => {
    const name = relative(source, path);
    const text = readFileSync(path, 'utf8');
    const code = withoutComments(text);
    const found = importsOf(path, code);
    const loads = importsOf(path, code.replace(/^\s*(?:import|export)\s+type\b[^'";]*?['"][^'"]+['"]/gm, ''));
    return { name, room: name.split('/')[0]!, text, code, imports: found, loads };
  });

/** Comments blanked out; strings stay. Line ends stay, so that line counts do. */
function withoutComments(text: string): string {
  return text.replace(
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|(?<![:\\/])\/\/[^\n]*/g,
    (token) => (token.startsWith('/') ? token.replace(/[^\n]/g, ' ') : token),
  );
}

/** Static, dynamic, re-exporting and type imports; those of our own files as paths below src. */
function importsOf(path: string, code: string): string[] {
  const specifiers = [
    ...code.matchAll(/^\s*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]/gm),
    ...code.matchAll(/^\s*import\s*['"]([^'"]+)['"]/gm),
    ...code.matchAll(/\bimport\s*\(\s*['"]([^'"]+)['"]/g),
    ...code.matchAll(/\brequire\s*\(\s*['"]([^'"]+)['"]/g),
  ].map((match) => match[1]!);
  return specifiers.map((specifier) =>
    specifier.startsWith('.')
      ? relative(source, resolve(dirname(path), specifier)).replace(/\.js$/, '.ts')
      : specifier,
  );
}

const inRooms = (...rooms: string[]): SourceFile[] =>
  files.filter(({ name }) => rooms.some((room) => name.startsWith(`${room}/`)));

const isOurs = (name: string): boolean =>
  files.some((file) => file.name === name) || /\/generated\//.test(name);

/** `file: what was found`, for messages that can be acted on. */
const matchesIn = (list: readonly SourceFile[], pattern: RegExp): string[] =>
  list.flatMap(({ name, code }) => [...code.matchAll(pattern)].map((match) => `${name}: ${match[0].trim()}`));

describe('the parser behind these tests', () => {
  it('sees every kind of import and no comment', () => {
    const code = withoutComments(
      [
        "import { a } from './a.js';",
        "import type { B } from '../b.js';",
        "export { c } from './c.js';",
        "import './d.js';",
        "const e = await import('node:fs');",
        "// import { f } from './f.js';",
        "/* import { g } from './g.js'; */",
        "const url = 'https://example.com'; // Math.random()",
      ].join('\n'),
    );
    expect(importsOf(join(source, 'room/x.ts'), code)).toEqual([
      'room/a.ts',
      'b.ts',
      'room/c.ts',
      'room/d.ts',
      'node:fs',
    ]);
    expect(code).toContain('https://example.com');
    expect(code).not.toContain('Math.random');
  });

  it('finds the file behind each import of ours', () => {
    const lost = files.flatMap(({ name, imports }) =>
      imports.filter((to) => to.endsWith('.ts') && !isOurs(to)).map((to) => `${name} → ${to}`),
    );
    expect(lost).toEqual([]);
  });
});

describe('import arrows', () => {
  it('are known for every room, and for no room that is gone', () => {
    expect(Object.keys(ARROWS).sort()).toEqual([...new Set(files.map(({ room }) => room))].sort());
  });

  it('have no cycle', () => {
    const visiting = new Set<string>();
    const visit = (room: string): void => {
      expect(visiting.has(room), `a cycle through ${[...visiting, room].join(' → ')}`).toBe(false);
      visiting.add(room);
      for (const next of ARROWS[room]!) visit(next);
      visiting.delete(room);
    };
    for (const room of Object.keys(ARROWS)) visit(room);
  });

  it.each(Object.keys(ARROWS))('of %s are kept', (room) => {
    const wrong = files
      .filter((file) => file.room === room)
      .flatMap(({ name, imports }) =>
        imports
          .filter((to) => to.endsWith('.ts') && to.split('/')[0] !== room)
          .filter((to) => !ARROWS[room]!.includes(to.split('/')[0]!))
          .map((to) => `${name} → ${to}`),
      )
      .filter((arrow) => !(arrow in EXCEPTIONS));
    expect(wrong).toEqual([]);
  });

  it.each(Object.keys(INNER_ARROWS))('of %s are kept', (room) => {
    const own = inRooms(room);
    expect(own.length).toBeGreaterThan(0);
    const allowed = [room, ...INNER_ARROWS[room]!];
    const wrong = own.flatMap(({ name, imports }) =>
      imports
        .filter((to) => to.startsWith('origin/'))
        .filter((to) => !allowed.some((other) => to.startsWith(`${other}/`)))
        .map((to) => `${name} → ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('are known for every room within origin', () => {
    const outside = inRooms('origin').filter(
      ({ name }) => !Object.keys(INNER_ARROWS).some((room) => name.startsWith(`${room}/`)),
    );
    expect(outside.map(({ name }) => name)).toEqual([]);
  });

  it('have no exception that is no longer needed', () => {
    const all = new Set(files.flatMap(({ name, imports }) => imports.map((to) => `${name} → ${to}`)));
    expect(Object.keys(EXCEPTIONS).filter((arrow) => !all.has(arrow))).toEqual([]);
  });

  it('never lead from a file back to itself, types included', () => {
    const byName = new Map(files.map((file) => [file.name, file]));
    const finished = new Set<string>();
    const circles: string[] = [];
    const visit = (name: string, path: readonly string[]): void => {
      if (path.includes(name)) circles.push([...path.slice(path.indexOf(name)), name].join(' → '));
      if (path.includes(name) || finished.has(name)) return;
      for (const to of byName.get(name)?.imports ?? []) visit(to, [...path, name]);
      finished.add(name);
    };
    for (const { name } of files) visit(name, []);
    expect(circles).toEqual([]);
  });

  it('lead out of core as types alone', () => {
    const outward = inRooms('core').flatMap(({ code }) => [...code.matchAll(/^import .*'\.\.\/.*$/gm)]);
    expect(outward.length).toBeGreaterThan(0);
    for (const [line] of outward) expect(line).toMatch(/^import type /);
  });
});

/** How each file is reached from some of them, by all imports that load something: `a.ts → b.ts → node:fs`. */
function reachedFrom(from: readonly SourceFile[]): ReadonlyMap<string, string> {
  const byName = new Map(files.map((file) => [file.name, file]));
  const paths = new Map(from.map(({ name }) => [name, name]));
  for (const [name, path] of paths)
    for (const to of byName.get(name)?.loads ?? []) if (!paths.has(to)) paths.set(to, `${path} → ${to}`);
  return paths;
}

/** Beside those that its code names, what a file takes for granted. */
const NODE_GLOBALS = /\bBuffer\.|\b__dirname\b|\bprocess\.(?!env\b)|\bnode:\w+/g;

describe('rooms that run in a browser', () => {
  it.each(BROWSER_PURE)('%s asks Node for nothing, and nothing that it imports does', (room) => {
    expect(inRooms(room).length).toBeGreaterThan(0);
    const reached = reachedFrom(inRooms(room));
    const asked = [...reached].filter(([to]) => !isOurs(to) && !(to in BROWSER_PACKAGES));
    expect(asked.map(([, path]) => path)).toEqual([]);
    const ours = files.filter(({ name }) => reached.has(name));
    expect(matchesIn(ours, NODE_GLOBALS)).toEqual([]);
  });

  it('need every package that is trusted', () => {
    const reached = reachedFrom(inRooms(...BROWSER_PURE));
    expect(Object.keys(BROWSER_PACKAGES).filter((name) => !reached.has(name))).toEqual([]);
  });

  it('would be seen to reach Node through others', () => {
    const [list] = files.filter(({ name }) => name === 'signals/index.ts');
    expect(reachedFrom([list!]).get('node:module')).toMatch(/^signals\/index\.ts → .* → node:module$/);
  });
});

describe('what is deliberately absent', () => {
  it('no signal knows a corpus', () => {
    const known = inRooms('signals').flatMap(({ name, imports }) =>
      imports
        .filter((to) => /^core\/(engine|metric|finding|policy|decision)/.test(to))
        .map((to) => `${name} → ${to}`),
    );
    expect(known).toEqual([]);
  });

  it('no metric knows an engine', () => {
    expect(matchesIn(inRooms('metrics'), /duckdb|\bspark\b/gi)).toEqual([]);
  });

  it('no SQL outside an engine is spelled as one engine alone understands it', () => {
    const spellings =
      /\bread_parquet\b|\bparquet_\w+\(|\bfile_row_number\b|\bEXCLUDE\b|\bCOPY \(|(?<!\.)\b(?:unnest|from_json|to_json|list_\w+|histogram|quantile_cont|starts_with|ends_with)\(|->>|::[A-Z]{3,}|\b(?:create|CREATE) (?:or replace |OR REPLACE )?(?:table|view|TABLE|VIEW)\b|\b(?:varchar|VARCHAR|BLOB)\b/g;
    const asking = inRooms('gate', 'metrics', 'origin/inferred', 'demo', 'wiring', 'disk');
    expect(matchesIn(asking, spellings)).toEqual([]);
    expect(matchesIn(inRooms('engines'), spellings).length).toBeGreaterThan(10);
  });

  it('no signal is named by its id in the gate, but for policies', () => {
    const ids = SIGNALS.map(({ id }) => id).filter((id) => id.includes('-'));
    expect(ids.length).toBeGreaterThan(100);
    const named = matchesIn(inRooms('gate'), new RegExp(`['"\`](?:${ids.join('|')})['"\`]`, 'g'));
    expect(named.filter((found) => !found.startsWith('gate/policy/builtin/'))).toEqual([]);
  });

  it('no engine knows a metric by name', () => {
    const ids = [...METRICS, ...FINDING_METRICS].map(({ id }) => id).filter((id) => id.includes('-'));
    expect(ids.length).toBeGreaterThan(3);
    expect(matchesIn(inRooms('engines'), new RegExp(ids.join('|'), 'g'))).toEqual([]);
  });

  it('no format, engine or signal is reached from the gate, through whatever file', () => {
    const reached = [...reachedFrom(inRooms('gate'))].filter(([name]) =>
      /^(?:formats|engines|signals)\//.test(name),
    );
    expect(reached.map(([, path]) => path)).toEqual([]);
  });

  it('nothing that measures says what to do with a record', () => {
    const measuring = inRooms('math', 'text', 'kernels', 'signals', 'metrics', 'formats', 'engines', 'lab');
    expect(matchesIn(measuring, /['"](?:admit|quarantine|reject)(?:ed|d)?['"]/g)).toEqual([]);
  });

  it('only a policy decides', () => {
    const deciding = files.filter(({ code }) => /\bdecide:\s*['"`](?:quarantine|reject)/.test(code));
    expect(deciding.map(({ name }) => name).filter((name) => !name.startsWith('gate/policy/'))).toEqual([]);
    expect(
      matchesIn(inRooms('gate/policy/builtin'), /decide: (?:quarantine|reject)/g).length,
    ).toBeGreaterThan(10);
  });

  it('no global random anywhere', () => {
    expect(
      matchesIn(files, /\bMath\.random\b|\bcrypto\.(?:randomBytes|randomUUID|getRandomValues)\b/g),
    ).toEqual([]);
  });

  it('no folder made by `recursive`, at which Node may hang and hear no signal', () => {
    expect(matchesIn(files, /\bmkdir(?:Sync)?\([^;]*\brecursive\b/g)).toEqual([]);
  });

  it('no file that is whole or absent by other means than those of disk/', () => {
    const elsewhere = files.filter(({ name }) => !name.startsWith('disk/'));
    const found = matchesIn(elsewhere, /\brename(?:Sync)?\(|\.partial['"`]/g);
    const unexplained = found.filter((place) => !(place.split(':')[0]! in NAMED_ELSEWHERE));
    expect(unexplained).toEqual([]);
    expect([...new Set(found.map((place) => place.split(':')[0]))]).toEqual(Object.keys(NAMED_ELSEWHERE));
  });

  it('no clock, console or process but where effects come in', () => {
    const inner = files.filter(({ name }) => !Object.keys(EFFECTFUL).some((place) => name.startsWith(place)));
    const effects =
      /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bconsole\.\w+|(?<!\.)\bprocess\.(?:stdout|stderr|stdin|env|argv|exit|exitCode|on|once|pid|kill|cwd|hrtime|memoryUsage)\b/g;
    expect(matchesIn(inner, effects)).toEqual([]);
    for (const place of Object.keys(EFFECTFUL))
      expect(
        matchesIn(
          files.filter(({ name }) => name.startsWith(place)),
          /\bperformance\.now\b|\bprocess\./g,
        ),
        `${place} needs its exception`,
      ).not.toEqual([]);
  });

  it('nothing imports the command line', () => {
    const importing = files.filter(
      ({ room, imports }) => room !== 'cli' && imports.some((to) => to.startsWith('cli/')),
    );
    expect(importing.map(({ name }) => name)).toEqual([]);
  });
});

describe('how files are written', () => {
  it('no any', () => {
    expect(matchesIn(files, /: any\b(?!:)|<any[,>]|\bas any\b|\bany\[\]/g)).toEqual([]);
  });

  it('nothing is left to do in a comment', () => {
    const left = files.filter(({ text }) => /\b(?:TODO|FIXME|XXX|HACK)\b(?!['/])/.test(text));
    expect(left.map(({ name }) => name)).toEqual([]);
  });

  it('no type error is silenced', () => {
    expect(
      files.filter(({ text }) => /@ts-(?:ignore|nocheck|expect-error)/.test(text)).map(({ name }) => name),
    ).toEqual([]);
  });

  it('names are kebab-case', () => {
    const odd = files.filter(
      ({ name }) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(name),
    );
    expect(odd.map(({ name }) => name)).toEqual([]);
  });

  it(`no file passes ${LONGEST} lines but those that say why`, () => {
    const length = (file: SourceFile): number => file.text.split('\n').length - 1;
    const long = files.filter((file) => length(file) > LONGEST).map(({ name }) => name);
    expect(long.sort()).toEqual(Object.keys(LONG).sort());
    const lengths = files.map(length).sort((a, b) => a - b);
    expect(lengths[lengths.length >> 1]).toBeLessThanOrEqual(150);
  });
});
