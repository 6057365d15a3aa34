import { INFERRED_SYNTHETIC } from '../../inferred/share/inferred-answer.js';
import type { EvidenceKind } from './kind.js';

/** Flagged by the given calibration. A record that is not flagged gives no evidence. */
export const detectors: EvidenceKind = {
  id: 'detectors',
  rung: 'inferred',
  version: INFERRED_SYNTHETIC.version,
  title: 'calibrated detectors',
  signals: [],
  read: ({ members }) => {
    for (let at = 0; at < members.length; at++) {
      const { metric, role, value } = members[at]!;
      if (metric !== INFERRED_SYNTHETIC.id || role !== 'flagged') continue;
      return {
        origin: 'synthetic',
        detail: value === null ? 'flagged' : `flagged, p ${value.toPrecision(2)}`,
      };
    }
    return null;
  },
};
