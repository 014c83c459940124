import type { PassVerifier } from '#shared/pass/verify-pass.ts';
import type { PassDeps } from '../passes/pass-deps.ts';

export type GateDeps = Pick<PassDeps, 'db' | 'clock' | 'chain' | 'log' | 'passes' | 'seal'> & {
	/** Device keys of certificates that this process has verified. */
	verified: PassVerifier['verified'];
};
