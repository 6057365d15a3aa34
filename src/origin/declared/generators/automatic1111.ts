import type { MetadataEntry } from '../../../image/metadata.js';
import { settingsEntries, textOf } from './fields.js';
import type { GeneratorFacts, GeneratorReader } from './reader.js';

/**
 * `prompt \n Negative prompt: … \n Steps: 20, Sampler: Euler, …` as AUTOMATIC1111's web UI and its forks write it
 * into the PNG text `parameters`, the EXIF UserComment of JPEG, WebP and AVIF, and the comment of a GIF.
 */
export const automatic1111: GeneratorReader = {
  id: 'automatic1111',
  title: 'AUTOMATIC1111 web UI and its forks',
  tools: ['automatic1111', 'forge', 'reforge', 'sd-next', 'civitai', 'comfyui'],
  source: 'AUTOMATIC1111/stable-diffusion-webui modules/infotext_utils.py',
  read: (metadata) => {
    for (const entry of settingsEntries(metadata, 'parameters')) {
      const facts = readInfotext(entry);
      if (facts !== null) return facts;
    }
    return null;
  },
};

const NEGATIVE = 'Negative prompt: ';
/** Settings that accompany Steps in every version; they exclude other texts that begin with “Steps”. */
const COMPANIONS = ['Sampler: ', 'CFG scale: ', 'Seed: '];

function readInfotext(entry: MetadataEntry): GeneratorFacts | null {
  const { text } = entry;
  const start = text.startsWith('Steps: ') ? 0 : text.lastIndexOf('\nSteps: ') + 1;
  if (start === 0 && !text.startsWith('Steps: ')) return null;
  const settings = text.slice(start);
  if (COMPANIONS.filter((name) => settings.includes(name)).length < 2) return null;
  const negativeAt = text.lastIndexOf(NEGATIVE, start);
  const promptEnd = negativeAt >= 0 ? negativeAt : start;
  const named = settingsOf(settings);
  return {
    tool: toolOf(named),
    origin: 'synthetic',
    isSure: true,
    prompt: textOf(text.slice(0, promptEnd)),
    negativePrompt: negativeAt < 0 ? undefined : textOf(text.slice(negativeAt + NEGATIVE.length, start)),
    model: textOf(named.get('Model')),
    version: textOf(named.get('Version')),
    entry,
  };
}

/** `Name: value` pairs, separated by commas outside quotes. */
function settingsOf(line: string): Map<string, string> {
  const named = new Map<string, string>();
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at <= line.length; at++) {
    const character = line[at];
    if (character === '"' && line[at - 1] !== '\\') isQuoted = !isQuoted;
    if (at < line.length && (isQuoted || (character !== ',' && character !== '\n'))) continue;
    const colon = line.indexOf(': ', start);
    if (colon > 0 && colon < at) named.set(line.slice(start, colon).trim(), line.slice(colon + 2, at));
    start = at + 1;
  }
  return named;
}

/** Forks are recognised by their version (Forge: `f2.0.1…`, `neo`, `classic`) or their name. */
function toolOf(named: ReadonlyMap<string, string>): string {
  const version = named.get('Version') ?? '';
  if (named.get('App') === 'SD.Next' || named.has('Parser')) return 'sd-next';
  if (version === 'ComfyUI') return 'comfyui';
  if (/^(f\d|neo|classic|forge)/i.test(version)) return 'forge';
  if (/reforge/i.test(version) || named.get('App') === 'reForge') return 'reforge';
  if (named.has('Civitai resources') || named.has('Civitai metadata')) return 'civitai';
  return 'automatic1111';
}
