import type { Calibration } from './calibration.js';

/**
 * Calibrations loaded in this thread, by the digest in the signal settings. Filled before the first measurement, like
 * `Signal.prepare`, so that measuring stays a function of text and settings.
 */
const loaded = new Map<string, Calibration>();

export const holdCalibration = (digest: string, calibration: Calibration): void => {
  loaded.set(digest, calibration);
};

export const heldCalibration = (digest: string): Calibration | undefined => loaded.get(digest);
