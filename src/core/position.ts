import type { Position } from './record.js';

/** A position as shown to people and in provenance: `corpus/web.jsonl:12`, `table.parquet#row=3`, `notes/a.md`. */
export function formatPosition(inputName: string, position: Position): string {
  const input = position.file === undefined ? inputName : `${inputName}/${position.file}`;
  if (position.line !== undefined) return `${input}:${position.line}`;
  if (position.row !== undefined) return `${input}#row=${position.row}`;
  if (position.byte !== undefined && position.byte > 0) return `${input}@${position.byte}`;
  return input;
}
