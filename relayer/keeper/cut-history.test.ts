import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { call } from '#shared/chain/rpc.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import type { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { cutHistory } from '#testing/proxies/cut-history.ts';
import { lyingProxy } from '#testing/proxies/lying-proxy.ts';
import { cutHistoryAs, drops, misbehavingNode } from '#testing/proxies/misbehaving-node.ts';
import type { Database } from '../models/schema.ts';
import type { Archive } from './find-missing-events.ts';
import { type KeeperFixture, openKeeperFixture, through } from './test/fixture.ts';

const test = suite('a keeper whose RPC has lost ledgers');
let fixture: KeeperFixture;
let chainFixture: ChainFixture;

test.before(async () => {
	fixture = await openKeeperFixture();
	chainFixture = fixture.chainFixture;
});
test.after(() => fixture.close());

const paid = async (event: string) => (await readEventState(chainFixture.chain.rpcUrl, event)).paid;
const shares = [60_000_000n, 35_000_000n, 5_000_000n];
const close = () => call(chainFixture.chain.rpcUrl, 'localnet_close', { count: 1 });
const reviewsIn = async (db: Database) =>
	(await db.execute(`SELECT reason, subject, facts, decided_at IS NULL AS open FROM relay.reviews`)).rows;

/** An RPC that keeps nothing before the present moment. */
const forgetful = async () => {
	await close();
	const oldest = chainFixture.localnet.network.sequence;
	return cutHistory(chainFixture.chain.rpcUrl, () => oldest);
};

test('pays events that it knew before, and what was sold in the lost ledgers', async () => {
	const { db } = await fixture.database();
	const event = await chainFixture.publish();
	await (await fixture.keeper(db)).round();
	await chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty: 1 }]);
	const proxy = await forgetful();
	try {
		await (await fixture.keeper(db, { chain: through(chainFixture.chain, proxy.url) })).round();
		assert.equal(await paid(event), shares);
		assert.equal(await reviewsIn(db), []);
	} finally {
		await proxy.close();
	}
});

test('with an empty database and no archive opens a case that names how many events are missing', async () => {
	const { db } = await fixture.database();
	const event = await chainFixture.publish();
	await chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty: 1 }]);
	const proxy = await forgetful();
	try {
		const keeper = await fixture.keeper(db, { chain: through(chainFixture.chain, proxy.url) });
		await keeper.round();
		assert.equal(await paid(event), [0n, 0n, 0n]);
		assert.is(keeper.facts.eventsMissing, 2);
		const subject = chainFixture.deployment.registry;
		assert.equal(await reviewsIn(db), [
			{ reason: 'EVENTS_MISSING', subject, facts: { missing: '2' }, open: true },
		]);
		// The RPC of another operator still has the ledgers.
		const withHistory = await fixture.keeper((await fixture.database()).db);
		await withHistory.round();
		assert.equal(await paid(event), shares);
		assert.is(withHistory.facts.eventsMissing, 0);
	} finally {
		await proxy.close();
	}
});

test('completes its list from the archive, and believes it only what the registry confirms', async () => {
	const { db } = await fixture.database();
	const event = await chainFixture.publish();
	const { orders } = await chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty: 1 }]);
	const proxy = await forgetful();
	const foreign = chainFixture.deployment.usdc;
	const archive: Archive = {
		events: async () => [
			{ event, no: 3 },
			{ event: foreign, no: 1 },
		],
		orders: async () => orders,
	};
	try {
		const keeper = await fixture.keeper(db, { chain: through(chainFixture.chain, proxy.url), archive });
		await keeper.round();
		assert.equal(await paid(event), shares);
		assert.is(keeper.facts.eventsMissing, 2, 'two events are in no list');
		await keeper.keepAlive();
		const kept = await db.execute(`SELECT kind FROM relay.kept_entries WHERE kind = 'order'`);
		assert.is(kept.rows.length, orders.length);
		const listed = await db.execute(`SELECT event FROM relay.keeper_events`);
		assert.equal(listed.rows, [{ event }]);
	} finally {
		await proxy.close();
	}
});

test('a list that is complete again closes the case', async () => {
	const { db } = await fixture.database();
	const proxy = await forgetful();
	const keeper = await fixture.keeper(db, { chain: through(chainFixture.chain, proxy.url) });
	await keeper.round();
	assert.ok(keeper.facts.eventsMissing > 0);
	await proxy.close();
	await db.execute('DELETE FROM relay.keeper_scans');
	await close();
	const withHistory = await fixture.keeper(db);
	await withHistory.round();
	assert.is(withHistory.facts.eventsMissing, 0);
	assert.equal(
		(await reviewsIn(db)).map((each) => each.open),
		[false],
	);
});

const wordings = [
	[-32600, 'startLedger must be within the ledger range: OLDEST - 999999'],
	[-32602, 'start is before oldest ledger'],
	[-32001, 'this data has been pruned'],
] as const;
for (const [code, words] of wordings)
	test(`understands "${words}" (${code}), and pays`, async () => {
		const { db } = await fixture.database();
		const event = await chainFixture.publish();
		await (await fixture.keeper(db)).round();
		await chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty: 1 }]);
		await close();
		const oldest = chainFixture.localnet.network.sequence;
		const node = await misbehavingNode(chainFixture.chain.rpcUrl);
		node.behave(
			cutHistoryAs(
				() => oldest,
				code,
				() => words.replace('OLDEST', String(oldest)),
			),
		);
		try {
			await (await fixture.keeper(db, { chain: through(chainFixture.chain, node.url) })).round();
			assert.equal(await paid(event), shares);
		} finally {
			await node.close();
		}
	});

test('finds by the counters an event whose sale the RPC left out, and pays it', async () => {
	const { db } = await fixture.database();
	const event = await chainFixture.publish();
	const node = await misbehavingNode(chainFixture.chain.rpcUrl);
	const keeper = await fixture.keeper(db, { chain: through(chainFixture.chain, node.url) });
	try {
		await keeper.round();
		node.behave(drops((each) => each.contractId === event));
		await chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty: 1 }]);
		await keeper.round();
		assert.equal(await paid(event), [0n, 0n, 0n], 'the control: events alone do not show it');
		await keeper.keepAlive();
		await close();
		await keeper.round();
		assert.equal(await paid(event), shares);
	} finally {
		await node.close();
	}
});

test('reads the entries of events that changed, and of no others', async () => {
	const { db } = await fixture.database();
	const [quiet, event] = [await chainFixture.publish(), await chainFixture.publish()];
	const asked: number[] = [];
	const proxy = await lyingProxy(chainFixture.chain.rpcUrl, (method, params) => {
		if (method === 'getLedgerEntries') asked.push((params.keys as string[]).length);
	});
	try {
		const keeper = await fixture.keeper(db, { chain: through(chainFixture.chain, proxy.url) });
		await keeper.round();
		await chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty: 1 }]);
		asked.length = 0;
		await keeper.round();
		assert.equal(await paid(event), shares);
		assert.is(asked[0], 4, 'instance, counters, payouts and powers of one event');
		await close();
		await keeper.round();
		asked.length = 0;
		await close();
		await keeper.round();
		assert.equal(asked, [], 'nothing changed');
		assert.equal(await paid(quiet), [0n, 0n, 0n]);
	} finally {
		await proxy.close();
	}
});

test.run();
