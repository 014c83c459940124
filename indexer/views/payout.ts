import { z } from '@hono/zod-openapi';
import { and, asc, desc, eq, or, type SQL, sql } from 'drizzle-orm';
import { accounts } from '#shared/contract/accounting.ts';
import { baseAccount } from '#shared/contract/base-account.ts';
import { payeeRoles } from '#shared/payee-roles.ts';
import { booksOf, eventParts } from '../models/event-parts.ts';
import { events } from '../models/events.ts';
import { addressAt } from '../models/paid-to.ts';
import { payees } from '../models/payees.ts';
import { payouts } from '../models/payouts.ts';
import type { Reader } from '../models/schema.ts';
import { addressText, hashText, isoTime, roleOf, stroopsText } from './json-values.ts';
import { accountSchema, accountText } from './live-event.ts';
import { cutPage, oneMore } from './page.ts';

export const payoutSchema = z
	.object({
		event: addressText,
		eventNo: z.int(),
		n: z.string().openapi({ description: 'its number in the event’s log' }),
		payee: z.int().nullable().openapi({ description: 'its index; null for a creator' }),
		address: addressText.openapi({ description: 'that received it' }),
		amount: stroopsText,
		delivered: z.boolean().openapi({ description: 'false: it is owed, and the receiver fetches it' }),
		txHash: hashText,
		ledger: z.int(),
		paidAt: isoTime,
	})
	.openapi('Payout');

export type PayoutView = z.infer<typeof payoutSchema>;
export type PayoutPosition = { ledger: number; no: number; n: string; position: number };

/** Newest first, after `position`. */
export async function payoutList(
	db: Reader,
	where: SQL | undefined,
	position: PayoutPosition | null,
	limit: number,
): Promise<{ items: PayoutView[]; next: PayoutPosition | null }> {
	const found = await db
		.select({ payout: payouts, event: events.address })
		.from(payouts)
		.innerJoin(events, eq(events.no, payouts.eventNo))
		.where(and(where, position ? before(position) : undefined))
		.orderBy(desc(payouts.ledger), desc(payouts.eventNo), desc(payouts.n), desc(payouts.position))
		.limit(oneMore(limit));
	const { rows, last } = cutPage(found, limit);
	const items = rows.map(
		({ payout: p, event }): PayoutView => ({
			event,
			eventNo: p.eventNo,
			n: String(p.n),
			payee: p.payee,
			address: p.address,
			amount: String(p.amount),
			delivered: p.delivered,
			txHash: p.txHash,
			ledger: p.ledger,
			paidAt: p.paidAt.toISOString(),
		}),
	);
	return {
		items,
		next: last && {
			ledger: last.payout.ledger,
			no: last.payout.eventNo,
			n: String(last.payout.n),
			position: last.payout.position,
		},
	};
}

const before = (p: PayoutPosition): SQL =>
	sql`(${payouts.ledger}, ${payouts.eventNo}, ${payouts.n}, ${payouts.position}) < (${p.ledger}::integer, ${p.no}::integer, ${p.n}::bigint, ${p.position}::smallint)`;

export const payoutsOfEvent = (eventNo: number): SQL => eq(payouts.eventNo, eventNo);
/** By the address in the terms, muxed or not, or by the account behind a muxed one. */
export const payoutsTo = (address: string): SQL | undefined =>
	or(eq(payouts.address, address), eq(payouts.account, address));

export const earningSchema = accountSchema
	.extend({
		event: addressText,
		eventNo: z.int(),
		eventName: z.string(),
		address: addressText,
		role: z.enum(payeeRoles),
		bps: z.int(),
	})
	.openapi('Earning');

export type Earning = z.infer<typeof earningSchema>;

/** What a payee earns, event by event: where its money goes to this address now. */
export async function earningsOf(db: Reader, address: string, now: bigint): Promise<Earning[]> {
	const found = await db
		.select({ no: payees.eventNo })
		.from(payees)
		.where(
			or(
				eq(payees.address, address),
				eq(payees.account, address),
				eq(payees.redirectTo, address),
				eq(payees.redirectAccount, address),
			),
		)
		.orderBy(asc(payees.eventNo));
	const parts = await eventParts(db, [...new Set(found.map((f) => f.no))]);
	return parts.flatMap((part) => {
		const owed = accounts(booksOf(part), now);
		return part.payees
			.map((p) => ({ ...p, paidTo: addressAt(p, part.row, now) }))
			.filter(({ paidTo }) => paidTo === address || baseAccount(paidTo) === address)
			.map((p) => ({
				event: part.row.address,
				eventNo: part.row.no,
				eventName: part.row.name,
				address: p.paidTo,
				role: roleOf(p.role),
				bps: p.bps,
				index: p.index,
				...accountText(owed[p.index]!),
			}));
	});
}
