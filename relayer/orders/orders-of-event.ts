import { and, desc, eq, exists, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { kenyanMobile } from '#shared/phone.ts';
import { maskPhone } from '../contacts/contact.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { pushes } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import type { Seal } from '../seal.ts';

const mostOrders = 5000;
/** Fewer than a mask hides: whoever could ask for more digits would find the whole number, digit by digit. */
const lastDigits = /^\d{3,4}$/;

/** An order as the event's organizers see it. No number is whole, and no receipt is shown. */
export type EventOrder = {
	reference: string;
	tier: number;
	qty: number;
	state: OrderRow['state'];
	amountKes: string;
	phone: string;
	chainOrder: string | null;
	createdAt: string;
};

export type OrdersOfEventError = PassaError<'PHONE_UNREADABLE'>;

/**
 * An event's orders, newest first, at most 5000. `phone`: those that this number was asked to pay for, whole in any usual
 * form or its last three or four digits. Throws OrdersOfEventError.
 */
export async function ordersOfEvent(
	{ db, seal }: { db: Reader; seal: Seal },
	event: string,
	{ phone }: { phone?: string | undefined } = {},
): Promise<EventOrder[]> {
	const asked = phone === undefined ? null : readAsked(phone);
	const newest = db
		.selectDistinctOn([pushes.orderNo], { orderNo: pushes.orderNo, sealed: pushes.phoneSealed })
		.from(pushes)
		.orderBy(pushes.orderNo, desc(pushes.createdAt))
		.as('newest');
	const rows = await db
		.select({ order: orders, sealed: newest.sealed })
		.from(orders)
		.leftJoin(newest, eq(newest.orderNo, orders.no))
		.where(and(eq(orders.event, event), asked?.whole ? askedPhone(db, seal, asked.whole) : undefined))
		.orderBy(desc(orders.no))
		.limit(mostOrders);
	return rows.flatMap(({ order, sealed }) => {
		const number = sealed ? seal.open(sealed) : '';
		if (asked?.end && !number.endsWith(asked.end)) return [];
		return [view(order, number)];
	});
}

function readAsked(phone: string): { whole: string | null; end: string | null } {
	const digits = phone.replace(/\s/g, '');
	if (lastDigits.test(digits)) return { whole: null, end: digits };
	try {
		return { whole: kenyanMobile(phone), end: null };
	} catch (cause) {
		const words = 'Give a whole number, or its last 3 or 4 digits.';
		throw new PassaError('PHONE_UNREADABLE', words, { cause });
	}
}

const askedPhone = (db: Reader, seal: Seal, phone: string) =>
	exists(
		db
			.select({ found: sql`1` })
			.from(pushes)
			.where(and(eq(pushes.orderNo, orders.no), eq(pushes.phoneKey, seal.keyOf('phone', phone)))),
	);

const view = (order: OrderRow, number: string): EventOrder => ({
	reference: order.reference,
	tier: order.tier,
	qty: order.qty,
	state: order.state,
	amountKes: String(order.amountKes),
	phone: number === '' ? '' : maskPhone(number),
	chainOrder: order.chainOrder === null ? null : String(order.chainOrder),
	createdAt: order.createdAt.toISOString(),
});
