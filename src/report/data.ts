import type { ReportHead } from './head.js';
import { SECTIONS } from './sections/index.js';
import type { FactsOf, Section } from './sections/section.js';

/**
 * All facts of a report as plain JSON: the content of `report.json` and of `--json`, and the source of page and terminal
 * summary. The same inputs give the same bytes, so it holds no clock times, timings or host names. Renderers treat all
 * of it as hostile text.
 *
 * Each section declares the facts that it adds. Lists that grow with the corpus are cut to the limits beside them, the
 * largest first, when facts are collected; the renderer cuts once more and counts what it leaves out.
 */
export interface ReportData extends ReportHead, FactsOf<typeof SECTIONS> {}

/** The sections that a report shows, in the order of the page. */
export function sectionsOf(data: ReportData): readonly Section<ReportData, ReportData>[] {
  const sections: readonly Section<ReportData, ReportData>[] = SECTIONS;
  return sections.filter(({ isShown }) => isShown?.(data) ?? true);
}
