import { and, count, eq, isNull, sql } from 'drizzle-orm';
import { spendableXlm } from '#shared/chain/state/spendable-xlm.ts';
import { nowOf } from '#shared/clock.ts';
import { type GateCheck, gateChecks } from '#shared/gate/gate-checks.ts';
import { entryAudits } from '../models/entry-audits.ts';
import { gateEvents, gateTickets } from '../models/gates.ts';
import { cursors } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import type { GateDeps } from './gate-deps.ts';
import { devicesOf, gatesOf } from './manage-gates.ts';

type Deps = Pick<GateDeps, 'db' | 'clock' | 'chain' | 'log'>;

/** The time of three regular reads. Milliseconds. */
const staleAfter = 15 * 60_000;
/** Stroops of XLM: fees for hundreds of check-ins. The account is filled up before it has so little. */
const leastFees = 30_000_000n;

/** What Passa itself needs on the day. Null: it cannot be read now. */
export type Readiness = {
	/** Until when the provider's list of payments was read; `isFresh` if lately. */
	statement: { readAt: Date | null; isFresh: boolean };
	/** The account that puts entries on chain. */
	signer: { isFunded: boolean } | null;
};

/** Reads the network once; while it is away `signer` is null. */
export async function readinessOf(deps: Deps, account: string): Promise<Readiness> {
	const now = nowOf(deps);
	const statement = await statementOf(deps.db, now);
	try {
		const held = await spendableXlm(deps.chain, account);
		return { statement, signer: { isFunded: (held?.spendable ?? 0n) >= leastFees } };
	} catch (err) {
		deps.log.warn({ err }, 'the account of the gates cannot be read');
		return { statement, signer: null };
	}
}

/** Of the provider whose statement was read longest ago. Without a provider there is nothing to read. */
async function statementOf(db: Reader, now: Date): Promise<Readiness['statement']> {
	const read = sql<Date | null>`max(${cursors.at}) FILTER (WHERE ${cursors.name} = 'statement-read')`;
	const [oldest] = await db
		.select({ readAt: read.mapWith(cursors.at) })
		.from(cursors)
		.groupBy(cursors.provider)
		.orderBy(sql`1 NULLS FIRST`)
		.limit(1);
	if (!oldest) return { readAt: null, isFresh: true };
	const { readAt } = oldest;
	return { readAt, isFresh: readAt !== null && now.getTime() - readAt.getTime() <= staleAfter };
}

/** The gates' part of an event's checklist, from our own tables. Null before the event was ever read for its gates. */
export async function gateChecksOf(deps: Deps, event: string): Promise<GateCheck[] | null> {
	const { db } = deps;
	const [[row], all, devices, sold] = await Promise.all([
		db.select().from(gateEvents).where(eq(gateEvents.event, event)),
		gatesOf(deps, event),
		devicesOf(deps, event),
		soldOf(db, event),
	]);
	if (row?.freezeAt === null || row === undefined) return null;
	return gateChecks({
		tiers: sold.map(({ tier, tickets }) => ({ index: tier, name: String(tier + 1), sold: tickets })),
		gates: all.map(({ id, name, tiers }) => ({
			...{ name, tiers },
			phones: devices
				.filter(({ gate, revokedAt }) => gate === id && revokedAt === null)
				.map(({ label, listedAt }) => ({ label: label ?? '', listedAt: listedAt?.getTime() ?? null })),
		})),
		freezeAt: row.freezeAt * 1000,
		now: nowOf(deps).getTime(),
	});
}

const soldOf = (db: Reader, event: string) =>
	db
		.select({ tier: gateTickets.tier, tickets: count() })
		.from(gateTickets)
		.where(and(eq(gateTickets.event, event), eq(gateTickets.refunded, false)))
		.groupBy(gateTickets.tier);

/** Whether gates and chain were found to differ. */
export async function entriesDiffer(db: Reader, event: string): Promise<boolean> {
	const [row] = await db
		.select()
		.from(entryAudits)
		.where(and(eq(entryAudits.event, event), isNull(entryAudits.failedFor)));
	return row !== undefined && row.late + row.unscanned + row.twice + row.givenBack > 0;
}
