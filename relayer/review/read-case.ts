import { and, asc, eq, inArray, or } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { isoOfDate } from '#shared/iso-time.ts';
import { hookMessages } from '../models/hook-messages.ts';
import { journalEntries, journalLines } from '../models/journal.ts';
import { orders } from '../models/orders.ts';
import { observations, payments, pushes, refunds, reviewActs, reviews } from '../models/payments.ts';
import { openMessage } from '../reconcile/observations.ts';
import { choicesOf } from './case-choices.ts';
import type { EvidenceView } from './case-schemas.ts';
import { type CaseRow, casesWhere, caseView } from './list-cases.ts';
import { type ReviewDeps, supportToken } from './review-deps.ts';

export type ReadCaseError = PassaError<'REVIEW_NOT_FOUND'>;

/**
 * A case with all its evidence, and what each decision of `viewer` would cost. Only here does support see phones, receipts
 * and providers' messages. Throws ReadCaseError.
 */
export async function readCase(deps: ReviewDeps, id: string, viewer = supportToken): Promise<EvidenceView> {
	const [found] = await casesWhere(deps.db).where(eq(reviews.id, id));
	if (!found) throw caseNotFound();
	const [lines, ofPushes, ofMoney, messages, choices, acts] = await Promise.all([
		linesOf(deps, found),
		pushesOf(deps, found),
		moneyOf(deps, found),
		observationsOf(deps, found),
		choicesOf(deps, found, viewer),
		actsOf(deps, id),
	]);
	return { ...caseView(found), lines, pushes: ofPushes, ...ofMoney, observations: messages, choices, acts };
}

async function actsOf({ db }: ReviewDeps, id: string): Promise<EvidenceView['acts']> {
	const rows = await db
		.select()
		.from(reviewActs)
		.where(eq(reviewActs.reviewId, id))
		.orderBy(asc(reviewActs.id));
	return rows.map(({ kind, decision, note, person, costKes, at }) => ({
		kind,
		decision,
		note,
		person,
		costKes: costKes.toString(),
		at: at.toISOString(),
	}));
}

export const caseNotFound = (): ReadCaseError =>
	new PassaError('REVIEW_NOT_FOUND', 'There is no such case.', { status: 404 });

/** One payment buys all of a cart, and each of its orders is refunded by its own reference. */
async function linesOf({ db }: ReviewDeps, { order }: CaseRow): Promise<EvidenceView['lines']> {
	if (!order || order.cart === null) return [];
	const rows = await db.select().from(orders).where(eq(orders.cart, order.cart)).orderBy(asc(orders.no));
	return rows.map(({ reference, qty, state, amountKes }) => ({
		...{ reference, qty, state },
		amountKes: amountKes.toString(),
	}));
}

async function pushesOf({ db, seal }: ReviewDeps, { order }: CaseRow): Promise<EvidenceView['pushes']> {
	if (!order) return [];
	const rows = await db
		.select()
		.from(pushes)
		.where(eq(pushes.orderNo, order.cart ?? order.no))
		.orderBy(asc(pushes.createdAt));
	return rows.map((row) => ({
		state: row.state,
		phone: row.phoneSealed && seal.open(row.phoneSealed),
		amountKes: row.amount.toString(),
		sentAt: isoOfDate(row.sentAt),
		queries: row.queries,
		resultCode: row.resultCode,
		resultText: row.resultText,
	}));
}

type MoneyView = Pick<EvidenceView, 'payments' | 'refunds' | 'journal'>;

async function moneyOf({ db, seal }: ReviewDeps, { order, payment }: CaseRow): Promise<MoneyView> {
	const own = payment ? eq(payments.id, payment.id) : undefined;
	const paid =
		order || own
			? await db
					.select()
					.from(payments)
					.where(or(own, order ? eq(payments.orderNo, order.no) : undefined))
					.orderBy(asc(payments.seenAt))
			: [];
	const ids = paid.map((row) => row.id);
	if (ids.length === 0) return { payments: [], refunds: [], journal: [] };
	const [owed, lines] = await Promise.all([
		db.select().from(refunds).where(inArray(refunds.paymentId, ids)),
		db
			.select({ entry: journalEntries, line: journalLines })
			.from(journalEntries)
			.innerJoin(journalLines, eq(journalLines.entry, journalEntries.id))
			.where(inArray(journalEntries.subject, ids))
			.orderBy(asc(journalLines.entry), asc(journalLines.line)),
	]);
	return {
		payments: paid.map((row) => ({
			id: row.id,
			receipt: row.receiptSealed && seal.open(row.receiptSealed),
			amountKes: row.amount.toString(),
			state: row.state,
			seenAt: row.seenAt.toISOString(),
			confirmedAt: isoOfDate(row.confirmedAt),
			reversedAt: isoOfDate(row.reversedAt),
		})),
		refunds: owed.map((row) => ({
			paymentId: row.paymentId,
			state: row.state,
			reason: row.reason,
			attempts: row.attempts,
			createdAt: row.createdAt.toISOString(),
			doneAt: isoOfDate(row.doneAt),
		})),
		journal: lines.map(({ entry, line }) => ({
			kind: entry.kind,
			at: entry.at.toISOString(),
			account: line.account,
			currency: line.currency,
			amount: line.amount.toString(),
		})),
	};
}

async function observationsOf(
	{ db, seal }: ReviewDeps,
	{ review, order, payment }: CaseRow,
): Promise<EvidenceView['observations']> {
	const { observationId } = review;
	if (!order && !payment && observationId === null) return [];
	const rows = await db
		.select({ row: observations, times: hookMessages.count, lastAt: hookMessages.lastAt })
		.from(observations)
		.leftJoin(hookMessages, eq(hookMessages.observationId, observations.id))
		.where(
			or(
				// The first order of a cart has its prompts, and what was said of them.
				order ? inArray(observations.orderNo, [order.no, order.cart ?? order.no]) : undefined,
				payment
					? and(eq(observations.provider, payment.provider), eq(observations.receiptKey, payment.receiptKey))
					: undefined,
				observationId === null ? undefined : eq(observations.id, observationId),
			),
		)
		.orderBy(asc(observations.at), asc(observations.id));
	const seen = rows.map(({ row, times, lastAt }) => {
		const { body, cut } = openMessage(seal, row.sealed);
		return {
			kind: row.kind,
			at: row.at.toISOString(),
			times: times ?? 1,
			lastAt: (lastAt ?? row.at).toISOString(),
			code: row.code,
			amountKes: row.amount?.toString() ?? null,
			body,
			cut: cut ?? null,
		};
	});
	return withoutRepeats(seen);
}

/** Our own questions repeat until they are answered: the same answer many times in a row is shown once, and counted. */
function withoutRepeats(all: EvidenceView['observations']): EvidenceView['observations'] {
	const said = ({ kind, code, amountKes, body, cut }: EvidenceView['observations'][number]): string =>
		JSON.stringify([kind, code, amountKes, body, cut]);
	const shown: EvidenceView['observations'] = [];
	for (const each of all) {
		const last = shown.at(-1);
		if (!last || said(last) !== said(each)) shown.push({ ...each });
		else {
			last.times += each.times;
			if (each.lastAt > last.lastAt) last.lastAt = each.lastAt;
		}
	}
	return shown;
}
