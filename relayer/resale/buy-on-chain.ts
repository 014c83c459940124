import { and, asc, eq, exists, inArray, lte, min, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { type Chain, prepare, send, signWith } from '#shared/chain/submit/invoke.ts';
import type { Clock } from '#shared/clock.ts';
import { buyCustodial } from '#shared/contract/registry-args.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import type { ChannelAccounts } from '#shared/service/channel-accounts.server.ts';
import type { Work } from '#shared/service/worker.server.ts';
import { withdrawals } from '../models/batches.ts';
import { type ListingBuyRow, listingBuys } from '../models/listing-buys.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import type { Database } from '../models/schema.ts';
import { lockOrder, moveOrder } from '../orders/move-order.ts';
import { rolesRefused } from '../settle/refused-roles.ts';
import { authorisedUntil } from '../settle/sign-batch.ts';
import type { Signer } from '../signer.server.ts';
import { type BuyStep, decideBuy } from './decide-buy.ts';
import { giveBackListing, recordSale } from './end-listing.ts';
import { findSale } from './find-sale.ts';
import { type ListingReading, readListing } from './read-listing.ts';

/** A process may die between any two of these. */
type BuyStepName = 'read' | 'stored' | 'sent' | 'recorded';

export type BuyDeps = {
	db: Database;
	chain: Chain;
	registry: string;
	signer: Signer;
	/** Accounts that submit purchases; they belong to the one process that works them. */
	channels: ChannelAccounts;
	clock: Clock;
	log: Logger;
	versions?: EventVersions;
	/** A test ends a worker here. */
	step?: (name: BuyStepName) => void | Promise<void>;
};

/** A purchase of a listed ticket, with its order, which is paid. */
type Due = ListingBuyRow & { order: OrderRow };

/** Longer than a call may take to land. */
const leaseMilliseconds = 180_000;
const [shortest, longest] = [1_000, 10_000];
/** A payer has the ticket by then, or gets the money back. */
const patienceMilliseconds = 10 * 60_000;
/** A minute and a half: after it the money of a ticket that is gone is free. */
const authLedgers = 18;

const nowOf = ({ clock }: BuyDeps): Date => new Date(clock.now());

/**
 * Buys listed tickets that were paid for in shillings, with the treasury's USDC. The chain is read first: the ticket's owner
 * shows whether it is bought, by whichever call. The call is stored before it is sent.
 */
export const buyOnChain = (deps: BuyDeps): Work<Due> => ({
	name: 'buying listed tickets',
	most: deps.channels.keys.length,
	claim: (limit) => claim(deps, limit),
	run: (row) => advance(deps, row),
	async nextAt() {
		const [row] = await deps.db
			.select({ at: min(listingBuys.wakeAt) })
			.from(listingBuys)
			.where(isPaid(deps.db));
		return row?.at?.getTime() ?? null;
	},
});

const isPaid = (db: Database) =>
	exists(
		db
			.select({ no: orders.no })
			.from(orders)
			.where(and(eq(orders.no, listingBuys.orderNo), inArray(orders.state, ['paid', 'issuing']))),
	);

async function claim({ db, clock }: BuyDeps, limit: number): Promise<Due[]> {
	const now = new Date(clock.now());
	const due = db
		.select({ no: listingBuys.orderNo })
		.from(listingBuys)
		.where(and(lte(listingBuys.wakeAt, now), isPaid(db)))
		.orderBy(asc(listingBuys.wakeAt))
		.limit(limit)
		.for('update', { skipLocked: true });
	const rows = await db
		.update(listingBuys)
		.set({
			wakeAt: new Date(now.getTime() + leaseMilliseconds),
			startedAt: sql`coalesce(${listingBuys.startedAt}, ${now}::timestamptz)`,
		})
		.where(inArray(listingBuys.orderNo, due))
		.returning();
	const numbers = rows.map(({ orderNo }) => orderNo);
	const found = numbers.length > 0 ? await db.select().from(orders).where(inArray(orders.no, numbers)) : [];
	return rows.map((row) => ({ ...row, order: found.find(({ no }) => no === row.orderNo)! }));
}

async function advance(deps: BuyDeps, row: Due): Promise<void> {
	const { order } = row;
	try {
		const reading = await readListing(deps, order.event, order.listing!);
		await deps.step?.('read');
		await take(deps, row, decideBuy(reading.facts, await purchaseOf(deps, row, reading)), reading);
	} catch (error) {
		await failed(deps, row, error);
	}
}

async function purchaseOf(deps: BuyDeps, row: Due, { facts, ledger }: ListingReading) {
	const { price, seller, envelope, validUntil, startedAt, order } = row;
	const isSent = envelope !== null && facts.now <= validUntil!;
	const [asked] = await deps.db.select().from(withdrawals).where(eq(withdrawals.orderNo, order.no));
	return {
		owner: order.owner,
		price,
		seller,
		isSent,
		mayLand: isSent || ledger < row.authorisedUntil,
		withdrawn: asked !== undefined,
		overdue: deps.clock.now() - startedAt!.getTime() >= patienceMilliseconds,
	};
}

async function take(deps: BuyDeps, row: Due, step: BuyStep, reading: ListingReading): Promise<void> {
	const { db, chain, log } = deps;
	const { order } = row;
	switch (step.do) {
		case 'record': {
			const of = { event: order.event, ticket: order.listing!, to: order.owner };
			const since = row.sinceLedger ?? reading.ledger;
			const sale = await findSale(chain.rpcUrl, { ...of, since }, reading.state.version);
			await db.transaction((tx) => recordSale(tx, order.no, sale, reading.facts.resales, nowOf(deps)));
			await deps.step?.('recorded');
			return log.info(
				{ order: order.reference, ticket: String(order.listing), ...sale, price: String(sale.price) },
				'a listed ticket is bought',
			);
		}
		case 'giveBack':
			await db.transaction((tx) => giveBackListing(tx, order.no, step.reason, nowOf(deps)));
			return log.info({ order: order.reference, reason: step.reason }, 'a listed ticket is not bought');
		case 'wait':
			return later(deps, row, step.code);
		case 'resend':
			await send(chain, row.envelope!, { failures: reading.failures });
			return advance(deps, row);
		case 'buy':
			await buy(deps, row, reading);
			return advance(deps, row);
		default:
			return step satisfies never;
	}
}

/** Signs, stores and sends the call, and waits for its ledger. */
async function buy(deps: BuyDeps, row: Due, reading: ListingReading): Promise<void> {
	const { chain, channels, signer, registry } = deps;
	const { state, failures, ledger } = reading;
	const keys = { relayer: signer.relayer.publicKey(), treasury: signer.treasury.publicKey() };
	const refused = rolesRefused(reading.registry, keys);
	if (refused) throw new PassaError(refused, 'the registry takes no call of our keys now');
	const { order, price, royalty } = row;
	const wanted = { event: order.event, ticket: order.listing!, price, royalty, to: order.owner };
	const seller = row.fromCustody ? null : row.seller;
	const by = { usdc: state.config.usdc, treasury: keys.treasury };
	const { operation, signatures } = buyCustodial(registry, { ...wanted, seller }, by);
	const signers = [signer.relayer, signer.treasury];
	const signs = new Map([
		[keys.relayer, signatures.relayer],
		[keys.treasury, signatures.treasury],
	]);
	await channels.withAccount(async (account) => {
		const call = { chain, source: account.publicKey(), operation, signers, signatures: signs, failures };
		const { transaction } = await prepare({ ...call, authLedgers });
		const envelope = await signWith(account, chain.passphrase)(transaction.toEnvelope().toXdr('base64'));
		await store(deps, row, {
			envelope,
			validUntil: BigInt(transaction.timeBounds!.maxTime),
			authorisedUntil: Math.max(row.authorisedUntil, authorisedUntil(envelope, chain.passphrase)),
			sinceLedger: row.sinceLedger ?? ledger,
		});
		await deps.step?.('stored');
		await send(chain, envelope, { failures });
	});
	await deps.step?.('sent');
}

/** Only the row as it was read: throws where another process took it over, or a person moved its order. */
const untouched = ({ orderNo, attempts }: ListingBuyRow) =>
	and(eq(listingBuys.orderNo, orderNo), eq(listingBuys.attempts, attempts));

async function store(
	deps: BuyDeps,
	row: Due,
	change: Pick<ListingBuyRow, 'envelope' | 'validUntil' | 'authorisedUntil' | 'sinceLedger'>,
): Promise<void> {
	const kept = await deps.db.transaction(async (tx) => {
		const order = await lockOrder(tx, row.orderNo);
		if (order.state === 'paid') await moveOrder(tx, order, 'issuing', nowOf(deps));
		else if (order.state !== 'issuing') return undefined;
		const [updated] = await tx
			.update(listingBuys)
			.set({ ...change, waitsFor: null, attempts: row.attempts + 1 })
			.where(untouched(row))
			.returning();
		return updated;
	});
	if (!kept)
		throw new PassaError('RPC_ERROR', 'another process works on this purchase, or its order was moved');
	Object.assign(row, kept);
}

async function later(deps: BuyDeps, row: Due, waitsFor: string, change = {}): Promise<void> {
	const age = deps.clock.now() - row.startedAt!.getTime();
	const wakeAt = new Date(deps.clock.now() + Math.min(longest, Math.max(shortest, age / 10)));
	await deps.db
		.update(listingBuys)
		.set({ waitsFor, wakeAt, ...change })
		.where(untouched(row));
}

/** Nobody knows what became of the call, or another node may still take it. */
const unknown: string[] = [
	...['TRANSACTION_PENDING', 'NETWORK_BUSY', 'NOT_ACCEPTED', 'INSUFFICIENT_XLM', 'ACCOUNT_UNKNOWN'],
	...['HISTORY_CUT'],
];
const isUnknown = (code: string): boolean => code.startsWith('RPC_') || unknown.includes(code);

/** What the network has refused in a ledger, or can take no more, may be followed by another call at once. */
async function failed(deps: BuyDeps, row: Due, error: unknown): Promise<void> {
	const code = error instanceof PassaError ? error.code : 'RPC_ERROR';
	const { order, attempts } = row;
	if (row.waitsFor !== code)
		deps.log.warn(
			{ order: order.reference, attempts, code, message: (error as Error).message },
			'not bought yet',
		);
	await later(deps, row, code, isUnknown(code) ? {} : { envelope: null, validUntil: null });
}
