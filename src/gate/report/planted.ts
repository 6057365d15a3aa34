import type { PlantedReport } from '../../report/sections/planted.js';
import type { SectionFacts } from './section-facts.js';

/** What became of planted records, where whoever asked for the run knows the truth. */
export const planted: SectionFacts<PlantedReport> = {
  collect: async ({ request, engine }) =>
    request.planted === undefined ? {} : { planted: await request.planted(engine) },
};
