/**
 * The sections of a report, in the order of the page. Each is pure: facts in, markup, terminal lines and warnings out; it
 * reads no files and decides nothing. To add one: a file, an import and a line here, and the same in `gate/report/` for
 * its facts. Page, navigation, terminal summary, warnings and `ReportData` follow from the list.
 */

import { composition } from './composition.js';
import { diversity } from './diversity.js';
import { duplicates } from './duplicates.js';
import { findings } from './findings.js';
import { origin } from './origin.js';
import { planted } from './planted.js';
import { questions } from './questions.js';
import { reproduce } from './reproduce.js';
import { rules } from './rules.js';
import { samples } from './samples.js';
import { signals } from './signals.js';
import { sources } from './sources.js';
import { synthetic } from './synthetic.js';
import { unreadable } from './unreadable.js';

export const SECTIONS = [
  synthetic,
  planted,
  origin,
  rules,
  sources,
  signals,
  duplicates,
  findings,
  diversity,
  composition,
  questions,
  samples,
  unreadable,
  reproduce,
] as const;
