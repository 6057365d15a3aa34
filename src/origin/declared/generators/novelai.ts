import { entryOf, jsonObject, textOf } from './fields.js';
import type { GeneratorReader } from './reader.js';

/**
 * PNG texts Title, Description, Software, Source and Comment (JSON); the same in EXIF of WebP. See
 * `novelai-signature.ts`.
 */
export const novelai: GeneratorReader = {
  id: 'novelai',
  title: 'NovelAI',
  tools: ['novelai'],
  source: 'NovelAI/novelai-image-metadata nai_sig.py',
  read: (metadata) => {
    const software = entryOf(metadata, 'Software', 'Source');
    const title = entryOf(metadata, 'Title', 'DocumentName');
    const comment = entryOf(metadata, 'Comment', 'UserComment');
    const settings = comment === undefined ? null : jsonObject(comment.text);
    const isNamed =
      entryOf(metadata, 'Software')?.text === 'NovelAI' || title?.text === 'NovelAI generated image';
    // A comment with a signed hash is NovelAI's even where an editor replaced the software name.
    const isSigned = typeof settings?.['signed_hash'] === 'string' && settings['sampler'] !== undefined;
    if (!isNamed && !isSigned) return null;
    return {
      tool: 'novelai',
      origin: 'synthetic',
      isSure: true,
      prompt:
        textOf(settings?.['prompt']) ?? textOf(entryOf(metadata, 'Description', 'ImageDescription')?.text),
      negativePrompt: textOf(settings?.['uc']),
      model: textOf(entryOf(metadata, 'Source')?.text),
      entry: (isSigned ? comment : undefined) ?? software ?? title ?? comment!,
    };
  },
};
