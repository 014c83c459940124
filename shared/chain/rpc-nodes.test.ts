import { Operation, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import {
	answers,
	answersText,
	cutHistoryAs,
	fieldIs,
	type MisbehavingNode,
	type Misbehaviour,
	misbehavingNode,
	standsStill,
	tooMany,
	tooManyInRpc,
} from '#testing/proxies/misbehaving-node.ts';
import { allEvents, call } from './rpc.ts';
import type { Answers } from './rpc-answers.ts';
import { RpcNode } from './rpc-node.ts';
import { askNodes, blameFor, checkNetwork, networkFaultOf, nodesOf } from './rpc-nodes.ts';
import { signWith, submit } from './submit/invoke.ts';

const test = suite('RPC nodes');
let fixture: ChainFixture;
let event: string;
let nodes: MisbehavingNode[] = [];

test.before(async () => {
	fixture = await ChainFixture.start();
	event = await fixture.publish();
	const bought = await fixture.buy(await fixture.fan(), event, [{ tier: 0, qty: 1 }]);
	params.getTransaction = { hash: bought.hash };
	params.getLedgers = { startLedger: bought.ledger, pagination: { limit: 1 } };
	params.getEvents = { startLedger: bought.ledger, filters: passaEvents, pagination: { limit: 10 } };
});
test.after.each(async () => {
	await Promise.all(nodes.map((node) => node.close()));
	nodes = [];
});
test.after(() => fixture.close());

async function nodeThat(misbehaviour: Misbehaviour | null): Promise<MisbehavingNode> {
	const node = await misbehavingNode(fixture.chain.rpcUrl);
	node.behave(misbehaviour);
	nodes.push(node);
	return node;
}

const passaEvents = [
	{ type: 'contract' as const, topics: [[xdr.ScVal.scvSymbol('passa').toXdr('base64'), '**']] },
];
const params: Partial<Record<keyof Answers, object>> = { getLedgerEntries: { keys: [] } };
const methods: (keyof Answers)[] = [
	'getEvents',
	'getLedgers',
	'getLedgerEntries',
	'getTransaction',
	'getLatestLedger',
	'getHealth',
	'getNetwork',
	'getFeeStats',
];
const ask = (url: string, method: keyof Answers) => call(url, method, params[method] ?? {}, 2000);

const nonsense: Record<string, Misbehaviour> = {
	null: answers(null),
	'{}': answers({}),
	'[]': answers([]),
	'a number': answers(7),
	text: answers('healthy'),
	'a page of HTML': answersText('<html><body>Bad gateway</body></html>'),
	nothing: answersText(''),
	'HTTP 502': answersText('bad gateway', 502),
	'an error without a message': async () => ({ body: { error: { code: 'E' } } }),
};

for (const [name, misbehaviour] of Object.entries(nonsense))
	test(`that answer ${name} fail with a code, whatever is asked`, async () => {
		const { url } = await nodeThat(misbehaviour);
		for (const method of methods) assert.is(await codeOf(ask(url, method)), 'RPC_ERROR', method);
	});

const fields: [keyof Answers, string, unknown[]][] = [
	['getEvents', 'oldestLedger', [undefined, null, '2', -1, 1.5, 2 ** 40]],
	['getEvents', 'latestLedger', [undefined, null, 1]],
	['getEvents', 'cursor', [undefined, null, '', 'abc', 5]],
	['getEvents', 'events', [undefined, null, {}, [null], [{}]]],
	['getEvents', 'latestLedgerCloseTime', [undefined, null, 'now']],
	['getLedgers', 'ledgers', [undefined, null, [{}]]],
	['getLedgers', 'oldestLedger', [undefined, null]],
	['getLedgerEntries', 'latestLedger', [undefined, null, '9']],
	['getLedgerEntries', 'entries', [undefined, {}, [{ key: 'x' }]]],
	['getTransaction', 'status', [undefined, 'MAYBE']],
	['getTransaction', 'resultXdr', [undefined, null]],
	['getLatestLedger', 'sequence', [undefined, null, '12']],
	['getLatestLedger', 'closeTime', [undefined, 12]],
	['getHealth', 'oldestLedger', [undefined, null]],
	['getNetwork', 'passphrase', [undefined, null]],
	['getFeeStats', 'sorobanInclusionFee', [undefined, {}, { p90: 100 }]],
];
for (const [method, field, values] of fields)
	test(`whose ${method} has a wrong ${field}, or none, fail with a code`, async () => {
		const node = await nodeThat(null);
		assert.ok(await ask(node.url, method), 'the control: the true answer is taken');
		for (const value of values) {
			node.behave(fieldIs([method], field, value));
			assert.is(await codeOf(ask(node.url, method)), 'RPC_ERROR', JSON.stringify(value));
		}
	});

const faults: Record<string, Misbehaviour> = {
	...nonsense,
	'an internal error': async () => ({ body: { error: { code: -32603, message: 'internal' } } }),
	'no such method': async () => ({ body: { error: { code: -32601, message: 'method not found' } } }),
	'the network of another': fieldIs(['getNetwork'], 'passphrase', 'Another Network'),
};
for (const [name, misbehaviour] of Object.entries(faults))
	test(`are replaced by the next one: ${name}`, async () => {
		const [bad, good] = [await nodeThat(misbehaviour), await nodeThat(null)];
		const chain = { ...fixture.chain, rpcUrl: `${bad.url}, ${good.url}` };
		await checkNetwork(chain);
		assert.ok((await call(chain.rpcUrl, 'getLatestLedger')).sequence > 0);
		const before = good.asked.length;
		assert.ok((await call(chain.rpcUrl, 'getLatestLedger')).sequence > 0);
		assert.ok(good.asked.length > before);
		// The negative control: alone it answers nothing.
		if (name !== 'no such method')
			assert.is.not(await codeOf(askNodes(nodesOf(bad.url), 'getLatestLedger', {}, 500)), 'none');
	});

test('of another network are refused at the start, and after a failure', async () => {
	const node = await nodeThat(fieldIs(['getNetwork'], 'passphrase', 'Another Network'));
	const chain = { ...fixture.chain, rpcUrl: node.url };
	assert.is(await codeOf(checkNetwork(chain)), 'RPC_WRONG_NETWORK');
	assert.is(await codeOf(call(node.url, 'getLatestLedger')), 'RPC_WRONG_NETWORK');
	node.behave(null);
	await checkNetwork(chain);
	assert.ok(await call(node.url, 'getLatestLedger'));
	assert.is(node.asked.filter(({ method }) => method === 'getNetwork').length, 2, 'asked once it is known');
	// What answers there after a failure may be another node.
	node.behave(answersText('away', 502));
	assert.is(await codeOf(call(node.url, 'getLatestLedger')), 'RPC_ERROR');
	node.behave(fieldIs(['getNetwork'], 'passphrase', 'Another Network'));
	assert.is(await codeOf(call(node.url, 'getLatestLedger')), 'RPC_WRONG_NETWORK');
});

test('of another network get no transaction: nothing is signed', async () => {
	const node = await nodeThat(fieldIs(['getNetwork'], 'passphrase', 'Another Network'));
	const chain = { ...fixture.chain, rpcUrl: node.url };
	const key = await fixture.fan();
	let signed = 0;
	const call = () =>
		submit({
			chain,
			source: key.publicKey(),
			sign: (envelope) => {
				signed++;
				return signWith(key, chain.passphrase)(envelope);
			},
			operation: Operation.extendFootprintTtl({ extendTo: 100 }),
		});
	assert.is(await codeOf(call()), 'RPC_WRONG_NETWORK');
	assert.equal([signed, networkFaultOf(node.url)?.code], [0, 'RPC_WRONG_NETWORK']);
	assert.equal([...new Set(node.asked.map(({ method }) => method))], ['getNetwork']);
	// The negative control: a node of our network gets past that.
	node.behave(null);
	assert.is.not(await codeOf(call()), 'RPC_WRONG_NETWORK');
	assert.is(networkFaultOf(node.url), null);
	assert.ok(node.asked.some(({ method }) => method === 'simulateTransaction'));
});

test('named again after a change: each getNetwork is compared', async () => {
	const node = await nodeThat(null);
	const chain = { ...fixture.chain, rpcUrl: node.url };
	await checkNetwork(chain);
	node.behave(fieldIs(['getNetwork'], 'passphrase', 'Another Network'));
	assert.ok(await call(node.url, 'getLatestLedger'), 'the control: it does not fail, so nobody asks');
	assert.is(await codeOf(checkNetwork(chain)), 'RPC_WRONG_NETWORK');
	assert.is(await codeOf(call(node.url, 'getLatestLedger')), 'RPC_WRONG_NETWORK');
});

test('named in an answer that comes late: an earlier question decides nothing after a newer one', async () => {
	const [asks, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
	const node = await nodeThat(null);
	const chain = { ...fixture.chain, rpcUrl: node.url };
	await checkNetwork(chain);
	node.behave(async (_request, pass) => {
		asks.resolve();
		await release.promise;
		return { body: await pass() };
	});
	const late = checkNetwork(chain);
	await asks.promise;
	node.behave(fieldIs(['getNetwork'], 'passphrase', 'Another Network'));
	assert.is(await codeOf(checkNetwork(chain)), 'RPC_WRONG_NETWORK');
	await Promise.all([late, release.resolve()]);
	assert.is(networkFaultOf(node.url)?.code, 'RPC_WRONG_NETWORK');
});

test('are not blamed for a refusal of the call itself', async () => {
	const [first, second] = [await nodeThat(null), await nodeThat(null)];
	const both = `${first.url},${second.url}`;
	assert.is(await codeOf(call(both, 'getLedgerEntries', { keys: ['nonsense'] })), 'RPC_ERROR');
	assert.is(second.asked.length, 0, 'another node would refuse it, too');
	await call(both, 'getLatestLedger');
	assert.equal([first.asked.length, second.asked.length], [2, 0]);
});

test('that failed are asked again after a rest, and that lied rest, too', async () => {
	const [first, second] = [await nodeThat(answers({})), await nodeThat(null)];
	const both = `${first.url},${second.url}`;
	await call(both, 'getLatestLedger');
	first.behave(null);
	second.behave(null);
	await call(both, 'getLatestLedger');
	assert.equal([first.asked.length, second.asked.length], [0, 1], 'it rests');
	await new Promise((done) => setTimeout(done, 1100));
	const answer = await call(both, 'getLatestLedger');
	assert.equal([first.asked.length, second.asked.length], [1, 1], 'the first one again');
	blameFor(answer);
	await call(both, 'getLatestLedger');
	assert.equal([first.asked.length, second.asked.length], [1, 2]);
});

const limits: Record<string, () => ReturnType<typeof tooMany>> = {
	'429 with seconds': () => tooMany('1'),
	'429 with a date': () => tooMany(new Date(Date.now() + 1500).toUTCString()),
	'503 with seconds': () => tooMany('1', 503),
	'429 alone': () => tooMany(),
	'a JSON-RPC error': tooManyInRpc,
};
for (const [name, refusal] of Object.entries(limits))
	test(`that limit requests (${name}) are waited for`, async () => {
		let refused = 0;
		const node = await nodeThat(async (_, pass) => (refused++ < 2 ? refusal() : { body: await pass() }));
		const begun = Date.now();
		assert.ok((await call(node.url, 'getLatestLedger')).sequence > 0);
		assert.ok(Date.now() - begun > 400, 'not at once');
		assert.is(refused, 3);
		assert.is(nodesOf(node.url)[0]!.facts.failures, 0, 'a limit is no failure');
	});

test('that limit requests for longer give way to the next one, and alone they say how long', async () => {
	const [busy, other] = [await nodeThat(() => tooMany('120')), await nodeThat(null)];
	const begun = Date.now();
	assert.ok(await call(`${busy.url},${other.url}`, 'getLatestLedger'));
	assert.ok(Date.now() - begun < 2000);
	const error = await call(busy.url, 'getLatestLedger', {}, 5000).catch((e) => e);
	assert.is(error.code, 'RPC_BUSY');
	assert.ok(error.detail.retryAfter > 100);
	assert.is(busy.asked.length, 1, 'and it is not asked meanwhile');
});

test('that stand still are passed over while another one goes on', async () => {
	let now = 1_000_000;
	const clock = { now: () => now, sleep: async () => {} };
	const [frozen, moving] = [await nodeThat(standsStill()), await nodeThat(null)];
	const both = [new RpcNode(frozen.url, clock), new RpcNode(moving.url, clock)];
	const latest = async () =>
		((await askNodes(both, 'getLatestLedger', {}, 5000, clock)) as { sequence: number }).sequence;
	const stale = await latest();
	for (let i = 0; i < 4; i++) {
		now += 10_000;
		await call(fixture.chain.rpcUrl, 'localnet_close');
		if (i < 3) assert.is(await latest(), stale);
	}
	assert.ok((await latest()) > stale, 'from the other one');
	// The control: one that goes on is not passed over.
	const before = frozen.asked.length;
	now += 1000;
	await latest();
	assert.is(frozen.asked.length, before);
});

const asGone: [number, (oldest: number, asked: number) => string][] = [
	[-32600, (oldest) => `startLedger must be within the ledger range: ${oldest} - 999999`],
	[-32602, (oldest) => `cursor must be between the oldest ledger: ${oldest} and the latest ledger: 999999`],
	[-32600, () => 'start is before oldest ledger'],
	[-32001, (_, asked) => `ledger ${asked} has been pruned`],
	[-32000, () => 'requested data is outside of the retention window'],
];
for (const [code, words] of asGone)
	test(`that have lost ledgers are understood: ${words(100, 5)} (${code})`, async () => {
		const oldest = fixture.localnet.network.sequence;
		const node = await nodeThat(cutHistoryAs(() => oldest, code, words));
		const error = await allEvents(node.url, passaEvents, 2).catch((e) => e);
		assert.is(error.code, 'HISTORY_CUT');
		assert.equal(error.detail, { oldest, startLedger: 2 });
		assert.is(await codeOf(allEvents(node.url, passaEvents, oldest)), 'none', 'what it keeps it gives');
		assert.is(
			await codeOf(allEvents(node.url, passaEvents, oldest + 1000)),
			'RPC_ERROR',
			'too new is not cut',
		);
		const whole = await nodeThat(null);
		const { events } = await allEvents(`${node.url},${whole.url}`, passaEvents, 2);
		assert.ok(events.length > 0, 'from another one that keeps them');
	});

test.run();
