import { pointsOf, type TicketFact } from './points-rule.ts';
import { compareBytes, type Leaf, pointsTree } from './points-tree.ts';

/** `root`: as the contract has it; `leaves`: as they were published, in their order. */
export type PublishedPoints = { epoch: number; root: Uint8Array; leaves: Leaf[] };

export type PointsAudit = {
	/** The leaves make the root that is on chain. */
	rootIsMade: boolean;
	/** No member has two leaves. */
	membersOnce: boolean;
	/** Points of all members, and of all tickets by the rule. */
	published: bigint;
	counted: bigint;
};

/** Compares a published root with the contract's, and its sum with what the rule gives for all tickets. */
export function auditPoints(
	{ epoch, root, leaves }: PublishedPoints,
	tickets: readonly TicketFact[],
): PointsAudit {
	const rootIsMade = leaves.length > 0 && compareBytes(pointsTree(leaves, epoch).root, root) === 0;
	const counted = tickets.map(pointsOf).reduce((sum, each) => sum + each.purchase + each.attendance, 0n);
	return {
		rootIsMade,
		membersOnce: new Set(leaves.map(({ member }) => String(member))).size === leaves.length,
		published: leaves.reduce((sum, { points }) => sum + points, 0n),
		counted,
	};
}
