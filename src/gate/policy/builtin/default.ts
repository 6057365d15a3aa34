export const DEFAULT_POLICY = `policy: default
version: 1
description: x
rules:
  - id: tiny
    when: { signal: word-count, below: 5 }
    decide: reject
    because: Too short.
acceptance: []
`;
