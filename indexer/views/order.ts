import { z } from '@hono/zod-openapi';
import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { supports } from '#shared/contract/supports.ts';
import { deferredShares } from '#shared/deferred-shares.ts';
import { payeeRoles } from '#shared/payee-roles.ts';
import { ticketCode, ticketPlace } from '#shared/ticket-code.ts';
import { payoutsAddress } from '../models/checkpoint.ts';
import { documents } from '../models/documents.ts';
import { type EventRow, events } from '../models/events.ts';
import { type OrderRow, orders } from '../models/orders-table.ts';
import { type PayeeRow, payees } from '../models/payees.ts';
import { refunds } from '../models/refunds.ts';
import type { Reader } from '../models/schema.ts';
import { type TicketRow, tickets } from '../models/tickets.ts';
import { heldSchema, verified } from './event.ts';
import { addressText, hashText, idText, isoTime, roleOf, stroopsText, ticketText } from './json-values.ts';
import { orderKey, orderShares, type Sums, sumsBefore } from './order-shares.ts';
import { cutPage, oneMore } from './page.ts';
import { refundSchema, refundView } from './refund.ts';
import { codeText, ticketState, ticketStateShape } from './ticket.ts';

export const splitSchema = z
	.object({
		index: z.int(),
		address: addressText,
		role: z.enum(payeeRoles),
		name: z.string().nullable(),
		held: heldSchema,
		bps: z.int(),
		amount: stroopsText.openapi({
			description:
				'what this order adds for the payee, less what was given back of it and what creators earn by it',
		}),
		paid: stroopsText.openapi({
			description: 'of it paid out so far, the event’s payouts counted against its orders oldest first',
		}),
	})
	.openapi('Split');

const orderTicketSchema = z
	.object({ id: idText, code: codeText, index: z.int(), owner: addressText, ...ticketStateShape })
	.openapi('OrderTicket');

export const orderSchema = z
	.object({
		id: idText,
		event: addressText,
		eventNo: z.int(),
		eventName: z.string(),
		buyer: addressText,
		tier: z.int(),
		tierName: z.string(),
		qty: z.int(),
		total: stroopsText,
		rail: z.enum(['usdc', 'fiat']),
		evidence: hashText.nullable(),
		txHash: hashText,
		ledger: z.int(),
		soldAt: isoTime,
		n: z.string().openapi({ description: 'its sale’s number in the event’s log' }),
		position: z.int().openapi({ description: 'among the orders of that sale' }),
		complimentary: z.boolean().openapi({ description: 'the organizer gave it away' }),
		termsVersion: z.int().openapi({ description: 'of the terms that its buyer saw. 0 in version 1' }),
		refunded: stroopsText.openapi({ description: 'what was given back of it' }),
		refunds: z.array(refundSchema),
		credits: z
			.array(z.object({ creator: addressText, weight: z.int(), amount: stroopsText }))
			.openapi({ description: 'who brought the buyer; the amount is for one ticket' }),
		attribution: z
			.object({ model: z.int(), inputsHash: hashText })
			.nullable()
			.openapi({ description: 'what the credits rest on' }),
		tickets: z.array(orderTicketSchema),
		splits: z.array(splitSchema),
	})
	.openapi('Order');

export type OrderView = z.infer<typeof orderSchema>;

/** Orders that meet the condition, newest first. */
export async function orderViews(db: Reader, where: SQL | undefined, limit: number): Promise<OrderView[]> {
	const found = await db
		.select({ order: orders, event: events, document: documents, payouts: payoutsAddress })
		.from(orders)
		.innerJoin(events, eq(events.no, orders.eventNo))
		.leftJoin(documents, eq(documents.hash, events.metadataHash))
		.where(where)
		.orderBy(desc(orders.eventNo), desc(orders.n), desc(orders.position))
		.limit(limit);
	if (found.length === 0) return [];
	const nos = [...new Set(found.map((f) => f.order.eventNo))];
	const ids = found.map((f) => f.order.id);
	const ticketRows = await db
		.select()
		.from(tickets)
		.where(and(inArray(tickets.eventNo, nos), inArray(tickets.orderId, ids)))
		.orderBy(asc(tickets.index));
	const refundRows = await db
		.select()
		.from(refunds)
		.where(and(inArray(refunds.eventNo, nos), inArray(refunds.orderId, ids)))
		.orderBy(asc(refunds.n));
	const isRefunded = found.some((f) => f.event.refunded > 0n);
	const sums = await sumsBefore(
		db,
		found.map((f) => f.order),
		isRefunded,
	);
	const payeeRows = await db
		.select()
		.from(payees)
		.where(inArray(payees.eventNo, nos))
		.orderBy(asc(payees.eventNo), asc(payees.index));
	const ticketsBy = Map.groupBy(ticketRows, (t) => `${t.eventNo} ${t.orderId}`);
	const refundsBy = Map.groupBy(refundRows, (r) => `${r.eventNo} ${r.orderId}`);
	const payeesBy = Map.groupBy(payeeRows, (p) => p.eventNo);
	return found.map(({ order, event, document, payouts }) => {
		const metadata = verified(document);
		return {
			...plain(order, ticketsBy.get(orderKey(order)) ?? [], event),
			refunds: (refundsBy.get(orderKey(order)) ?? []).map((r) => refundView(event.address, r)),
			event: event.address,
			eventName: event.name,
			tierName: metadata?.tiers[order.tier]?.name ?? String(order.tier + 1),
			splits: splitViews(order, payeesBy.get(order.eventNo) ?? [], sums.get(orderKey(order))!).map((s) => ({
				...s,
				role: roleOf(s.role, metadata?.payees[s.index]?.role),
				name: metadata?.payees[s.index]?.name ?? null,
				held: deferredShares(metadata?.payees[s.index], s.address, payouts),
			})),
		};
	});
}

export const orderIs = (eventNo: number | null, id: bigint): SQL | undefined =>
	and(eq(orders.id, id), eventNo === null ? undefined : eq(orders.eventNo, eventNo));

export type OrderPosition = { n: string; position: number };

/** An event's orders, newest first, after `position`. */
export async function orderPage(
	db: Reader,
	eventNo: number,
	position: OrderPosition | null,
	limit: number,
): Promise<{ items: OrderView[]; next: OrderPosition | null }> {
	const before = position
		? sql`(${orders.n}, ${orders.position}) < (${position.n}::bigint, ${position.position}::smallint)`
		: undefined;
	const found = await orderViews(db, and(eq(orders.eventNo, eventNo), before), oneMore(limit));
	const { rows: items, last } = cutPage(found, limit);
	return { items, next: last && { n: last.n, position: last.position } };
}

/** The order that has the ticket of a code; none for a text that names no ticket of the event. */
export async function orderOfCode(
	db: Reader,
	eventNo: number,
	address: string,
	code: string,
): Promise<OrderView[]> {
	const place = ticketPlace(address, code);
	// A column holds no larger number.
	if (!place || place.n >= 1n << 63n) return [];
	const { n, position, index } = place;
	const found = await orderViews(
		db,
		and(eq(orders.eventNo, eventNo), eq(orders.n, n), eq(orders.position, position)),
		1,
	);
	return found.filter(({ tickets: held }) => held.some((ticket) => ticket.index === index));
}

function plain(order: OrderRow, held: TicketRow[], event: EventRow) {
	return {
		id: String(order.id),
		eventNo: order.eventNo,
		buyer: order.buyer,
		tier: order.tier,
		qty: order.qty,
		total: String(order.total),
		rail: order.rail,
		evidence: order.evidence,
		txHash: order.txHash,
		ledger: order.ledger,
		soldAt: order.soldAt.toISOString(),
		n: String(order.n),
		position: order.position,
		complimentary: order.complimentary,
		termsVersion: supports(event.version, 'orderTerms') ? order.termsVersion : 0,
		refunded: String(order.refunded),
		credits: order.credits,
		attribution: order.inputsHash === null ? null : { model: order.model, inputsHash: order.inputsHash },
		tickets: held.map((ticket) => ({
			id: ticketText(ticket.orderId, ticket.index),
			code: ticketCode(event.address, { ...order, index: ticket.index }),
			index: ticket.index,
			owner: ticket.owner,
			...ticketState(ticket),
		})),
	};
}

/** The contract pays on totals, so payouts count against an event's orders oldest first. */
function splitViews(order: OrderRow, list: PayeeRow[], sums: Sums) {
	const bps = list.map((p) => p.bps);
	return orderShares(bps, sums, order).map(({ before, amount }, i) => {
		const payee = list[i]!;
		return {
			index: i,
			address: payee.address,
			role: payee.role,
			bps: payee.bps,
			amount: String(amount),
			paid: String(within(payee.paid - before, amount)),
		};
	});
}

/** `value`, at least zero and at most `max`. */
function within(value: bigint, max: bigint): bigint {
	if (value < 0n) return 0n;
	return value > max ? max : value;
}
