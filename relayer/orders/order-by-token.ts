import { eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { sameSecret } from '#shared/service/guard.server.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import type { Reader } from '../models/schema.ts';
import { hashOf } from '../seal.ts';

const nothing = new Uint8Array(32);

export type OrderByTokenError = PassaError<'ORDER_NOT_FOUND'>;

/** The order that a read token opens. Throws OrderByTokenError: a wrong token gets the same 404 as a missing order. */
export async function orderByToken(db: Reader, reference: string, token: string | null): Promise<OrderRow> {
	const [row] = await db.select().from(orders).where(eq(orders.reference, reference));
	const fits = sameSecret(hashOf(token ?? ''), row?.tokenHash ?? nothing);
	if (row && fits) return row;
	throw new PassaError('ORDER_NOT_FOUND', 'There is no such order, or this link does not open it.', {
		status: 404,
	});
}
