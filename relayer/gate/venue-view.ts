import { and, asc, count, desc, eq, inArray, isNotNull, max, sql } from 'drizzle-orm';
import { ticketId } from '#shared/chain/state/ids.ts';
import { nowOf } from '#shared/clock.ts';
import type { EntryDetail, EntryReason } from '#shared/gate/entry-answer.ts';
import { gateEntries, gateScans } from '../models/entries.ts';
import { entryAudits } from '../models/entry-audits.ts';
import { gateEvents, gates } from '../models/gates.ts';
import { attendanceOf } from './attendance.ts';
import type { GateDeps } from './gate-deps.ts';
import type { VenueView } from './venue-schemas.ts';

type Deps = Pick<GateDeps, 'db' | 'clock'>;

/** By which the speed of a gate is measured. Milliseconds. */
const lately = 300_000;
/** At most so many tickets that were tried again are shown. */
const mostRepeated = 50;

/** What happens at an event's gates: all that the organizer's live page shows. Reads only our own tables. */
export async function venueView(deps: Deps, event: string): Promise<VenueView> {
	const { db } = deps;
	const now = nowOf(deps);
	const [attendance, all, [settings], byMinute, refused, repeated, [audit]] = await Promise.all([
		attendanceOf(deps, event),
		db.select().from(gates).where(eq(gates.event, event)).orderBy(asc(gates.createdAt)),
		db.select().from(gateEvents).where(eq(gateEvents.event, event)),
		entriesByMinute(deps, event),
		refusals(deps, event),
		triedAgain(deps, event),
		db.select().from(entryAudits).where(eq(entryAudits.event, event)),
	]);
	const since = now.getTime() - lately;
	const of = (gate: string) => {
		const minutes = byMinute.filter((each) => each.gate === gate);
		const known = attendance.gates.find((each) => each.gate === gate);
		return {
			...{ entered: known?.entered ?? 0, inside: known?.inside ?? 0 },
			lately: sum(minutes.filter(({ at }) => at.getTime() > since)),
			busiest: Math.max(0, ...minutes.map(({ entered }) => entered)),
			refused: refused.filter((each) => each.gate === gate).reduce((n, each) => n + each.count, 0),
		};
	};
	const nameOf = new Map(all.map(({ id, name }) => [id, name]));
	return {
		now: now.toISOString(),
		...{ opensAt: isoOf(settings?.opensAt), closesAt: isoOf(settings?.closesAt) },
		...{ entered: attendance.entered, inside: attendance.inside, tiers: attendance.tiers },
		gates: all.map(({ id, name, endedAt }) => ({ id, name, ended: endedAt !== null, ...of(id) })),
		minutes: summed(byMinute),
		refusals: byReason(refused),
		repeated: repeated.map(({ first, gates: at, ...rest }) => ({
			...rest,
			gates: at.map((id) => nameOf.get(id) ?? ''),
			first: first && { ...first, gate: nameOf.get(first.gate) ?? '' },
		})),
		conflicts: attendance.conflicts,
		doubted: attendance.doubted,
		audit: audit ? auditOf(audit) : null,
	};
}

const isoOf = (seconds: number | null | undefined): string | null =>
	seconds === null || seconds === undefined ? null : new Date(seconds * 1000).toISOString();

const sum = (list: { entered: number }[]): number => list.reduce((all, { entered }) => all + entered, 0);

const minute = sql<Date>`date_trunc('minute', ${gateEntries.enteredAt})`.mapWith(gateEntries.enteredAt);

const entriesByMinute = ({ db }: Deps, event: string) =>
	db
		.select({ gate: gateEntries.gate, at: minute, entered: count() })
		.from(gateEntries)
		.where(eq(gateEntries.event, event))
		.groupBy(gateEntries.gate, minute)
		.orderBy(minute);

/** All gates together. */
function summed(list: { at: Date; entered: number }[]): VenueView['minutes'] {
	const found = new Map<string, number>();
	for (const { at, entered } of list)
		found.set(at.toISOString(), (found.get(at.toISOString()) ?? 0) + entered);
	return [...found].map(([at, entered]) => ({ at, entered }));
}

const reason = sql<EntryReason | null>`${gateScans.answer}->>'reason'`;
const detail = sql<EntryDetail | null>`${gateScans.answer}->>'detail'`;
const isRefusal = (event: string) =>
	and(eq(gateScans.event, event), sql`${gateScans.answer}->>'success' = 'false'`);

const refusals = ({ db }: Deps, event: string) =>
	db
		.select({ gate: gateScans.gate, reason, detail, count: count() })
		.from(gateScans)
		.where(isRefusal(event))
		.groupBy(gateScans.gate, reason, detail);

function byReason(list: Awaited<ReturnType<typeof refusals>>): VenueView['refusals'] {
	const found = new Map<string, VenueView['refusals'][number]>();
	for (const { reason, detail, count } of list) {
		const key = `${reason} ${detail}`;
		found.set(key, { reason, detail, count: count + (found.get(key)?.count ?? 0) });
	}
	return [...found.values()].toSorted((a, b) => b.count - a.count);
}

/** Tickets that somebody showed again after their entry. */
async function triedAgain({ db }: Deps, event: string) {
	const tries = count();
	const rows = await db
		.select({
			...{
				chainOrder: gateScans.chainOrder,
				index: gateScans.index,
				tries,
				lastAt: max(gateScans.scannedAt),
			},
			gates: sql<string[]>`array_agg(DISTINCT ${gateScans.gate})`,
		})
		.from(gateScans)
		.where(and(isRefusal(event), eq(reason, 'TICKET_ALREADY_USED'), isNotNull(gateScans.chainOrder)))
		.groupBy(gateScans.chainOrder, gateScans.index)
		.orderBy(desc(tries), desc(max(gateScans.scannedAt)))
		.limit(mostRepeated);
	if (rows.length === 0) return [];
	const orders = [...new Set(rows.map(({ chainOrder }) => chainOrder!))];
	const entries = await db
		.select()
		.from(gateEntries)
		.where(and(eq(gateEntries.event, event), inArray(gateEntries.chainOrder, orders)));
	const firstOf = new Map(
		entries.map((each) => [
			ticketId(each.chainOrder, each.index),
			{ gate: each.gate, at: each.enteredAt.toISOString() },
		]),
	);
	return rows.map(({ chainOrder, index, tries, lastAt, gates }) => {
		const ticket = ticketId(chainOrder!, index!);
		return {
			...{ ticket: ticket.toString(), tries, gates, lastAt: lastAt!.toISOString() },
			first: firstOf.get(ticket) ?? null,
		};
	});
}

function auditOf({
	auditedAt,
	failedFor,
	late,
	held,
	heldFor,
	unscanned,
	twice,
	givenBack,
	samples,
}: typeof entryAudits.$inferSelect): VenueView['audit'] {
	const at = auditedAt?.toISOString() ?? null;
	return { auditedAt: at, late, held, heldFor, unscanned, twice, givenBack, samples, failedFor };
}
