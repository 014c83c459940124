import { and, eq, inArray, isNull } from 'drizzle-orm';
import { ticketId } from '#shared/chain/state/ids.ts';
import { mayLand } from '#shared/chain/submit/may-land.ts';
import { listCustodial, unlistCustodial } from '#shared/contract/registry-args.ts';
import { royaltyOf } from '#shared/contract/resale.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { PassaError } from '#shared/errors.ts';
import { isPromiseTooDear } from '#shared/fair-price.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import type { Work } from '#shared/service/worker.server.ts';
import type { CallDeps, Failure, Next } from '../calls/call-job.ts';
import { callWork } from '../calls/call-work.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { type TicketRefundRow, ticketRefunds } from '../models/ticket-refunds.ts';
import { notifyOrder } from '../orders/notify-order.ts';
import { askToEndCustodySale, endCustodySale } from '../payments/end-custody-sale.ts';
import { recordCustodySale } from '../payments/record-custody-sale.ts';
import { isRequested } from '../refunds/is-requested.ts';
import { listedPrice, type OrderReading, readOrder } from '../refunds/read-order.ts';
import { assertRoles } from '../settle/refused-roles.ts';
import { decideCustodySale } from './decide-custody-sale.ts';
import { findCustodySale } from './find-custody-sale.ts';

/** `rate`: today's. A promise of more than the USDC is worth ends. */
export type SellDeps = CallDeps & { rate: KesRate };

type Due = TicketRefundRow & { order: OrderRow; reversed: boolean };
/** `ticket`: its id on chain. */
type SaleReading = OrderReading & { ticket: bigint; index: number; price: bigint | null };

/** The keeper's scan wakes what an event on chain concerns: this is for a keeper that does not run. */
const restMilliseconds = 300_000;

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

/**
 * The chain's part of sales from custody: offers a ticket, watches for its buyer, takes it off sale. The chain is read first,
 * and a call is stored before it is sent; another one is made only where that one can no longer land.
 */
export const sellOnChain = (deps: SellDeps): Work<Due> =>
	callWork<Due, SaleReading>(deps, {
		name: 'selling tickets in custody',
		...{ table: ticketRefunds, key: [ticketRefunds.id], leaseMilliseconds: 180_000 },
		which: eq(ticketRefunds.kind, 'sale'),
		isUntouched: isRequested,
		load: (rows) => load(deps, rows),
		read: (row) => readSale(deps, row),
		next: (row, seen) => next(deps, row, seen),
		afterError: (failure) => afterError(failure),
		pause: ({ createdAt }) => ({ since: createdAt, part: 4, least: 2_000, most: 120_000 }),
		named: ({ id }) => ({ sale: id }),
		isNotYet: 'custody ticket not listed, retrying',
	});

async function load({ db }: SellDeps, rows: TicketRefundRow[]): Promise<Due[]> {
	const numbers = rows.map(({ orderNo }) => orderNo);
	const [bought, paid] = await Promise.all([
		db.select().from(orders).where(inArray(orders.no, numbers)),
		db
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

async function readSale(deps: SellDeps, { event, chainOrder, mask, sinceLedger }: Due): Promise<SaleReading> {
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

async function next(deps: SellDeps, row: Due, seen: SaleReading): Promise<Next<Due>> {
	const action = decideCustodySale(
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
			mayLand: mayLand(row, seen, deps.chain.passphrase),
		},
	);
	const now = new Date(deps.clock.now());
	// It is for sale, by whichever call.
	if ((action.do === 'rest' || action.do === 'unlist') && row.listedAt === null)
		return { do: 'record', write: (tx) => recordListed(tx, row, seen, now), andGoOn: true };
	switch (action.do) {
		case 'sold':
			return sold(deps, row, seen);
		case 'end': {
			const ended = { reason: action.reason, isCancelled: seen.state.counters.cancelled };
			const said: [object, string] = [{ sale: row.id, reason: action.reason }, 'a ticket is off sale'];
			return { do: 'record', write: (tx) => endCustodySale(tx, row.id, ended, now), said };
		}
		case 'rest':
			return rest(deps, row, seen);
		case 'wait':
			return { do: 'wait', code: row.waitsFor };
		case 'list':
		case 'unlist': {
			const entry = action.do;
			return { do: 'call', call: () => callOf(deps, row, entry, seen), isOnce: true };
		}
		default:
			return action satisfies never;
	}
}

async function sold(deps: SellDeps, row: Due, seen: SaleReading): Promise<Next<Due>> {
	const { state, ticket, ledger } = seen;
	const { event, order, priceUsdc } = row;
	const since = row.sinceLedger ?? order.ledger ?? ledger;
	const of = { event, ticket, seller: order.owner, since };
	const found = await findCustodySale(deps.chain.rpcUrl, of, state.version);
	const paid = priceUsdc! - royaltyOf(priceUsdc!, state.terms.policy.royalty_bps);
	return {
		do: 'record',
		write: (tx) => recordCustodySale(tx, row.id, { ...found, paid }, new Date(deps.clock.now())),
		said: [{ sale: row.id, ticket: String(ticket), ...found }, 'a ticket in custody is sold'],
	};
}

/** What happens to it now is in this ledger or a later one. */
function rest(deps: SellDeps, row: Due, { state, ledger, closeTime }: SaleReading): Next<Due> {
	const net = row.priceUsdc! - royaltyOf(row.priceUsdc!, state.terms.policy.royalty_bps);
	const isTooDear = isPromiseTooDear(row.amountKes, net, deps.rate);
	const ends = row.reversed ? 'MONEY_REVERSED' : isTooDear ? 'RATE_MOVED' : null;
	if (ends)
		return { do: 'record', write: (tx) => askToEndCustodySale(tx, row, ends, new Date(deps.clock.now())) };
	const untilFreeze = Number(state.terms.policy.freeze_at - closeTime) * 1000;
	const most = Math.max(1_000, Math.min(restMilliseconds, untilFreeze));
	return { do: 'wait', code: null, change: { sinceLedger: ledger }, pause: { least: most, most } };
}

async function recordListed(tx: Transaction, row: Due, { ledger }: SaleReading, now: Date): Promise<void> {
	const listed = { listedAt: now, sinceLedger: ledger, envelope: null, validUntil: null };
	const first = await tx
		.update(ticketRefunds)
		.set(listed)
		.where(and(isRequested(row), isNull(ticketRefunds.listedAt)))
		.returning({ id: ticketRefunds.id });
	if (first.length > 0) await notifyOrder(tx, row.orderNo, now);
	Object.assign(row, listed);
}

function callOf({ registry, signer }: SellDeps, row: Due, entry: 'list' | 'unlist', seen: SaleReading) {
	assertRoles(seen.registry, signer);
	const of = { event: row.event, ticket: seen.ticket };
	const { operation, signs } =
		entry === 'list'
			? listCustodial(registry, { ...of, price: row.priceUsdc! })
			: unlistCustodial(registry, of);
	const { relayer } = signer;
	return { operation, signers: [relayer], signatures: new Map([[relayer.publicKey(), signs]]) };
}

/** What the contract refuses for good ends the sale, once nothing of it can land. */
function afterError({ row, code }: Failure<Due, SaleReading>): Next<Due> & { do: 'wait' } {
	const isFinal = final.includes(code) && row.listedAt === null && row.endsFor === null;
	return { do: 'wait', code, ...(isFinal ? { change: { endsFor: code } } : {}) };
}
