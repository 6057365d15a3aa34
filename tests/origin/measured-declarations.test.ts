import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { decodeSpans, encodeSpans, keptSpan, notesOf } from '../../src/core/kept-spans.js';
import type { MeasuredRecord, Measurement } from '../../src/core/measurement.js';
import { ORIGINS } from '../../src/core/origin.js';
import { AIGC_LABELS } from '../../src/origin/declared/aigc/label.js';
import { CREDENTIAL_STATES, type Credentials, originOf } from '../../src/origin/declared/c2pa/credentials.js';
import { SIGNATURE_ANSWERS } from '../../src/origin/declared/images/novelai-signature.js';
import { SOURCE_TYPES } from '../../src/origin/declared/iptc/source-types.js';
import { IMAGE_CREDENTIALS, TEXT_CREDENTIALS } from '../../src/origin/declared/measured/credentials.js';
import { IMAGE_CLAIMS, measuredClaims, readClaims } from '../../src/origin/declared/measured/image-claims.js';
import {
  measuredSignature,
  NOVELAI_SIGNATURE,
  readSignature,
} from '../../src/origin/declared/measured/novelai.js';
import { measuredLabel, readLabel, TEXT_LABEL } from '../../src/origin/declared/measured/text-label.js';

/** Measurements as the columns of a file of measurements give them back. */
function kept(measured: { readonly [signal: string]: Measurement }): MeasuredRecord {
  const column = encodeSpans(
    Object.fromEntries(
      Object.entries(measured).flatMap(([signal, measurement]) =>
        measurement.value === null ? [] : [[signal, (measurement.spans ?? []).map(keptSpan)]],
      ),
    ),
  );
  return {
    value: (signal) => (measured[signal]?.value ?? null) as string | null,
    notes: (signal) => notesOf(decodeSpans(column)[signal] ?? []),
  };
}

const place = { start: 0, end: 9 };
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });

describe('what an image says of its origin', () => {
  const claims = fc.array(fc.record({ origin: fc.constantFrom(...ORIGINS), note: words }), { maxLength: 5 });

  it('comes back from its measurement claim by claim', () => {
    fc.assert(
      fc.property(claims, (said) => {
        const measured = measuredClaims(said.map((claim) => ({ ...claim, ...place })));
        const found = readClaims(kept({ [IMAGE_CLAIMS]: measured }));
        if (said.length === 0) expect(found).toBeNull();
        else expect(found).toEqual({ origin: measured.value, claims: said });
      }),
    );
  });

  it('is nothing where nothing was measured', () => {
    expect(readClaims(kept({}))).toBeNull();
  });
});

test.each(SIGNATURE_ANSWERS)('a signature of NovelAI that is %s comes back', (answer) => {
  expect(readSignature(kept({ [NOVELAI_SIGNATURE]: measuredSignature(answer, 9) }))).toBe(answer);
});

test('a signature that was not asked for does not come back', () => {
  expect(readSignature(kept({ [NOVELAI_SIGNATURE]: measuredSignature(null, 9) }))).toBeNull();
});

test.each(AIGC_LABELS)('label %s of a text comes back with its codes', (label) => {
  const found = { label, producer: 'maker', produceId: null, propagator: 'spreader' };
  expect(readLabel(kept({ [TEXT_LABEL]: measuredLabel(found, 9) }))).toEqual({
    label,
    words: [`AIGC label ${label}, producer maker, propagator spreader`],
  });
  expect(readLabel(kept({ [TEXT_LABEL]: measuredLabel(null, 9) }))).toBeNull();
});

describe.each([
  ['an image', IMAGE_CREDENTIALS],
  ['a text', TEXT_CREDENTIALS],
])('content credentials of %s', (_, codec) => {
  const credentials = fc.record({
    state: fc.constantFrom(...CREDENTIAL_STATES),
    failures: fc.array(words, { maxLength: 2 }),
    sourceTypes: fc.array(
      fc.record({
        term: fc.constantFrom(...SOURCE_TYPES),
        role: fc.constantFrom('active' as const, 'parent' as const, 'component' as const),
        generator: words,
      }),
      { maxLength: 3 },
    ),
    generator: fc.option(words),
    issuer: fc.option(words),
    signedAt: fc.option(words),
    start: fc.constant(0),
    end: fc.constant(9),
  });
  const back = (found: Credentials | null) =>
    codec.read(
      kept({
        [codec.signals.state]: codec.measuredState(found),
        [codec.signals.origin]: codec.measuredOrigin(found),
      }),
    );

  it('come back with their state, their origin and what they say', () => {
    fc.assert(
      fc.property(credentials, (found) => {
        const said = back(found);
        const origin = originOf(found);
        if (origin === null) expect(said).toBeNull();
        else {
          expect(said).toMatchObject({ state: found.state, origin });
          for (const { term, role } of found.sourceTypes) expect(said!.words).toContain(`${term} (${role})`);
          if (found.issuer !== null) expect(said!.words).toContain(`signed by: ${found.issuer}`);
        }
      }),
    );
  });

  it('are none where there are none', () => {
    expect(back(null)).toBeNull();
  });
});
