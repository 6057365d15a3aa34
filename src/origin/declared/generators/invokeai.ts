import { entryOf, jsonObject, textOf } from './fields.js';
import type { GeneratorFacts, GeneratorReader } from './reader.js';

/** Three generations: `Dream` (command line), `sd-metadata` (version 2), `invokeai_metadata` and graph (3 and on). */
export const invokeai: GeneratorReader = {
  id: 'invokeai',
  title: 'InvokeAI',
  tools: ['invokeai'],
  source: 'invoke-ai/InvokeAI ldm/invoke/pngwriter.py (v1, v2), invokeai/app/services (v3 on)',
  read: (metadata) => readThird(metadata) ?? readSecond(metadata) ?? readFirst(metadata),
};

type Metadata = Parameters<GeneratorReader['read']>[0];

function readThird(metadata: Metadata): GeneratorFacts | null {
  const entry = entryOf(metadata, 'invokeai_metadata');
  const facts = entry === undefined ? null : jsonObject(entry.text);
  if (entry === undefined || facts === null) {
    const graph = entryOf(metadata, 'invokeai_graph', 'invokeai_workflow');
    const isGraph = graph !== undefined && jsonObject(graph.text) !== null;
    return isGraph ? { tool: 'invokeai', origin: 'synthetic', isSure: true, entry: graph } : null;
  }
  const model = jsonObject(facts['model']);
  return {
    tool: 'invokeai',
    origin: 'synthetic',
    isSure: true,
    prompt: textOf(facts['positive_prompt']),
    negativePrompt: textOf(facts['negative_prompt']),
    model: textOf(model?.['name']) ?? textOf(model?.['model_name']),
    version: textOf(facts['app_version']),
    entry,
  };
}

function readSecond(metadata: Metadata): GeneratorFacts | null {
  const entry = entryOf(metadata, 'sd-metadata');
  const facts = entry === undefined ? null : jsonObject(entry.text);
  if (entry === undefined || facts === null) return null;
  const image = jsonObject(facts['image']);
  const prompts = image?.['prompt'];
  const prompt = Array.isArray(prompts) ? jsonObject(prompts[0])?.['prompt'] : prompts;
  return {
    tool: 'invokeai',
    origin: 'synthetic',
    isSure: true,
    ...promptParts(textOf(prompt)),
    model: textOf(facts['model_weights']) ?? textOf(facts['model']),
    version: textOf(facts['app_version']),
    entry,
  };
}

/** `"prompt" -s 50 -S 2980747362 -W 512 …`: the switches of the dream command. */
function readFirst(metadata: Metadata): GeneratorFacts | null {
  const entry = entryOf(metadata, 'Dream');
  if (entry === undefined) return null;
  const end = entry.text.lastIndexOf('"');
  const switches = entry.text.slice(end + 1);
  if (!entry.text.startsWith('"') || end < 1 || !/\s-s\s*\d/.test(switches) || !/\s-S\s*-?\d/.test(switches))
    return null;
  return {
    tool: 'invokeai',
    origin: 'synthetic',
    isSure: true,
    ...promptParts(textOf(entry.text.slice(1, end))),
    entry,
  };
}

/** The last pair of brackets holds the negative prompt. */
function promptParts(prompt: string | undefined): { prompt?: string; negativePrompt?: string } {
  if (prompt === undefined || !prompt.endsWith(']')) return { prompt };
  const open = prompt.lastIndexOf('[');
  if (open < 0) return { prompt };
  return { prompt: textOf(prompt.slice(0, open)), negativePrompt: textOf(prompt.slice(open + 1, -1)) };
}
