import type { GateAtEvent } from './entry-facts.ts';

/** Odd, so that it keeps neighbours apart; from the golden ratio, as in Fibonacci hashing. */
const factor = 0x9e3779b97f4a7c15n;

/**
 * The one gate where a ticket enters while gates are offline and divided. All devices find the same, from the gates that
 * admit its tier. Null where no gate does.
 */
export function gateOfTicket(
	ticket: bigint,
	tier: number,
	gates: readonly GateAtEvent[],
): GateAtEvent | null {
	const admitting = gates.filter(({ tiers }) => tiers === null || tiers.includes(tier));
	if (admitting.length === 0) return null;
	admitting.sort((a, b) => (a.id < b.id ? -1 : 1));
	const mixed = BigInt.asUintN(64, ticket * factor) >> 32n;
	return admitting[Number(mixed % BigInt(admitting.length))]!;
}
