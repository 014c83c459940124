import { and, desc, eq, ne, sql } from 'drizzle-orm';
import { readPointsRoot } from '#shared/chain/state/read-points-root.ts';
import { nowOf } from '#shared/clock.ts';
import { pointsRule } from '#shared/loyalty/points-rule.ts';
import { pointsTree } from '#shared/loyalty/points-tree.ts';
import { pointLeaves, pointRoots } from '../models/loyalty.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { countPoints, type MemberPoints } from './count-points.ts';
import type { LoyaltyDeps } from './loyalty-deps.ts';
import { membersOfOrders } from './members-of-orders.ts';

/** The first number of the lock that one maker holds at a time: "PNTS". */
const lockName = 0x50_4e_54_53;
const leavesAtOnce = 1_000;

/**
 * Counts all points and puts their root on its way, if it is time, none is on its way, and somebody's points changed. Returns
 * its epoch, or null. Any number of processes may try: one makes it. A process that dies before the end made nothing. Throws
 * POINTS_UNREAD or ReadPointsRootError.
 */
export async function makeRoot(deps: LoyaltyDeps): Promise<number | null> {
	const { db, chain, loyalty, members } = deps;
	if (!(await isTime(deps, db))) return null;
	const [onChain, facts] = await Promise.all([readPointsRoot(chain.rpcUrl, loyalty), deps.facts()]);
	return db.transaction(async (tx) => {
		await tx.execute(sql`SELECT pg_advisory_xact_lock(${lockName}, 1)`);
		if (!(await isTime(deps, tx))) return null;
		const counted = countPoints(facts.items, await membersOfOrders(tx, members), members);
		// A row of this epoch that the chain does not have was refused by a chain that is gone.
		const epoch = onChain.epoch + 1;
		const known = await tx.select().from(pointRoots).where(eq(pointRoots.epoch, epoch));
		if (known.length > 0 || counted.length === 0) return null;
		if (await isUnchanged(tx, onChain.epoch, counted)) return null;
		await insertRoot(deps, tx, epoch, facts.ledger, counted);
		return epoch;
	});
}

async function isTime({ clock, milliseconds }: LoyaltyDeps, db: Reader): Promise<boolean> {
	const [last] = await db
		.select({ state: pointRoots.state, createdAt: pointRoots.createdAt })
		.from(pointRoots)
		.orderBy(desc(pointRoots.epoch))
		.limit(1);
	if (!last) return true;
	return last.state !== 'due' && clock.now() - last.createdAt.getTime() >= milliseconds;
}

/** Whether the chain's newest root says the same: its proofs go on, and a root costs a fee. */
async function isUnchanged(db: Reader, epoch: number, counted: MemberPoints[]): Promise<boolean> {
	const leaves = await db
		.select({ member: pointLeaves.member, points: pointLeaves.points })
		.from(pointLeaves)
		.innerJoin(pointRoots, eq(pointRoots.epoch, pointLeaves.epoch))
		// A root that another database set has leaves that nobody here knows.
		.where(and(eq(pointLeaves.epoch, epoch), eq(pointRoots.state, 'done')))
		.orderBy(pointLeaves.place);
	return (
		leaves.length === counted.length &&
		leaves.every(({ member, points }, i) => {
			const now = counted[i]!;
			return points === now.points && Buffer.compare(member, now.member) === 0;
		})
	);
}

async function insertRoot(
	deps: LoyaltyDeps,
	tx: Transaction,
	epoch: number,
	factsLedger: number,
	counted: MemberPoints[],
): Promise<void> {
	const now = nowOf(deps);
	const { root } = pointsTree(counted, epoch);
	await tx.insert(pointRoots).values({
		...{ epoch, root, factsLedger, rule: pointsRule, state: 'due', wakeAt: now, createdAt: now },
		members: counted.length,
		points: counted.reduce((sum, { points }) => sum + points, 0n),
	});
	const leaves = counted.map(({ member, points, earned }, place) => ({
		epoch,
		place,
		member,
		points,
		earned,
	}));
	for (let at = 0; at < leaves.length; at += leavesAtOnce)
		await tx.insert(pointLeaves).values(leaves.slice(at, at + leavesAtOnce));
	await tx
		.update(pointLeaves)
		.set({ earned: null })
		.where(
			and(
				ne(pointLeaves.epoch, epoch),
				sql`${pointLeaves.earned} IS NOT NULL`,
				sql`${pointLeaves.epoch} < ${epoch - 1}`,
			),
		);
}
