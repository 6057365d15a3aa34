import type { UnreadableReport } from '../../report/sections/unreadable.js';
import type { SectionFacts } from './section-facts.js';

/** What could not be read. */
export const unreadable: SectionFacts<UnreadableReport> = {
  collect: (context) => ({ unreadable: context.unreadable.byCode }),
};
