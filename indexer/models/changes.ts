import { bigint, integer, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { hex } from '#shared/hex.ts';
import { readableText } from '#shared/readable-text.ts';
import { type EmittedAs, numberOf } from '../facts/fact.ts';
import { ignored, type Model } from './model.ts';
import { chain, u32, u64 } from './schema.ts';

export type ChangeKind = 'details' | 'tier' | 'splits' | 'times';

/** One row for each change of an event's terms since its creation. */
export const changes = chain.table(
	'changes',
	{
		eventNo: integer().notNull(),
		n: bigint({ mode: 'bigint' }).notNull(),
		kind: text().$type<ChangeKind>().notNull(),
		/** From here on. */
		termsVersion: u32().notNull(),
		/** New details; null for another kind. */
		uri: text(),
		metadataHash: text(),
		placeHash: text(),
		/** Seconds by which all times moved; 0 for another kind. */
		postponedBy: u64().notNull(),
		/** Until when earlier orders may be given back for it, in Unix seconds; 0 is never. */
		windowUntil: u64().notNull(),
		txHash: text().notNull(),
		ledger: integer().notNull(),
		at: timestamp({ withTimezone: true }).notNull(),
	},
	(t) => [primaryKey({ columns: [t.eventNo, t.n] })],
);

export type ChangeRow = typeof changes.$inferSelect;
type State = { rows: ChangeRow[] };

export const changesModel: Model<State> = {
	name: 'changes',
	table: changes,
	rows: ({ rows }) => rows,
	load: async () => ({ rows: [] }),
	on: {
		...ignored('announced', 'created', 'accepted', 'sold', 'settled', 'minted', 'allocated'),
		...ignored('commission_set', 'paid', 'redirected', 'refunded', 'reversed', 'owed_paid', 'funded'),
		...ignored('top_ups_returned', 'closed', 'cancelled', 'paused', 'frozen', 'resold', 'gate_set'),
		...ignored('cap_set', 'key_set', 'moved', 'claimed', 'listed', 'unlisted', 'checked_in'),
		details_set(state, fact) {
			const { uri, metadata_hash, place_hash, window_until } = fact.event.payload;
			const details = {
				uri: readableText(uri),
				metadataHash: hex(metadata_hash),
				placeHash: hex(place_hash),
				windowUntil: window_until,
			};
			add(state, fact, 'details', details);
		},
		tier_added: (state, fact) => add(state, fact, 'tier', {}),
		splits_set: (state, fact) => add(state, fact, 'splits', {}),
		postponed(state, fact) {
			const { by, window_until } = fact.event.payload;
			add(state, fact, 'times', { postponedBy: by, windowUntil: window_until });
		},
	},
	async save(tx, { rows }) {
		if (rows.length > 0) await tx.insert(changes).values(rows);
	},
};

const same = { uri: null, metadataHash: null, placeHash: null, postponedBy: 0n, windowUntil: 0n };

function add(
	{ rows }: State,
	{ no, event, position }: EmittedAs<'details_set' | 'tier_added' | 'splits_set' | 'postponed'>,
	kind: ChangeKind,
	change: Partial<ChangeRow>,
): void {
	const { txHash, ledger, closedAt: at } = position;
	const { terms_version: termsVersion } = event.payload;
	rows.push({ ...same, ...change, eventNo: no, n: numberOf(event), kind, termsVersion, txHash, ledger, at });
}
