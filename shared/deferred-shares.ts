import type { Metadata } from './metadata.ts';

/** The part of a payee that Passa keeps for somebody. `bps`: basis points of the event's money. */
export type DeferredShare = { name: string; role: string; bps: number };

/**
 * Whose money a payee's address keeps. Only the shares at `payouts`, Passa's own account, are held: anybody may write
 * `held` into a document, beside any address.
 */
export const deferredShares = (
	payee: Metadata['payees'][number] | undefined,
	address: string,
	payouts: string | null,
): DeferredShare[] =>
	address === payouts ? (payee?.held ?? []).map(({ name, role, bps }) => ({ name, role, bps })) : [];
