import type { ReportHead } from './head.js';
import { SECTIONS } from './sections/index.js';
import type { FactsOf, Section } from './sections/section.js';

/**
 * Everything a report says, as plain JSON: the page's twin (`report.json`), the terminal summary's source and
 * `--json`'s answer. The same inputs give the same bytes, so there are no clocks, timings or host names
 * in it. All of it is treated as hostile text by whatever renders it.
 *
 * What each section adds stands with the section. What grows with the corpus is cut by whoever gathers it, the largest
 * first, to the limits beside it; the renderer cuts once more and says what it left out.
 */
export interface ReportData extends ReportHead, FactsOf<typeof SECTIONS> {}

/** The sections that have anything to say of a report, in the order of the page. */
export function sectionsOf(data: ReportData): readonly Section<ReportData, ReportData>[] {
  const sections: readonly Section<ReportData, ReportData>[] = SECTIONS;
  return sections.filter(({ isShown }) => isShown?.(data) ?? true);
}
