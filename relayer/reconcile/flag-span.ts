import { and, eq, isNull, like } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { closeAlerts, openAlert } from '../cases/open-alert.ts';
import { reviews } from '../models/payments.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

const reason = 'PULL_SPAN_UNREAD';
/** How long a span is tried before the rest goes on without it. Milliseconds. */
const patience = 15 * 60_000;

type Span = { from: number; to: number };

const isoOfMilliseconds = (time: number): string => new Date(time).toISOString();
/** One provider's alerts, by where the span ends: its begin moves while the provider keeps less and less of it. */
const subjectOf = ({ rail }: ReconcileDeps, { to }: Span): string =>
	`${rail.provider} ${isoOfMilliseconds(to)}`;

/** Alerts a person to a span that cannot be read. Returns whether it has been tried for long enough. */
export async function flagSpan(deps: ReconcileDeps, span: Span, code: string): Promise<boolean> {
	const subject = subjectOf(deps, span);
	const facts = {
		provider: deps.rail.provider,
		from: isoOfMilliseconds(span.from),
		to: isoOfMilliseconds(span.to),
		error: code,
	};
	const now = nowOf(deps);
	if (await openAlert(deps.db, { reason, subject, facts }, now)) {
		deps.log.error({ reason, ...facts }, 'a span of the statement cannot be read');
		return false;
	}
	const [alert] = await deps.db
		.select({ at: reviews.openedAt })
		.from(reviews)
		.where(and(eq(reviews.reason, reason), eq(reviews.subject, subject)));
	return alert !== undefined && now.getTime() >= alert.at.getTime() + patience;
}

/** Closes the alerts of spans that were read after all. */
export async function closeSpans(deps: ReconcileDeps, read: readonly Span[]): Promise<void> {
	const open = await deps.db
		.select({ subject: reviews.subject, facts: reviews.facts })
		.from(reviews)
		.where(
			and(
				eq(reviews.reason, reason),
				like(reviews.subject, `${deps.rail.provider} %`),
				isNull(reviews.decidedAt),
			),
		);
	const isRead = (at: number): boolean => read.some(({ from, to }) => from <= at && at < to);
	const closed = open.filter(({ facts }) => isRead(Date.parse(facts.to!) - 1)).map(({ subject }) => subject!);
	if (closed.length > 0) await closeAlerts(deps.db, reason, closed, 'It was read after all.', nowOf(deps));
}
