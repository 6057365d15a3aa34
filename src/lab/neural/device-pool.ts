import { Device } from './device.js';

/** Enough for every model of the lab: parameters, optimiser and one batch. Untouched pages cost nothing. */
const MEGABYTES = 256;
const idle: Device[] = [];

/**
 * Lends a device for as long as `use` runs. Devices are kept for the next one: an engine reserves gigabytes of
 * addresses for each WebAssembly memory and gives them back late. What was left in it is never read.
 */
export function withDevice<Result>(use: (device: Device) => Result): Result {
  const device = idle.pop() ?? Device.simd(MEGABYTES);
  const mark = device.mark();
  try {
    return use(device);
  } finally {
    device.release(mark);
    idle.push(device);
  }
}
