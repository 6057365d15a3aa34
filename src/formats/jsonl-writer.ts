import type { ByteSink, RecordWriter } from '../core/format.js';
import type { DataRecord } from '../core/record.js';
import { OutputBuffer } from './outputs.js';
import { PROVENANCE_MEMBER, provenanceJson } from './provenance.js';

const FLUSH_BYTES = 256 * 1024;

/**
 * Writes text records as JSON lines whatever they were read from: the fields that the record has, under their
 * common names, and `freckle`. A facet is written under the name the user gave it.
 */
export function createJsonlWriter(sink: ByteSink, facets: readonly string[] = []): RecordWriter {
  const buffer = new OutputBuffer();
  const flush = (): void => {
    if (buffer.length > 0) sink.write(buffer.bytes.subarray(0, buffer.length));
    buffer.length = 0;
  };
  return {
    write: (record, provenance) => {
      const members = membersOfRecord(record, facets);
      buffer.text(`{${members.join(',')},"${PROVENANCE_MEMBER}":${provenanceJson(provenance)}}\n`);
      if (buffer.length >= FLUSH_BYTES) flush();
    },
    close: async () => flush(),
  };
}

function membersOfRecord(record: DataRecord, facets: readonly string[]): string[] {
  const members: string[] = [];
  const names = new Set<string>([PROVENANCE_MEMBER]);
  const add = (name: string, value: string | null): void => {
    // A facet may be named as a field is: the field stands.
    if (value === null || names.has(name)) return;
    names.add(name);
    members.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
  };
  add('id', record.id);
  add('text', record.modality === 'text' ? record.text : null);
  if (record.modality === 'image') add('image', Buffer.from(record.bytes).toString('base64'));
  add('source', record.source);
  add('url', record.url);
  add('date', record.date);
  add('language', record.language);
  add('label', record.label);
  add('origin', record.declaredOrigin);
  for (const [index, name] of facets.entries()) add(name, record.facets[index] ?? null);
  return members;
}
