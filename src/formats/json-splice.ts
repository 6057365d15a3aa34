import type { Provenance } from '../core/provenance.js';
import { PROVENANCE_MEMBER, provenanceJson } from '../core/provenance.js';
import { membersOf } from './json-members.js';
import type { OutputBuffer } from './outputs.js';

/**
 * Writes the object `[start, end)` with a member `"freckle"` before its closing brace. Every other
 * byte stays as it is, so numbers keep their digits. Top-level members of that name from an earlier run are removed.
 * Returns false, and writes nothing, if the line is not an object.
 */
export function spliceMember(
  output: OutputBuffer,
  bytes: Buffer,
  start: number,
  end: number,
  provenance: Provenance,
): boolean {
  const brace = lastInk(bytes, start, end);
  if (bytes[brace] !== CLOSE) return false;
  const isEmpty = mayHoldMember(bytes, start, end)
    ? copyOthers(output, bytes, start, brace)
    : copyAll(output, bytes, start, brace);
  output.text(`${isEmpty ? '' : ','}"${PROVENANCE_MEMBER}":${provenanceJson(provenance)}`);
  // The brace, and a carriage return after it.
  output.copy(bytes, brace, end);
  return true;
}

const CLOSE = 0x7d;
const OPEN = 0x7b;

function copyAll(output: OutputBuffer, bytes: Buffer, start: number, brace: number): boolean {
  output.copy(bytes, start, brace);
  return bytes[lastInk(bytes, start, brace)] === OPEN;
}

/** Copies the object without members called "freckle"; true if no member is left. */
function copyOthers(output: OutputBuffer, bytes: Buffer, start: number, brace: number): boolean {
  const members = membersOf(bytes, start, brace);
  const kept = members.filter((member) => member.name !== PROVENANCE_MEMBER);
  if (kept.length === members.length) return copyAll(output, bytes, start, brace);
  output.byte(OPEN);
  for (const [index, member] of kept.entries()) {
    if (index > 0) output.byte(0x2c);
    output.copy(bytes, member.start, member.end);
  }
  return kept.length === 0;
}

const PLAIN = Buffer.from(`"${PROVENANCE_MEMBER}"`);
/** `"\u0066reckle"` is the same name. No encoder writes it, but an adversary may, to forge provenance. */
const ESCAPED_LETTERS = [Buffer.from('\\u006'), Buffer.from('\\u007')];

function mayHoldMember(bytes: Buffer, start: number, end: number): boolean {
  const line = bytes.subarray(start, end);
  return line.includes(PLAIN) || ESCAPED_LETTERS.some((escaped) => line.includes(escaped));
}

function lastInk(bytes: Buffer, start: number, end: number): number {
  let at = end - 1;
  while (at > start && (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0d)) at--;
  return at;
}
