import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { GENERATOR_TOOLS } from '../../../src/origin/declared/generators/index.js';
import {
  asciiComment,
  compressedChunk,
  internationalChunk,
  png,
  textChunk,
  tiff,
  unicodeComment,
  withSegment,
} from '../../image/fixtures.js';
import { type ManifestEntry, manifestOf, notesOf, openFile, signalValue } from './open-data.js';

const FOLDER = 'generator-metadata';
const manifest = manifestOf<ManifestEntry[]>(FOLDER);
/** The manifest's names for one program, where they differ from ours. */
const SAME_TOOL: { readonly [tool: string]: string } = { 'sd-webui': 'automatic1111' };

describe.skipIf(manifest === null)('open files of generators', () => {
  it.each((manifest ?? []).map((entry) => [entry.file, entry] as const))(
    '%s reads as its manifest says',
    async (file, entry) => {
      const bytes = openFile(FOLDER, file);
      const tool = entry.tool === null ? null : (SAME_TOOL[entry.tool] ?? entry.tool);
      expect(await signalValue('image-generator', bytes)).toBe(tool);
      const expected = entry.expected_declaration === 'ai' ? 'synthetic' : null;
      expect(await signalValue('image-declared-origin', bytes)).toBe(expected);
      if (tool !== null && tool !== 'novelai')
        expect((await notesOf('image-generator', bytes)).some((note) => note.startsWith('prompt: '))).toBe(
          true,
        );
    },
  );

  it('the prompt and the model stand in the evidence', async () => {
    const notes = await notesOf('image-generator', openFile(FOLDER, 'sp_automatic1111_cropped.png'));
    expect(notes).toContain('prompt: photo of a duck');
    expect(notes).toContain('negative prompt: monochrome');
    expect(notes).toContain('model: realistic_realisticVisionV20_v20');
  });
});

const INFOTEXT =
  'a cat, "Steps: many"\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 8x8, Model: sd_xl, Lora hashes: "a: b, c: d", Version: ';
const of = (...chunks: Buffer[]) => png({ width: 2, height: 2, before: chunks });
const jpeg = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#abc' } })
  .jpeg()
  .toBuffer();
const withExif = (block: Buffer) => withSegment(jpeg, 0xe1, Buffer.concat([Buffer.from('Exif\0\0'), block]));

describe('generators of which there is no open file', () => {
  it.each([
    ['forge', of(textChunk('parameters', `${INFOTEXT}f2.0.1v1.10.1`))],
    ['sd-next', of(textChunk('parameters', `${INFOTEXT}abc, App: SD.Next`))],
    ['reforge', of(textChunk('parameters', `${INFOTEXT}reForge v1`))],
    [
      'civitai',
      withExif(tiff([], unicodeComment(`${INFOTEXT}x, Civitai resources: [{"type":"checkpoint"}]`, false))),
    ],
    ['automatic1111', of(compressedChunk('parameters', `${INFOTEXT}v1.9`))],
    ['automatic1111', of(internationalChunk('parameters', `${INFOTEXT}v1.9`, true))],
    ['automatic1111', withSegment(jpeg, 0xfe, Buffer.from(`${INFOTEXT}v1.9`))],
    ['comfyui', withExif(tiff([[0x010f, 'Prompt:{"1":{"class_type":"KSampler","inputs":{}}}']]))],
    [
      'comfyui',
      of(textChunk('prompt', '{"1":{"class_type":"KSampler","inputs":{"cfg":NaN},"is_changed":[NaN]}}')),
    ],
    ['comfyui', of(textChunk('workflow', '{"nodes":[{"type":"KSampler"}],"links":[]}'))],
    ['invokeai', of(textChunk('invokeai_graph', '{"nodes":{}}'))],
    [
      'fooocus',
      of(
        textChunk('fooocus_scheme', 'fooocus'),
        textChunk('parameters', '{"prompt":"a cat","base_model":"x"}'),
      ),
    ],
    ['fooocus', withExif(tiff([], asciiComment('{"prompt":"a cat","version":"Fooocus v2.5.5"}')))],
    ['ruined-fooocus', of(textChunk('parameters', '{"Prompt":"a cat","software":"RuinedFooocus"}'))],
    [
      'swarmui',
      of(
        textChunk('parameters', '{"sui_image_params":{"prompt":"a cat","model":"m","swarm_version":"0.9"}}'),
      ),
    ],
    ['swarmui', withExif(tiff([], unicodeComment('{"sui_image_params":{"prompt":"a cat"}}', true)))],
    [
      'midjourney',
      of(textChunk('Description', 'a cat --v 6.1 Job ID: 12345678-1234-1234-1234-123456789abc')),
    ],
    [
      'tensor-art',
      of(textChunk('generation_data', '{"prompt":"a cat","baseModel":{"modelFileName":"m"}}\0')),
    ],
    [
      'hugging-face-space',
      of(textChunk('parameters', '{"prompt":"a cat","guidance_scale":7,"num_inference_steps":28}')),
    ],
    ['easy-diffusion', of(textChunk('prompt', 'a cat'), textChunk('use_stable_diffusion_model', 'm'))],
    ['draw-things', withExif(tiff([], asciiComment('{"c":"a cat","uc":"","sampler":"DPM++","model":"m"}')))],
    ['samsung-galaxy-ai', Buffer.concat([jpeg, Buffer.from('PEg_Info{"genAIType":8}')])],
    [
      'novelai',
      withExif(tiff([], asciiComment('{"prompt":"a cat","sampler":"k_euler","signed_hash":"AAAA"}'))),
    ],
  ])('%s is known by its fields', async (tool, bytes) => {
    expect(GENERATOR_TOOLS).toContain(tool);
    expect(await signalValue('image-generator', bytes)).toBe(tool);
    expect(await signalValue('image-declared-origin', bytes)).toBe(
      tool === 'samsung-galaxy-ai' ? 'mixed' : 'synthetic',
    );
  });

  it.each([
    [
      'grok',
      withExif(
        tiff([
          [0x010e, `Signature: ${'A'.repeat(64)}`],
          [0x013b, '12345678-1234-1234-1234-123456789abc'],
        ]),
      ),
    ],
    ['hugging-face-job', of(textChunk('hf-job-id', '0123'))],
  ])('%s leaves a trace from which nothing is concluded', async (tool, bytes) => {
    expect(await signalValue('image-generator', bytes)).toBe(tool);
    expect(await signalValue('image-declared-origin', bytes)).toBeNull();
  });
});

describe('what only looks like a generator', () => {
  it.each([
    ['a keyword alone', of(textChunk('prompt', 'Describe the picture'))],
    [
      'JSON of another program',
      of(textChunk('prompt', '{"question":"who?"}'), textChunk('workflow', '{"nodes":[]}')),
    ],
    ['parameters of a plot', of(textChunk('parameters', '{"alpha":0.5,"steps":20}'))],
    ['a recipe in steps', of(textChunk('parameters', 'Cook.\nSteps: 20, then serve. Seed: pumpkin'))],
    ['a description', of(textChunk('Description', 'Job ID: 7'), textChunk('Software', 'GIMP 2.10'))],
    ['a comment that mentions one', withSegment(jpeg, 0xfe, Buffer.from('not made with NovelAI or ComfyUI'))],
    ['a phone that changed nothing', Buffer.concat([jpeg, Buffer.from('PEg_Info{"genAIType":0}')])],
    ['JSON that breaks off', of(textChunk('parameters', '{"sui_image_params":{"prompt":'))],
  ])('%s is none', async (_, bytes) => {
    expect(await signalValue('image-generator', bytes)).toBeNull();
    expect(await signalValue('image-declared-origin', bytes)).toBeNull();
  });

  it('deep JSON and endless settings end in time', async () => {
    const deep = '{"a":'.repeat(200_000);
    const comment = `{"sampler":1,"signed_hash":"A","x":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    expect(await signalValue('image-generator', of(textChunk('parameters', deep)))).toBeNull();
    expect(await signalValue('novelai-signature', of(textChunk('Comment', comment)))).toBe('mismatch');
    const settings = `Steps: 1, Seed: 1, Sampler: x, ${'a: b, '.repeat(300_000)}`;
    expect(await signalValue('image-generator', of(textChunk('parameters', settings)))).toBe('automatic1111');
  });
});
