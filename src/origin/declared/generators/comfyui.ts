import type { ImageMetadata, MetadataEntry } from '../../../image/metadata.js';
import { type JsonObject, jsonObject, textOf } from './fields.js';
import type { GeneratorReader } from './reader.js';

/**
 * ComfyUI's graph: PNG texts `prompt` (nodes by id, each with its `class_type`) and `workflow` (the canvas); WebP
 * keeps them in EXIF fields as `Prompt:{…}` and `Workflow:{…}`. The keyword alone is no evidence.
 */
export const comfyui: GeneratorReader = {
  id: 'comfyui',
  title: 'ComfyUI',
  tools: ['comfyui'],
  source: 'comfyanonymous/ComfyUI nodes.py SaveImage, comfy_extras/nodes_images.py SaveAnimatedWEBP',
  read: (metadata) => {
    const prompt = graphIn(metadata, /^prompt:/i, 'prompt', isPromptGraph);
    const workflow = graphIn(metadata, /^workflow:/i, 'workflow', isWorkflow);
    const found = prompt ?? workflow;
    if (found === null) return null;
    const nodes = prompt === null ? [] : Object.values(prompt.graph).map(nodeOf);
    return {
      tool: 'comfyui',
      origin: 'synthetic',
      isSure: true,
      ...(prompt === null ? {} : promptsIn(prompt.graph, nodes)),
      model: firstInput(nodes, ['ckpt_name', 'unet_name', 'model_name']),
      entry: found.entry,
    };
  },
};

interface GraphNode {
  readonly type: string;
  readonly inputs: JsonObject;
}

/** The first entry that holds such a graph, under its keyword or after its prefix. */
function graphIn(
  { entries }: Pick<ImageMetadata, 'entries'>,
  prefix: RegExp,
  key: string,
  is: (graph: JsonObject) => boolean,
): { entry: MetadataEntry; graph: JsonObject } | null {
  for (const entry of entries) {
    if (entry.key !== key && !(entry.carrier === 'exif' && prefix.test(entry.text))) continue;
    const graph = jsonObject(entry.text.replace(prefix, ''));
    if (graph !== null && is(graph)) return { entry, graph };
  }
  return null;
}

const isPromptGraph = (graph: JsonObject): boolean =>
  Object.values(graph).some((node) => typeof jsonObject(node)?.['class_type'] === 'string');

const isWorkflow = ({ nodes, links }: JsonObject): boolean =>
  Array.isArray(nodes) &&
  Array.isArray(links) &&
  nodes.some((node) => typeof jsonObject(node)?.['type'] === 'string');

const nodeOf = (node: unknown): GraphNode => ({
  type: String(jsonObject(node)?.['class_type'] ?? ''),
  inputs: jsonObject(jsonObject(node)?.['inputs']) ?? {},
});

function firstInput(nodes: readonly GraphNode[], names: readonly string[]): string | undefined {
  for (const name of names)
    for (const { inputs } of nodes) {
      const value = textOf(inputs[name]);
      if (value !== undefined) return value;
    }
  return undefined;
}

/** Maximum number of links followed from a sampler to the nodes that hold its texts. */
const MAX_HOPS = 24;

/** The texts linked to the first sampler's `positive` and `negative` inputs, else the first text of an encoder. */
function promptsIn(
  graph: JsonObject,
  nodes: readonly GraphNode[],
): { prompt?: string; negativePrompt?: string } {
  const sampler = nodes.find(({ inputs }) => Array.isArray(inputs['positive']));
  const encoder = nodes.find(({ type, inputs }) => type.includes('TextEncode') && textOf(inputs['text']));
  return {
    prompt: followText(graph, sampler?.inputs['positive']) ?? textOf(encoder?.inputs['text']),
    negativePrompt: followText(graph, sampler?.inputs['negative']),
  };
}

function followText(graph: JsonObject, link: unknown): string | undefined {
  const queue = [link];
  for (let hop = 0; hop < MAX_HOPS && hop < queue.length; hop++) {
    const target = queue[hop];
    if (!Array.isArray(target)) continue;
    const { inputs } = nodeOf(graph[String(target[0])]);
    const text =
      textOf(inputs['text']) ??
      textOf(inputs['text_g']) ??
      textOf(inputs['string']) ??
      textOf(inputs['value']);
    if (text !== undefined) return text;
    queue.push(...Object.values(inputs).filter(Array.isArray));
  }
  return undefined;
}
