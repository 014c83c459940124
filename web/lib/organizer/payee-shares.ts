/** All that is paid, in basis points. */
export const wholeBps = 10_000;
/** In basis points: the contract refuses a payee with no share. */
const minShare = 1;

/**
 * Shares as an organizer sets them, in basis points. The first is the organizer's, and always the remainder. So the
 * shares sum to the whole at every keystroke, and nobody gets more than is left.
 */
export function balanced(bps: number[], platform: number): number[] {
	const [, ...others] = bps;
	let room = wholeBps - platform - minShare;
	const given = others.map((share) => {
		const fits = Math.max(0, Math.min(wholeBps, Math.trunc(share), room));
		room -= fits;
		return fits;
	});
	return [room + minShare, ...given];
}

/** Gives payee `i` (not 0, the organizer) the wanted share, or what the others leave of it. */
export function withShare(bps: number[], i: number, wanted: number, platform: number): number[] {
	const fits = Math.max(0, Math.min(Math.trunc(wanted), mostFor(bps, i, platform)));
	return balanced(bps.with(i, fits), platform);
}

/** The largest share of payee `i` while the others keep theirs and the organizer keeps the minimum. */
export function mostFor(bps: number[], i: number, platform: number): number {
	const taken = bps.reduce((n, share, k) => (k === 0 || k === i ? n : n + share), platform);
	return Math.max(0, wholeBps - minShare - taken);
}

/** The share of a newly added payee: a tenth, or what is left of it. */
export const firstShare = (bps: number[], platform: number): number =>
	Math.min(1000, mostFor([...bps, 0], bps.length, platform));

/** 1250 → "12.5": what a percent field shows. */
export const percentText = (bps: number): string => String(bps / 100);

type Shared = { payees: { bps: number }[] };

/** A draft with these shares. */
export function withShares<C extends Shared>(content: C, bps: number[], platform: number): C {
	const fit = balanced(bps, platform);
	return { ...content, payees: content.payees.map((payee, i) => ({ ...payee, bps: fit[i] ?? 0 })) };
}
