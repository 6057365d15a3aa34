import { jsonObject, settingsEntries, textOf } from './fields.js';
import type { GeneratorReader } from './reader.js';

/** JSON with `sui_image_params`, in the PNG text `parameters` or the EXIF UserComment. */
export const swarmui: GeneratorReader = {
  id: 'swarmui',
  title: 'SwarmUI',
  tools: ['swarmui'],
  source: 'mcmonkeyprojects/SwarmUI docs/Image Metadata Format.md',
  read: (metadata) => {
    for (const entry of settingsEntries(metadata, 'parameters')) {
      const parameters = jsonObject(jsonObject(entry.text)?.['sui_image_params']);
      if (parameters === null) continue;
      return {
        tool: 'swarmui',
        origin: 'synthetic',
        isSure: true,
        prompt: textOf(parameters['prompt']),
        negativePrompt: textOf(parameters['negativeprompt']),
        model: textOf(parameters['model']),
        version: textOf(parameters['swarm_version']),
        entry,
      };
    }
    return null;
  },
};
