import { and, eq, exists, inArray, sql } from 'drizzle-orm';
import { authorisedUntil } from '#shared/chain/submit/authorise.ts';
import { buyCustodial } from '#shared/contract/registry-args.ts';
import { PassaError } from '#shared/errors.ts';
import type { Work } from '#shared/service/worker.server.ts';
import type { CallDeps, Failure, Next, WantedCall } from '../calls/call-job.ts';
import { callWork } from '../calls/call-work.ts';
import { withdrawals } from '../models/batches.ts';
import { type ListingBuyRow, listingBuys } from '../models/listing-buys.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import type { Database } from '../models/schema.ts';
import { lockOrder, moveOrder } from '../orders/move-order.ts';
import { assertRoles } from '../settle/refused-roles.ts';
import { decideBuy } from './decide-buy.ts';
import { recordBuy, refundBuy } from './end-buy.ts';
import { findBuy } from './find-buy.ts';
import { type ListingReading, readListing } from './read-listing.ts';

/** A purchase of a listed ticket, with its order, which is paid. */
type Due = ListingBuyRow & { order: OrderRow };

/** A payer has the ticket by then, or gets the money back. */
const patienceMilliseconds = 10 * 60_000;
/** A minute and a half: after it the money of a ticket that is gone is free. */
const authLedgers = 18;

/**
 * Buys listed tickets that were paid for in shillings, with the treasury's USDC. The chain is read first: the ticket's owner
 * shows whether it is bought, by whichever call. The call is stored before it is sent.
 */
export const buyOnChain = (deps: CallDeps): Work<Due> =>
	callWork<Due, ListingReading>(deps, {
		name: 'buying listed tickets',
		...{ table: listingBuys, key: [listingBuys.orderNo], leaseMilliseconds: 180_000 },
		which: isPaid(deps.db),
		also: (now) => ({ startedAt: sql`coalesce(${listingBuys.startedAt}, ${now}::timestamptz)` }),
		isUntouched: ({ orderNo, attempts }) =>
			and(eq(listingBuys.orderNo, orderNo), eq(listingBuys.attempts, attempts)),
		load: (rows) => load(deps, rows),
		read: ({ order }) => readListing(deps, order.event, order.listing!),
		next: (row, reading) => next(deps, row, reading),
		afterError: (failure) => afterError(failure),
		pause: ({ startedAt }) => ({ since: startedAt!, part: 10, least: 1_000, most: 10_000 }),
		named: ({ order }) => ({ order: order.reference }),
		isNotYet: 'listed ticket not bought, retrying',
	});

const isPaid = (db: Database) =>
	exists(
		db
			.select({ no: orders.no })
			.from(orders)
			.where(and(eq(orders.no, listingBuys.orderNo), inArray(orders.state, ['paid', 'issuing']))),
	);

async function load({ db }: CallDeps, rows: ListingBuyRow[]): Promise<Due[]> {
	const numbers = rows.map(({ orderNo }) => orderNo);
	const found = await db.select().from(orders).where(inArray(orders.no, numbers));
	return rows.map((row) => ({ ...row, order: found.find(({ no }) => no === row.orderNo)! }));
}

async function next(deps: CallDeps, row: Due, reading: ListingReading): Promise<Next<Due>> {
	const { order } = row;
	const action = decideBuy(reading.facts, await purchaseOf(deps, row, reading));
	const now = new Date(deps.clock.now());
	switch (action.do) {
		case 'record': {
			const of = { event: order.event, ticket: order.listing!, to: order.owner };
			const since = row.sinceLedger ?? reading.ledger;
			const sale = await findBuy(deps.chain.rpcUrl, { ...of, since }, reading.state.version);
			const known = { order: order.reference, ticket: String(order.listing), ...sale };
			return {
				do: 'record',
				write: (tx) => recordBuy(tx, order.no, sale, reading.facts.resales, now),
				said: [{ ...known, price: String(sale.price) }, 'a listed ticket is bought'],
			};
		}
		case 'giveBack':
			return {
				do: 'giveUp',
				write: (tx) => refundBuy(tx, order.no, action.reason, now),
				said: [{ order: order.reference, reason: action.reason }, 'a listed ticket is not bought'],
			};
		case 'wait':
			return action;
		case 'resend':
			return { do: 'resend' };
		case 'buy':
			return { do: 'call', call: () => callOf(deps, row, reading), isOnce: true };
		default:
			return action satisfies never;
	}
}

async function purchaseOf({ db, clock }: CallDeps, row: Due, { facts, ledger }: ListingReading) {
	const { price, seller, envelope, validUntil, startedAt, order } = row;
	const isSent = envelope !== null && facts.now <= validUntil!;
	const [asked] = await db.select().from(withdrawals).where(eq(withdrawals.orderNo, order.no));
	return {
		owner: order.owner,
		price,
		seller,
		isSent,
		mayLand: isSent || ledger < row.authorisedUntil,
		withdrawn: asked !== undefined,
		overdue: clock.now() - startedAt!.getTime() >= patienceMilliseconds,
	};
}

function callOf(deps: CallDeps, row: Due, { state, registry }: ListingReading): WantedCall<Due> {
	const { signer, chain } = deps;
	const keys = assertRoles(registry, signer);
	const { order, price, royalty } = row;
	const wanted = { event: order.event, ticket: order.listing!, price, royalty, to: order.owner };
	const seller = row.fromCustody ? null : row.seller;
	const by = { usdc: state.config.usdc, treasury: keys.treasury };
	const { operation, signatures } = buyCustodial(deps.registry, { ...wanted, seller }, by);
	return {
		...{ operation, authLedgers, signers: [signer.relayer, signer.treasury] },
		signatures: new Map([
			[keys.relayer, signatures.relayer],
			[keys.treasury, signatures.treasury],
		]),
		async keep(tx, { envelope }) {
			const locked = await lockOrder(tx, row.orderNo);
			if (locked.state === 'paid') await moveOrder(tx, locked, 'issuing', new Date(deps.clock.now()));
			else if (locked.state !== 'issuing') throw new PassaError('LEASE_LOST', 'its order was moved');
			const until = authorisedUntil(envelope, chain.passphrase);
			return { authorisedUntil: Math.max(row.authorisedUntil, until) };
		},
	};
}

/** Nobody knows what became of the call, or another node may still take it. */
const unknown: string[] = [
	...['TRANSACTION_PENDING', 'NETWORK_BUSY', 'NOT_ACCEPTED', 'INSUFFICIENT_XLM', 'ACCOUNT_UNKNOWN'],
	...['HISTORY_CUT', 'LEASE_LOST'],
];
const isUnknown = (code: string): boolean => code.startsWith('RPC_') || unknown.includes(code);

/** What the network has refused in a ledger, or can take no more, may be followed by another call at once. */
function afterError({ code }: Failure<Due, ListingReading>): Next<Due> & { do: 'wait' } {
	return { do: 'wait', code, ...(isUnknown(code) ? {} : { change: { envelope: null, validUntil: null } }) };
}
