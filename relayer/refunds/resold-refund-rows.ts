import { and, eq, gte, inArray, isNull, ne, type SQL, sql } from 'drizzle-orm';
import { isSettled, orderOf } from '#shared/chain/state/ids.ts';
import { PassaError } from '#shared/errors.ts';
import { openCase } from '../cases/open-case.ts';
import { publishReview } from '../models/live-outbox.ts';
import { orders } from '../models/orders.ts';
import { reviews } from '../models/payments.ts';
import { type ResoldRefundRow, type ResoldRefundState, resoldRefunds } from '../models/resold-refunds.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { tiers } from '../models/tiers.ts';
import { paidToWallet, post, voidedForWallet } from '../payments/journal.ts';
import type { VoidedTickets } from '../payments/void-tickets.ts';
import { consumeUsdc, releaseUsdc } from '../treasury/usdc.ts';

type Change = Partial<Omit<ResoldRefundRow, 'event' | 'ticket' | 'orderNo'>>;

const soldOn = 'TICKET_SOLD_ON';

/** The row as it was read: nothing where another process took it over. */
export const thisResoldRefund = ({ event, ticket, state, attempts }: ResoldRefundRow): SQL | undefined =>
	and(
		eq(resoldRefunds.event, event),
		eq(resoldRefunds.ticket, ticket),
		eq(resoldRefunds.state, state),
		eq(resoldRefunds.attempts, attempts),
	);

/** Changes the row as it was read, and the row itself. Throws LEASE_LOST if another process took it over. */
async function changeResoldRefund(tx: Reader, row: ResoldRefundRow, change: Change): Promise<void> {
	const [kept] = await tx.update(resoldRefunds).set(change).where(thisResoldRefund(row)).returning();
	if (!kept) throw new PassaError('LEASE_LOST', 'another process took this row over');
	Object.assign(row, kept);
}

const entryOf = ({ event, ticket, orderNo }: ResoldRefundRow, at: Date) => ({
	subject: `${event}:${ticket}`,
	orderNo,
	at,
});

/** Records, once, that the ticket is void: the treasury owes the wallet what came for it. */
export async function recordVoid(
	tx: Transaction,
	row: ResoldRefundRow,
	owner: string,
	found: VoidedTickets,
	now: Date,
): Promise<void> {
	const { paid: paidUsdc, txHash, ledger, delivered } = found;
	const known = { owner, paidUsdc, txHash, ledger, sinceLedger: null, envelope: null, waitsFor: null };
	await changeResoldRefund(tx, row, { ...known, state: 'voided', voidedAt: now, wakeAt: now });
	const [order] = await tx.select().from(orders).where(eq(orders.no, row.orderNo));
	if (isSettled(orderOf(row.ticket).order))
		await tx
			.update(tiers)
			.set({ sold: sql`${tiers.sold} - 1` })
			.where(and(eq(tiers.event, row.event), eq(tiers.tier, order!.tier)));
	const lines = voidedForWallet(paidUsdc, delivered ? 'treasury' : 'events');
	await post(tx, { kind: 'voided', ...entryOf(row, now) }, lines);
}

/** Records, once, that the wallet has its money. */
export async function recordPaid(
	tx: Transaction,
	row: ResoldRefundRow,
	ledger: number,
	now: Date,
): Promise<void> {
	const amount = row.paidUsdc!;
	const { reserved } = row;
	await endResoldRefund(tx, row, { state: 'paid', reserved: false }, now);
	await consumeUsdc(tx, amount, ledger, reserved);
	await post(tx, { kind: 'refunded', ...entryOf(row, now) }, paidToWallet(amount));
}

/** Nothing more is sent for this ticket. */
export async function withdrawResoldRefund(
	tx: Transaction,
	row: ResoldRefundRow,
	state: 'withdrawn' | 'decided',
	now: Date,
): Promise<void> {
	if (row.reserved) await releaseUsdc(tx, row.paidUsdc!);
	await endResoldRefund(tx, row, { state, reserved: false }, now);
}

type Ended = Extract<ResoldRefundState, 'paid' | 'withdrawn' | 'decided'>;

/** What a case says that closes by itself. */
const notes: Record<Ended, string> = {
	paid: 'The wallet has its money.',
	withdrawn: 'No wallet bought the ticket last; the order’s own refund returns the money.',
	decided: 'A person decided about the ticket.',
};

/** A case closes by itself once nothing of its order is open. */
async function endResoldRefund(
	tx: Transaction,
	row: ResoldRefundRow,
	change: Change & { state: Ended },
	now: Date,
): Promise<void> {
	await changeResoldRefund(tx, row, {
		...change,
		envelope: null,
		waitsFor: null,
		wakeAt: null,
		endedAt: now,
	});
	const isOfOrder = eq(resoldRefunds.orderNo, row.orderNo);
	const open = await tx.$count(
		resoldRefunds,
		and(isOfOrder, inArray(resoldRefunds.state, ['requested', 'voided'])),
	);
	if (open > 0) return;
	const closed = await tx
		.update(reviews)
		.set({ decision: 'nothing', note: notes[change.state], decidedBy: 'system', decidedAt: now })
		.where(and(isAbout(row), isNull(reviews.decidedAt)))
		.returning();
	for (const { id, reason } of closed) await publishReview(tx, { id, reason, state: 'decided' });
}

const isAbout = ({ orderNo }: ResoldRefundRow): SQL =>
	and(
		eq(reviews.orderNo, orderNo),
		eq(reviews.reason, 'REFUND_NOT_ON_CHAIN'),
		sql`${reviews.facts} ->> 'code' = ${soldOn} AND ${reviews.facts} ->> 'missing' IS NOT NULL`,
	)!;

/** Tells support, once, that a wallet does not get its money. */
export async function flagResoldRefund(
	tx: Transaction,
	row: ResoldRefundRow,
	why: string,
	now: Date,
): Promise<void> {
	const facts = { code: soldOn, missing: '1', why, ticket: String(row.ticket) };
	await openCase(tx, { reason: 'REFUND_NOT_ON_CHAIN', orderNo: row.orderNo, facts }, now);
	await changeResoldRefund(tx, row, { flaggedAt: now });
}

/** Whether a person decided about it: perhaps they paid by hand. */
export async function isDecided(db: Reader, row: ResoldRefundRow): Promise<boolean> {
	const byPerson = and(isAbout(row), gte(reviews.decidedAt, row.createdAt), ne(reviews.decidedBy, 'system'));
	return (await db.$count(reviews, byPerson)) > 0;
}
