import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { FORMATS, formatOfName } from '../../src/formats/index.js';
import { readAll, settings, TestFolder } from './support.js';
import { conversion, warcRecord, wet } from './warcs.js';

const folder = new TestFolder();
afterAll(() => folder.remove());

async function itemsOf(bytes: Uint8Array, ending = '.warc.wet', using = settings()) {
  const input = folder.write(ending, bytes);
  return readAll(formatOfName(FORMATS, input.name)!, input, using);
}

const shown = (items: Awaited<ReturnType<typeof itemsOf>>) =>
  items.map((item) =>
    item.modality === 'text' ? item.text : item.modality === 'unreadable' ? `!${item.code}` : '',
  );

const http = (type: string, body: string) =>
  warcRecord('response', `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n\r\n${body}`, {
    'Content-Type': 'application/http; msgtype=response',
  });

describe('WARC and WET', () => {
  it('a conversion is a record with what the crawl says of it', async () => {
    const [item] = await itemsOf(wet(['Grüße\nzweite Zeile']));
    expect(item).toMatchObject({
      text: 'Grüße\nzweite Zeile',
      id: '<urn:uuid:0>',
      url: 'https://www.example.org/0',
      source: 'example.org',
      date: '2024-02-20T21:09:55Z',
      language: 'deu',
    });
  });

  it('one gzip member per record, as crawls are stored', async () => {
    const members = [wet([]), conversion('one', 1), conversion('two', 2)].map((part) => gzipSync(part));
    expect(shown(await itemsOf(Buffer.concat(members), '.warc.wet.gz'))).toEqual(['one', 'two']);
  });

  it.each([
    ['a page in HTML', http('text/html', '<p>x'), ['!missing-text']],
    ['a response in plain text', http('text/plain; charset=utf-8', 'words'), ['words']],
    [
      'a response without an end',
      warcRecord('response', 'HTTP/1.1', { 'Content-Type': 'application/http' }),
      ['!missing-text'],
    ],
    ['a resource', warcRecord('resource', 'words', { 'Content-Type': 'text/plain' }), ['words']],
    ['requests alone', warcRecord('request', 'GET /', {}), ['!empty-file']],
    [
      'bytes that are not UTF-8',
      warcRecord('conversion', Buffer.from([0xff]), { 'Content-Type': 'text/plain' }),
      ['!invalid-utf8'],
    ],
    ['a cut', conversion('a longer text', 0).subarray(0, -12), ['!truncated-input']],
    [
      'a cut header',
      Buffer.concat([conversion('a', 0), conversion('b', 1).subarray(0, 40)]),
      ['a', '!malformed-warc'],
    ],
    [
      'no length',
      Buffer.concat([Buffer.from('WARC/1.0\r\nWARC-Type: conversion\r\n\r\nx\r\n\r\n'), conversion('b', 1)]),
      ['!malformed-warc', 'b'],
    ],
    [
      'other bytes between records',
      Buffer.concat([conversion('a', 0), Buffer.from('junk\r\n'), conversion('b', 1)]),
      ['a', '!malformed-warc', 'b'],
    ],
    ['other bytes', Buffer.from('{"text":"a"}\n'), ['!malformed-warc']],
    ['no bytes', Buffer.alloc(0), ['!empty-file']],
  ])('%s', async (_, bytes, texts) => {
    expect(shown(await itemsOf(bytes))).toEqual(texts);
  });

  it('a record that is too long costs itself', async () => {
    const items = await itemsOf(wet(['x'.repeat(5000), 'short']), '.wet', settings({ maxRecordBytes: 1000 }));
    expect(shown(items)).toEqual(['!record-too-long', 'short']);
  });

  it('other fields are facets by their names', async () => {
    const [item] = await itemsOf(wet(['a']), '.wet', settings({ columns: { facets: ['WARC-Type'] } }));
    expect(item).toMatchObject({ facets: ['conversion'] });
  });
});
