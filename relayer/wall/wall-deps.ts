import type { PassDeps } from '../passes/pass-deps.ts';

export type WallDeps = Pick<PassDeps, 'db' | 'clock' | 'seal' | 'platform' | 'chain' | 'log' | 'passes'>;
