import { and, eq, gt, isNull, notInArray, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type ActKind, type CaseDecision, reviewActs } from '../models/payments.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';
import type { ReviewRow } from './case-situation.ts';
import { conflict } from './plan-decision.ts';
import { supportToken } from './review-deps.ts';

type DecisionRequest = { decision: CaseDecision; by: string; costKes: bigint; aloneKes: bigint; now: Date };

/** `given` is what the person gave away alone within the last day. Cents of KES. */
type CaseVote = Omit<DecisionRequest, 'now'> & { given: bigint };

/** What a decision of a person is: it takes effect (`decided`, `confirmed`), or waits for a second person (`proposed`). */
export const steps = ['decided', 'proposed', 'confirmed'] as const satisfies readonly ActKind[];
export type Step = (typeof steps)[number];

export type AuthoriseError = PassaError<'SECOND_PERSON_NEEDED' | 'PERSON_NEEDED'>;

const dayMilliseconds = 24 * 3_600_000;

/** What a person of support gave away alone within the last day, by deciding cases and by refunding tickets: cents of KES. */
export async function givenAlone(db: Reader, person: string, now: Date): Promise<bigint> {
	const since = new Date(now.getTime() - dayMilliseconds);
	const [decided] = await db
		.select({ sum: sql<string>`coalesce(sum(${reviewActs.costKes}), 0)` })
		.from(reviewActs)
		.where(and(eq(reviewActs.person, person), eq(reviewActs.kind, 'decided'), gt(reviewActs.at, since)));
	const alone = and(
		eq(ticketRefunds.by, person),
		eq(ticketRefunds.reason, 'ASKED_BY_SUPPORT'),
		isNull(ticketRefunds.secondBy),
		notInArray(ticketRefunds.state, ['proposed', 'withdrawn']),
		gt(ticketRefunds.createdAt, since),
	);
	const [refunded] = await db
		.select({ sum: sql<string>`coalesce(sum(${ticketRefunds.amountKes}), 0)` })
		.from(ticketRefunds)
		.where(alone);
	return BigInt(decided!.sum) + BigInt(refunded!.sum);
}

/** The person's step, as `stepOf` says. The case's row is locked. Throws AuthoriseError. */
export async function authorise(tx: Transaction, review: ReviewRow, wanted: DecisionRequest): Promise<Step> {
	if (wanted.costKes === 0n) return 'decided';
	// What one person decides and refunds concurrently is counted one after the other.
	await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`review ${wanted.by}`}, 0))`);
	return stepOf(review, { ...wanted, given: await givenAlone(tx, wanted.by, wanted.now) });
}

/**
 * What a decision of this person would be now. Pure. Two sessions of one account are one person. Throws
 * SECOND_PERSON_NEEDED for the person who proposed it, and PERSON_NEEDED for the printed support token, which names
 * nobody.
 */
export function stepOf({ proposal }: ReviewRow, { decision, by, costKes, aloneKes, given }: CaseVote): Step {
	if (costKes === 0n) return 'decided';
	const isProposed = proposal?.decision === decision && BigInt(proposal.cost) >= costKes;
	if (isProposed && proposal.by !== by && by !== supportToken) return 'confirmed';
	if (given + costKes <= aloneKes) return 'decided';
	if (by === supportToken)
		throw new PassaError(
			'PERSON_NEEDED',
			'This gives away more than came: sign in, and a second person too.',
			{
				status: 403,
			},
		);
	if (isProposed)
		throw conflict('SECOND_PERSON_NEEDED', 'You have proposed this. Another person must decide the same.');
	return 'proposed';
}
