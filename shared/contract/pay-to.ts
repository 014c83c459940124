import type { Terms } from './event.ts';
import type { Powers } from './event-version.ts';

/** Seconds in which everybody can see where a payee's money is going to go. */
export const redirectDelay = 48n * 3600n;

/** After a cancel that is not funded, the organizer has so long to fund it: contracts/event/src/money/refund.rs. */
export const fundingSeconds = 7n * 86_400n;

/** A freeze takes no time away from anybody: what runs during it ends later by as much of it. Unix seconds. */
export const extended = (
	{ frozenAt, frozenUntil }: Pick<Powers, 'frozenAt' | 'frozenUntil'>,
	since: bigint,
	until: bigint,
): bigint =>
	frozenAt < until && since < frozenUntil
		? until + frozenUntil - (since > frozenAt ? since : frozenAt)
		: until;

/** The address that a payee's money goes to at a time; empty if there is no such payee. */
export function payTo(
	{ terms, powers }: { terms: Pick<Terms, 'payees'>; powers: Powers },
	index: number,
	now: bigint,
): string {
	const redirect = powers.redirects.find((r) => r.payee === index);
	if (redirect && now >= extended(powers, redirect.from - redirectDelay, redirect.from)) return redirect.to;
	return terms.payees[index]?.address ?? '';
}
