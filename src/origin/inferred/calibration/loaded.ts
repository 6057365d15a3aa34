import type { Calibration } from './calibration.js';

/**
 * Calibrations that this thread has read, by the digest that signal settings name. Filled before the first
 * measurement, as `Signal.prepare` is, so that measuring stays a function of text and settings.
 */
const loaded = new Map<string, Calibration>();

export const holdCalibration = (digest: string, calibration: Calibration): void => {
  loaded.set(digest, calibration);
};

export const heldCalibration = (digest: string): Calibration | undefined => loaded.get(digest);
