import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deploy } from '#scripts/deploy/deploy.ts';
import { registryArgs } from '#testing/fixtures/chain-fixture.ts';
import {
	answers,
	cutHistoryAs,
	fieldIs,
	limited,
	misbehavingNode,
	standsStill,
	tooMany,
} from '#testing/proxies/misbehaving-node.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { until } from './indexer-fixture.ts';
import { LyingNodeFixture, pause } from './lying-node-fixture.ts';
import { followOptions, followTo, sourceAt } from './store.ts';

const test = suite('the indexer of a node that forgets, limits or stands still');
let fixture: LyingNodeFixture;

test.before(async () => {
	fixture = await LyingNodeFixture.open();
});
test.before.each(() => fixture.begin());
test.after.each(() => fixture.end());
test.after(() => fixture.close());

for (const result of [null, {}, { events: [], cursor: null, latestLedger: 1e9 }])
	test(`is never ready, and asks a few times a second, where the answer is ${JSON.stringify(result)}`, async () => {
		fixture.node.behave(answers(result));
		const starting = await fixture.start({ sinceLedger: 0 });
		await pause(2000);
		assert.is((await fetch(`${starting.url}/readyz`)).status, 503);
		assert.ok(fixture.node.asked.length < 20, `${fixture.node.asked.length} requests in 2 s`);
		// The control: the true answers make it ready, and false ones later stop it.
		fixture.node.behave(null);
		await fixture.closeLedgers();
		await fixture.isReady();
		fixture.node.behave(answers(result));
		await pause(2000);
		assert.ok(fixture.node.asked.length < 30, `${fixture.node.asked.length} requests in 2 s`);
		assert.is.not((await fixture.get('/status')).state, 'ready');
	});

test('without the oldest ledger in its answers is not ready', async () => {
	fixture.node.behave(fieldIs(['getEvents', 'getHealth', 'getLedgers'], 'oldestLedger'));
	const starting = await fixture.start({ sinceLedger: 0 });
	await pause(1000);
	assert.is((await fetch(`${starting.url}/readyz`)).status, 503);
	assert.ok(fixture.node.asked.length < 20);
});

test('that stands still is not ready, and says how old its newest ledger is', async () => {
	let ahead = 0;
	const clock = {
		now: () => Date.now() + ahead,
		sleep: (milliseconds: number, signal: AbortSignal) =>
			new Promise<void>((done) => setTimeout(done, signal.aborted ? 0 : Math.min(milliseconds, 50))),
	};
	await (await fixture.start({ clock })).started;
	await fixture.closeLedgers();
	await fixture.isReady();
	fixture.node.behave(standsStill());
	await pause(200);
	ahead = 600_000;
	await fixture.closeLedgers(3);
	await pause(300);
	const ready = await fixture.get('/readyz');
	assert.equal([ready.ready, ready.code], [false, 'STALE']);
	assert.match(ready.reason, /newest ledger closed \d{3} s ago/);
});

test('that allows 5 requests a second is followed up to the newest ledger', async () => {
	fixture.node.behave(limited(5, () => tooMany('1')));
	await (await fixture.start()).started;
	const begun = Date.now();
	const event = await fixture.chainFixture.publish();
	for (let i = 0; i < 6; i++) await fixture.buy(event);
	await until('all sales', async () => (await fixture.soldOf(event)) === 6);
	await fixture.isReady();
	assert.ok(Date.now() - begun < 45_000, `${Date.now() - begun} ms`);
	const answered = fixture.node.asked.length / ((Date.now() - begun) / 1000);
	assert.ok(answered < 9, `${answered} requests a second`);
});

test('with a stranger’s event in each ledger costs no request for it', async () => {
	const foreign = await deploy({ chain: fixture.chainFixture.chain });
	const init = fixture.chainFixture.terms();
	init.payees[2]!.address = foreign.roles.platform.address;
	const publishing = { organizer: fixture.chainFixture.organizer.publicKey(), init };
	const publishForeign = (nonce: bigint) =>
		fixture.chainFixture.call(
			fixture.chainFixture.organizer,
			foreign.registry,
			'create_event',
			{ ...publishing, nonce },
			registryArgs,
		);
	const first = fixture.newest;
	for (let i = 0; i < 12; i++) await publishForeign(BigInt(i));
	await fixture.closeLedgers(70);
	const { registry } = fixture.chainFixture.deployment;
	const whose = { network: fixture.chainFixture.chain.passphrase, registry, startLedger: first };
	fixture.node.behave(null);
	await followTo(followOptions(fixture.store, sourceAt(fixture.node.url)), whose, fixture.newest);
	const ledgerReads = () => fixture.node.asked.filter(({ method }) => method === 'getLedgers').length;
	assert.is(ledgerReads(), 1, 'the newest ledger’s header');
	const { foreignEvents } = await readCheckpoint(fixture.store.db);
	assert.ok(foreignEvents >= 24);
	// At the tip: no more requests than for ledgers without any event.
	const costOf = async (work: () => Promise<unknown>): Promise<number> => {
		fixture.node.behave(null);
		const before = fixture.newest;
		await work();
		await followTo(followOptions(fixture.store, sourceAt(fixture.node.url)), whose, fixture.newest);
		return ledgerReads() / (fixture.newest - before);
	};
	const [quietCost, foreignCost] = [
		await costOf(() => fixture.closeLedgers(6)),
		await costOf(async () => {
			for (let i = 0; i < 6; i++) await publishForeign(BigInt(100 + i));
		}),
	];
	assert.ok(foreignCost <= quietCost, `${foreignCost} reads a ledger, ${quietCost} without strangers`);
	assert.is((await readCheckpoint(fixture.store.db)).foreignEvents, foreignEvents + 12);
});

test('that has lost ledgers which were never read shows the gap, however it words that', async () => {
	const { registry } = fixture.chainFixture.deployment;
	const whose = { network: fixture.chainFixture.chain.passphrase, registry, startLedger: 2 };
	const oldest = fixture.newest - 3;
	for (const words of ['start is before oldest ledger', `ledger range: ${oldest} - ${oldest + 3}`]) {
		fixture.node.behave(
			cutHistoryAs(
				() => oldest,
				-32600,
				() => words,
			),
		);
		await followTo(
			followOptions(fixture.store, sourceAt(fixture.node.url)),
			whose,
			(now) => now.state === 'gap',
		);
		const { ledger, reason } = await readCheckpoint(fixture.store.db);
		assert.is(ledger, 1, 'nothing is skipped');
		assert.match(reason, `ledgers 2 to ${oldest - 1} are gone`);
		await fixture.store.rows(`UPDATE chain.checkpoint SET state = 'waiting'`);
	}
	// Another fixture.node has them.
	const whole = await misbehavingNode(fixture.rpcUrl);
	await followTo(
		followOptions(fixture.store, sourceAt(`${fixture.node.url},${whole.url}`)),
		whose,
		fixture.newest,
	);
	await whole.close();
});

test('that fails is replaced by the next one, and no ledger is lost', async () => {
	const other = await misbehavingNode(fixture.rpcUrl);
	await (await fixture.start({ rpcUrl: `${fixture.node.url},${other.url}` })).started;
	const event = await fixture.openEvent();
	fixture.node.behave(() => ({ status: 502, body: 'bad gateway' }));
	await fixture.buy(event);
	await until('the sale', async () => (await fixture.soldOf(event)) === 1);
	// A fixture.node of another network is not believed when the first one fails, too.
	fixture.node.behave(fieldIs(['getNetwork'], 'passphrase', 'Another Network'));
	other.behave(() => ({ status: 502, body: 'bad gateway' }));
	await pause(1500);
	assert.is.not((await fixture.get('/status')).state, 'ready');
	other.behave(null);
	await fixture.buy(event);
	await until('both sales', async () => (await fixture.soldOf(event)) === 2);
	await fixture.indexer!.stop();
	fixture.indexer = null;
	await other.close();
});

test('of another network ends the indexer at its start', async () => {
	fixture.node.behave(fieldIs(['getNetwork'], 'passphrase', 'Another Network'));
	const wrong = await fixture.start();
	const code = await wrong.started.then(
		() => 'none',
		(error) => error.code,
	);
	assert.is(code, 'RPC_WRONG_NETWORK');
	const ready = await fixture.get('/readyz');
	assert.equal([ready.ready, ready.code], [false, 'RPC_WRONG_NETWORK']);
});

test.run();
