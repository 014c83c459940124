import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { call } from '#shared/chain/rpc.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { ChannelAccounts } from '#shared/service/channel-accounts.server.ts';
import { startOwnPostgres } from '#testing/postgres/test-postgres.ts';
import { orderChannel } from '../../orders/notify-order.ts';
import { assertBooksBalance, assertMoneyBalances } from '../../test/assertions.ts';
import {
	announce,
	type Fixture,
	openFixture,
	order,
	orderOf,
	paidOrders,
	pay,
	treasuryOf,
} from '../../test/fixture.ts';
import { startSettling } from '../start-settling.ts';

const test = suite('settlement while the world fails');
let fixture: Fixture;
let event: string;

test.before(async () => {
	fixture = await openFixture('instant', undefined, startOwnPostgres);
	event = await announce(fixture);
});
test.after(() => fixture.close());

/** Everything that one process runs, on the fixture's network and database. */
function startProcess() {
	const { chainFixture, settle, lanes, databaseUrl, postgres } = fixture;
	const settling = startSettling({
		...settle,
		databaseUrl,
		sinceLedger: chainFixture.deployment.sinceLedger,
		treasury: treasuryOf(chainFixture),
		lanes,
		allocators: new ChannelAccounts(chainFixture.chain, lanes),
	});
	const silence = postgres.listen(orderChannel, () => settling.wake());
	return {
		async stop() {
			await silence();
			await settling.stop();
		},
	};
}

async function issued(numbers: bigint[]): Promise<void> {
	for (let i = 0; i < 600; i++) {
		const states = await Promise.all(
			numbers.map((no) =>
				orderOf(fixture, no).then(
					(o) => o.state,
					() => '',
				),
			),
		);
		if (states.every((state) => state === 'issued')) return;
		fixture.clock.advance(250);
		await new Promise((done) => setTimeout(done, 50));
	}
	throw new Error(`not settled: ${fixture.logged().slice(-2000)}`);
}

async function assertAllBalances(): Promise<void> {
	await assertMoneyBalances(fixture, [event]);
	await assertBooksBalance(fixture);
}

const fault = (kind: string, method: string, count: number) =>
	call(fixture.chainFixture.chain.rpcUrl, 'localnet_fault', { kind, method, count });

test('two processes on one database settle side by side', async () => {
	const processes = [startProcess(), startProcess()];
	const numbers = (await paidOrders(fixture, event, [1, 1, 1, 1])).map(({ no }) => no);
	await issued(numbers);
	await Promise.all(processes.map((each) => each.stop()));
	await assertAllBalances();
});

test('an RPC that drops every call for a while is waited for', async () => {
	const running = startProcess();
	const numbers = (await paidOrders(fixture, event, [1, 2])).map(({ no }) => no);
	await fault('drop', '*', 30);
	numbers.push(...(await paidOrders(fixture, event, [1])).map(({ no }) => no));
	await issued(numbers);
	await running.stop();
	await assertAllBalances();
});

test('an answer that is lost after the envelope went out does not settle twice', async () => {
	const numbers = (await paidOrders(fixture, event, [1])).map(({ no }) => no);
	await fault('drop', 'sendTransaction', 2);
	await fault('error', 'getTransaction', 3);
	const running = startProcess();
	await issued(numbers);
	await running.stop();
	await assertAllBalances();
});

test('a full queue is waited for, and then a higher fee is offered', async () => {
	const numbers = (await paidOrders(fixture, event, [1])).map(({ no }) => no);
	await fault('busy', 'sendTransaction', 3);
	const running = startProcess();
	await issued(numbers);
	await running.stop();
	await assertAllBalances();
});

test('a database that restarts is waited for', async () => {
	const running = startProcess();
	const first = (await paidOrders(fixture, event, [1, 1])).map(({ no }) => no);
	await fixture.cluster.away(() => new Promise((done) => setTimeout(done, 500)));
	await issued(first);
	const { order: later } = await order(fixture, event);
	await pay(fixture, later.no);
	await issued([later.no]);
	await running.stop();
	await assertAllBalances();
});

test('a relayer with an empty database on a chain that is ahead learns what was sold', async () => {
	const { counters } = await readEventState(fixture.chainFixture.chain.rpcUrl, event);
	await fixture.rows('TRUNCATE relay.events, relay.tiers, relay.scans');
	const running = startProcess();
	for (let i = 0; i < 100; i++) {
		const [tier] = await fixture.rows('SELECT sold, allocated FROM relay.tiers WHERE event = $1', [event]);
		if (tier) {
			await running.stop();
			assert.equal(tier, { sold: counters.tiers[0]!.fiatSold, allocated: 40 });
			return;
		}
		await new Promise((done) => setTimeout(done, 50));
	}
	throw new Error('not learned');
});

test.run();
