import { sql } from 'drizzle-orm';
import { customType, index, integer, text, timestamp } from 'drizzle-orm/pg-core';
import { hex } from '#shared/hex.ts';
import { readable } from '#shared/readable.ts';
import type { Model } from './model.ts';
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
		state: text().$type<DocumentState>().notNull().default('pending'),
		document: metadata(),
		/** Why it is not verified, as a stable code. */
		reason: text(),
		attempts: integer().notNull().default(0),
		nextAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
		search: tsvector().generatedAlwaysAs(
			sql`to_tsvector('simple'::regconfig, coalesce(document->>'name', '') || ' ' || coalesce(document->>'description', '') || ' ' || coalesce(document->'venue'->>'name', '') || ' ' || coalesce(document->'venue'->>'city', '') || ' ' || coalesce(document->>'category', '') || ' ' || coalesce(document->>'lineup', ''))`,
		),
	},
	(t) => [index().using('gin', t.search), index().on(t.state, t.nextAt)],
);

export type DocumentRow = typeof documents.$inferSelect;

/** Uris by hash: the first event that names a hash decides. */
type State = { found: Map<string, string> };

export const documentsModel: Model<State> = {
	name: 'documents',
	table: documents,
	rows: ({ found }) => [...found].map(([hash, uri]) => ({ hash, uri })),
	async load() {
		return { found: new Map() };
	},
	on: {
		announced: 'ignored',
		created(state, { event }) {
			const { metadata_hash, uri } = event.payload.terms;
			const hash = hex(metadata_hash);
			if (!state.found.has(hash)) state.found.set(hash, readable(uri));
		},
		splits_set: 'ignored',
		allocated: 'ignored',
		sold: 'ignored',
		settled: 'ignored',
		paid: 'ignored',
		moved: 'ignored',
	},
	async save(tx, { found: wanted }) {
		const rows = [...wanted].map(([hash, uri]) => ({ hash, uri }));
		if (rows.length > 0) await tx.insert(documents).values(rows).onConflictDoNothing();
	},
};
