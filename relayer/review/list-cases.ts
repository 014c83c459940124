import { and, asc, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { PassaError } from '#shared/errors.ts';
import { decideBy } from '../models/case-deadline.ts';
import { orders } from '../models/orders.ts';
import { type Proposal, payments, reviews } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { dueOf } from '../orders/cart.ts';
import type { CaseView } from './case-schemas.ts';

const pageSize = 50;

export type ListCasesError = PassaError<'CURSOR_INVALID'>;

/** Cases with their order and payment. `from` is the `next` of the page before. Throws ListCasesError. */
export async function listCases(
	db: Reader,
	state: 'open' | 'decided',
	from?: string,
): Promise<{ items: CaseView[]; next: string | null }> {
	const [filter, order, by] =
		state === 'open'
			? [isNull(reviews.decidedAt), asc, reviews.openedAt]
			: [isNotNull(reviews.decidedAt), desc, reviews.decidedAt];
	const start = from === undefined ? undefined : readCursor(from);
	const beyond =
		start && sql`(${by}, ${reviews.id}) ${state === 'open' ? sql`>` : sql`<`} (${start.at}, ${start.id})`;
	const rows = await casesWhere(db)
		.where(and(filter, beyond))
		.orderBy(order(by), order(reviews.id))
		.limit(pageSize + 1);
	const page = rows.slice(0, pageSize);
	const last = rows.length > pageSize ? page.at(-1)!.review : null;
	return {
		items: page.map(caseView),
		next: last && `${(state === 'open' ? last.openedAt : last.decidedAt!).getTime()}.${last.id}`,
	};
}

/** The first order of a cart. */
const first = alias(orders, 'first');

/** A case with its order, which may be its payment's. */
export const casesWhere = (db: Reader) =>
	db
		.select({ review: reviews, payment: payments, order: orders, cart: first.reference })
		.from(reviews)
		.leftJoin(payments, eq(payments.id, reviews.paymentId))
		.leftJoin(orders, eq(orders.no, sql`coalesce(${reviews.orderNo}, ${payments.orderNo})`))
		.leftJoin(first, eq(first.no, orders.cart))
		.$dynamic();

export type CaseRow = Awaited<ReturnType<typeof casesWhere>>[number];

export const caseView = ({ review, payment, order, cart }: CaseRow): CaseView => ({
	id: review.id,
	reason: review.reason,
	facts: review.facts,
	openedAt: review.openedAt.toISOString(),
	decideBy: decideBy(review).toISOString(),
	order: order && {
		reference: order.reference,
		cart,
		state: order.state,
		amountKes: (payment?.whole ? order.amountKes : dueOf(order)).toString(),
	},
	payment: payment && { amountKes: payment.amount.toString(), state: payment.state },
	proposal: proposalView(review.proposal),
	decision: review.decision,
	note: review.note,
	decidedBy: review.decidedBy,
	decidedAt: review.decidedAt?.toISOString() ?? null,
});

const proposalView = (proposal: Proposal | null): CaseView['proposal'] => {
	if (!proposal) return null;
	const { cost, ...rest } = proposal;
	return { ...rest, costKes: cost };
};

const cursor = z.tuple([z.string().regex(/^\d{1,15}$/), z.uuid()]);

function readCursor(text: string): { at: Date; id: string } {
	const parsed = cursor.safeParse(text.split('.'));
	if (!parsed.success) throw new PassaError('CURSOR_INVALID', 'That is not a cursor of this list.');
	return { at: new Date(Number(parsed.data[0])), id: parsed.data[1] };
}
