import { and, asc, eq, sql } from 'drizzle-orm';
import { ticketId } from '#shared/chain/state/ids.ts';
import type { ShownAs } from '#shared/gate/entry-answer.ts';
import { gateEntries, gateScans } from '../models/entries.ts';
import { gates, gateTickets } from '../models/gates.ts';
import type { GateDeps } from './gate-deps.ts';
import type { EntryListView } from './venue-schemas.ts';

/** All tickets that came in, in the order of their entries: which, where, when and how. It names nobody. */
export async function entryList({ db }: Pick<GateDeps, 'db'>, event: string): Promise<EntryListView> {
	const rows = await db
		.select({
			entry: gateEntries,
			gate: gates.name,
			tier: gateTickets.tier,
			decidedBy: gateScans.decidedBy,
			shownAs: sql<ShownAs | null>`${gateScans.answer}->>'shownAs'`,
		})
		.from(gateEntries)
		.innerJoin(gates, eq(gates.id, gateEntries.gate))
		.innerJoin(gateScans, eq(gateScans.nonce, gateEntries.nonce))
		.leftJoin(
			gateTickets,
			and(
				eq(gateTickets.event, gateEntries.event),
				eq(gateTickets.chainOrder, gateEntries.chainOrder),
				eq(gateTickets.index, gateEntries.index),
			),
		)
		.where(eq(gateEntries.event, event))
		.orderBy(asc(gateEntries.enteredAt), asc(gateEntries.chainOrder), asc(gateEntries.index));
	return {
		items: rows.map(({ entry, ...rest }) => ({
			ticket: ticketId(entry.chainOrder, entry.index).toString(),
			...rest,
			at: entry.enteredAt.toISOString(),
			inside: entry.inside,
		})),
	};
}
