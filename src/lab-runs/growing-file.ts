import { closeSync, openSync, writeSync } from 'node:fs';
import { guarded } from '../disk/atomic.js';

/** A file that is written while the chain runs, so that generations need not stay in memory. */
export class GrowingFile {
  private readonly handle: number;

  constructor(private readonly path: string) {
    this.handle = guarded(path, () => openSync(path, 'w'));
  }

  add(content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    guarded(this.path, () => {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.handle, bytes, done);
    });
  }

  close(): void {
    closeSync(this.handle);
  }
}
