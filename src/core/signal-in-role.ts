import { isRole, type Role } from './part.js';

/** `assistant-trace-count.chosen`: the signal measured on the parts with one role. Signal ids have no points. */
export const idInRole = (signal: string, role: Role): string => `${signal}.${role}`;

interface Named {
  readonly id: string;
  readonly title?: string;
  readonly modality?: string;
}

/**
 * The signal with this id; for an id with a role, that signal restricted to the parts with the role. Undefined for an
 * unknown signal or role, and for signals of pictures, which have no parts.
 */
export function signalNamed<S extends Named>(signals: readonly S[], id: string): S | undefined {
  const dot = id.lastIndexOf('.');
  if (dot < 0) return signals.find((signal) => signal.id === id);
  const role = id.slice(dot + 1);
  const signal = signals.find((known) => known.id === id.slice(0, dot));
  if (signal === undefined || !isRole(role) || signal.modality === 'image') return undefined;
  const title = signal.title === undefined ? {} : { title: `${signal.title}, in ${role}` };
  return { ...signal, ...title, id, roles: [role] };
}
