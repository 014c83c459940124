import { and, eq, sql } from 'drizzle-orm';
import type { EventState } from '#shared/chain/state/event-state.ts';
import type { Authority } from '#shared/chain/submit/authorise.ts';
import { type Chain, type PrepareError, prepare } from '#shared/chain/submit/invoke.ts';
import { refundCustodial } from '#shared/contract/registry-args.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { PassaError } from '#shared/errors.ts';
import type { OrderRow } from '../models/orders.ts';
import { type RefundRequestRow, refundRequests } from '../models/refund-requests.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { type TicketRefundRow, ticketRefunds } from '../models/ticket-refunds.ts';
import { lockOrder } from '../orders/move-order.ts';
import { notifyOrder } from '../orders/notify-order.ts';
import { appliedPayment, keptPayment } from '../payments/applied-payment.ts';
import { moneyBack } from '../payments/money-back.ts';
import { type OpenTicketRefundError, openTicketRefund } from '../payments/open-ticket-refund.ts';
import { type CreditSource, type CreditsOfOrderError, creditsOfOrder } from '../refunds/credits-of-order.ts';
import { type OrderRefundsError, orderNamed } from '../refunds/order-refunds.ts';
import type { RefundReading } from '../refunds/read-refund-facts.ts';
import {
	assertNotGiven,
	assertRefundable,
	maskOfWanted,
	type RequestDeps,
} from '../refunds/request-ticket-refund.ts';
import { assertGoodwill } from './assert-goodwill.ts';
import { signingOf } from './calls-being-signed.ts';
import { type GoodwillCost, goodwillCost } from './goodwill-cost.ts';
import type { RequestGoodwillError } from './request-goodwill.ts';

export type GoodwillDeps = RequestDeps & {
	chain: Chain;
	/** Signs for the holder, whose ticket is in custody. */
	relayer: Authority;
	credits?: CreditSource | null;
};

/** `request`: the fan's, where the organizer answers one; its tickets are those that it names. `note`: the organizer's words. */
export type WantedOffer = {
	reference: string;
	tickets: readonly number[] | null;
	note: string | null;
	request: string | null;
};

/** What the organizer signs. `call` is null where the event holds too little: `cost.missing` is to be put in first. */
export type OfferedGoodwill = {
	tickets: number[];
	/** Cents of KES: what goes back to who paid. */
	amountKes: bigint;
	cost: GoodwillCost;
	call: { envelope: string; fee: bigint } | null;
};

export type OfferGoodwillError =
	| RequestGoodwillError
	| OrderRefundsError
	| OpenTicketRefundError
	| CreditsOfOrderError
	| PrepareError
	| PassaError<'REQUEST_NOT_FOUND' | 'REQUEST_ANSWERED'>;

/** The organizer reads and signs for longer. */
const firstLook = 3_000;
/** What nobody can change any more: a request for such tickets is over. */
const final: readonly string[] = [
	'TICKET_USED',
	'TICKET_SOLD_ON',
	'TICKET_CLAIMED',
	'TICKET_GIVEN',
	'TICKET_REFUNDED',
	'MONEY_REVERSED',
	'REFUND_IN_TIME',
];

/**
 * Signs, as the relayer, that tickets in custody are given back, and returns the call for the organizer to sign as its source.
 * It is stored first, as a refund of these tickets, so that they are in no other one meanwhile: `refunds/void-on-chain.ts` sees
 * it land, or frees them once it no longer can. Asked for again, it is another call for the same tickets, and the contract takes
 * one. Throws OfferGoodwillError.
 */
export async function offerGoodwill(
	deps: GoodwillDeps,
	by: { event: string; account: string },
	wanted: WantedOffer,
): Promise<OfferedGoodwill> {
	const order = await orderNamed(deps.db, wanted.reference, by.event);
	const request = wanted.request === null ? null : await requestOf(deps, order, wanted.request);
	try {
		return await offer(deps, by.account, order, wanted, request);
	} catch (error) {
		const { code } = error as PassaError;
		if (request && final.includes(code)) await endRequest(deps, request, code);
		throw error;
	}
}

async function offer(
	deps: GoodwillDeps,
	account: string,
	order: OrderRow,
	{ tickets, note }: WantedOffer,
	request: RefundRequestRow | null,
): Promise<OfferedGoodwill> {
	assertRefundable(order);
	const mask = request?.mask ?? (await askedMask(deps.db, order, tickets));
	const reading = await assertGoodwill(deps, order, mask);
	const { state, price } = reading;
	const places = indexesOf(mask);
	const cost = goodwillCost(state, price * BigInt(places.length));
	const payment = await appliedPayment(deps.db, order.no);
	const amountKes = moneyBack({ order, payment }, places.length, price);
	const offered = { tickets: places, amountKes, cost };
	const prepared = await prepareCall(deps, order, mask, reading);
	if (!prepared) return { ...offered, call: null };
	const keeping = { account, order, mask, note, request, ...prepared };
	await deps.db.transaction((tx) => keepCall(tx, deps, keeping));
	return { ...offered, call: { envelope: prepared.envelope, fee: prepared.fee } };
}

/** The named tickets; where none is, those of which a call was signed before, else all that are in no refund. */
async function askedMask(db: Reader, order: OrderRow, tickets: readonly number[] | null): Promise<number> {
	const calls = tickets === null ? await db.select().from(ticketRefunds).where(isWaiting(order.no)) : [];
	return calls[0]?.mask ?? maskOfWanted(db, order, tickets);
}

const isWaiting = (no: bigint) =>
	and(eq(ticketRefunds.orderNo, no), eq(ticketRefunds.goodwill, true), eq(ticketRefunds.state, 'requested'));

type Call = { envelope: string; fee: bigint; validUntil: bigint; sinceLedger: number };

/** Null where the event holds too little. */
async function prepareCall(
	deps: GoodwillDeps,
	{ event, ledger, chainOrder: id }: OrderRow & { chainOrder: bigint },
	mask: number,
	{ state, credits: digest, failures, ledger: readIn }: RefundReading,
): Promise<Call | null> {
	const { chain, registry, relayer, credits: source = null } = deps;
	const { organizer } = state.config as EventState['config'];
	const credits = await creditsOfOrder(
		{ rpcUrl: chain.rpcUrl, source, version: state.version },
		{ event, order: id, digest, ledger: ledger! },
	);
	const of = { event, order: id, mask, credits, relayed: true, also: [organizer] };
	const { operation, signs } = refundCustodial(registry, of);
	try {
		const { transaction, fee } = await prepare({
			chain,
			source: organizer,
			operation,
			signers: [relayer],
			signatures: new Map([[relayer.publicKey(), signs]]),
			failures,
		});
		const envelope = transaction.toEnvelope().toXdr('base64');
		return { envelope, fee, validUntil: BigInt(transaction.timeBounds!.maxTime), sinceLedger: readIn };
	} catch (error) {
		if ((error as PassaError).code === 'NEEDS_FUNDING') return null;
		throw error;
	}
}

type Keeping = Call & {
	account: string;
	order: OrderRow;
	mask: number;
	note: string | null;
	request: RefundRequestRow | null;
};

/** Stored before anybody can sign it: as the refund of these tickets that waits for a signature, or as the newest call of it. */
async function keepCall(
	tx: Transaction,
	deps: GoodwillDeps,
	{ account, order, mask, note, request, ...call }: Keeping,
): Promise<void> {
	const now = new Date(deps.clock.now());
	const locked = await lockOrder(tx, order.no);
	const row =
		(await waiting(tx, order.no, mask)) ??
		(await open(tx, { account, order: locked, mask, note, request }, now));
	const { envelope, validUntil, sinceLedger } = call;
	await tx
		.update(ticketRefunds)
		.set({
			...{ envelope, requestId: request?.id ?? row.requestId, by: account },
			validUntil: sql`greatest(${ticketRefunds.validUntil}, ${validUntil}::numeric)`,
			sinceLedger: row.sinceLedger ?? sinceLedger,
			attempts: sql`${ticketRefunds.attempts} + 1`,
			wakeAt: new Date(now.getTime() + firstLook),
		})
		.where(eq(ticketRefunds.id, row.id));
	await notifyOrder(tx, order.no, now);
}

/** The same tickets, of which a call was signed before. */
async function waiting(tx: Transaction, no: bigint, mask: number): Promise<TicketRefundRow | null> {
	const same = and(isWaiting(no), eq(ticketRefunds.mask, mask));
	const [row] = await tx.select().from(ticketRefunds).where(same).for('update');
	return row ?? null;
}

async function open(
	tx: Transaction,
	{ account, order, mask, note, request }: Omit<Keeping, keyof Call>,
	now: Date,
): Promise<TicketRefundRow> {
	const payment = await keptPayment(tx, order.no);
	if (request) {
		const [kept] = await tx.select().from(refundRequests).where(eq(refundRequests.id, request.id));
		if (kept?.state !== 'asked' || kept.mask !== mask) throw answered();
	}
	await assertNotGiven(tx, order.no, mask);
	const why = request
		? { reason: 'ASKED_BY_BUYER' as const, note: request.note }
		: { reason: 'ASKED_BY_ORGANIZER' as const, note };
	const asked = { ...why, mask, kind: 'refund' as const, state: 'requested' as const, takesPart: false };
	const named = { by: account, goodwill: true, requestId: request?.id ?? null };
	return openTicketRefund(tx, order, payment, { ...asked, ...named }, now);
}

async function requestOf({ db }: GoodwillDeps, order: OrderRow, id: string): Promise<RefundRequestRow> {
	const [row] = await db
		.select()
		.from(refundRequests)
		.where(and(eq(refundRequests.id, id), eq(refundRequests.orderNo, order.no)));
	if (!row) throw new PassaError('REQUEST_NOT_FOUND', 'There is no such request.', { status: 404 });
	if (row.state !== 'asked') throw answered();
	return row;
}

const answered = () =>
	new PassaError('REQUEST_ANSWERED', 'This request has its answer, or asks for something else now.', {
		status: 409,
	});

/** Only where no call for it may land. */
const endRequest = ({ db, clock }: GoodwillDeps, { id, orderNo }: RefundRequestRow, code: string) =>
	db.transaction(async (tx) => {
		const now = new Date(clock.now());
		await lockOrder(tx, orderNo);
		if ((await signingOf(tx, [id])).has(id)) return;
		await tx
			.update(refundRequests)
			.set({ state: 'over', answer: code, endedAt: now })
			.where(and(eq(refundRequests.id, id), eq(refundRequests.state, 'asked')));
		await notifyOrder(tx, orderNo, now);
	});
