import { startSettling } from '#relayer/settle/start-settling.ts';
import { announce, type Fixture, openFixture, paidOrders, treasuryOf } from '#relayer/test/fixture.ts';
import { ChannelAccounts } from '#shared/service/channel-accounts.server.ts';
import { startOwnPostgres } from '#testing/postgres/test-postgres.ts';
import { report, seconds } from './figure.ts';

/** Settles paid orders to tickets on chain and reads them back, with one ledger a second. */
const orders = 800;
const few = 200;

const fixture = await openFixture(1, undefined, startOwnPostgres);
const { chainFixture } = fixture;
const tier = chainFixture.tier({
	price: 1_000_000n,
	face: { currency: 0, amount: 1_300n },
	capacity: 5000,
	fiat_quota: 5000,
});
const event = await announce(fixture, chainFixture.terms({ tiers: [tier] }));
const oneLane = await settle(few, 1);
const fourLanes = await settle(orders, 4);
const [journal] = await fixture.rows(
	`SELECT coalesce(sum(amount) FILTER (WHERE account = 'buyers'), 0)::text AS owed FROM relay.journal_lines`,
);
if (journal.owed !== '0') throw new Error(`buyers are owed ${journal.owed} cents`);
report([
	{
		name: `fiat orders settled on chain, four lanes, ${orders} orders of one event`,
		value: fourLanes,
		unit: 'a second',
		goal: '≥ 50',
		reference: { name: 'with one lane, a second', value: oneLane },
	},
]);
await fixture.close();
process.exit();

async function settle(count: number, lanes: number): Promise<number> {
	await paidOrders(fixture, event, Array(count).fill(1));
	const begun = performance.now();
	const settling = start(fixture, lanes);
	settling.wake();
	for (;;) {
		const [left] = await fixture.rows(`SELECT count(*)::int AS n FROM relay.orders WHERE state <> 'issued'`);
		if (left.n === 0) break;
		await new Promise((done) => setTimeout(done, 20));
	}
	const taken = seconds(begun);
	await settling.stop();
	return count / taken;
}

function start({ settle: deps, databaseUrl, lanes: keys }: Fixture, lanes: number) {
	return startSettling({
		...deps,
		databaseUrl,
		sinceLedger: chainFixture.deployment.sinceLedger,
		treasury: treasuryOf(chainFixture),
		lanes: keys.slice(0, lanes),
		allocators: new ChannelAccounts(chainFixture.chain, keys.slice(lanes)),
	});
}
