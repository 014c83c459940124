import { and, eq, isNull, sql } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { sameSecret } from '#shared/service/guard.server.ts';
import { hasEnded } from '../contacts/has-ended.ts';
import { firstOrderNo, payersContact } from '../contacts/payer.ts';
import { contacts } from '../models/contacts.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import type { Reader } from '../models/schema.ts';
import { events } from '../models/tiers.ts';
import { hashOf } from '../relayer-seal.ts';
import type { OrderDeps } from './order-deps.ts';

const nothing = new Uint8Array(32);

export type OrderByTokenError = PassaError<'ORDER_NOT_FOUND'>;

/** `holder`: the order's own token. `contact`: that of a number or address that it names, which only reads. */
export type OpenedBy = 'holder' | 'contact';
/** `paid`: whether that is the number that paid. A holder is not asked. */
export type OrderAccess = { by: OpenedBy; paid: boolean };

/** The order that a read token opens. Throws OrderByTokenError: a wrong token gets the same 404 as a missing order. */
export async function orderByToken(db: Reader, reference: string, token: string | null): Promise<OrderRow> {
	const { order, isHolder } = await lookUp(db, reference, token);
	if (order && isHolder) return order;
	throw notFound();
}

/** As `orderByToken`; and a contact's token opens it, too, until the event is over. Throws OrderByTokenError. */
export async function orderToRead(
	deps: Pick<OrderDeps, 'db' | 'clock' | 'contactTokens'>,
	reference: string,
	token: string | null,
): Promise<{ order: OrderRow } & OrderAccess> {
	const { order, isHolder } = await lookUp(deps.db, reference, token);
	if (order && isHolder) return { order, by: 'holder', paid: false };
	const contact = order && token ? await contactBy(deps, order, token) : null;
	if (order && contact) return { order, by: 'contact', ...contact };
	throw notFound();
}

async function lookUp(db: Reader, reference: string, token: string | null) {
	const [order] = await db.select().from(orders).where(eq(orders.reference, reference));
	return { order, isHolder: sameSecret(hashOf(token ?? ''), order?.tokenHash ?? nothing) };
}

/** Null if the token is of none of its contacts. */
async function contactBy(
	{ db, clock, contactTokens }: Pick<OrderDeps, 'db' | 'clock' | 'contactTokens'>,
	order: OrderRow,
	token: string,
): Promise<{ paid: boolean } | null> {
	const [event] = await db
		.select({ endsAt: events.endsAt })
		.from(events)
		.where(eq(events.event, order.event));
	if (!event || hasEnded(event, nowOf({ clock }))) return null;
	const [live, payer] = await Promise.all([
		db
			.select({ id: sql<string | null>`${contacts.id}` })
			.from(contacts)
			.where(and(eq(contacts.orderNo, firstOrderNo(order.no)), isNull(contacts.endedAt))),
		payersContact(db, order.no),
	]);
	const named = payer === null ? [{ id: null }] : live;
	const found = named.find(({ id }) => sameSecret(token, contactTokens(order.reference, id)));
	return found ? { paid: found.id === payer } : null;
}

const notFound = (): OrderByTokenError =>
	new PassaError('ORDER_NOT_FOUND', 'There is no such order, or this link does not open it.', {
		status: 404,
	});
