/** Of all that is paid, in basis points. */
export const whole = 10_000;
/** The contract refuses a payee with nothing. */
const least = 1;

/**
 * Shares as an organizer sets them: the organizer's own first, which is always what the others and the platform leave.
 * So they sum to the whole whatever is typed, and nobody can be given what is not there.
 */
export function balanced(bps: number[], platform: number): number[] {
	const [, ...others] = bps;
	let room = whole - platform - least;
	const given = others.map((share) => {
		const fits = Math.max(0, Math.min(whole, Math.trunc(share), room));
		room -= fits;
		return fits;
	});
	return [room + least, ...given];
}

/** Payee `i`, who is not the organizer, gets as much of `wanted` as the others leave. */
export function withShare(bps: number[], i: number, wanted: number, platform: number): number[] {
	const fits = Math.max(0, Math.min(Math.trunc(wanted), mostFor(bps, i, platform)));
	return balanced(bps.with(i, fits), platform);
}

/** The most that payee `i` can have while the others keep theirs and the organizer keeps something. */
export function mostFor(bps: number[], i: number, platform: number): number {
	const taken = bps.reduce((n, share, k) => (k === 0 || k === i ? n : n + share), platform);
	return Math.max(0, whole - least - taken);
}

/** What a payee who was just added begins with: a tenth, or less where less is left. */
export const firstShare = (bps: number[], platform: number): number =>
	Math.min(1000, mostFor([...bps, 0], bps.length, platform));

/** 1250 → "12.5": what a percent field shows. */
export const percentText = (bps: number): string => String(bps / 100);

/** "12.5", "12,50 %" → 1250; null where it is no percentage of at most two places. */
export function parsePercent(text: string): number | null {
	const parts = /^\s*(\d{1,3})(?:[.,](\d{0,2}))?\s*%?\s*$/.exec(text);
	if (!parts) return null;
	const bps = Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'));
	return bps > whole ? null : bps;
}

type Shared = { payees: { bps: number }[]; policy: { commissionCapBps: number } };

/** A draft with these shares. What creators may earn comes out of the organizer's share, so it cannot be more. */
export function withShares<C extends Shared>(content: C, bps: number[], platform: number): C {
	const fit = balanced(bps, platform);
	const cap = Math.min(content.policy.commissionCapBps, fit[0]!);
	return {
		...content,
		payees: content.payees.map((payee, i) => ({ ...payee, bps: fit[i] ?? 0 })),
		policy: { ...content.policy, commissionCapBps: cap },
	};
}
