import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeHistory } from './history.ts';
import { type IndexerFixture, openFixture, until } from './indexer-fixture.ts';

const test = suite('an answer shows one moment');
let fixture: IndexerFixture;

test.before(async () => {
	fixture = await openFixture();
	await makeHistory(fixture.chainFixture);
	const { sequence } = fixture.chainFixture.localnet.network;
	await until('the history', async () => fixture.indexer.hub.ledger >= sequence);
});
test.after(() => fixture.close());

/** Tables that an answer reads after the event's or order's own row. */
const later = [
	['/v1/events/1', 'payees'],
	['/v1/events/1', 'tiers'],
	['/v1/events/1/orders', 'payees'],
	['/v1/dues', 'payees'],
] as const;

const changes = [
	'update chain.payees set paid = div(paid, 2)',
	'update chain.events set gross = gross + 10000000, n = n + 1',
	'update chain.tiers set sold = sold + 1',
];

for (const [path, table] of later) {
	test(`${path} is not torn by what is written before it reads ${table}`, async () => {
		const before = await answerOf(path);
		const { admin } = fixture.store;
		const client = await admin.connect();
		try {
			await client.query('begin');
			await client.query(`lock table chain.${table} in access exclusive mode`);
			const answer = answerOf(path);
			await until('a query that waits', async () => {
				const { rows } = await admin.query('select 1 from pg_locks where not granted limit 1');
				return rows.length > 0;
			});
			for (const change of changes) await client.query(change);
			await client.query('commit');
			assert.equal(await answer, before);
			assert.not.equal(await answerOf(path), before);
		} finally {
			client.release();
		}
	});
}

/** Each answer but for the fault that the indexer itself finds in what this test writes. */
async function answerOf(path: string): Promise<unknown> {
	const answer = await fixture.get(path);
	assert.is(answer.status, 200, path);
	const { fault: _, ...view } = (await answer.json()) as Record<string, unknown>;
	return view;
}

test.run();
