import { CONVERSATION_RULES } from './conversation-rules.js';

/**
 * Fewer, cleaner texts. The limits on repetition are Gopher's (table A1 of Rae et al. 2021, arXiv:2112.11446), applied
 * only to scripts with spaces between words, for which they were found: a Chinese text repeats five characters in a row
 * as easily as an English text repeats two words.
 */
export const STRICT_POLICY = `# Fewer and cleaner texts: removes doubtful records, and with them some good ones.
policy: strict
version: 4
description: >-
  For corpora that can afford to lose good texts. Rejects most records that the default policy quarantines, applies
  Gopher's published limits on repetition to scripts with spaces, and quarantines short texts.

settings:
  capture-cutoff: 2022-11-30
  near-duplicate-ngram: 5
  near-duplicate-threshold: 0.7
  near-duplicate-threshold-unspaced: 0.7

rules:
  # Too little

  - id: few-words
    when: { signal: word-count, below: 5 }
    decide: reject
    because: Fewer than five words are too little to learn from.

  - id: short
    when: { signal: word-count, at-least: 5, below: 50 }
    decide: quarantine
    because: It has fewer than 50 words, the minimum of Gopher.

  # Copies

  - id: exact-copy
    when: { finding: exact-duplicates, role: copy }
    decide: reject
    because: It is an exact copy of another record.

  - id: near-copy
    when: { finding: near-duplicates, role: copy }
    decide: reject
    because: It is a near copy of another record.

  - id: repeated-answer
    when: { finding: repeated-answers }
    decide: quarantine
    because: The same answer stands under many other prompts, as templates do.

  - id: mostly-boilerplate
    when:
      all:
        - { finding: boilerplate-lines, at-least: 0.5 }
        - not: { finding: near-duplicates }
        - not: { finding: exact-duplicates }
    decide: reject
    because: At least half of its lines also occur in many records of several sources.

  # Images

  - id: damaged-image
    when: { signal: image-integrity, is: damaged }
    decide: reject
    because: The file is truncated or holds no picture, so readers of the corpus may fail on it.

  - id: oversized-image
    when: { signal: image-integrity, is: too-large }
    decide: reject
    because: It has, or claims, more pixels than Freckle decodes.

  - id: near-copy-of-image
    when: { finding: near-duplicate-images, role: copy }
    decide: reject
    because: It looks nearly the same as another picture.

  - id: tampered-credentials
    when: { signal: content-credentials, in: [tampered, invalid], missing: false }
    decide: reject
    because: Its content credentials do not match the file.

  - id: caption-traces
    when: { signal: caption-trace-count, above: 0 }
    decide: quarantine
    because: Its caption contains traces of an assistant, such as a refusal to describe it.

  - id: wrong-image-ending
    when: { signal: image-extension, is: wrong }
    decide: quarantine
    because: Its file name has the ending of another format, as in careless downloads and attempts to bypass filters.

  # Repetition

  - id: loop
    when: { signal: distinct-2, below: 0.55 }
    decide: reject
    because: It repeats the same words over and over.

  - id: short-loop
    when:
      all:
        - { signal: duplicate-5-gram-character-share, above: 0.8 }
        - { signal: top-2-gram-character-share, above: 0.25 }
        - { signal: word-count, at-least: 20, below: 100 }
    decide: reject
    because: It is short and repeats the same words over and over.

  - id: repeated-lines
    when:
      any:
        - { signal: duplicate-line-share, above: 0.3 }
        - { signal: duplicate-line-character-share, above: 0.2 }
    decide: reject
    because: It repeats more of its lines than Gopher allows.

  - id: repeated-paragraphs
    when:
      any:
        - { signal: duplicate-paragraph-share, above: 0.3 }
        - { signal: duplicate-paragraph-character-share, above: 0.2 }
    decide: reject
    because: It repeats more of its paragraphs than Gopher allows.

  - id: frequent-phrase
    # A mean word length exists only in scripts with spaces. Short texts are exempt: one repeated name covers a
    # fifth of them.
    when:
      all:
        - any:
            - { signal: top-2-gram-character-share, above: 0.2 }
            - { signal: top-3-gram-character-share, above: 0.18 }
            - { signal: top-4-gram-character-share, above: 0.16 }
        - { signal: word-count, at-least: 50 }
        - { signal: mean-word-length, missing: false }
    decide: reject
    because: One phrase covers more of it than Gopher allows.

  - id: repeated-passages
    when:
      all:
        - any:
            - { signal: duplicate-5-gram-character-share, above: 0.15 }
            - { signal: duplicate-6-gram-character-share, above: 0.14 }
            - { signal: duplicate-7-gram-character-share, above: 0.13 }
            - { signal: duplicate-8-gram-character-share, above: 0.12 }
            - { signal: duplicate-9-gram-character-share, above: 0.11 }
            - { signal: duplicate-10-gram-character-share, above: 0.1 }
        - { signal: word-count, at-least: 50 }
        - { signal: mean-word-length, missing: false }
    decide: quarantine
    because: It repeats more passages than Gopher allows; Freckle counts more repeats than Gopher does.

  - id: repeated-long-passages
    when:
      all:
        - { signal: duplicate-10-gram-character-share, above: 0.3 }
        - { signal: word-count, at-least: 50 }
    decide: reject
    because: More than 30 % of it is in long passages that occur more than once.

  # No language, or no running text

  - id: unbroken-characters
    when:
      all:
        - { signal: mean-word-length, above: 16 }
        - { signal: word-count, at-least: 5 }
    decide: reject
    because: Its words are longer than in any language, as in encoded data.

  - id: mostly-not-letters
    when: { signal: alphabetic-share, below: 0.5 }
    decide: reject
    because: Fewer than half of its characters are letters, as in tables of numbers, code or debris.

  - id: list-of-bullets
    when: { signal: bullet-line-share, above: 0.9 }
    decide: reject
    because: It is only a list; Gopher allows bullets on nine lines in ten.

  - id: cut-lines
    when: { signal: ellipsis-line-share, above: 0.3 }
    decide: reject
    because: Its lines end in ellipses, as in lists of teasers; Gopher allows three in ten.

  - id: word-salad
    when:
      all:
        - { signal: stop-word-share, below: 0.12 }
        - { signal: distinct-1, above: 0.8 }
        - { signal: symbol-share, below: 0.04 }
        - { signal: language, in: [en, de, fr, es, it, pt, nl] }
    decide: reject
    because: It has almost no function words and almost no repeated words, as in gibberish.

  - id: no-sentences
    when:
      all:
        - { signal: stop-word-share, below: 0.12 }
        - { signal: word-count, at-least: 50 }
        - { signal: language, in: [en, de, fr, es, it, pt, nl] }
    decide: quarantine
    because: It has fewer function words than running text of its language has.

  - id: no-language
    when:
      all:
        - { signal: language, missing: true }
        - { signal: word-count, at-least: 50 }
    decide: quarantine
    because: Its language was not recognized, although it is long enough.

${CONVERSATION_RULES}  - id: refusing-answer
    when: { signal: refusing-answer-count, above: 0 }
    decide: quarantine
    because: An answer declines the request.

  # Hidden or disguised

  - id: hidden-characters
    when: { signal: hidden-unicode-count, above: 0 }
    decide: reject
    because: It contains invisible characters, or letters that imitate other letters.

  # Made by a model

  - id: assistant-traces
    when: { signal: assistant-trace-count, above: 0 }
    decide: reject
    because: It contains traces of an assistant, such as special tokens or a sentence about itself.

  - id: assistant-manner
    when: { signal: assistant-manner-count, above: 0 }
    decide: quarantine
    because: It has openings, closings or placeholders that assistants favour. People use them too.

  - id: inferred-synthetic
    when: { finding: inferred-synthetic, role: flagged }
    decide: quarantine
    because: The calibration flags it as synthetic, at the promised false-positive rate for texts of its kind.

  # Quarantined, not rejected: a blend may use it, and its origin is known.

  - id: proven-synthetic
    when:
      all:
        - { signal: origin, in: [synthetic, mixed] }
        - { signal: origin-rung, in: [signed, watermarked] }
    decide: quarantine
    because: A signature or a watermark proves that a model made it or a part of it.

  - id: declared-synthetic
    when:
      all:
        - { signal: origin, in: [synthetic, mixed] }
        - { signal: origin-rung, is: declared }
    decide: quarantine
    because: It or its data set declares that a model made it or a part of it.

  - id: contradicted-origin
    when: { signal: origin-contradiction, in: [signed, watermarked, declared, traces] }
    decide: reject
    because: It is declared or dated as human, but a signature, watermark, declaration or trace shows a model.

acceptance:
  - id: mostly-readable
    count: unreadable
    of: read
    at-most: 0.05
    because: If more than a twentieth cannot be read, the input is damaged or in another format.
`;
