import { and, isNotNull, isNull, lt, or, type SQL } from 'drizzle-orm';
import { reviews } from './payments.ts';

const hour = 3_600_000;
/** A buyer waits for the decision of a case; an alert says that something stands still for everybody. */
const msToDecide = { case: 24 * hour, alert: 4 * hour };

/** The time by which a person decides a case. The buyer reads it on the order's page. */
export const decideBy = ({
	subject,
	openedAt,
}: Pick<typeof reviews.$inferSelect, 'subject' | 'openedAt'>): Date =>
	new Date(openedAt.getTime() + (subject === null ? msToDecide.case : msToDecide.alert));

/** Open cases and alerts whose time to decide is over. */
export const isOverdue = (now: Date): SQL => {
	const openedBefore = (ms: number) => lt(reviews.openedAt, new Date(now.getTime() - ms));
	return and(
		isNull(reviews.decidedAt),
		or(
			and(isNull(reviews.subject), openedBefore(msToDecide.case)),
			and(isNotNull(reviews.subject), openedBefore(msToDecide.alert)),
		),
	)!;
};
