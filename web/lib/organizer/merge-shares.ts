import { mergeDraft } from './merge-draft.ts';
import { balanced, withShares } from './payee-shares.ts';

type Content = { payees: { bps: number }[] };

/**
 * Merges two changes of one draft as `mergeDraft` does. The organizer's share is what the others leave, so it is no
 * part that somebody changed: it follows from the merged shares. Null also if those leave the organizer nothing.
 */
export function mergeShares<C extends Content>(base: C, own: C, other: C, platform: number): C | null {
	const [was, mine, theirs] = [base, own, other].map(withoutRemainder) as [C, C, C];
	const merged = mergeDraft(was, mine, theirs);
	if (!merged) return null;
	const shares = merged.payees.map(({ bps }) => bps);
	const fit = balanced(shares, platform);
	if (shares.some((share, i) => i > 0 && share !== fit[i])) return null;
	return withShares(merged, shares, platform);
}

const withoutRemainder = <C extends Content>(content: C): C => ({
	...content,
	payees: content.payees.map((payee, i) => (i === 0 ? { ...payee, bps: 0 } : payee)),
});
