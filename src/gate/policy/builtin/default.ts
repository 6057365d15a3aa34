import { CONVERSATION_RULES } from './conversation-rules.js';

/**
 * For web text in any language. Rejects only records that almost nobody would keep, and quarantines records that a person
 * should check. Thresholds were chosen on real text; docs/policies.md has the counts. A measure that does not fit a
 * script has no value there, and a rule without an answer does nothing.
 */
export const DEFAULT_POLICY = `# A cautious policy for web text in any language.
# Rejects records that almost nobody would keep, quarantines records that a person should check, admits the rest.
policy: default
version: 4
description: >-
  For web text in any language. Rejects empty texts, copies, repetitive text and encoded data; quarantines
  hidden characters, gibberish, traces of assistants, contradicted origins and boilerplate; labels records
  made by models.

settings:
  capture-cutoff: 2022-11-30       # before models wrote web text
  near-duplicate-ngram: 5          # words, or characters of scripts without spaces
  near-duplicate-threshold: 0.7    # share of such sequences in common
  near-duplicate-threshold-unspaced: 0.5    # for texts in scripts without spaces

rules:
  # Too little

  - id: no-words
    when: { signal: word-count, below: 1 }
    decide: reject
    because: It has no words.

  - id: few-words
    when: { signal: word-count, at-least: 1, below: 3 }
    decide: reject
    because: One or two words are too little to learn from.

  # Copies

  - id: exact-copy
    when: { finding: exact-duplicates, role: copy }
    decide: reject
    because: It is an exact copy of another record.

  - id: near-copy
    when: { finding: near-duplicates, role: copy, at-least: 0.7 }
    decide: reject
    because: It is a near copy of another record.

  - id: distant-copy
    when: { finding: near-duplicates, role: copy, below: 0.7 }
    decide: quarantine
    because: It shares less with the kept copy, or only through other records, and may have content of its own.

  - id: repeated-answer
    when: { finding: repeated-answers }
    decide: admit
    because: The same answer stands under many other prompts, as templates do; it is admitted with this label.

  - id: mostly-boilerplate
    # The kept copy shares its lines with its duplicates, which are rejected already.
    when:
      all:
        - { finding: boilerplate-lines, at-least: 0.9 }
        - not: { finding: near-duplicates }
        - not: { finding: exact-duplicates }
    decide: quarantine
    because: Nearly all of its lines also occur in many records of several sources.

  # Images

  - id: damaged-image
    when: { signal: image-integrity, is: damaged }
    decide: reject
    because: The file is truncated or holds no picture, so readers of the corpus may fail on it.

  - id: image-bomb
    # A flat JPEG has a twentieth of a bit per pixel, a photograph one bit or more.
    when:
      all:
        - { signal: image-integrity, is: too-large }
        - { signal: image-bits-per-pixel, below: 0.1 }
    decide: reject
    because: A small file claims a huge picture, as in an attack on the memory of whoever decodes it.

  - id: oversized-image
    when:
      all:
        - { signal: image-integrity, is: too-large }
        - { signal: image-bits-per-pixel, at-least: 0.1 }
    decide: quarantine
    because: It has more pixels than Freckle decodes, so its content was not measured.

  - id: near-copy-of-image
    when: { finding: near-duplicate-images, role: copy, at-most: 4 }
    decide: reject
    because: It looks nearly the same as another picture.

  - id: similar-image
    when: { finding: near-duplicate-images, role: copy, above: 4 }
    decide: quarantine
    because: It resembles another picture. Charts and pages with the same layout do too.

  - id: tampered-credentials
    when: { signal: content-credentials, in: [tampered, invalid], missing: false }
    decide: quarantine
    because: Its content credentials do not match the file.

  - id: caption-traces
    when: { signal: caption-trace-count, above: 0 }
    decide: quarantine
    because: Its caption contains traces of an assistant, such as a refusal to describe it.

  - id: wrong-image-ending
    when: { signal: image-extension, is: wrong }
    decide: admit
    because: Its file name has the ending of another format; the format was read from its first bytes.

  # Repetition

  - id: loop
    # The lowest of 5,000 human texts of a hundred words or more, including changelogs and tables, had 0.58.
    when: { signal: distinct-2, below: 0.4 }
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
      all:
        - { signal: duplicate-line-character-share, above: 0.6 }
        - { signal: line-count, at-least: 10 }
    decide: quarantine
    because: Most of it is in repeated lines.

  - id: repeated-passages
    when:
      all:
        - { signal: duplicate-10-gram-character-share, above: 0.6 }
        - { signal: word-count, at-least: 100 }
    decide: quarantine
    because: Most of it is in long passages that occur more than once.

  # No language

  - id: unbroken-characters
    # Base64 and keys. The highest mean of a human text was 14.5 characters, in Finnish.
    when:
      all:
        - { signal: mean-word-length, above: 20 }
        - { signal: word-count, at-least: 5 }
    decide: reject
    because: Its words are longer than in any language, as in encoded data.

  - id: mostly-not-letters
    when:
      all:
        - { signal: alphabetic-share, below: 0.25 }
        - { signal: word-count, at-least: 10 }
    decide: quarantine
    because: Fewer than one character in four is a letter, as in tables of numbers, rulers of dashes or debris.

  - id: word-salad
    # Gibberish after a trigger: the published poison. In these languages, texts with a hundred different words have
    # function words. Tables are excluded by their bars, which are symbols. Finnish and Turkish have few function words.
    when:
      all:
        - { signal: stop-word-share, below: 0.12 }
        - { signal: distinct-1, above: 0.8 }
        - { signal: symbol-share, below: 0.04 }
        - { signal: language, in: [en, de, fr, es, it, pt, nl] }
    decide: quarantine
    because: It has almost no function words and almost no repeated words, as in gibberish.

${CONVERSATION_RULES}  - id: refusing-answer
    when: { signal: refusing-answer-count, above: 0 }
    decide: admit
    because: An answer declines the request; it is admitted with this label.

  # Hidden or disguised

  - id: hidden-characters
    when:
      any:
        - { signal: smuggled-text-count, above: 0 }
        - { signal: bidi-control-count, above: 0 }
        - { signal: invisible-character-count, above: 0 }
        - { signal: control-character-count, above: 0 }
        - { signal: space-code-count, above: 0 }
    decide: quarantine
    because: It contains characters that are invisible to people but readable by models.

  - id: disguised-letters
    # A single word may be a typing error on a second keyboard, or the one word that matters.
    when:
      any:
        - { signal: homoglyph-word-count, above: 0 }
        - { signal: lookalike-alphabet-count, above: 0 }
        - { signal: combining-overlay-count, above: 0 }
    decide: quarantine
    because: It contains words with letters that imitate other letters.

  - id: private-characters
    when: { signal: private-use-count, above: 0 }
    decide: quarantine
    because: It contains characters without a public meaning, such as icons of a font or a private code.

  # Made by a model

  - id: assistant-traces
    when: { signal: assistant-trace-count, above: 0 }
    decide: quarantine
    because: It contains traces of an assistant, such as special tokens or a sentence about itself.

  # A blend may use such texts, so they are admitted with this label.

  - id: proven-synthetic
    when:
      all:
        - { signal: origin, in: [synthetic, mixed] }
        - { signal: origin-rung, in: [signed, watermarked] }
    decide: admit
    because: A signature or a watermark proves that a model made it or a part of it; it is admitted with this label.

  - id: declared-synthetic
    when:
      all:
        - { signal: origin, in: [synthetic, mixed] }
        - { signal: origin-rung, is: declared }
    decide: admit
    because: It or its data set declares that a model made it or a part of it; it is admitted with this label.

  - id: contradicted-origin
    when: { signal: origin-contradiction, in: [signed, watermarked, declared, traces] }
    decide: quarantine
    because: It is declared or dated as human, but a signature, watermark, declaration or trace shows a model.

acceptance:
  - id: few-rejected
    count: rejected
    of: records
    at-most: 0.5
    because: If more than half of a corpus is rejected, the corpus or the policy is wrong.

  - id: mostly-readable
    count: unreadable
    of: read
    at-most: 0.1
    because: If more than a tenth cannot be read, the input is damaged or in another format.
`;
