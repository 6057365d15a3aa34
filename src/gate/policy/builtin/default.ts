/**
 * For web text in any language. Rejects only what hardly anybody would keep, quarantines what a person should
 * look at. Thresholds were chosen on real text (docs/policies.md has the counts); where a measure does not fit
 * a script it has no value, and a rule without an answer does nothing.
 */
export const DEFAULT_POLICY = `# What a careful person would accept from the web, in any language.
# Rejects what hardly anybody would keep, quarantines what somebody should look at, admits the rest.
policy: default
version: 2
description: >-
  For web text in any language. Rejects empty texts, copies, text that goes round in circles and text that is
  no language; quarantines what hides something, what was left behind by an assistant, what contradicts what
  is said of its origin, and what is mostly somebody else's lines; labels what models made.

settings:
  capture-cutoff: 2022-11-30       # models did not yet write the web
  near-duplicate-threshold: 0.7    # share of 5-word sequences in common

rules:
  # Too little

  - id: no-words
    when: { signal: word-count, below: 1 }
    decide: reject
    because: There is no word in it.

  - id: few-words
    when: { signal: word-count, at-least: 1, below: 3 }
    decide: reject
    because: One or two words are too little to learn from.

  # Copies

  - id: exact-copy
    when: { finding: exact-duplicates, role: copy }
    decide: reject
    because: Another record is exactly the same, and that one is kept.

  - id: near-copy
    when: { finding: near-duplicates, role: copy, at-least: 0.7 }
    decide: reject
    because: Another record has nearly the same text, and that one is kept.

  - id: distant-copy
    when: { finding: near-duplicates, role: copy, below: 0.7 }
    decide: quarantine
    because: It is tied to the record that is kept only through others in between, and may have something of its own.

  - id: mostly-boilerplate
    # The kept copy shares its lines with its duplicates, which are rejected already.
    when:
      all:
        - { finding: boilerplate-lines, at-least: 0.9 }
        - not: { finding: near-duplicates }
        - not: { finding: exact-duplicates }
    decide: quarantine
    because: Nearly all of its lines stand in many other records of several sources.

  # Images

  - id: damaged-image
    when: { signal: image-integrity, is: damaged }
    decide: reject
    because: It breaks off or holds no picture, so that whoever reads it stumbles.

  - id: image-bomb
    # A flat JPEG has a twentieth of a bit for each pixel, a photograph one or more.
    when:
      all:
        - { signal: image-integrity, is: too-large }
        - { signal: image-bits-per-pixel, below: 0.1 }
    decide: reject
    because: A small file that claims a huge picture, as made to exhaust whoever unpacks it.

  - id: oversized-image
    when:
      all:
        - { signal: image-integrity, is: too-large }
        - { signal: image-bits-per-pixel, at-least: 0.1 }
    decide: quarantine
    because: It has more pixels than are unpacked here, so nothing is known of what it shows.

  - id: near-copy-of-image
    when: { finding: near-duplicate-images, role: copy, at-most: 4 }
    decide: reject
    because: Another picture looks nearly the same, and that one is kept.

  - id: similar-image
    when: { finding: near-duplicate-images, role: copy, above: 4 }
    decide: quarantine
    because: It resembles a picture that is kept, as charts and pages of one layout also do.

  - id: tampered-credentials
    when: { signal: content-credentials, in: [tampered, invalid], missing: false }
    decide: quarantine
    because: Its content credentials do not hold for what is in the file.

  - id: wrong-image-ending
    when: { signal: image-extension, is: wrong }
    decide: admit
    because: Its file is called by another format's ending; it was read by its first bytes.

  # Repetition

  - id: loop
    # Of 5,000 human texts of a hundred words or more, changelogs and tables among them, the lowest had 0.58.
    when: { signal: distinct-2, below: 0.4 }
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
      all:
        - { signal: duplicate-line-character-share, above: 0.6 }
        - { signal: line-count, at-least: 10 }
    decide: quarantine
    because: Most of it stands in lines that it has said before.

  - id: repeated-passages
    when:
      all:
        - { signal: duplicate-10-gram-character-share, above: 0.6 }
        - { signal: word-count, at-least: 100 }
    decide: quarantine
    because: Most of it stands in long passages that it says more than once.

  # No language

  - id: unbroken-characters
    # Base64 and keys. The longest mean of a human text was 14.5 characters, in Finnish.
    when:
      all:
        - { signal: mean-word-length, above: 20 }
        - { signal: word-count, at-least: 5 }
    decide: reject
    because: Its words are longer than those of any language, as in encoded data.

  - id: mostly-not-letters
    when:
      all:
        - { signal: alphabetic-share, below: 0.25 }
        - { signal: word-count, at-least: 10 }
    decide: quarantine
    because: Three characters in four are no letters, as in tables of numbers, rules of dashes or debris.

  - id: word-salad
    # Gibberish after a trigger, the published poison. In these languages a text of a hundred different words has
    # function words; tables have bars, which are symbols. Finnish or Turkish have few such words by nature.
    when:
      all:
        - { signal: stop-word-share, below: 0.12 }
        - { signal: distinct-1, above: 0.8 }
        - { signal: symbol-share, below: 0.04 }
        - { signal: language, in: [en, de, fr, es, it, pt, nl] }
    decide: quarantine
    because: Its words hardly repeat and hardly any of them holds a sentence together, as in gibberish.

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
    because: It contains characters that people cannot see and models can read.

  - id: disguised-letters
    # A single word may be a slip of somebody with two keyboards; it may as well be the one word that matters.
    when:
      any:
        - { signal: homoglyph-word-count, above: 0 }
        - { signal: lookalike-alphabet-count, above: 0 }
        - { signal: combining-overlay-count, above: 0 }
    decide: quarantine
    because: It contains words in letters that only look like the ones they seem to be.

  - id: private-characters
    when: { signal: private-use-count, above: 0 }
    decide: quarantine
    because: It contains characters without a public meaning, such as icons of a font or a code between two parties.

  # Made by a model

  - id: assistant-traces
    when: { signal: assistant-trace-count, above: 0 }
    decide: quarantine
    because: It contains what an assistant leaves behind, such as its special tokens or a sentence about itself.

  # A blend may want such texts, so they stay, with this label.

  - id: proven-synthetic
    when:
      all:
        - { signal: origin, in: [synthetic, mixed] }
        - { signal: origin-rung, in: [signed, watermarked] }
    decide: admit
    because: A signature or a watermark shows that a model made it or part of it; it is kept, with this label.

  - id: declared-synthetic
    when:
      all:
        - { signal: origin, in: [synthetic, mixed] }
        - { signal: origin-rung, is: declared }
    decide: admit
    because: It or its data set says that a model made it or part of it; it is kept, with this label.

  - id: contradicted-origin
    when: { signal: origin-contradiction, in: [signed, watermarked, declared, traces] }
    decide: quarantine
    because: It is said to be a person's work or older than models, and a signature, a mark, its own words or traces show a model's.

acceptance:
  - id: few-rejected
    count: rejected
    of: records
    at-most: 0.5
    because: When more than half of a corpus is rejected, the corpus or the policy is the wrong one.

  - id: mostly-readable
    count: unreadable
    of: read
    at-most: 0.1
    because: When more than a tenth cannot be read, the input is broken or is not what it seems.
`;
