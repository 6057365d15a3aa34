import { undefinedBecause } from '../../core/measurement.js';
import { defineTextSignal } from '../../core/signal.js';
import { frontMatterOf, parsePlainYaml } from '../../origin/declared/aigc/front-matter.js';
import { AIGC_LABELS, readFrontMatterLabel } from '../../origin/declared/aigc/label.js';

/** Undefined for nearly all texts. A claim that anybody can write or delete; 2 and 3 are possibilities. */
export const textAigcLabel = defineTextSignal({
  id: 'text-aigc-label',
  version: 1,
  title: 'AIGC label in a text',
  description:
    'China’s implicit label of generated content in the front matter of a Markdown text: 1 it is, 2 it may be, 3 it is suspected to be generated.',
  formula: 'Label under AIGC, or beside the label’s other members, in the block between --- at the beginning',
  source: 'GB 45438-2025, annex E, as TC260’s guides quote it; files in the wild',
  kind: 'category',
  unit: 'code',
  values: AIGC_LABELS,
  measure: ({ text }) => {
    const matter = frontMatterOf(text);
    if (matter === null) return undefinedBecause('no front matter');
    const found = /label|lable/i.test(matter.text) ? readFrontMatterLabel(parsePlainYaml(matter.text)) : null;
    if (found === null) return undefinedBecause('no AIGC label in the front matter');
    const { label, producer, produceId, propagator } = found;
    const facts = Object.entries({ producer, id: produceId, propagator }).filter(
      ([, value]) => value !== null,
    );
    const note = [`AIGC label ${label}`, ...facts.map(([name, value]) => `${name} ${value}`)].join(', ');
    return { value: label, spans: [{ start: 0, end: matter.end, note: note.slice(0, 200).toWellFormed() }] };
  },
});
