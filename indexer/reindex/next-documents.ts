import { sql } from 'drizzle-orm';
import { type Check, equal } from '#shared/chain/audit/check.ts';
import type { Reader } from '../models/schema.ts';

/** Which document each hash is: the live one where an event names it so, else as the first event names it. */
const wanted = sql`(
	select distinct on (n.hash) n.hash, n.uri, n.named_by
	from chain_next.named n left join chain.documents l on l.hash = n.hash
	order by n.hash, (l.uri = n.uri and l.named_by = n.named_by) desc nulls last, n.named_by)`;

/**
 * Brings the new table of documents up to what events name. What was fetched of a document is not on chain, so it
 * comes from the live table. One that was not verified is fetched again if its address differs.
 */
export async function writeNextDocuments(db: Reader): Promise<void> {
	await db.execute(
		sql`delete from chain_next.documents d where not exists (select from chain_next.named n where n.hash = d.hash)`,
	);
	await db.execute(sql`
		insert into chain_next.documents as d (hash, uri, named_by, state, document, reason, attempts, next_at)
		select w.hash, w.uri, w.named_by,
			case when k.hash is null then 'pending' else k.state end, k.document, k.reason,
			coalesce(k.attempts, 0), coalesce(k.next_at, now())
		from ${wanted} w
		left join chain.documents k on k.hash = w.hash and (k.uri = w.uri or k.state = 'verified')
		on conflict (hash) do update set uri = excluded.uri, named_by = excluded.named_by, state = excluded.state,
			document = excluded.document, reason = excluded.reason, attempts = excluded.attempts, next_at = excluded.next_at
		where (d.uri, d.named_by, d.state, d.document, d.reason, d.attempts, d.next_at)
			is distinct from (excluded.uri, excluded.named_by, excluded.state, excluded.document, excluded.reason,
				excluded.attempts, excluded.next_at)`);
}

const mostDifferences = 100;

/** How the new table's documents differ from the live ones, in what the chain says of them. */
export async function documentDifferences(db: Reader): Promise<Check[]> {
	const { rows } = await db.execute<{ hash: string; expected: string | null; found: string | null }>(sql`
		select hash, n.uri || ' by ' || n.named_by as expected, l.uri || ' by ' || l.named_by as found
		from chain_next.documents n full join chain.documents l using (hash)
		where (n.uri, n.named_by) is distinct from (l.uri, l.named_by) limit ${mostDifferences}`);
	return rows.map(({ hash, expected, found }) => equal(`document ${hash}`, expected, found));
}
