import { entryOf, jsonObject, settingsEntries, textOf } from './fields.js';
import type { GeneratorReader } from './reader.js';

/** JSON `parameters` next to `fooocus_scheme`; in JPEG and WebP in the EXIF UserComment. RuinedFooocus names itself. */
export const fooocus: GeneratorReader = {
  id: 'fooocus',
  title: 'Fooocus and RuinedFooocus',
  tools: ['fooocus', 'ruined-fooocus'],
  source: 'lllyasviel/Fooocus modules/meta_parser.py; runew0lf/RuinedFooocus',
  read: (metadata) => {
    const scheme = entryOf(metadata, 'fooocus_scheme');
    for (const entry of settingsEntries(metadata, 'parameters')) {
      const facts = jsonObject(entry.text);
      if (facts === null) continue;
      const version = textOf(facts['version']);
      const isRuined = facts['software'] === 'RuinedFooocus';
      const isFooocus =
        version?.startsWith('Fooocus') || (scheme !== undefined && facts['prompt'] !== undefined);
      if (!isRuined && !isFooocus) continue;
      return {
        tool: isRuined ? 'ruined-fooocus' : 'fooocus',
        origin: 'synthetic',
        isSure: true,
        prompt: textOf(facts['prompt']) ?? textOf(facts['Prompt']),
        negativePrompt: textOf(facts['negative_prompt']) ?? textOf(facts['Negative']),
        model: textOf(facts['base_model']) ?? textOf(facts['base_model_name']),
        version,
        entry,
      };
    }
    return null;
  },
};
