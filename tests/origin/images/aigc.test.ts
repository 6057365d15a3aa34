import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readAigcLabel } from '../../../src/origin/declared/aigc/label.js';
import {
  asciiComment,
  internationalChunk,
  png,
  textChunk,
  tiff,
  withSegment,
  xmpPacket,
} from '../../image/fixtures.js';
import { signalValue } from './open-data.js';

const LABEL = {
  Label: '1',
  ContentProducer: '001191440300',
  ProduceID: 'p',
  ReservedCode1: '',
  ContentPropagator: 'c',
};
const json = JSON.stringify(LABEL);
const escaped = json.replaceAll('"', '&quot;');
const TC260 = 'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"';
const jpeg = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#abc' } })
  .jpeg()
  .toBuffer();
const withExif = (block: Buffer) => withSegment(jpeg, 0xe1, Buffer.concat([Buffer.from('Exif\0\0'), block]));
const withXmp = (packet: string) =>
  png({ width: 2, height: 2, before: [internationalChunk('XML:com.adobe.xmp', packet)] });

describe('the AIGC label', () => {
  it.each([
    ['an XMP element', withXmp(xmpPacket(`<TC260:AIGC>${escaped}</TC260:AIGC>`, TC260))],
    ['an XMP attribute', withXmp(xmpPacket('', `${TC260} TC260:AIGC="${escaped}"`))],
    ['EXIF', withExif(tiff([], asciiComment(JSON.stringify({ AIGC: LABEL }))))],
    ['EXIF as JSON in JSON', withExif(tiff([], asciiComment(JSON.stringify({ AIGC: json }))))],
    ['PNG text', png({ width: 2, height: 2, before: [textChunk('AIGC', json)] })],
    ['an image description', withExif(tiff([[0x010e, '{"AIGC":{"Label":"1","ServiceProvider":"x"}}']]))],
  ])('is read from %s', async (_, bytes) => {
    expect(await signalValue('aigc-label', bytes)).toBe('1');
    expect(await signalValue('image-declared-origin', bytes)).toBe('synthetic');
  });

  it.each(['2', '3'])('%s is a possibility, not a claim', async (label) => {
    const bytes = png({
      width: 2,
      height: 2,
      before: [textChunk('AIGC', JSON.stringify({ ...LABEL, Label: label }))],
    });
    expect(await signalValue('aigc-label', bytes)).toBe(label);
    expect(await signalValue('image-declared-origin', bytes)).toBeNull();
  });

  it.each([
    '{"Label":"1"}',
    '{"label":"1","ContentProducer":"x"}',
    '{"Label":"9","ContentProducer":"x"}',
    'Label 1, AIGC',
    '{"Label":"1","ContentProducer":',
    '{"AIGC":{"AIGC":{"AIGC":{"AIGC":{"AIGC":{"AIGC":{"Label":"1"}}}}}}}',
  ])('is not %s', (text) => {
    expect(readAigcLabel(text)).toBeNull();
  });
});
