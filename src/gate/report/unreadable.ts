import type { UnreadableReport } from '../../report/sections/unreadable.js';
import type { SectionFacts } from './section-facts.js';

/** Unreadable items. */
export const unreadable: SectionFacts<UnreadableReport> = {
  collect: (context) => ({ unreadable: context.unreadable.byCode }),
};
