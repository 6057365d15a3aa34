import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { comparedParts, type DuplicatesBy } from '../../src/core/compared-parts.js';
import type { Part, Role } from '../../src/core/part.js';
import type { ImageRecord } from '../../src/core/record.js';
import { DEFAULT_SIGNAL_SETTINGS } from '../../src/core/signal.js';
import { createImageReading } from '../../src/image/reading.js';
import { comparedPictureHash } from '../../src/signals/image/compared-picture-hash.js';

/** Parts of one character each, those of an empty role without text. */
const partsOf = (...roles: readonly Role[]): Part[] =>
  roles.map((role, at) => ({ role, start: at, end: at + 1, column: 'x' }));
const rolesBy = (parts: readonly Part[], by: DuplicatesBy) =>
  comparedParts(parts, by).map(({ role, start }) => `${role}${start}`);

describe('the compared parts', () => {
  const conversation = partsOf('system', 'user', 'reasoning', 'assistant', 'tool', 'user');

  it.each([
    ['user', ['user1', 'user5']],
    ['user+assistant', ['user1', 'assistant3', 'user5']],
    ['first-turn', ['user1']],
    ['last-turn', ['user5']],
  ] as const)('of a conversation by %s are these turns', (conversations, roles) => {
    expect(rolesBy(conversation, { conversations })).toEqual(roles);
  });

  it('of a pair are its prompt and passage, or these with all answers', () => {
    const pair = partsOf('system', 'context', 'prompt', 'chosen', 'rejected');
    expect(rolesBy(pair, { pairs: 'prompt' })).toEqual(['context1', 'prompt2']);
    expect(rolesBy(pair, { pairs: 'prompt+completion' })).toEqual([
      'context1',
      'prompt2',
      'chosen3',
      'rejected4',
    ]);
  });

  it('are all where nothing is set, where the record is of another kind, and where they are empty', () => {
    const empty = conversation.map((part) => (part.role === 'user' ? { ...part, end: part.start } : part));
    expect(comparedParts(conversation, {})).toBe(conversation);
    expect(comparedParts(conversation, { pairs: 'prompt' })).toBe(conversation);
    expect(comparedParts(conversation, { conversations: 'whole' })).toBe(conversation);
    expect(comparedParts(empty, { conversations: 'user' })).toBe(empty);
    const text = partsOf('text');
    expect(comparedParts(text, { conversations: 'user', pairs: 'prompt' })).toBe(text);
  });
});

describe('the hash of a picture', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const hashBy = async (pictures: DuplicatesBy['pictures'], caption: string | null) => {
    const record = { bytes, caption } as ImageRecord;
    const settings = { ...DEFAULT_SIGNAL_SETTINGS, ...(pictures ? { duplicatesBy: { pictures } } : {}) };
    return (await comparedPictureHash.measure(createImageReading(bytes), record, settings)).value;
  };

  it('is that of its caption, or of file and caption', async () => {
    const sha256 = (...chunks: (string | Uint8Array)[]) =>
      chunks.reduce((hash, chunk) => hash.update(chunk), createHash('sha256'));
    expect(await hashBy('caption', 'a cat')).toBe(sha256('a cat').digest('base64'));
    expect(await hashBy('both', 'a cat')).toBe(sha256(sha256(bytes).digest(), 'a cat').digest('base64'));
  });

  it('does not exist where pictures are compared, and without a caption', async () => {
    expect(await hashBy(undefined, 'a cat')).toBeNull();
    expect(await hashBy('picture', 'a cat')).toBeNull();
    expect(await hashBy('both', null)).toBeNull();
    expect(await hashBy('caption', ' ')).toBeNull();
  });
});
