import type { PlantedReport } from '../../report/sections/planted.js';
import type { Gathering } from './gathering.js';

/** What became of planted records, where whoever asked for the run knows the truth. */
export const planted: Gathering<PlantedReport> = {
  gather: async ({ request, engine }) =>
    request.planted === undefined ? {} : { planted: await request.planted(engine) },
};
