import { and, eq, sql } from 'drizzle-orm';
import { call } from '#shared/chain/rpc.ts';
import { type EventState, failuresOf, readEventState } from '#shared/chain/state/event-state.ts';
import { mayLand } from '#shared/chain/submit/may-land.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import { registryArgs } from '#shared/contract/registry-args.ts';
import { PassaError } from '#shared/errors.ts';
import { callWrite } from '#shared/service/channel-accounts.server.ts';
import type { Database, Reader } from '../models/schema.ts';
import { events, quotaReturns, type TierRow, tiers } from '../models/tiers.ts';
import { unsoldBecause } from '../orders/price.ts';
import { type Allocating, isRefused, mayReturn } from './allocate-quotas.ts';

type Returning = Allocating & {
	/** A test ends a worker here: after the call is stored, and before it is sent. */
	between?: () => void;
};
type ReturnRow = typeof quotaReturns.$inferSelect;

const isRow = (table: typeof tiers | typeof quotaReturns, { event, tier }: Pick<TierRow, 'event' | 'tier'>) =>
	and(eq(table.event, event), eq(table.tier, tier));

/**
 * Gives seats back to wallets that nobody can pay for in shillings: the price is off the rate or above every rail's limit,
 * or the sale ends within a hold. Seats of open orders stay. Repeating it, in any process, returns nothing twice.
 */
export async function returnQuotas(options: Returning): Promise<void> {
	for (const tier of await findUnsold(options)) {
		await startReturn(options, tier).catch((error) => warn(options, tier, error));
	}
	const rows = await options.db.select().from(quotaReturns);
	if (rows.length === 0 || (await isRefused(options))) return;
	for (const row of rows) await advance(options, row).catch((error) => warn(options, row, error));
}

const warn = ({ log }: Returning, { event, tier }: { event: string; tier: number }, error: PassaError) =>
	log.warn({ event, tier, code: error.code, message: error.message }, 'seats are not back with wallets yet');

/** Tiers that are not sold for shillings, and have seats that no order holds. */
async function findUnsold({ db, selling, clock }: Returning): Promise<TierRow[]> {
	const idle = await db.select().from(tiers).where(sql`${tiers.allocated} > ${tiers.sold} + ${tiers.held}`);
	const now = new Date(clock.now());
	return idle.filter((tier) => !['SALE_NOT_OPEN', null].includes(unsoldBecause(tier, selling, now)));
}

/** Takes the seats out of what is offered. From here on no order can hold them. */
async function startReturn({ db, chain, selling, clock, unsold }: Returning, tier: TierRow): Promise<void> {
	const state = await readEventState(chain.rpcUrl, tier.event);
	const onChain = state.counters.tiers[tier.tier]!.fiatAllocated;
	const why = unsoldBecause(tier, selling, new Date(clock.now()))!;
	const isReturned = await db.transaction(async (tx) => {
		const [row] = await tx.select().from(tiers).where(isRow(tiers, tier)).for('update');
		const [open] = await tx.select().from(quotaReturns).where(isRow(quotaReturns, tier));
		// Another process returns them, or this reading is older than its last one.
		if (open || row!.allocatedLedger > state.ledger) return false;
		const needed = row!.sold + row!.held;
		const n = onChain - needed;
		const allocated = Math.min(onChain, needed);
		await tx.update(tiers).set({ allocated, allocatedLedger: state.ledger }).where(isRow(tiers, tier));
		if (n <= 0) return false;
		await tx.insert(quotaReturns).values({ event: tier.event, tier: tier.tier, n });
		if (!mayReturn(why)) return false;
		// A process with another rate, or another rail, sets them aside again.
		await tx.update(events).set({ allocated: false }).where(eq(events.event, tier.event));
		return true;
	});
	if (isReturned) unsold.add(tier.event);
}

/** Finishes a return that the chain shows, or makes its call once more if the one before can no longer land. */
async function advance(options: Returning, row: ReturnRow): Promise<void> {
	const { db, chain, log } = options;
	// Reads the ledger first: everything read afterwards is at least as new.
	const latest = await call<{ sequence: number; closeTime: string }>(chain.rpcUrl, 'getLatestLedger');
	const seen = { ledger: latest.sequence, closeTime: BigInt(latest.closeTime) };
	const state = await readEventState(chain.rpcUrl, row.event);
	const isOpen = await finish(db, row, state);
	if (!isOpen) return log.info({ event: row.event, tier: row.tier, n: row.n }, 'seats are back with wallets');
	if (mayLand(row, seen, chain.passphrase)) return;
	await submit(options, row, state);
	await finish(db, row, await readEventState(chain.rpcUrl, row.event));
}

/** Deletes the row if the chain shows the seats with wallets. Returns whether they are still on their way. */
async function finish(db: Database, row: ReturnRow, { counters, ledger }: EventState): Promise<boolean> {
	return db.transaction(async (tx) => {
		const [tier] = await tx.select().from(tiers).where(isRow(tiers, row)).for('update');
		if (tier!.allocatedLedger > ledger) return true;
		const isBack = counters.tiers[row.tier]!.fiatAllocated < tier!.allocated + row.n;
		if (!isBack) return true;
		await tx.delete(quotaReturns).where(isRow(quotaReturns, row));
		await tx.update(tiers).set({ allocatedLedger: ledger }).where(isRow(tiers, row));
		return false;
	});
}

/** The call is stored before it is sent. A process that finds it waits until it can no longer land. */
async function submit(options: Returning, row: ReturnRow, state: EventState): Promise<void> {
	const { db, chain, registry, relayer, channels } = options;
	const { event, tier, n } = row;
	const operation = contractCall(registry, 'deallocate', registryArgs('deallocate', { event, tier, n }));
	const failures = failuresOf(event, state);
	const write = callWrite(chain, operation, { signers: [relayer], failures });
	await channels.submit({
		failures,
		async build(source, attempt) {
			const transaction = await write.build(source, attempt);
			const envelope = transaction.toEnvelope().toXdr('base64');
			const validUntil = BigInt(transaction.timeBounds!.maxTime);
			await store(db, row, { envelope, validUntil });
			options.between?.();
			return transaction;
		},
	});
}

/** Throws LEASE_LOST if another process has stored a call meanwhile: then this one must not be sent. */
async function store(
	db: Reader,
	row: ReturnRow,
	built: Pick<ReturnRow, 'envelope' | 'validUntil'>,
): Promise<void> {
	const { attempts } = row;
	const [kept] = await db
		.update(quotaReturns)
		.set({ ...built, attempts: attempts + 1 })
		.where(and(isRow(quotaReturns, row), eq(quotaReturns.n, row.n), eq(quotaReturns.attempts, attempts)))
		.returning({ attempts: quotaReturns.attempts });
	if (!kept) throw new PassaError('LEASE_LOST', 'another process took this row over');
}
