import { getTableName, type SQL, sql } from 'drizzle-orm';
import { models } from '../models/all-models.ts';
import { documents } from '../models/documents.ts';
import { events } from '../models/events.ts';
import type { Transaction } from '../models/schema.ts';

/**
 * SHA-256 over all that is stored of each event, by its number: read models, raw events, their ledgers, documents. Of
 * proofs only which there are and how long: their bytes are many, no page shows them, and this service may change
 * none. PostgreSQL makes it, so no row leaves the database. An event of which nothing is stored is missing.
 */
export async function rowDigests(tx: Transaction, nos: number[]): Promise<Map<number, string>> {
	const wanted = sql`any(${sql.param(nos)}::int[])`;
	const { rows } = await tx.execute<{ no: number; digest: string }>(sql`
		with event as (select no, address, announced_ledger, metadata_hash from chain.events where no = ${wanted}),
		raw as (
			select e.no, r.* from event e join chain.raw_events r on r.contract = e.address
			union all
			select e.no, r.* from event e cross join chain.checkpoint c
				join chain.raw_events r on r.contract = c.registry and r.ledger = e.announced_ledger
		),
		at as (select distinct no, ledger from raw),
		row as (
			${sql.join(modelRows(wanted), sql` union all `)}
			union all select no, 'raw ' || raw::text from raw
			union all select at.no, 'ledger ' || l::text from at join chain.ledgers l on l.sequence = at.ledger
			union all select at.no, concat_ws(' ', 'header', p.ledger, octet_length(p.header), octet_length(p.results))
				from at join chain.ledger_proofs p on p.ledger = at.ledger
			union all select c.no, concat_ws(' ', 'call', p.tx_hash, p.ledger, octet_length(p.success))
				from (select distinct no, tx_hash from raw) c join chain.call_proofs p on p.tx_hash = c.tx_hash
			union all select d.no, jsonb_build_array('document', hash, uri, named_by, state, document, reason)::text
				from (
					select no, metadata_hash as hash from event
					union select raw.no, d.hash from raw join chain.documents d on d.named_by = raw.id
				) d join chain.documents using (hash)
		)
		select no, encode(sha256(string_agg(digest, ''::bytea order by digest)), 'hex') as digest
		from (select no, sha256(convert_to(text, 'UTF8')) as digest from row as row(no, text)) digests
		group by no`);
	return new Map(rows.map(({ no, digest }) => [no, digest]));
}

/** Each row of each model, whole. */
const modelRows = (wanted: SQL): SQL[] =>
	models
		.filter(({ table }) => table !== documents)
		.map(({ table }) => {
			const name = sql.raw(getTableName(table));
			const no = table === events ? sql`no` : sql`event_no`;
			return sql`select ${no}, ${sql.raw(`'${getTableName(table)} '`)} || t::text from chain.${name} t where ${no} = ${wanted}`;
		});
