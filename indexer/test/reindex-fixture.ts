import type { Check } from '#shared/chain/audit/check.ts';
import { modelTables } from '../reindex/next-tables.ts';
import { type ReindexOptions, type ReindexReport, reindex } from '../reindex/reindex.ts';
import { makeHistory } from './history.ts';
import { type IndexerFixture, openFixture, until } from './indexer-fixture.ts';
import { recordExpected, type Store } from './store.ts';
import { liveWithDocument } from './with-document.ts';

/** The event of a `ReindexFixture` with rows in every table. */
export const whole = 3;

/** An indexer that has read three events, the last one with rows in every table and a verified document. */
export async function openReindexFixture(): Promise<IndexerFixture> {
	const fixture = await openFixture();
	await makeHistory(fixture.chainFixture);
	await liveWithDocument(fixture.chainFixture, fixture.documents);
	const { sequence } = fixture.chainFixture.localnet.network;
	await until('the history', async () => fixture.indexer.hub.ledger >= sequence);
	await until('the document', async () => {
		const [row] = await fixture.store.rows(
			`select count(*)::int as n from chain.documents where state = 'verified'`,
		);
		return row.n > 0;
	});
	await recordExpected(fixture.store);
	return fixture;
}

export const reindexOf = (store: Store, change: Partial<ReindexOptions> = {}): Promise<ReindexReport> =>
	reindex({ ownerUrl: store.urls('indexer').owner, reducers: 'of this test', ...change });

/** What a report says of rows that were wrong. */
export const namedIn = (report: ReindexReport): string[] =>
	[...report.differences.flatMap(({ checks }) => checks), ...report.documents].map(({ name }: Check) => name);

/** The schemas of the indexer, and of a reindex. */
export const schemasOf = async ({ rows }: Store): Promise<string[]> =>
	(await rows(`select nspname from pg_namespace where nspname like 'chain%' order by 1`)).map(
		({ nspname }) => nspname,
	);

/** The code of what a promise rejects with. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
	work.then(
		() => 'nothing thrown',
		(error) => error.code ?? String(error),
	);

const ofChain = ['raw_events', 'ledgers', 'ledger_proofs', 'call_proofs'];

/** Everything that follows from the chain, as text in one order. */
export async function everything({ rows }: Store): Promise<string[]> {
	const tables = [...modelTables.filter((t) => t !== 'documents'), ...ofChain];
	const found = await Promise.all(
		tables.map((t) => {
			const where = t === 'ledgers' ? 'where event_count > 0' : '';
			return rows(`select '${t} ' || t::text as row from chain.${t} t ${where}`);
		}),
	);
	return found
		.flat()
		.map(({ row }) => row)
		.sort();
}
