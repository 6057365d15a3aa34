/** Rules of conversations, exercises and pairs that the built-in policies share, as YAML. */
export const CONVERSATION_RULES = `  # Conversations, exercises and pairs

  - id: equal-pair
    when: { signal: preference-contrast, is: equal }
    decide: reject
    because: The chosen and the rejected answer are equal, so there is nothing to prefer.

  - id: empty-answer
    when: { signal: empty-answer-count, above: 0 }
    decide: quarantine
    because: An answer is empty.

  - id: unanswered
    when: { signal: last-turn, is: user }
    decide: quarantine
    because: The last turn is the user's, so there is no answer to learn from.

  - id: turns-out-of-order
    when: { signal: turn-order, not-in: [alternating] }
    decide: quarantine
    because: Users and assistants do not speak in turn.

  - id: broken-tool-call
    when: { signal: broken-tool-call-count, above: 0 }
    decide: quarantine
    because: The arguments of a tool call are not JSON.

  - id: truncated-answer
    when: { signal: truncated-answer-count, above: 0 }
    decide: quarantine
    because: An answer stops in open code or in the middle of a sentence.

  - id: template-tokens-in-answer
    when: { signal: template-token-in-answer-count, above: 0 }
    decide: quarantine
    because: An answer contains special tokens of a chat template, which a trainer adds itself.

`;
