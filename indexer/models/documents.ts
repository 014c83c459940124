import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { customType, index, integer, text, timestamp } from 'drizzle-orm/pg-core';
import { hex } from '#shared/hex.ts';
import { readableText } from '#shared/readable-text.ts';
import type { EventPosition } from '../facts/fact.ts';
import { ignored, type Model } from './model.ts';
import { chain, metadata } from './schema.ts';

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/** `refused`: the bytes do not have this hash, or are not a document in our format. Only a verified document is shown. */
export type DocumentState = 'pending' | 'verified' | 'refused' | 'unreachable';

/** Events' metadata by the hash on chain. The indexer fetches it after the ledger's transaction, never inside it. */
export const documents = chain.table(
	'documents',
	{
		hash: text().primaryKey(),
		uri: text().notNull(),
		/** The raw event that named the hash first, and so decided the uri. */
		namedBy: text().notNull(),
		state: text().$type<DocumentState>().notNull().default('pending'),
		document: metadata(),
		/** Why it is not verified, as a stable code. */
		reason: text(),
		attempts: integer().notNull().default(0),
		nextAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
		/** Cut, because a letter can become eighteen, and a tsvector holds a megabyte. */
		search: tsvector().generatedAlwaysAs(
			sql`to_tsvector('simple'::regconfig, chain.fold(left(coalesce(document->>'name', '') || ' ' || coalesce(document->>'description', '') || ' ' || coalesce(document->'venue'->>'name', '') || ' ' || coalesce(document->'venue'->>'city', '') || ' ' || coalesce(document->>'category', '') || ' ' || coalesce(document->>'lineup', ''), 20000)))`,
		),
	},
	(t) => [
		index().using('gin', t.search),
		index().on(t.state, t.nextAt),
		// By hash: a name may be longer than a page of an ordered index.
		index('documents_city_index').using('hash', folded(cityOf)),
		index('documents_category_index').using('hash', folded(categoryOf)),
	],
);

/** The city and the category that a document names. */
export const cityOf = sql`document->'venue'->>'city'`;
export const categoryOf = sql`document->>'category'`;

/**
 * A text as search compares it: words without case, accents and apostrophes, one space between two. So "wamu" finds
 * "Wamũ", and "ng'ombe" is one word with any apostrophe or none. `chain.fold` of the migrations is immutable: indexes
 * and generated columns hold what it gives.
 */
export function folded(text: SQLWrapper): SQL {
	return sql`chain.fold(${text})`;
}

export type DocumentRow = typeof documents.$inferSelect;

/** What is named, by hash: the first event that names a hash decides. */
type State = { found: Map<string, Named> };
/** A document as an event names it. */
export type Named = Pick<DocumentRow, 'hash' | 'uri' | 'namedBy'>;

export const documentsModel: Model<State> = {
	name: 'documents',
	table: documents,
	rows: ({ found }) => [...found.values()],
	async load() {
		return { found: new Map() };
	},
	on: {
		...ignored('announced', 'tier_added', 'splits_set', 'accepted', 'sold', 'settled', 'minted', 'allocated'),
		...ignored('commission_set', 'paid', 'redirected', 'refunded', 'reversed', 'owed_paid', 'funded'),
		...ignored('top_ups_returned', 'closed', 'cancelled', 'postponed', 'paused', 'frozen', 'resold'),
		...ignored('gate_set', 'cap_set', 'key_set', 'moved', 'claimed', 'listed', 'unlisted', 'checked_in'),
		created: (state, { event, position }) => nameDocument(state, event.payload.terms, position),
		details_set: (state, { event, position }) => nameDocument(state, event.payload, position),
	},
	async save(tx, { found }) {
		const rows = [...found.values()];
		if (rows.length > 0) await tx.insert(documents).values(rows).onConflictDoNothing();
	},
};

type Naming = { metadata_hash: Uint8Array; uri: string };

function nameDocument(
	{ found }: State,
	{ metadata_hash, uri }: Naming,
	{ id: namedBy }: EventPosition,
): void {
	const hash = hex(metadata_hash);
	if (!found.has(hash)) found.set(hash, { hash, uri: readableText(uri), namedBy });
}
