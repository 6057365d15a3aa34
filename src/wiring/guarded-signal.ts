import { FreckleError } from '../core/errors.js';
import type { Measurement } from '../core/measurement.js';
import { formatPosition } from '../core/position.js';
import type { DataRecord } from '../core/record.js';
import { type ImageSignal, type Signal, signalRef, type TextSignal } from '../core/signal.js';

/**
 * Wraps a user's own signal and checks each measurement: a value of its kind, or null with a reason. For Freckle's own
 * signals, tests check this.
 */
export const guarded = (signal: Signal): Signal =>
  signal.modality === 'text' ? guardedText(signal) : guardedImage(signal);

const guardedText = (signal: TextSignal): TextSignal => ({
  ...signal,
  measure: (reading, record, settings) => {
    try {
      return checked(signal, signal.measure(reading, record, settings));
    } catch (cause) {
      throw failure(signal, record, cause);
    }
  },
});

const guardedImage = (signal: ImageSignal): ImageSignal => ({
  ...signal,
  measure: async (reading, record, settings) => {
    try {
      return checked(signal, await signal.measure(reading, record, settings));
    } catch (cause) {
      throw failure(signal, record, cause);
    }
  },
});

const KINDS: { readonly [kind in Signal['kind']]: (value: unknown) => boolean } = {
  number: (value) => Number.isFinite(value),
  category: (value) => typeof value === 'string',
  bytes: (value) => value instanceof Uint8Array,
};

function checked(signal: Signal, measurement: Measurement): Measurement {
  const isWhole =
    measurement?.value === null
      ? typeof measurement.why === 'string'
      : KINDS[signal.kind](measurement?.value);
  if (isWhole) return measurement;
  throw new Error(
    `measure must return { value } of kind ${signal.kind} or { value: null, why }; found ${shown(measurement)}`,
  );
}

const shown = (measurement: unknown): string =>
  typeof measurement === 'object' && measurement !== null && 'value' in measurement
    ? `the value ${String(measurement.value)}`
    : String(measurement);

const failure = (signal: Signal, record: DataRecord, cause: unknown): FreckleError =>
  new FreckleError(
    'extension-failed',
    `${signalRef(signal)} failed on ${formatPosition(record.source, record.position)}: ${cause instanceof Error ? cause.message : String(cause)}`,
    { cause },
  );
