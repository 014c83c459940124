import type { DraftContent, DraftProblem } from '#platform/client.ts';

const opened = ['PAYEE_ACCOUNT_MISSING', 'PAYEE_NO_TRUST_LINE'];

/** Warnings without those that the demo wallet (address `demo`) mends itself when it publishes. */
export const openWarnings = (
	warnings: DraftProblem[],
	payees: DraftContent['payees'],
	demo: string | null,
): DraftProblem[] =>
	warnings.filter(({ path, code }) => {
		const own = path === 'payees.0.address' && demo !== null && payees[0]?.address === demo;
		return !(own && opened.includes(code));
	});
