import { and, asc, eq, inArray, isNull, lte, min } from 'drizzle-orm';
import type { Logger } from 'pino';
import { ticketId } from '#shared/chain/state/ids.ts';
import { type Chain, prepare } from '#shared/chain/submit/invoke.ts';
import type { Clock } from '#shared/clock.ts';
import { listCustodial, unlistCustodial } from '#shared/contract/registry-args.ts';
import { royaltyOf } from '#shared/contract/resale.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { isPromiseTooDear } from '#shared/fair-price.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import type { ChannelAccounts } from '#shared/service/channel-accounts.server.ts';
import type { Work } from '#shared/service/worker.server.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import type { Database } from '../models/schema.ts';
import { type TicketRefundRow, ticketRefunds } from '../models/ticket-refunds.ts';
import { notifyOrder } from '../orders/notify-order.ts';
import { askToEndSale, endSale } from '../payments/end-sale.ts';
import { recordSold } from '../payments/record-sold.ts';
import { again, mayStillLand, store, untouched } from '../refunds/chain-part.ts';
import { listedPrice, type OrderReading, readOrder } from '../refunds/read-order.ts';
import { rolesRefused } from '../settle/refused-roles.ts';
import type { Signer } from '../signer.server.ts';
import { decideSale, type SaleStep } from './decide-sale.ts';
import { findSold } from './find-sold.ts';

/** A process may die between any two of these. */
export const sellSteps = ['read', 'stored', 'sent', 'recorded'] as const;
export type SellStep = (typeof sellSteps)[number];

export type SellDeps = {
	db: Database;
	chain: Chain;
	registry: string;
	signer: Signer;
	channels: ChannelAccounts;
	clock: Clock;
	log: Logger;
	/** Today's: a promise of more than the USDC is worth ends. */
	rate: KesRate;
	versions?: EventVersions;
	/** A test ends a worker here. */
	step?: (name: SellStep) => void | Promise<void>;
};

type Due = TicketRefundRow & { order: OrderRow; reversed: boolean };
/** `ticket`: its id on chain. */
type Seen = OrderReading & { ticket: bigint; index: number; price: bigint | null };

const leaseMilliseconds = 180_000;
const restMilliseconds = 10_000;
const [shortest, longest] = [2_000, 120_000];

/** The contract's last word on an offer: trying again changes nothing. */
const final: string[] = [
	...[
		'TICKET_UNKNOWN',
		'TICKET_USED',
		'TICKET_REFUNDED',
		'TICKET_COMPLIMENTARY',
		'RESALES_OFF',
		'RESALE_LIMIT',
	],
	...[
		'TRANSFERS_FROZEN',
		'PRICE_ABOVE_CAP',
		'EVENT_CANCELLED',
		'EVENT_TOO_OLD',
		'EVENT_NOT_OURS',
		'CALL_FAILED',
	],
];

const nowOf = ({ clock }: SellDeps): Date => new Date(clock.now());
const isSale = eq(ticketRefunds.kind, 'sale');

/**
 * The chain's part of sales from custody: offers a ticket, watches for its buyer, takes it off sale. The chain is read first,
 * and a call is stored before it is sent; another one is made only where that one can no longer land.
 */
export const sellOnChain = (deps: SellDeps): Work<Due> => ({
	name: 'selling tickets in custody',
	most: deps.channels.keys.length,
	claim: (limit) => claim(deps, limit),
	run: (row) => advance(deps, row),
	async nextAt() {
		const [row] = await deps.db
			.select({ at: min(ticketRefunds.wakeAt) })
			.from(ticketRefunds)
			.where(isSale);
		return row?.at?.getTime() ?? null;
	},
});

async function claim(deps: SellDeps, limit: number): Promise<Due[]> {
	const now = nowOf(deps);
	const due = deps.db
		.select({ id: ticketRefunds.id })
		.from(ticketRefunds)
		.where(and(isSale, eq(ticketRefunds.state, 'requested'), lte(ticketRefunds.wakeAt, now)))
		.orderBy(asc(ticketRefunds.wakeAt))
		.limit(limit)
		.for('update', { skipLocked: true });
	const rows = await deps.db
		.update(ticketRefunds)
		.set({ wakeAt: new Date(now.getTime() + leaseMilliseconds) })
		.where(inArray(ticketRefunds.id, due))
		.returning();
	if (rows.length === 0) return [];
	const numbers = rows.map(({ orderNo }) => orderNo);
	const [bought, paid] = await Promise.all([
		deps.db.select().from(orders).where(inArray(orders.no, numbers)),
		deps.db
			.select()
			.from(payments)
			.where(and(inArray(payments.orderNo, numbers), eq(payments.state, 'applied'))),
	]);
	return rows.map((row) => ({
		...row,
		order: bought.find(({ no }) => no === row.orderNo)!,
		reversed: paid.find(({ orderNo }) => orderNo === row.orderNo)?.reversedAt != null,
	}));
}

async function advance(deps: SellDeps, row: Due): Promise<void> {
	try {
		const seen = await see(deps, row);
		await deps.step?.('read');
		const isAlive = mayStillLand(row, seen, deps.chain.passphrase);
		const step = decideSale(
			{
				now: seen.closeTime,
				cancelled: seen.state.counters.cancelled,
				freezeAt: seen.state.terms.policy.freeze_at,
				price: seen.price,
				ticket: seen.tickets[seen.index]!,
			},
			{
				price: row.priceUsdc!,
				resales: row.order.resales,
				wasListed: row.listedAt !== null,
				endsFor: row.endsFor,
				mayLand: isAlive,
			},
		);
		await take(deps, row, step, seen);
	} catch (error) {
		await failed(deps, row, error);
	}
}

async function see(deps: SellDeps, { event, chainOrder, mask, sinceLedger }: Due): Promise<Seen> {
	const { rpcUrl } = deps.chain;
	const reading = await readOrder(deps, event, chainOrder);
	const [index] = indexesOf(mask);
	const ticket = ticketId(chainOrder, index!);
	// A node that is behind may show the ticket as it was before it was offered.
	if (!reading || (sinceLedger !== null && reading.ledger < sinceLedger))
		throw new PassaError('RPC_BEHIND', `the node does not show order ${chainOrder} as it is now`);
	const { state } = reading;
	const price = reading.tickets[index!]!.listed ? await listedPrice(rpcUrl, event, ticket, state) : null;
	return { ...reading, ticket, index: index!, price };
}

async function take(deps: SellDeps, row: Due, step: SaleStep, seen: Seen): Promise<void> {
	switch (step.do) {
		case 'sold':
			return record(deps, row, seen);
		case 'end': {
			const isCancelled = seen.state.counters.cancelled;
			const ended = { reason: step.reason, isCancelled };
			await deps.db.transaction((tx) => endSale(tx, row.id, ended, nowOf(deps)));
			await deps.step?.('recorded');
			return deps.log.info({ sale: row.id, reason: step.reason }, 'a ticket is off sale');
		}
		case 'rest':
			return rest(deps, row, seen);
		case 'wait':
			return later(deps, row, row.waitsFor, shortest);
		case 'list':
		case 'unlist': {
			Object.assign(row, await again(deps, row));
			if (step.do === 'unlist') await noteListed(deps, row, seen);
			await send(deps, row, step.do, seen);
			return advance(deps, row);
		}
		default:
			return step satisfies never;
	}
}

async function record(deps: SellDeps, row: Due, { state, ticket, ledger }: Seen): Promise<void> {
	const { event, order, priceUsdc } = row;
	const since = row.sinceLedger ?? order.ledger ?? ledger;
	const of = { event, ticket, seller: order.owner, since };
	const found = await findSold(deps.chain.rpcUrl, of, state.version);
	const paid = priceUsdc! - royaltyOf(priceUsdc!, state.terms.policy.royalty_bps);
	await deps.db.transaction((tx) => recordSold(tx, row.id, { ...found, paid }, nowOf(deps)));
	await deps.step?.('recorded');
	deps.log.info({ sale: row.id, ticket: String(ticket), ...found }, 'a ticket in custody is sold');
}

/** It is for sale. What happens now is in this ledger or a later one. */
async function rest(deps: SellDeps, row: Due, seen: Seen): Promise<void> {
	await noteListed(deps, row, seen);
	const { royalty_bps } = seen.state.terms.policy;
	const net = row.priceUsdc! - royaltyOf(row.priceUsdc!, royalty_bps);
	const isTooDear = isPromiseTooDear(row.amountKes, net, deps.rate);
	const ends = row.reversed ? 'MONEY_REVERSED' : isTooDear ? 'RATE_MOVED' : null;
	if (ends) return deps.db.transaction((tx) => askToEndSale(tx, row, ends, nowOf(deps)));
	return later(deps, row, null, restMilliseconds, restMilliseconds);
}

async function noteListed(deps: SellDeps, row: Due, { ledger }: Seen): Promise<void> {
	const now = nowOf(deps);
	await deps.db.transaction(async (tx) => {
		const first = await tx
			.update(ticketRefunds)
			.set({ listedAt: now, envelope: null, validUntil: null })
			.where(and(untouched(row), isNull(ticketRefunds.listedAt)))
			.returning({ id: ticketRefunds.id });
		await tx.update(ticketRefunds).set({ sinceLedger: ledger }).where(untouched(row));
		if (first.length > 0) await notifyOrder(tx, row.orderNo, now);
	});
	row.listedAt ??= now;
	row.sinceLedger = ledger;
}

async function send(deps: SellDeps, row: Due, deed: 'list' | 'unlist', seen: Seen): Promise<void> {
	const { chain, channels, signer, registry } = deps;
	const { failures, ledger, ticket } = seen;
	const keys = { relayer: signer.relayer.publicKey(), treasury: signer.treasury.publicKey() };
	const refused = rolesRefused(seen.registry, keys);
	if (refused) throw new PassaError(refused, 'the registry takes no call of our keys now');
	const of = { event: row.event, ticket };
	const { operation, signs } =
		deed === 'list'
			? listCustodial(registry, { ...of, price: row.priceUsdc! })
			: unlistCustodial(registry, of);
	const signers = [signer.relayer];
	const signatures = new Map([[keys.relayer, signs]]);
	await channels.submit({
		failures,
		async build(source) {
			const { transaction } = await prepare({ chain, source, operation, signers, signatures, failures });
			const envelope = transaction.toEnvelope().toXdr('base64');
			const validUntil = BigInt(transaction.timeBounds!.maxTime);
			await store(deps, row, { envelope, validUntil, sinceLedger: row.sinceLedger ?? ledger });
			await deps.step?.('stored');
			return transaction;
		},
	});
	await deps.step?.('sent');
}

async function later(
	deps: SellDeps,
	row: Due,
	waitsFor: string | null,
	least: number,
	most = longest,
): Promise<void> {
	const age = deps.clock.now() - row.createdAt.getTime();
	const wakeAt = new Date(deps.clock.now() + Math.min(most, Math.max(least, age / 4)));
	await deps.db.update(ticketRefunds).set({ waitsFor, wakeAt }).where(untouched(row));
}

/** What the contract refuses for good ends the sale, once nothing of it can land. */
async function failed(deps: SellDeps, row: Due, error: unknown): Promise<void> {
	const code = error instanceof PassaError ? error.code : 'RPC_ERROR';
	const { id, attempts } = row;
	if (row.waitsFor !== code)
		deps.log.warn({ sale: id, attempts, code, message: (error as Error).message }, 'not for sale yet');
	if (final.includes(code) && row.listedAt === null && row.endsFor === null)
		await deps.db.update(ticketRefunds).set({ endsFor: code }).where(untouched(row));
	await later(deps, row, code, shortest);
}
