import type { InputFile } from '../../core/format.js';
import { formatPosition } from '../../core/position.js';
import type { Unreadable } from '../../core/record.js';
import { AtomicFile } from '../../disk/atomic.js';

const LOG_BUFFER_CHARACTERS = 1 << 20;

/** Writes unreadable items as JSONL at once: with a wrong text column, they are the whole corpus. */
export class UnreadableLog {
  count = 0;
  private readonly file: AtomicFile;
  private buffered = '';

  constructor(
    path: string,
    private readonly input: InputFile,
  ) {
    this.file = new AtomicFile(path);
  }

  add(item: Unreadable): void {
    this.count++;
    this.buffered += `${JSON.stringify({
      position: formatPosition(this.input.name, item.position),
      byte: item.position.byte ?? null,
      source: item.source,
      code: item.code,
      message: item.message,
      excerpt: item.excerpt.toWellFormed(),
    })}\n`;
    if (this.buffered.length >= LOG_BUFFER_CHARACTERS) this.flush();
  }

  commit(): void {
    this.flush();
    this.file.commit();
  }

  discard(): void {
    this.file.discard();
  }

  private flush(): void {
    this.file.write(new TextEncoder().encode(this.buffered));
    this.buffered = '';
  }
}
