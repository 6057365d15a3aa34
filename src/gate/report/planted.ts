import type { PlantedReport } from '../../report/sections/planted.js';
import type { SectionFacts } from './section-facts.js';

/** Decisions on planted records, if the caller of the run knows the truth. */
export const planted: SectionFacts<PlantedReport> = {
  collect: async ({ request, engine }) =>
    request.planted === undefined ? {} : { planted: await request.planted(engine) },
};
