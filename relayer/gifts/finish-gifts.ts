import { and, eq } from 'drizzle-orm';
import { call, ledgerEntries } from '#shared/chain/rpc.ts';
import { serverOf } from '#shared/chain/rpc-server.ts';
import { entryNative, orderKey, readEventState } from '#shared/chain/state/event-state.ts';
import { nowOf } from '#shared/clock.ts';
import { leasedRows } from '#shared/service/leased-rows.server.ts';
import type { Work } from '#shared/service/worker.server.ts';
import { type GiftRow, gifts } from '../models/gifts.ts';
import { orders } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import { applyContacts } from '../orders/name-contacts.ts';
import { hashOf } from '../relayer-seal.ts';
import type { GiftDeps } from './gift-deps.ts';

/** A process may die between any two of these. */
export const giftKillPoints = ['leased', 'read', 'recorded'] as const;
export type GiftKillPoint = (typeof giftKillPoints)[number];

export type FinishDeps = GiftDeps & {
	/** A test ends a worker here. */
	between?: (step: GiftKillPoint) => void | Promise<void>;
};

const atOnce = 4;
const leaseMilliseconds = 30_000;
const pause = 3_000;
/** A gift that nobody signed for is forgotten after this. */
const keptMilliseconds = 7 * 24 * 3_600_000;

/**
 * Looks whether gifts that organizers were given to sign are on chain. One that is there becomes an order with its contact and
 * the message to the guest, in one transaction. The chain shows it, also where another process sent the call or one died meanwhile.
 */
export const finishGifts = (deps: FinishDeps): Work<GiftRow> => ({
	name: 'giving tickets away',
	most: atOnce,
	run: (row) => checkGift(deps, row),
	...leasedRows(deps, { table: gifts, key: [gifts.id], leaseMilliseconds }),
});

async function checkGift(deps: FinishDeps, row: GiftRow): Promise<void> {
	const { db, chain } = deps;
	await deps.between?.('leased');
	// Before the order is read: what is not there then does not land any more.
	const latest = await call(chain.rpcUrl, 'getLatestLedger');
	const isThere = await isMinted(chain.rpcUrl, row);
	await deps.between?.('read');
	if (isThere) {
		const landed = await landedIn(deps, row, latest.sequence);
		await db.transaction((tx) => record(tx, deps, row, landed));
		await deps.between?.('recorded');
		return;
	}
	const mayLand = BigInt(latest.closeTime) <= row.validUntil || latest.sequence < row.validLedger;
	const now = nowOf(deps).getTime();
	const forgotten = row.createdAt.getTime() + keptMilliseconds;
	const isOpen = and(
		eq(gifts.id, row.id),
		eq(gifts.state, 'offered'),
		eq(gifts.validLedger, row.validLedger),
	);
	if (!mayLand && now >= forgotten) await db.delete(gifts).where(isOpen);
	else {
		const wakeAt = new Date(mayLand ? now + pause : forgotten);
		await db.update(gifts).set({ wakeAt }).where(isOpen);
	}
}

async function isMinted(rpcUrl: string, { event, chainOrder, owner }: GiftRow): Promise<boolean> {
	const { version } = await readEventState(rpcUrl, event);
	const key = orderKey(event, chainOrder, version);
	const entry = (await ledgerEntries(rpcUrl, [key])).get(key);
	return entry !== undefined && version.decodeOrder(entryNative(entry)).owner === owner;
}

/** The call that gave it, of those that the organizer was given to sign. */
async function landedIn(
	{ chain }: FinishDeps,
	{ txHashes }: GiftRow,
	latest: number,
): Promise<{ txHash: string; ledger: number }> {
	for (const txHash of txHashes.toReversed()) {
		const answer = await serverOf(chain).getTransaction(txHash);
		if (answer.status === 'SUCCESS') return { txHash, ledger: answer.ledger };
	}
	// The RPC has lost that ledger.
	return { txHash: txHashes.at(-1)!, ledger: latest };
}

/** The guest's order, as if it had been bought for nothing. A repeated call finds the gift given. */
async function record(
	tx: Transaction,
	deps: FinishDeps,
	{ id }: GiftRow,
	landed: { txHash: string; ledger: number },
): Promise<void> {
	const now = nowOf(deps);
	const [gift] = await tx.select().from(gifts).where(eq(gifts.id, id)).for('update');
	if (!gift || gift.state === 'given') return;
	const { event, tier, reference, owner, chainOrder, kind, sealed, language } = gift;
	const [order] = await tx
		.insert(orders)
		.values({
			...{ provider: 'gift', reference, event, tier, qty: 1, amountKes: 0n, amountUsdc: 0n },
			...{ state: 'issued', owner, chainOrder, ...landed, language },
			tokenHash: hashOf(deps.readTokens(reference)),
			holding: false,
			reserved: false,
			holdUntil: now,
			version: 1,
			createdAt: now,
			changedAt: now,
		})
		.returning();
	const contact = { kind, value: deps.seal.open(sealed!) };
	await applyContacts(tx, deps, order!, [contact], language);
	await tx
		.update(gifts)
		.set({ state: 'given', sealed: null, wakeAt: null, endedAt: now })
		.where(eq(gifts.id, id));
	deps.log.info({ event, order: String(order!.no) }, 'a ticket was given away');
}
