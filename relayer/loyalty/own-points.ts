import { and, eq, inArray } from 'drizzle-orm';
import { hex } from '#shared/hex.ts';
import type { PointsTree } from '#shared/loyalty/points-tree.ts';
import type { Session } from '#shared/session.server.ts';
import type { PlatformGateway } from '../contacts/platform-gateway.ts';
import { type Earned, type PointRootRow, pointLeaves } from '../models/loyalty.ts';
import type { Database } from '../models/schema.ts';
import { events } from '../models/tiers.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import type { MemberIds } from '../signer.server.ts';
import { accountHolder, contactHolder, walletHolder } from './members-of-orders.ts';
import type { OwnPoints } from './point-schemas.ts';
import { newestRoot } from './point-trees.ts';

type Deps = {
	db: Database;
	seal: RelayerSeal;
	platform: PlatformGateway | null;
	members: MemberIds;
	points: { contract: string; milliseconds: number };
	treeOf(epoch: number): Promise<PointsTree>;
};

type Leaf = { place: number; member: Uint8Array; points: bigint; earned: Earned[] | null };

/**
 * What a person has by the newest root on chain: of the account, of its wallets, and of the numbers and addresses that the
 * person has proved (while the platform is away, without those). A session that a number's code alone began shows nothing of
 * events that were over before: the number may have been another person's.
 */
export async function ownPoints(deps: Deps, session: Session): Promise<OwnPoints> {
	const { db, points, treeOf } = deps;
	const frame = { contract: points.contract, everySeconds: Math.round(points.milliseconds / 1000) };
	const root = await newestRoot(db);
	const nothing = { ...frame, root: null, points: '0', earned: [], hidden: false, leaves: [] };
	if (!root) return nothing;
	const leaves = await leavesOf(deps, root.epoch, await membersOf(deps, session));
	const known = await eventsOf(db, leaves);
	const isShown = ({ event }: Earned) =>
		session.phoneSince === null || (known.get(event)?.endsAt ?? 0n) > BigInt(session.phoneSince);
	const all = leaves.flatMap(({ earned }) => earned ?? []);
	const shown = all.filter(isShown);
	const hidden = shown.length < all.length;
	const tree = leaves.length > 0 && !hidden ? await treeOf(root.epoch) : null;
	const total = hidden
		? BigInt(shown.reduce((sum, { purchase, attendance }) => sum + purchase + attendance, 0))
		: leaves.reduce((sum, leaf) => sum + leaf.points, 0n);
	return {
		...frame,
		root: rootView(root),
		points: String(total),
		earned: byEvent(shown, known),
		hidden,
		leaves: tree
			? leaves.map(({ place, member, points: of }) => ({
					member: hex(member),
					points: String(of),
					proof: tree.proofs[place]!.map(hex),
				}))
			: [],
	};
}

export const rootView = ({ epoch, root, factsLedger, rule, endedAt, createdAt }: PointRootRow) => ({
	epoch,
	root: hex(root),
	ledger: factsLedger,
	rule,
	at: (endedAt ?? createdAt).toISOString(),
});

async function membersOf({ platform, seal, members }: Deps, session: Session): Promise<Uint8Array[]> {
	const proved = platform ? await platform.contactsOf(session.by).catch(() => []) : [];
	const holders = [
		...[...new Set([session.account, session.by])].map(accountHolder),
		...session.wallets.map(walletHolder),
		...proved.map(({ kind, value }) => contactHolder(seal.keyOf(kind, value))),
	];
	return holders.map(members);
}

const leavesOf = ({ db }: Deps, epoch: number, members: Uint8Array[]): Promise<Leaf[]> =>
	db
		.select({
			place: pointLeaves.place,
			member: pointLeaves.member,
			points: pointLeaves.points,
			earned: pointLeaves.earned,
		})
		.from(pointLeaves)
		.where(and(eq(pointLeaves.epoch, epoch), inArray(pointLeaves.member, members)))
		.orderBy(pointLeaves.place);

type Known = Map<string, { name: string; endsAt: bigint }>;

async function eventsOf(db: Database, leaves: Leaf[]): Promise<Known> {
	const named = [...new Set(leaves.flatMap(({ earned }) => (earned ?? []).map(({ event }) => event)))];
	if (named.length === 0) return new Map();
	const rows = await db
		.select({ event: events.event, name: events.name, endsAt: events.endsAt })
		.from(events)
		.where(inArray(events.event, named));
	return new Map(rows.map(({ event, ...rest }) => [event, rest]));
}

/** The latest event first. */
function byEvent(earned: Earned[], known: Known): OwnPoints['earned'] {
	const endOf = (event: string) => known.get(event)?.endsAt ?? 0n;
	return [...Map.groupBy(earned, ({ event }) => event)]
		.toSorted(([a], [b]) => (endOf(a) < endOf(b) ? 1 : -1))
		.map(([event, of]) => ({
			event,
			eventName: known.get(event)?.name ?? '',
			tickets: of.length,
			purchase: of.reduce((sum, { purchase }) => sum + purchase, 0),
			attendance: of.reduce((sum, { attendance }) => sum + attendance, 0),
		}));
}
