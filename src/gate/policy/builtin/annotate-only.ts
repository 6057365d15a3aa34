import { DEFAULT_POLICY } from './default.js';

/** The default policy's rules with every decision turned into `admit`, so that the two never drift apart. */
export const ANNOTATE_ONLY_POLICY =
  `# Admits every record and writes down what the default policy would have objected to.
policy: annotate-only
version: 1
description: >-
  Takes nothing out. Every record is admitted, with the reasons for which the default policy would have
  quarantined or rejected it.

${DEFAULT_POLICY.slice(DEFAULT_POLICY.indexOf('rules:'), DEFAULT_POLICY.indexOf('acceptance:')).replaceAll(
  /^( +decide: )(?:quarantine|reject)$/gm,
  '$1admit',
)}`.trimEnd();
