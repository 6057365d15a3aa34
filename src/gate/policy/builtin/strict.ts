import { DEFAULT_POLICY } from './default.js';
export const STRICT_POLICY = DEFAULT_POLICY;
