import { expect, test } from 'vitest';
import { DEFAULT_SIGNAL_SETTINGS } from '../../src/core/signal.js';
import { textAigcLabel } from '../../src/signals/text/aigc-label.js';
import { readText } from '../../src/text/reading.js';
import { textRecord } from './text-record.js';

const labelOf = (text: string) =>
  textAigcLabel.measure(readText(text), textRecord(text), DEFAULT_SIGNAL_SETTINGS);
const matter = (block: string) => `---\n${block}\n---\nRain on a tin roof, an hour of it.\n`;
const MEMBERS = '"Label": "1", "ContentProducer": "001191440300708461136T1XGW3", "ProduceID": "abc"';

test.each<[string, string, string | null]>([
  ['JSON under AIGC, as services write it', matter(`AIGC: {${MEMBERS}, "ReserveCode1": ""}`), '1'],
  ['JSON in a string', matter(`AIGC: '{${MEMBERS}}'`), '1'],
  ['members of its own', matter('title: Rain\nAIGC:\n    Label: 2\n    ContentProducer: someone'), '2'],
  ['wrapped, with nothing but the label', matter('AIGC: {"Label": "3"}'), '3'],
  ['bare members', matter("Label: '1'\nContentProducer: someone\nReserveCode1: x"), '1'],
  ['a bare JSON object', matter(`{${MEMBERS}}`), '1'],
  ['another case and spelling', matter('aigc:\n  lable: "1"\n  content_producer: someone'), '1'],
  ['line ends of Windows', matter(`AIGC: {${MEMBERS}}`).replaceAll('\n', '\r\n'), '1'],
  ['a bare label is a label of anything', matter('label: 1\ntitle: Rain'), null],
  ['a label that the standard has not', matter('AIGC: {"Label": "4"}'), null],
  ['front matter about something else', matter('title: The AIGC label'), null],
  ['the words in the text', `The label is AIGC: {${MEMBERS}}`, null],
  ['a block that is no front matter', `Text\n---\nAIGC: {${MEMBERS}}\n---\n`, null],
  ['no YAML', matter('AIGC: {"Label": "1"'), null],
  ['an alias', matter('a: &a {"Label": "1"}\nAIGC: *a'), null],
  ['an empty text', '', null],
])('%s', (_name, text, label) => expect(labelOf(text).value).toBe(label));

test('what it says is marked, with the producer', () => {
  const text = matter(`AIGC: {${MEMBERS}}`);
  const found = labelOf(text);
  expect(found).toMatchObject({
    spans: [
      {
        start: 0,
        end: text.indexOf('\nRain'),
        note: 'AIGC label 1, producer 001191440300708461136T1XGW3, id abc',
      },
    ],
  });
});

test('a label among forty thousand members is found, and none of them is compared with the others', () => {
  const members = Array.from({ length: 40_000 }, (_, at) => `k${at}:`).join('\n');
  expect(labelOf(matter(`${members}\nAIGC: {${MEMBERS}}`)).value).toBe('1');
});
