import { xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allEvents, call, ledgerEntries, scannedLedger } from '#shared/chain/rpc.ts';
import { instanceKey, paidKey, readEventState } from '#shared/chain/state/event-state.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import { lyingProxy } from '#testing/proxies/lying-proxy.ts';

const test = suite('calls of an RPC: events in pages, entries, errors');
const purchases = 6;
let fixture: ChainFixture;
let event: string;

test.before(async () => {
	fixture = await ChainFixture.start();
	event = await fixture.publish();
	const fan = await fixture.fan();
	for (let i = 0; i < purchases; i++) await fixture.buy(fan, event, [{ tier: 0, qty: 2 }]);
	fixture.localnet.network.close();
});
test.after(() => fixture.close());

const passa = xdr.ScVal.scvSymbol('passa').toXdr('base64');
const filter = () => [{ type: 'contract' as const, contractIds: [event], topics: [[passa, '**']] }];
const since = () => fixture.deployment.sinceLedger;

test('knows which ledgers a cursor has passed completely', () => {
	assert.is(scannedLedger('0000000021474836479-4294967295'), 4);
	assert.is(scannedLedger('0000000021474836480-0000000000'), 4);
	assert.is(scannedLedger('0000000021474840576-0000000003'), 4, 'in the middle of ledger 5');
});

test('reads all pages in order, of any size and ending anywhere', async () => {
	const { events } = await allEvents(fixture.chain.rpcUrl, filter(), since());
	assert.is(events.length, purchases + 1);
	for (const limit of [1, 2, 3]) {
		const calls: string[] = [];
		const proxy = await lyingProxy(
			fixture.chain.rpcUrl,
			() => {},
			(method, params) => {
				calls.push(method);
				if (method === 'getEvents') params.pagination = { ...(params.pagination as object), limit };
			},
		);
		try {
			const paged = await allEvents(proxy.url, filter(), since());
			assert.equal(paged.events, events);
			assert.ok(calls.length >= events.length / limit);
		} finally {
			await proxy.close();
		}
	}
});

test('goes on over empty pages, and finds nothing if there is nothing', async () => {
	let calls = 0;
	// A scan of two ledgers a call, as one of ten thousand is on a long chain.
	const proxy = await lyingProxy(fixture.chain.rpcUrl, (method, params, answer) => {
		if (method !== 'getEvents' || !answer.result) return;
		calls++;
		const { cursor } = (params.pagination ?? {}) as { cursor?: string };
		const from = cursor ? scannedLedger(cursor) + 1 : (params.startLedger as number);
		const end = Math.min(from + 2, (answer.result.latestLedger as number) + 1);
		const events = answer.result.events as { ledger: number }[];
		answer.result.events = events.filter((e) => e.ledger < end);
		answer.result.cursor = `${((BigInt(end) << 32n) - 1n).toString().padStart(19, '0')}-4294967295`;
	});
	try {
		const slow = await allEvents(proxy.url, filter(), since());
		assert.is(slow.events.length, purchases + 1);
		assert.ok(calls > slow.events.length, 'most pages were empty');
	} finally {
		await proxy.close();
	}
	const newest = fixture.localnet.network.sequence;
	assert.equal((await allEvents(fixture.chain.rpcUrl, filter(), newest)).events, []);
});

test('says when an RPC does not answer, answers nonsense, or does not move on', async () => {
	assert.is(await codeOf(call('http://127.0.0.1:1', 'getHealth')), 'RPC_UNREACHABLE');
	assert.is(await codeOf(call(fixture.chain.rpcUrl, 'getNothing')), 'RPC_ERROR');
	const future = fixture.localnet.network.sequence + 1000;
	assert.is(
		await codeOf(allEvents(fixture.chain.rpcUrl, filter(), future)),
		'RPC_ERROR',
		'too new is not cut',
	);
	const stuck = await lyingProxy(fixture.chain.rpcUrl, (method, _, answer) => {
		if (method === 'getEvents' && answer.result) answer.result.cursor = '0000000000000000001-0000000000';
	});
	try {
		assert.is(await codeOf(allEvents(stuck.url, filter(), since())), 'RPC_ERROR');
	} finally {
		await stuck.close();
	}
});

test('refuses an entry that it did not ask for', async () => {
	const [instance, paid] = [instanceKey(event), paidKey(event, eventV2)];
	const found = await ledgerEntries(fixture.chain.rpcUrl, [
		instance,
		paid,
		instanceKey(fixture.deployment.usdc),
	]);
	assert.is(found.size, 3);
	const proxy = await lyingProxy(fixture.chain.rpcUrl, (method, _, answer) => {
		if (method !== 'getLedgerEntries') return;
		for (const entry of (answer.result?.entries ?? []) as { key: string; xdr: string }[])
			if (entry.key === instance) entry.xdr = found.get(instanceKey(fixture.deployment.usdc))!.xdr;
	});
	try {
		assert.is(await codeOf(readEventState(proxy.url, event)), 'ENTRY_UNEXPECTED');
	} finally {
		await proxy.close();
	}
});

test.run();
