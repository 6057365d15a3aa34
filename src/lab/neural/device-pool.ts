import { Device } from './device.js';

/** Enough for the parameters, optimiser and one batch of every model of the lab. Untouched pages cost nothing. */
const MEGABYTES = 256;
const idle: Device[] = [];

/**
 * Lends a device while `use` runs. Devices are reused, because an engine reserves gigabytes of addresses for each
 * WebAssembly memory and frees them late. Old contents are never read.
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
