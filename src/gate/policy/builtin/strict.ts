/**
 * Fewer, cleaner texts. The limits on repetition are Gopher's (table A1 of Rae et al. 2021, arXiv:2112.11446),
 * applied only to scripts with spaces between words, for which they were found: a Chinese text repeats five
 * characters in a row as easily as an English one repeats two words.
 */
export const STRICT_POLICY = `# Fewer and cleaner texts: what looks doubtful goes, at the price of good texts that look like it.
policy: strict
version: 2
description: >-
  For corpora that can afford to lose good texts. Rejects what the default policy quarantines, holds text in
  scripts with spaces to the published limits of Gopher on repetition, and quarantines what is short.

settings:
  capture-cutoff: 2022-11-30
  near-duplicate-threshold: 0.7

rules:
  # Too little

  - id: few-words
    when: { signal: word-count, below: 5 }
    decide: reject
    because: Fewer than five words are too little to learn from.

  - id: short
    when: { signal: word-count, at-least: 5, below: 50 }
    decide: quarantine
    because: It has fewer than 50 words, which Gopher asks for.

  # Copies

  - id: exact-copy
    when: { finding: exact-duplicates, role: copy }
    decide: reject
    because: Another record is exactly the same, and that one is kept.

  - id: near-copy
    when: { finding: near-duplicates, role: copy }
    decide: reject
    because: Another record has nearly the same text, and that one is kept.

  - id: mostly-boilerplate
    when:
      all:
        - { finding: boilerplate-lines, at-least: 0.5 }
        - not: { finding: near-duplicates }
        - not: { finding: exact-duplicates }
    decide: reject
    because: Half of its lines or more stand in many other records of several sources.

  # Images

  - id: damaged-image
    when: { signal: image-integrity, is: damaged }
    decide: reject
    because: It breaks off or holds no picture, so that whoever reads it stumbles.

  - id: oversized-image
    when: { signal: image-integrity, is: too-large }
    decide: reject
    because: It has more pixels than are unpacked here, or only claims them.

  - id: near-copy-of-image
    when: { finding: near-duplicate-images, role: copy }
    decide: reject
    because: Another picture looks nearly the same, and that one is kept.

  - id: tampered-credentials
    when: { signal: content-credentials, in: [tampered, invalid], missing: false }
    decide: reject
    because: Its content credentials do not hold for what is in the file.

  - id: wrong-image-ending
    when: { signal: image-extension, is: wrong }
    decide: quarantine
    because: Its file is called by another format's ending, as careless downloads and ways past filters are.

  # Repetition

  - id: loop
    when: { signal: distinct-2, below: 0.55 }
    decide: reject
    because: It says the same words over and over.

  - id: short-loop
    when:
      all:
        - { signal: duplicate-5-gram-character-share, above: 0.8 }
        - { signal: top-2-gram-character-share, above: 0.25 }
        - { signal: word-count, at-least: 20, below: 100 }
    decide: reject
    because: It is short and says the same words over and over.

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
    # A mean word length is there only in scripts with spaces. Short texts are left out: one repeated name
    # covers a fifth of them.
    when:
      all:
        - any:
            - { signal: top-2-gram-character-share, above: 0.2 }
            - { signal: top-3-gram-character-share, above: 0.18 }
            - { signal: top-4-gram-character-share, above: 0.16 }
        - { signal: word-count, at-least: 50 }
        - { signal: mean-word-length, missing: false }
    decide: reject
    because: One phrase takes up more of it than Gopher allows.

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
    because: It repeats more of its passages than Gopher allows, and counts of repeats are higher here than Gopher's.

  - id: repeated-long-passages
    when:
      all:
        - { signal: duplicate-10-gram-character-share, above: 0.3 }
        - { signal: word-count, at-least: 50 }
    decide: reject
    because: A third of it stands in long passages that it says more than once.

  # No language, or no running text

  - id: unbroken-characters
    when:
      all:
        - { signal: mean-word-length, above: 16 }
        - { signal: word-count, at-least: 5 }
    decide: reject
    because: Its words are longer than those of any language, as in encoded data.

  - id: mostly-not-letters
    when: { signal: alphabetic-share, below: 0.5 }
    decide: reject
    because: Half of its characters are no letters, as in tables of numbers, code or debris.

  - id: list-of-bullets
    when: { signal: bullet-line-share, above: 0.9 }
    decide: reject
    because: It is a list and nothing else; Gopher allows nine lines in ten.

  - id: cut-lines
    when: { signal: ellipsis-line-share, above: 0.3 }
    decide: reject
    because: Its lines are cut off, as in lists of teasers; Gopher allows three in ten.

  - id: word-salad
    when:
      all:
        - { signal: stop-word-share, below: 0.12 }
        - { signal: distinct-1, above: 0.8 }
        - { signal: symbol-share, below: 0.04 }
        - { signal: language, in: [en, de, fr, es, it, pt, nl] }
    decide: reject
    because: Its words hardly repeat and hardly any of them holds a sentence together, as in gibberish.

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
    because: Its language cannot be told, though it is long enough.

  # Hidden or disguised

  - id: hidden-characters
    when: { signal: hidden-unicode-count, above: 0 }
    decide: reject
    because: It contains characters that people cannot see, or letters that are not what they seem.

  # Made by a model

  - id: assistant-traces
    when: { signal: assistant-trace-count, above: 0 }
    decide: reject
    because: It contains what an assistant leaves behind, such as its special tokens or a sentence about itself.

  - id: assistant-manner
    when: { signal: assistant-manner-count, above: 0 }
    decide: quarantine
    because: It opens, closes or fills in as assistants do; people do so too.

  - id: inferred-synthetic
    when: { finding: inferred-synthetic, role: flagged }
    decide: quarantine
    because: The calibration given takes it for a model's, at a rate of false alarms that holds for texts of its kind.

  # Put aside, not thrown away: a blend may want it, and its origin is known.

  - id: proven-synthetic
    when:
      all:
        - { signal: origin, in: [synthetic, mixed] }
        - { signal: origin-rung, in: [signed, watermarked] }
    decide: quarantine
    because: A signature or a watermark shows that a model made it or part of it.

  - id: declared-synthetic
    when:
      all:
        - { signal: origin, in: [synthetic, mixed] }
        - { signal: origin-rung, is: declared }
    decide: quarantine
    because: It or its data set says that a model made it or part of it.

  - id: contradicted-origin
    when: { signal: origin-contradiction, in: [signed, watermarked, declared, traces] }
    decide: reject
    because: It is said to be a person's work or older than models, and a signature, a mark, its own words or traces show a model's.

acceptance:
  - id: mostly-readable
    count: unreadable
    of: read
    at-most: 0.05
    because: When more than a twentieth cannot be read, the input is broken or is not what it seems.
`;
