import { undefinedBecause } from '../../core/measurement.js';
import { defineTextSignal } from '../../core/signal.js';
import { frontMatterOf, parsePlainYaml } from '../../origin/declared/aigc/front-matter.js';
import { AIGC_LABELS, readFrontMatterLabel } from '../../origin/declared/aigc/label.js';
import { measuredLabel, TEXT_LABEL } from '../../origin/declared/measured/text-label.js';

/** Undefined for nearly all texts. A claim that anybody can write or delete; 2 and 3 are not certain. */
export const textAigcLabel = defineTextSignal({
  id: TEXT_LABEL,
  version: 1,
  title: 'AIGC label in a text',
  description:
    'China’s implicit label of generated content in the front matter of a Markdown text: 1 generated, 2 possibly generated, 3 suspected to be generated.',
  formula: 'Label under AIGC, or next to the label’s other members, in the leading block between ---',
  source: 'GB 45438-2025, annex E, as TC260’s guides quote it; files in the wild',
  kind: 'category',
  unit: 'code',
  values: AIGC_LABELS,
  measure: ({ text }) => {
    const matter = frontMatterOf(text);
    if (matter === null) return undefinedBecause('no front matter');
    const found = /label|lable/i.test(matter.text) ? readFrontMatterLabel(parsePlainYaml(matter.text)) : null;
    return measuredLabel(found, matter.end);
  },
});
