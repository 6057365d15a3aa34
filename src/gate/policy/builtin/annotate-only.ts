import { DEFAULT_POLICY } from './default.js';

/** The default policy's rules with every decision replaced by `admit`. Generated, so that the two stay the same. */
export const ANNOTATE_ONLY_POLICY =
  `# Admits every record, with the reasons for which the default policy would quarantine or reject it.
policy: annotate-only
version: 1
description: >-
  Admits every record, with the reasons for which the default policy would have quarantined or rejected it.

${DEFAULT_POLICY.slice(DEFAULT_POLICY.indexOf('rules:'), DEFAULT_POLICY.indexOf('acceptance:')).replaceAll(
  /^( +decide: )(?:quarantine|reject)$/gm,
  '$1admit',
)}`.trimEnd();
