import type { MetadataEntry } from '../../../image/metadata.js';
import { entryOf, type JsonObject, jsonObject, settingsEntries, textOf } from './fields.js';
import type { GeneratorFacts, GeneratorReader } from './reader.js';

/** Services and desktop programs with their own JSON, recognised by fields that only they have. */
export const hosted: GeneratorReader = {
  id: 'hosted',
  title: 'Tensor.Art, Hugging Face Spaces, Easy Diffusion, Draw Things',
  tools: ['tensor-art', 'hugging-face-space', 'easy-diffusion', 'draw-things', 'hugging-face-job'],
  source: 'files of the services; easydiffusion/easydiffusion save_utils.py',
  read: (metadata) =>
    readTensorArt(metadata) ?? readEasyDiffusion(metadata) ?? readSettings(metadata) ?? readJob(metadata),
};

type Metadata = Parameters<GeneratorReader['read']>[0];

function readTensorArt(metadata: Metadata): GeneratorFacts | null {
  const entry = entryOf(metadata, 'generation_data');
  // Tensor.Art's text ends in a zero byte.
  const facts = entry === undefined ? null : jsonObject(entry.text.replace(/\0+$/, ''));
  if (entry === undefined || facts === null || facts['prompt'] === undefined) return null;
  const model = jsonObject(facts['baseModel']);
  return made('tensor-art', entry, facts['prompt'], facts['negativePrompt'], model?.['modelFileName']);
}

function readEasyDiffusion(metadata: Metadata): GeneratorFacts | null {
  const model = entryOf(metadata, 'use_stable_diffusion_model', 'Stable Diffusion model');
  if (model === undefined) return null;
  const prompt = entryOf(metadata, 'prompt')?.text;
  return made(
    'easy-diffusion',
    model,
    prompt,
    entryOf(metadata, 'negative_prompt', 'Negative Prompt')?.text,
    model.text,
  );
}

function readSettings(metadata: Metadata): GeneratorFacts | null {
  for (const entry of settingsEntries(metadata, 'parameters')) {
    const facts = jsonObject(entry.text);
    if (facts === null) continue;
    if (isSpace(facts)) {
      const model = jsonObject(facts['Model'])?.['Model'] ?? facts['model'] ?? facts['Model'];
      return made('hugging-face-space', entry, facts['prompt'], facts['negative_prompt'], model);
    }
    if (typeof facts['c'] === 'string' && typeof facts['uc'] === 'string' && facts['sampler'] !== undefined)
      return made('draw-things', entry, facts['c'], facts['uc'], facts['model']);
  }
  return null;
}

const isSpace = (facts: JsonObject): boolean =>
  typeof facts['prompt'] === 'string' &&
  facts['guidance_scale'] !== undefined &&
  (facts['num_inference_steps'] ?? facts['sampler'] ?? facts['resolution']) !== undefined &&
  facts['version'] === undefined;

/** The id of a Hugging Face job, which need not be an image generator. */
function readJob(metadata: Metadata): GeneratorFacts | null {
  const entry = entryOf(metadata, 'hf-job-id');
  return entry === undefined ? null : { tool: 'hugging-face-job', origin: 'synthetic', isSure: false, entry };
}

const made = (
  tool: string,
  entry: MetadataEntry,
  prompt: unknown,
  negativePrompt: unknown,
  model: unknown,
): GeneratorFacts => ({
  tool,
  origin: 'synthetic',
  isSure: true,
  prompt: textOf(prompt),
  negativePrompt: textOf(negativePrompt),
  model: textOf(model),
  entry,
});
