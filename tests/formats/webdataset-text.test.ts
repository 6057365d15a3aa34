import { afterAll, describe, expect, it } from 'vitest';
import { FORMATS, formatById, listInputs } from '../../src/formats/index.js';
import { png, tar } from '../image/fixtures.js';
import { readAll, spliceAll, TestFolder } from './support.js';

const folder = new TestFolder();
afterAll(() => folder.remove());

const format = formatById(FORMATS, 'webdataset-text')!;
const SAMPLES: Parameters<typeof tar>[0] = [
  ['a/1.txt', 'first text'],
  ['a/1.json', '{"source":"web","id":"one"}'],
  ['a/2.json', '{"messages":[{"role":"user","content":"Why?"},{"role":"assistant","content":"Because."}]}'],
  ['a/3.txt', 'third text'],
  ['a/3.cls', '7\n'],
  ['a/4.txt', 'fourth text'],
  ['a/4.json', '{broken'],
  ['a/5.npy', 'x'],
];

describe('WebDataset of texts', () => {
  it('each sample is a record or says why not', async () => {
    const items = await readAll(format, folder.write('.tar', tar(SAMPLES)));
    expect(items).toMatchObject([
      { text: 'first text', source: 'web', id: 'one' },
      { parts: [{ role: 'user' }, { role: 'assistant' }], id: 'a/2' },
      { text: 'third text', label: '7', id: 'a/3' },
      { code: 'malformed-json' },
      { code: 'missing-text' },
    ]);
  });

  it.each([
    ['texts', SAMPLES, 'webdataset-text'],
    ['a picture among them', [...SAMPLES, ['a/6.png', png({ width: 8, height: 8 })]], 'webdataset'],
    ['neither', [['a.bin', 'x']], 'webdataset'],
    ['no member', [], 'webdataset'],
  ] as const)('an archive with %s', async (_, members, id) => {
    const { path } = folder.write('.tar', tar(members as Parameters<typeof tar>[0]));
    const { inputs } = await listInputs([path], { formats: FORMATS, columns: {} });
    expect(inputs[0]!.format).toBe(id);
  });

  it('outputs are archives with the whole samples, and are read again', async () => {
    const input = folder.write('.tar', tar(SAMPLES));
    const { bytes } = await spliceAll(format, input, ({ ordinal }) => (ordinal === 0 ? 'reject' : 'admit'));
    const rejected = folder.write('.tar', bytes.get('reject')!);
    expect(await readAll(format, rejected)).toMatchObject([{ text: 'first text', source: 'web', id: 'one' }]);
    const admitted = await readAll(format, folder.write('.tar', bytes.get('admit')!));
    expect(admitted.map((item) => item.modality === 'text' && item.id)).toEqual(['a/2', 'a/3']);
    expect(bytes.get('reject')!.includes('a/1.freckle.json')).toBe(true);
  });

  it('the provenance of an earlier run is replaced', async () => {
    const first = await spliceAll(format, folder.write('.tar', tar(SAMPLES.slice(0, 2))));
    const second = await spliceAll(format, folder.write('.tar', first.bytes.get('admit')!));
    expect(second.bytes.get('admit')!.toString('latin1').split('a/1.freckle.json')).toHaveLength(2);
  });
});
