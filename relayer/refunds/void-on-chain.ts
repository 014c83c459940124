import { and, asc, eq, inArray, isNotNull, lte, min, ne } from 'drizzle-orm';
import type { Logger } from 'pino';
import { type Chain, prepare } from '#shared/chain/submit/invoke.ts';
import type { Clock } from '#shared/clock.ts';
import type { Credit } from '#shared/contract/event.ts';
import { refundCustodial, reverseFiat } from '#shared/contract/registry-args.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import type { ChannelAccounts } from '#shared/service/channel-accounts.server.ts';
import type { Work } from '#shared/service/worker.server.ts';
import { orders } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import type { Database } from '../models/schema.ts';
import { type TicketRefundRow, ticketRefunds } from '../models/ticket-refunds.ts';
import { reviewTicketRefund } from '../payments/end-ticket-refund.ts';
import { isKnownCancelled } from '../payments/known-cancelled.ts';
import { voidTickets, withdrawTickets } from '../payments/void-tickets.ts';
import type { Seal } from '../seal.ts';
import { rolesRefused } from '../settle/refused-roles.ts';
import type { Signer } from '../signer.server.ts';
import { again, mayStillLand, store, untouched } from './chain-part.ts';
import { type CreditSource, creditsOfOrder } from './credits-of-order.ts';
import { decideRefund, type RefundStep } from './decide-refund.ts';
import { findVoided } from './find-voided.ts';
import { openResold } from './open-resold.ts';
import { type RefundReading, readRefundFacts } from './read-refund-facts.ts';
import { refundErrorOf } from './refund-error.ts';

/** A process may die between any two of these. */
type RefundStepName = 'read' | 'stored' | 'sent' | 'recorded';

export type RefundDeps = {
	db: Database;
	chain: Chain;
	registry: string;
	signer: Signer;
	seal: Seal;
	/** Accounts that submit refunds; they belong to the one process that works them. */
	channels: ChannelAccounts;
	clock: Clock;
	log: Logger;
	versions?: EventVersions;
	/** Whom sales of ledgers that the RPC has lost credited; unset: nobody knows it. */
	credits?: CreditSource | null;
	/** A test ends a worker here. */
	step?: (name: RefundStepName) => void;
};

/** Longer than a call may take to land. */
const leaseMilliseconds = 180_000;
const [shortest, longest] = [2_000, 120_000];
/** How often the contract refuses before a person looks. */
const mostRefusals = 5;

const nowOf = ({ clock }: RefundDeps): Date => new Date(clock.now());

/**
 * The chain's part of refunds. The chain is read first: a ticket's own bit shows that it is void, by whichever call. The
 * call is stored before it is sent, and another one made only where that one can no longer land.
 */
export const voidOnChain = (deps: RefundDeps): Work<TicketRefundRow> => ({
	name: 'refunding tickets',
	most: deps.channels.keys.length,
	claim: (limit) => claim(deps, limit),
	run: (row) => advance(deps, row),
	async nextAt() {
		const [row] = await deps.db
			.select({ at: min(ticketRefunds.wakeAt) })
			.from(ticketRefunds)
			.where(isOurs);
		return row?.at?.getTime() ?? null;
	},
});

/** Sales are `resale/sell-on-chain.ts`'s. */
const isOurs = ne(ticketRefunds.kind, 'sale');

async function claim(deps: RefundDeps, limit: number): Promise<TicketRefundRow[]> {
	const now = nowOf(deps);
	const due = deps.db
		.select({ id: ticketRefunds.id })
		.from(ticketRefunds)
		.where(and(isOurs, eq(ticketRefunds.state, 'requested'), lte(ticketRefunds.wakeAt, now)))
		.orderBy(asc(ticketRefunds.wakeAt), asc(ticketRefunds.createdAt))
		.limit(limit)
		.for('update', { skipLocked: true });
	return deps.db
		.update(ticketRefunds)
		.set({ wakeAt: new Date(now.getTime() + leaseMilliseconds) })
		.where(and(inArray(ticketRefunds.id, due), isNotNull(ticketRefunds.wakeAt)))
		.returning();
}

async function advance(deps: RefundDeps, row: TicketRefundRow): Promise<void> {
	const { chain } = deps;
	const { attempts, mask } = row;
	const kind = row.kind === 'reversal' ? ('reversal' as const) : ('refund' as const);
	let isCancelled = false;
	try {
		const reading = await readRefundFacts(deps, row.event, row.chainOrder, await resalesOf(deps.db, row));
		deps.step?.('read');
		isCancelled = reading.facts.cancelled;
		const step = decideRefund(reading.facts, { mask, kind });
		const isAlive = mayStillLand(row, reading, chain.passphrase);
		// An envelope that may still land is waited for, whatever else is possible.
		if (step.do !== 'void' && isAlive) return await later(deps, row, row.waitsFor, shortest);
		if (step.do !== 'void' && row.envelope !== null) Object.assign(row, await again(deps, row));
		await take(deps, row, step, reading);
	} catch (error) {
		await failed(deps, row, error, { isCancelled, isSent: row.attempts > attempts });
	}
}

async function take(
	deps: RefundDeps,
	row: TicketRefundRow,
	step: RefundStep,
	reading: RefundReading,
): Promise<void> {
	// Nobody signed it in time. Of a cancelled event the organizer does not have to.
	if (row.goodwill && step.do !== 'void' && !reading.facts.cancelled) return withdraw(deps, row, reading);
	switch (step.do) {
		case 'void':
			return record(deps, row, step.mask, reading);
		case 'wait':
			return later(deps, row, step.code);
		case 'refuse':
			// A reversal's case is open since it was found. Of a cancelled event the money of what was sold is its buyers'.
			return row.kind === 'reversal' || (reading.facts.cancelled && step.code === 'TICKET_SOLD_ON')
				? withdraw(deps, row, reading)
				: toPerson(deps, row, step.code);
		case 'send': {
			await send(deps, row, step.mask, reading);
			return advance(deps, await again(deps, row));
		}
		default:
			return step satisfies never;
	}
}

async function record(
	deps: RefundDeps,
	row: TicketRefundRow,
	mask: number,
	{ state, price, facts }: RefundReading,
): Promise<void> {
	const { db, chain, log } = deps;
	const since = row.sinceLedger ?? (await issuedIn(db, row));
	const found = await findVoided(chain.rpcUrl, row, { mask, price, since }, state.version);
	await db.transaction(async (tx) => {
		await voidTickets(tx, row.id, found, nowOf(deps));
		await openResold(tx, row, facts, nowOf(deps));
	});
	deps.step?.('recorded');
	log.info({ refund: row.id, mask, txHash: found.txHash, paid: found.paid.toString() }, 'tickets are void');
}

async function resalesOf(db: Database, { orderNo }: TicketRefundRow): Promise<number> {
	const [order] = await db.select({ resales: orders.resales }).from(orders).where(eq(orders.no, orderNo));
	return order!.resales;
}

async function issuedIn(db: Database, { orderNo }: TicketRefundRow): Promise<number> {
	const [order] = await db.select({ ledger: orders.ledger }).from(orders).where(eq(orders.no, orderNo));
	return order!.ledger!;
}

/** Signs, stores and sends the call for these tickets, and waits for its ledger. */
async function send(
	deps: RefundDeps,
	row: TicketRefundRow,
	mask: number,
	reading: RefundReading,
): Promise<void> {
	const { registry, facts, failures, ledger } = reading;
	const { chain, channels, signer } = deps;
	const keys = { relayer: signer.relayer.publicKey(), treasury: signer.treasury.publicKey() };
	const refused = rolesRefused(registry, keys);
	if (refused) throw new PassaError(refused, 'the registry takes no call of our keys now');
	const relayed = !facts.cancelled || row.takesPart;
	const credits = await creditsOf(deps, row, reading);
	const tickets = { event: row.event, order: row.chainOrder, mask, credits };
	const isReversal = row.kind === 'reversal';
	const { operation, signs } = isReversal
		? reverseFiat(deps.registry, { ...tickets, evidence: await evidenceOf(deps, row) })
		: refundCustodial(deps.registry, { ...tickets, relayed });
	const signers = isReversal ? [signer.relayer, signer.treasury] : relayed ? [signer.relayer] : [];
	const signatures = new Map(signers.map((key) => [key.publicKey(), signs]));
	await channels.submit({
		failures,
		async build(source) {
			const { transaction } = await prepare({ chain, source, operation, signers, signatures, failures });
			const envelope = transaction.toEnvelope().toXdr('base64');
			const validUntil = BigInt(transaction.timeBounds!.maxTime);
			await store(deps, row, { envelope, validUntil, sinceLedger: row.sinceLedger ?? ledger });
			deps.step?.('stored');
			return transaction;
		},
	});
	deps.step?.('sent');
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
	const [payment] = await db
		.select()
		.from(payments)
		.where(and(eq(payments.orderNo, orderNo), eq(payments.state, 'applied')));
	if (!payment?.receiptSealed) throw new PassaError('NOT_FIAT', 'no receipt of this order is kept');
	return seal.evidenceOf(payment.provider, seal.open(payment.receiptSealed));
}

/** A refund that waits is looked at again after a quarter of its age, so that a top-up is soon seen and nobody is asked all day. */
async function later(
	deps: RefundDeps,
	row: TicketRefundRow,
	waitsFor: string | null,
	least = shortest,
): Promise<void> {
	const age = deps.clock.now() - row.createdAt.getTime();
	const wakeAt = new Date(deps.clock.now() + Math.min(longest, Math.max(least, age / 4)));
	await deps.db.update(ticketRefunds).set({ waitsFor, wakeAt }).where(untouched(row));
}

const toPerson = (deps: RefundDeps, row: TicketRefundRow, code: string): Promise<void> =>
	deps.db.transaction(async (tx) => {
		const [kept] = await tx.select().from(ticketRefunds).where(untouched(row));
		if (kept) await reviewTicketRefund(tx, row.id, 'REFUND_NOT_ON_CHAIN', { code }, nowOf(deps));
	});

const withdraw = (deps: RefundDeps, row: TicketRefundRow, { facts }: RefundReading): Promise<void> =>
	deps.db.transaction(async (tx) => {
		// Cancelled since the chain was read: then it goes on without a signature.
		if (row.goodwill && !facts.cancelled && (await isKnownCancelled(tx, row.event))) return;
		await withdrawTickets(tx, row.id, nowOf(deps));
		await openResold(tx, row, facts, nowOf(deps));
	});

async function failed(
	deps: RefundDeps,
	row: TicketRefundRow,
	error: unknown,
	{ isCancelled, isSent }: { isCancelled: boolean; isSent: boolean },
): Promise<void> {
	const { code, policy } = refundErrorOf(error, isCancelled);
	const { id, attempts } = row;
	if (row.waitsFor !== code)
		deps.log.warn({ refund: id, attempts, code, message: (error as Error).message }, 'not refunded yet');
	if (policy === 'wait') return later(deps, row, code);
	if (policy === 'retry') return later(deps, row, row.waitsFor);
	if (attempts >= mostRefusals && !isSent) return toPerson(deps, row, code);
	await deps.db
		.update(ticketRefunds)
		.set({ attempts: attempts + 1, waitsFor: code, wakeAt: new Date(deps.clock.now() + shortest) })
		.where(untouched(row));
}
