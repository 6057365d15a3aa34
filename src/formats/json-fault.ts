/** Where and why a text is not JSON. */
export interface JsonFault {
  /** UTF-16 units before the fault. */
  readonly at: number;
  /** `expected ',' or '}' and found 'x'` */
  readonly message: string;
}

/**
 * Finds the first fault of a text as JSON (RFC 8259); null if it is JSON. Used only for texts that `JSON.parse` refused,
 * because its messages do not always have a position. Nesting costs one byte per level and no stack.
 */
export function findJsonFault(text: string): JsonFault | null {
  const open: string[] = [];
  let at = skipSpace(text, 0);
  let expects: 'value' | 'value or ]' | 'key' | 'key or }' | 'rest' = 'value';
  while (true) {
    const next = text[at];
    if (expects === 'rest') {
      const container = open.at(-1);
      if (container === undefined) return at >= text.length ? null : fault(text, at, 'the end');
      const closer = container === '{' ? '}' : ']';
      if (next === closer) {
        open.pop();
        at = skipSpace(text, at + 1);
      } else if (next === ',') {
        expects = container === '{' ? 'key' : 'value';
        at = skipSpace(text, at + 1);
      } else return fault(text, at, `',' or '${closer}'`);
      continue;
    }
    if ((expects === 'key or }' && next === '}') || (expects === 'value or ]' && next === ']')) {
      expects = 'rest';
      continue;
    }
    if (expects === 'key' || expects === 'key or }') {
      if (next !== '"')
        return fault(text, at, expects === 'key' ? "a name in '\"'" : "a name in '\"' or '}'");
      const end = stringEnd(text, at);
      if (typeof end !== 'number') return end;
      at = skipSpace(text, end);
      if (text[at] !== ':') return fault(text, at, "':'");
      at = skipSpace(text, at + 1);
      expects = 'value';
      continue;
    }
    if (next === '{' || next === '[') {
      open.push(next);
      expects = next === '{' ? 'key or }' : 'value or ]';
      at = skipSpace(text, at + 1);
      continue;
    }
    const end = next === '"' ? stringEnd(text, at) : scalarEnd(text, at);
    if (typeof end !== 'number') return end;
    at = skipSpace(text, end);
    expects = 'rest';
  }
}

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;

function skipSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.test(text);
  return SPACE.lastIndex;
}

function scalarEnd(text: string, at: number): number | JsonFault {
  SCALAR.lastIndex = at;
  return SCALAR.test(text) ? SCALAR.lastIndex : fault(text, at, 'a value');
}

/** Offset after the closing quote of the string that starts at `at`. */
function stringEnd(text: string, at: number): number | JsonFault {
  for (let end = at + 1; end < text.length; end++) {
    const unit = text.charCodeAt(end);
    if (unit === 0x22) return end + 1;
    if (unit < 0x20) return fault(text, end, 'no control character inside a string');
    if (unit !== 0x5c) continue;
    end++;
    if (text[end] === 'u') {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(end + 1, end + 5)))
        return fault(text, end - 1, 'four hexadecimal digits after \\u');
      end += 4;
    } else if (!'"\\/bfnrt'.includes(text[end] ?? ' ')) return fault(text, end - 1, 'a valid escape');
  }
  return fault(text, text.length, "a closing '\"'");
}

/** Controls, format characters such as a byte order mark, lone surrogates, and all spaces except U+0020. */
const UNSEEN = /(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Z}]/u;

function fault(text: string, at: number, expected: string): JsonFault {
  const point = at < text.length ? text.codePointAt(at)! : null;
  const found =
    point === null
      ? 'the end of the line'
      : UNSEEN.test(String.fromCodePoint(point))
        ? `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
        : `'${String.fromCodePoint(point)}'`;
  return { at: Math.min(at, text.length), message: `expected ${expected} and found ${found}` };
}
