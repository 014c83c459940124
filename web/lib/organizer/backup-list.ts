import type { OrderView } from '#indexer/client.ts';

/** `in`: when somebody came in with it, ISO 8601; null: not yet. */
export type BackupTicket = { code: string; tier: number; in: string | null };

/**
 * The tickets that a gate without any network may let in, by their short codes. `tiers`: those that the gate admits; null:
 * all. `entries`: by ticket, when somebody came in. Tickets that were given back are left out. It names nobody.
 */
export const backupTickets = (
	orders: readonly Pick<OrderView, 'tier' | 'tickets'>[],
	tiers: readonly number[] | null,
	entries: ReadonlyMap<string, string>,
): BackupTicket[] =>
	orders
		.filter(({ tier }) => tiers === null || tiers.includes(tier))
		.flatMap(({ tier, tickets }) =>
			tickets
				.filter(({ state }) => state !== 'refunded')
				.map(({ id, code }) => ({ code, tier, in: entries.get(id) ?? null })),
		)
		.toSorted((a, b) => a.code.localeCompare(b.code));
