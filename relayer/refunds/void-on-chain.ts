import { eq, ne } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import type { Credit } from '#shared/contract/event.ts';
import { refundCustodial, reverseFiat } from '#shared/contract/registry-args.ts';
import { PassaError } from '#shared/errors.ts';
import type { Work } from '#shared/service/worker.server.ts';
import type { CallDeps, Failure, Next, WantedCall } from '../calls/call-job.ts';
import { callWork } from '../calls/call-work.ts';
import { orders } from '../models/orders.ts';
import type { Database, Transaction } from '../models/schema.ts';
import { type TicketRefundRow, ticketRefunds } from '../models/ticket-refunds.ts';
import { appliedPayment } from '../payments/applied-payment.ts';
import { reviewTicketRefund } from '../payments/end-ticket-refund.ts';
import { isKnownCancelled } from '../payments/known-cancelled.ts';
import { voidTickets, withdrawTickets } from '../payments/void-tickets.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import { assertRoles } from '../settle/refused-roles.ts';
import { type CreditSource, creditsOfOrder } from './credits-of-order.ts';
import { decideRefund } from './decide-refund.ts';
import { findVoided } from './find-voided.ts';
import { isRequested } from './is-requested.ts';
import { openResoldRefund } from './open-resold-refund.ts';
import { type RefundReading, readRefundFacts } from './read-refund-facts.ts';
import { refundErrorOf } from './refund-error.ts';

export type RefundDeps = CallDeps & {
	seal: RelayerSeal;
	/** Whom sales of ledgers that the RPC has lost credited; unset: nobody knows it. */
	credits?: CreditSource | null;
};

const shortest = 2_000;
/** How often the contract refuses before a person looks. */
const mostRefusals = 5;

/**
 * The chain's part of refunds. The chain is read first: a ticket's own bit shows that it is void, by whichever call. The
 * call is stored before it is sent, and another one made only where that one can no longer land.
 */
export const voidOnChain = (deps: RefundDeps): Work<TicketRefundRow> =>
	callWork<TicketRefundRow, RefundReading>(deps, {
		name: 'refunding tickets',
		...{ table: ticketRefunds, key: [ticketRefunds.id], leaseMilliseconds: 180_000 },
		// Sales are `resale/sell-on-chain.ts`'s.
		which: ne(ticketRefunds.kind, 'sale'),
		isUntouched: isRequested,
		async read(row) {
			const resales = await resalesOf(deps.db, row);
			return readRefundFacts(deps, row.event, row.chainOrder, resales);
		},
		next: (row, reading) => next(deps, row, reading),
		afterError: (failure) => afterError(deps, failure),
		// So a top-up is soon seen, and nobody is asked all day.
		pause: ({ createdAt }) => ({ since: createdAt, part: 4, least: shortest, most: 120_000 }),
		named: ({ id }) => ({ refund: id }),
		isNotYet: 'ticket refund retried',
	});

async function next(
	deps: RefundDeps,
	row: TicketRefundRow,
	reading: RefundReading,
): Promise<Next<TicketRefundRow>> {
	const { facts } = reading;
	const kind = row.kind === 'reversal' ? ('reversal' as const) : ('refund' as const);
	const action = decideRefund(facts, { mask: row.mask, kind });
	// Nobody signed it in time. Of a cancelled event the organizer does not have to.
	if (row.goodwill && action.do !== 'void' && !facts.cancelled)
		return { do: 'giveUp', write: (tx) => withdraw(tx, deps, row, reading) };
	switch (action.do) {
		case 'void':
			return record(deps, row, action.mask, reading);
		case 'wait':
			return action;
		case 'refuse': {
			// A reversal's case is open since it was found. Of a cancelled event the money of what was sold is its buyers'.
			const isOthers = facts.cancelled && action.code === 'TICKET_SOLD_ON';
			const write =
				row.kind === 'reversal' || isOthers
					? (tx: Transaction) => withdraw(tx, deps, row, reading)
					: (tx: Transaction) => escalate(tx, deps, row, action.code);
			return { do: 'giveUp', write };
		}
		case 'send':
			return { do: 'call', call: () => callOf(deps, row, action.mask, reading) };
		default:
			return action satisfies never;
	}
}

async function record(
	deps: RefundDeps,
	row: TicketRefundRow,
	mask: number,
	{ state, price, facts }: RefundReading,
): Promise<Next<TicketRefundRow>> {
	const since = row.sinceLedger ?? (await issuedIn(deps.db, row));
	const found = await findVoided(deps.chain.rpcUrl, row, { mask, price, since }, state.version);
	const { txHash, paid } = found;
	return {
		do: 'record',
		async write(tx) {
			await voidTickets(tx, row.id, found, nowOf(deps));
			await openResoldRefund(tx, row, facts, nowOf(deps));
		},
		said: [{ refund: row.id, mask, txHash, paid: paid.toString() }, 'tickets are void'],
	};
}

async function resalesOf(db: Database, { orderNo }: TicketRefundRow): Promise<number> {
	const [order] = await db.select({ resales: orders.resales }).from(orders).where(eq(orders.no, orderNo));
	return order!.resales;
}

async function issuedIn(db: Database, { orderNo }: TicketRefundRow): Promise<number> {
	const [order] = await db.select({ ledger: orders.ledger }).from(orders).where(eq(orders.no, orderNo));
	return order!.ledger!;
}

async function callOf(
	deps: RefundDeps,
	row: TicketRefundRow,
	mask: number,
	reading: RefundReading,
): Promise<WantedCall<TicketRefundRow>> {
	const { signer, registry } = deps;
	assertRoles(reading.registry, signer);
	const relayed = !reading.facts.cancelled || row.takesPart;
	const credits = await creditsOf(deps, row, reading);
	const tickets = { event: row.event, order: row.chainOrder, mask, credits };
	const isReversal = row.kind === 'reversal';
	const { operation, signs } = isReversal
		? reverseFiat(registry, { ...tickets, evidence: await evidenceOf(deps, row) })
		: refundCustodial(registry, { ...tickets, relayed });
	const signers = isReversal ? [signer.relayer, signer.treasury] : relayed ? [signer.relayer] : [];
	return { operation, signers, signatures: new Map(signers.map((key) => [key.publicKey(), signs])) };
}

/** What its creators lose; after a cancel nobody loses anything. */
const creditsOf = async (
	{ db, chain, credits: source = null }: RefundDeps,
	row: TicketRefundRow,
	{ facts, credits: digest, state: { version } }: RefundReading,
): Promise<Credit[]> =>
	facts.cancelled
		? []
		: creditsOfOrder(
				{ rpcUrl: chain.rpcUrl, source, version },
				{ event: row.event, order: row.chainOrder, digest, ledger: await issuedIn(db, row) },
			);

/** What an auditor checks the payment by: an HMAC of its receipt. */
async function evidenceOf({ db, seal }: RefundDeps, { orderNo }: TicketRefundRow): Promise<Uint8Array> {
	const payment = await appliedPayment(db, orderNo);
	if (!payment?.receiptSealed) throw new PassaError('NOT_FIAT', 'no receipt of this order is kept');
	return seal.evidenceOf(payment.provider, seal.open(payment.receiptSealed));
}

async function escalate(
	tx: Transaction,
	deps: RefundDeps,
	row: TicketRefundRow,
	code: string,
): Promise<void> {
	const [kept] = await tx.select().from(ticketRefunds).where(isRequested(row));
	if (kept) await reviewTicketRefund(tx, row.id, 'REFUND_NOT_ON_CHAIN', { code }, nowOf(deps));
}

async function withdraw(
	tx: Transaction,
	deps: RefundDeps,
	row: TicketRefundRow,
	{ facts }: RefundReading,
): Promise<void> {
	// Cancelled since the chain was read: then it goes on without a signature, once its lease is over.
	if (row.goodwill && !facts.cancelled && (await isKnownCancelled(tx, row.event))) return;
	await withdrawTickets(tx, row.id, nowOf(deps));
	await openResoldRefund(tx, row, facts, nowOf(deps));
}

function afterError(
	deps: RefundDeps,
	{ row, view, error, isSent, attempts }: Failure<TicketRefundRow, RefundReading>,
): Next<TicketRefundRow> & { do: 'wait' | 'record' } {
	const { code, policy } = refundErrorOf(error, view?.facts.cancelled ?? false);
	if (policy === 'wait') return { do: 'wait', code };
	if (policy === 'retry') return { do: 'wait', code: row.waitsFor };
	if (attempts >= mostRefusals && !isSent)
		return { do: 'record', write: (tx) => escalate(tx, deps, row, code) };
	const pause = { least: shortest, most: shortest };
	return { do: 'wait', code, change: { attempts: attempts + 1 }, pause };
}
