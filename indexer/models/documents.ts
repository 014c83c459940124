import { sql } from 'drizzle-orm';
import { customType, index, integer, jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import { hex } from '#shared/hex.ts';
import type { Metadata } from '#shared/metadata.ts';
import { readable } from '#shared/readable.ts';
import type { Model } from './model.ts';
import { chain } from './schema.ts';

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/** `refused`: the bytes are not those of the hash, or no document of ours. Only a verified one is ever shown. */
export type DocumentState = 'pending' | 'verified' | 'refused' | 'unreachable';

/** Events' metadata by the hash that the chain holds. Fetched after the ledger's transaction, never inside it. */
export const documents = chain.table(
	'documents',
	{
		hash: text().primaryKey(),
		uri: text().notNull(),
		state: text().$type<DocumentState>().notNull().default('pending'),
		document: jsonb().$type<Metadata>(),
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

/** Uris by hash: the first one that names a hash counts. */
type State = { wanted: Map<string, string> };

export const documentsModel: Model<State> = {
	name: 'documents',
	async load() {
		return { wanted: new Map() };
	},
	reduce(state, fact) {
		if (fact.kind !== 'logged' || fact.event.name !== 'created') return;
		const { metadata_hash, uri } = fact.event.payload.terms;
		const hash = hex(metadata_hash);
		if (!state.wanted.has(hash)) state.wanted.set(hash, readable(uri));
	},
	async save(tx, { wanted }) {
		const rows = [...wanted].map(([hash, uri]) => ({ hash, uri }));
		if (rows.length > 0) await tx.insert(documents).values(rows).onConflictDoNothing();
	},
};
