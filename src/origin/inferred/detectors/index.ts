import { charactersAndWords } from './characters-and-words.js';
import type { Detector } from './detector.js';
import { languageModels } from './language-models.js';
import { style } from './style.js';
import { syntax } from './syntax.js';

/** Every detector of a calibration, in the order of its columns. A new one is one file and one line. */
export const DETECTORS: readonly Detector[] = [charactersAndWords, syntax, style, languageModels];
