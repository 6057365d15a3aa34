import { describe, expect, it } from 'vitest';
import { loaderHazard } from '../../src/formats/json-hazards.js';

const codeOf = (line: string): string | null => loaderHazard(line, JSON.parse(line) as object)?.code ?? null;

describe('a line for which loaders refuse the whole file', () => {
  it.each([
    ['a name twice', '{"a":1,"a":2}', 'duplicate-key'],
    ['a name twice, written differently', '{"a":1,"\\u0061" : 2}', 'duplicate-key'],
    ['a name twice, far inside', '{"x":[{"a":{"b":1,"b":2}}]}', 'duplicate-key'],
    ['half a surrogate pair beside the text', '{"text":"a","note":["\\ud800"]}', 'lone-surrogate'],
    ['half a surrogate pair in a name', '{"text":"a","\\udc00":1}', 'lone-surrogate'],
    ['101 levels', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`, 'nested-too-deeply'],
  ])('%s', (_, line, code) => expect(codeOf(line)).toBe(code));
});

describe('a line that loaders read', () => {
  it.each([
    ['the same name in several objects', '{"a":{"a":1},"b":[{"a":1},{"a":2}]}'],
    ['quotes and colons inside strings', '{"a":"\\": \\"a\\": {\\"a\\":1,\\"a\\":2}","b":":"}'],
    ['a whole surrogate pair', '{"a":"\\ud83d\\ude00"}'],
    ['100 levels', `{"a":${'['.repeat(99)}${']'.repeat(99)}}`],
    ['an escaped backslash before a u', '{"a":"\\\\ud800"}'],
  ])('%s', (_, line) => expect(codeOf(line)).toBeNull());
});
