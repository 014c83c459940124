import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkNetwork } from '#shared/chain/rpc-nodes.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { type Fate, failingProxy } from '#testing/proxies/failing-proxy.ts';
import { fieldIs, misbehavingNode } from '#testing/proxies/misbehaving-node.ts';
import type { OrderView } from '../orders/order-schemas.ts';
import { successBody } from '../rails/test/callback-bodies.ts';
import { type Relayer, startRelayer } from '../relayer.ts';
import type { Payment, PushRecord } from '../simulators/mpesa/ledger.ts';
import { announce, type Fixture, freshPhone, openFixture } from './fixture.ts';
import { freshKey, optionsOf, type Running, startRunning } from './running-relayer.ts';

const test = suite('a relayer that starts while the RPC is away');
let fixture: Fixture;
let event: string;
let fate: (method: string) => Fate = () => 'pass';
let proxy: Awaited<ReturnType<typeof failingProxy>>;
let running: Running;

test.before(async () => {
	fixture = await openFixture();
	event = await announce(fixture);
	proxy = await failingProxy(fixture.chainFixture.chain.rpcUrl, (method) => fate(method));
	running = await startRunning(fixture);
});
test.before.each(() => {
	fate = () => 'pass';
});
test.after(async () => {
	await running.simulator.stop();
	await proxy.close();
	await fixture.close();
});

/** A phone that pays, and for which the simulator sends no callback. */
const silentPhone = '254799000004';

const callback = ({ checkoutRequestId }: PushRecord, { shillings, receipt }: Payment) =>
	successBody(checkoutRequestId, receipt, Number(shillings));

const chain = () => ({ ...fixture.chainFixture.chain, rpcUrl: proxy.url });

async function until<T>(what: string, look: () => Promise<T | null | false>): Promise<T> {
	for (const end = Date.now() + 30_000; ; await new Promise((done) => setTimeout(done, 20))) {
		const found = await look();
		if (found) return found;
		if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
	}
}

/** The same relayer again after its process has ended, if the RPC does not answer. */
async function startAway() {
	fate = () => 'lost';
	const relayer = await startRelayer({ ...running.options, chain: chain() });
	const request = async (method: string, path: string, body?: unknown, token?: string) => {
		const answer = await fetch(`${relayer.url}${path}`, {
			method,
			headers: {
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
				...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		return { status: answer.status, headers: answer.headers, body: await answer.json() };
	};
	return { relayer, request };
}

test('stores what the provider says, and settles it when the RPC is back', async () => {
	// The payment is on its way when the process ends: the callback comes to the next one.
	const { body: made } = await running.order({ event, phone: silentPhone });
	const { order, token } = made as { order: OrderView; token: string };
	const { ledger } = running.simulator;
	const payment = await until('the payment', async () => ledger.payments[0] ?? null);
	await running.relayer.stop();
	const { relayer, request } = await startAway();
	try {
		assert.equal((await request('GET', '/healthz')).body, { ok: true });
		const ready = await until('a reason', async () => {
			const answer = await request('GET', '/readyz');
			return /RPC/.test(answer.body.reason) && answer;
		});
		assert.equal([ready.status, ready.body.ready, ready.body.code], [503, false, 'STARTING']);
		assert.equal([ready.body.database, ready.body.rpc, ready.body.ledgerAgeSeconds], [true, false, null]);

		const push = ledger.pushes.find((each) => each.checkoutRequestId === payment.checkoutRequestId)!;
		const answer = await fetch(push.callbackUrl, {
			method: 'POST',
			body: JSON.stringify(callback(push, payment)),
		});
		assert.is(answer.status, 200);
		const kept = await fixture.rows(`SELECT * FROM relay.observations WHERE kind = 'callback'`);
		assert.is(kept.length, 1, 'the callback is stored');
		const large = await fetch(push.callbackUrl, { method: 'POST', body: 'x'.repeat(200_000) });
		assert.is(large.status, 200);
		const unread = await fixture.rows(`SELECT * FROM relay.observations WHERE kind = 'unreadable'`);
		assert.is(unread.length, 1, 'and so is a message that is larger than a request of a page may be');
		const read = await request('GET', `/v1/orders/${order.reference}`, undefined, token);
		assert.is(read.status, 200, 'orders can be read');
		const wanted = { event, tier: 0, qty: 1, phone: freshPhone(), idempotencyKey: freshKey() };
		const refused = await request('POST', '/v1/orders', wanted);
		assert.equal(
			[refused.status, refused.body.code, refused.headers.get('retry-after')],
			[503, 'STARTING', '5'],
		);

		fate = () => 'pass';
		await relayer.started;
		await until('the ticket', async () => {
			const now = await request('GET', `/v1/orders/${order.reference}`, undefined, token);
			return now.body.state === 'issued';
		});
		await until('readiness', async () => (await request('GET', '/readyz')).status === 200);
		assert.is((await request('POST', '/v1/orders', wanted)).status, 201);
	} finally {
		await relayer.stop();
	}
});

test('ends with the name of a wrong key as soon as the RPC answers', async () => {
	fate = () => 'lost';
	const { relayer: right, treasury } = fixture.chainFixture.deployment.roles;
	const relayer = await startRelayer({
		...optionsOf(fixture, 0),
		mpesa: null,
		callers: running.options.callers,
		log: running.options.log,
		chain: chain(),
		relayerSecret: treasury.secret!,
		treasurySecret: right.secret!,
	});
	const ended = relayer.started.then(
		() => 'started',
		(error: Error) => error.message,
	);
	try {
		const first = await Promise.race([ended, new Promise((done) => setTimeout(done, 1500, 'waits'))]);
		assert.is(first, 'waits');
		fate = () => 'pass';
		assert.match(await ended, /RELAYER_SECRET is not the key of the registry's relayer/);
	} finally {
		await relayer.stop();
	}
});

test('stops while it waits', async () => {
	const { relayer } = await startAway();
	const begun = Date.now();
	await relayer.stop();
	assert.ok(Date.now() - begun < 5000);
	await relayer.started;
});

test('an RPC that answers without closing ledgers is stale, by a clock', async () => {
	let ahead = 0;
	const clock = {
		now: () => Date.now() + ahead,
		sleep: () => new Promise<void>((done) => setTimeout(done, 5)),
	};
	const relayer = await startRelayer({
		...optionsOf(fixture, 0),
		mpesa: null,
		callers: running.options.callers,
		log: running.options.log,
		clock,
	});
	try {
		await relayer.started;
		const ready = async () => {
			const answer = await fetch(`${relayer.url}/readyz`);
			return { status: answer.status, body: await answer.json() };
		};
		await fixture.chainFixture.fan();
		assert.is((await ready()).status, 200);
		// The network's own clock runs ahead: each of its ledgers takes a second, however fast they close.
		ahead = 600_000;
		const { status, body } = await ready();
		assert.equal([status, body.code, body.rpc], [503, 'STALE', true]);
		assert.ok(body.ledgerAgeSeconds > 60, String(body.ledgerAgeSeconds));
		assert.match(body.reason, `${body.ledgerAgeSeconds} s ago`);
	} finally {
		await relayer.stop();
	}
});

test('an RPC of another network ends the start: it is not ready, and gets nothing but the question', async () => {
	const node = await misbehavingNode(fixture.chainFixture.chain.rpcUrl);
	node.behave(fieldIs(['getNetwork'], 'passphrase', 'Another Network'));
	const relayers: Relayer[] = [];
	const begin = async () => {
		const relayer = await startRelayer({
			...optionsOf(fixture, 0),
			chain: { ...fixture.chainFixture.chain, rpcUrl: node.url },
			mpesa: null,
			callers: running.options.callers,
			log: running.options.log,
		});
		relayers.push(relayer);
		return relayer;
	};
	const codeAt = async (url: string) => (await (await fetch(`${url}/readyz`)).json()).code;
	try {
		const wrong = await begin();
		assert.is(await codeOf(wrong.started), 'RPC_WRONG_NETWORK');
		assert.is(await codeAt(wrong.url), 'RPC_WRONG_NETWORK');
		assert.equal([...new Set(node.asked.map(({ method }) => method))], ['getNetwork']);
		// The negative control: the same node, of our network.
		node.behave(null);
		const right = await begin();
		await right.started;
		await fixture.chainFixture.fan();
		assert.is(await codeAt(right.url), 'READY');
		// It becomes another network's node while the relayer runs.
		node.behave(fieldIs(['getNetwork'], 'passphrase', 'Another Network'));
		const chainOfNode = { ...fixture.chainFixture.chain, rpcUrl: node.url };
		assert.is(await codeOf(checkNetwork(chainOfNode)), 'RPC_WRONG_NETWORK');
		assert.is(await codeAt(right.url), 'RPC_WRONG_NETWORK');
	} finally {
		for (const each of relayers) await each.stop();
		await node.close();
	}
});

test.run();
