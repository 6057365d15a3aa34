import type { UnreadableReport } from '../../report/sections/unreadable.js';
import type { Gathering } from './gathering.js';

/** What could not be read. */
export const unreadable: Gathering<UnreadableReport> = {
  gather: (asked) => ({ unreadable: asked.unreadable.byCode }),
};
