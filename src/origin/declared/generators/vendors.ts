import { entryOf } from './fields.js';
import type { GeneratorFacts, GeneratorReader } from './reader.js';

/** Vendor metadata without a prompt: xAI's signature, Samsung's record of edits, Google's credit line. */
export const vendors: GeneratorReader = {
  id: 'vendors',
  title: 'xAI Grok, Samsung Galaxy AI, Google AI',
  tools: ['grok', 'samsung-galaxy-ai', 'google-ai'],
  source: 'files of the services',
  read: (metadata) => readGrok(metadata) ?? readSamsung(metadata) ?? readGoogle(metadata),
};

type Metadata = Parameters<GeneratorReader['read']>[0];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const PHOTOSHOP = 'http://ns.adobe.com/photoshop/1.0/';

/** Three fields that occur together, without a published specification: a weak trace. */
function readGrok(metadata: Metadata): GeneratorFacts | null {
  const entry = entryOf(metadata, 'UserComment', 'ImageDescription');
  const signed = metadata.entries.some(({ text }) => /^Signature: [A-Za-z0-9+/=]{40}/.test(text));
  const artist = entryOf(metadata, 'Artist')?.text ?? '';
  return entry !== undefined && signed && UUID.test(artist)
    ? { tool: 'grok', origin: 'synthetic', isSure: false, entry }
    : null;
}

/** The phone appends the type of AI edit to the file; type 0 means none. */
function readSamsung(metadata: Metadata): GeneratorFacts | null {
  const entry = metadata.entries.find(({ carrier }) => carrier === 'trailer');
  const type = entry === undefined ? null : /"genAIType"\s*:\s*"?(\d{1,4})/.exec(entry.text)?.[1];
  return entry !== undefined && type !== undefined && type !== null && Number(type) !== 0
    ? { tool: 'samsung-galaxy-ai', origin: 'mixed', isSure: true, version: `genAIType ${type}`, entry }
    : null;
}

function readGoogle(metadata: Metadata): GeneratorFacts | null {
  for (const { properties, start, end } of metadata.xmp)
    for (const { namespace, name, value } of properties)
      if (namespace === PHOTOSHOP && name === 'Credit' && /^(Made|Edited) with Google AI$/.test(value))
        return {
          tool: 'google-ai',
          origin: value.startsWith('Made') ? 'synthetic' : 'mixed',
          isSure: true,
          entry: { carrier: 'xmp', key: 'photoshop:Credit', text: value, start, end },
        };
  return null;
}
