import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseC2bConfirmation, parseStkCallback } from '#relayer/rails/mpesa/callback.ts';
import { openMpesa } from '#relayer/rails/mpesa/client.ts';
import { RailError } from '#relayer/rails/rail-error.ts';
import { kesCents } from '#shared/money.ts';
import { behaviours } from './behaviours.ts';
import { payoutBehaviours } from './payout-behaviours.ts';
import { openSimulatorFixture } from './test/fixture.ts';

const test = suite('M-Pesa client and simulator');

const story = (name: string, run: (w: Awaited<ReturnType<typeof openSimulatorFixture>>) => Promise<void>) =>
	test(name, async () => {
		const w = await openSimulatorFixture();
		try {
			await run(w);
		} finally {
			await w.close();
		}
	});

async function effectOf(work: Promise<unknown>): Promise<string> {
	try {
		await work;
	} catch (error) {
		if (error instanceof RailError) return error.effect;
		throw error;
	}
	return 'no error';
}

story('a push is paid; callback, query, Pull and confirmation agree', async (w) => {
	await w.mpesa.registerC2b(`${w.base}/c2b`, `${w.base}/valid`);
	const pushed = await w.push('pay');
	assert.is((await w.mpesa.query(pushed.checkoutRequestId!)).state, 'pending');
	await w.pass(2_000);
	const [callback] = w.stk();
	assert.is(callback?.requestId, pushed.checkoutRequestId);
	assert.is(callback?.code, '0');
	assert.is(callback?.amount, 250_000n);
	const queried = await w.mpesa.query(pushed.checkoutRequestId!);
	assert.is(queried.state === 'result' && queried.code, '0');
	const [pulled] = (await w.mpesa.pull(w.now() - 60_000, w.now())).payments;
	assert.is(pulled?.receipt, callback?.receipt);
	assert.is(pulled?.amount, 250_000n);
	const confirmed = parseC2bConfirmation(w.received.find((each) => each.path === '/c2b')!.raw.toString());
	assert.is(confirmed?.receipt, callback?.receipt);
	assert.is(confirmed?.shortcode, '174379');
});

for (const [behaviour, code] of [
	['poor', '1'],
	['cancelled', '1032'],
	['timeout', '1037'],
] as const)
	story(`${behaviour}: callback and query say ${code}, nothing is paid`, async (w) => {
		const pushed = await w.push(behaviour);
		await w.pass(2_000);
		const [callback] = w.stk();
		assert.is(callback?.code, code);
		assert.is(callback?.receipt, null);
		const queried = await w.mpesa.query(pushed.checkoutRequestId!);
		assert.is(queried.state === 'result' && queried.code, code);
		assert.is(w.simulator.ledger.payments.length, 0);
	});

for (const [behaviour, callbacks, payments] of [
	['silent', 0, 1],
	['duplicate', 2, 1],
	['twice', 2, 2],
] as const)
	story(`${behaviour}: ${callbacks} callbacks for ${payments} payments`, async (w) => {
		await w.push(behaviour);
		await w.pass(2_000);
		assert.is(w.stk().length, callbacks);
		assert.is(new Set(w.stk().map((each) => each.receipt)).size, callbacks ? payments : 0);
		assert.is((await w.mpesa.pull(w.now() - 60_000, w.now())).payments.length, payments);
	});

story('late: nothing for a minute, then the callback', async (w) => {
	await w.push('late');
	await w.pass(60_000);
	assert.is(w.stk().length, 0);
	await w.pass(60_000);
	assert.is(w.stk().length, 1);
});

story('early: the callback is there when the push is answered', async (w) => {
	const pushed = await w.push('early');
	assert.is(w.stk()[0]?.requestId, pushed.checkoutRequestId);
});

story('wrong amount, unknown id, contradiction, and one that Pull does not list', async (w) => {
	await w.push('wrong-amount');
	const lost = await w.push('unknown-id');
	const torn = await w.push('contradiction');
	await w.pass(2_000);
	const callback = w.stk();
	assert.is(callback[0]?.amount, 249_900n);
	assert.is.not(callback[1]?.requestId, lost.checkoutRequestId);
	assert.is(callback[2]?.code, '0');
	const unlisted = await w.push('torn-unlisted');
	await w.pass(2_000);
	for (const { checkoutRequestId } of [torn, unlisted]) {
		const queried = await w.mpesa.query(checkoutRequestId!);
		assert.is(queried.state === 'result' && queried.code, '1032');
	}
	const { payments } = await w.mpesa.pull(w.now() - 60_000, w.now());
	const receipts = payments.map((each) => each.receipt);
	assert.equal(
		[callback[2], w.stk().at(-1)].map((each) => receipts.includes(each!.receipt!)),
		[true, false],
	);
});

for (const behaviour of ['pending-500', 'pending-4999'] as const)
	story(`${behaviour}: two queries are pending, the third has the result`, async (w) => {
		const { checkoutRequestId } = await w.push(behaviour);
		await w.pass(2_000);
		assert.is((await w.mpesa.query(checkoutRequestId!)).state, 'pending');
		assert.is((await w.mpesa.query(checkoutRequestId!)).state, 'pending');
		assert.is((await w.mpesa.query(checkoutRequestId!)).state, 'result');
	});

story('a token that ended is renewed once, and shared by callers at once', async (w) => {
	const { checkoutRequestId } = await w.push('bad-token');
	await w.pass(2_000);
	const answers = await Promise.all([1, 2, 3].map(() => w.mpesa.query(checkoutRequestId!)));
	assert.ok(answers.every((each) => each.state === 'result'));
});

for (const [behaviour, paid] of [
	['fault', 0],
	['fault-paid', 1],
	['hang', 0],
	['hang-paid', 1],
] as const)
	story(`${behaviour}: the outcome is unknown, one push was sent, Pull shows ${paid}`, async (w) => {
		assert.is(await effectOf(w.push(behaviour)), 'unknown');
		assert.is(w.simulator.ledger.pushes.length, 1);
		await w.pass(2_000);
		assert.is((await w.mpesa.pull(w.now() - 60_000, w.now())).payments.length, paid);
	});

story(
	'confirmed: no callback, but a confirmation; unlisted: neither, and Pull shows it an hour later',
	async (w) => {
		await w.mpesa.registerC2b(`${w.base}/c2b`, `${w.base}/valid`);
		await w.push('confirmed');
		const { checkoutRequestId } = await w.push('unlisted');
		await w.pass(2_000);
		assert.is(w.stk().length, 0);
		assert.is(w.received.filter((each) => each.path === '/c2b').length, 1);
		const queried = await w.mpesa.query(checkoutRequestId!);
		assert.is(queried.state === 'result' && queried.code, '0');
		assert.is((await w.mpesa.pull(w.now() - 60_000, w.now())).payments.length, 1);
		const since = w.now() - 60_000;
		await w.pass(3_600_000);
		assert.is((await w.mpesa.pull(since, w.now())).payments.length, 2);
	},
);

story('denied-paid: cancelled by the callback, paid by the query', async (w) => {
	const { checkoutRequestId } = await w.push('denied-paid');
	await w.pass(2_000);
	assert.equal(
		w.stk().map((each) => each.code),
		['1032'],
	);
	const queried = await w.mpesa.query(checkoutRequestId!);
	assert.is(queried.state === 'result' && queried.code, '0');
});

story('revived: result 1037, and two minutes later it is paid', async (w) => {
	const { checkoutRequestId } = await w.push('revived');
	await w.pass(2_000);
	const early = await w.mpesa.query(checkoutRequestId!);
	assert.is(early.state === 'result' && early.code, '1037');
	await w.pass(120_000);
	assert.equal(
		w.stk().map((each) => each.code),
		['1037', '0'],
	);
	const late = await w.mpesa.query(checkoutRequestId!);
	assert.is(late.state === 'result' && late.code, '0');
	assert.is((await w.mpesa.pull(w.now() - 60_000, w.now())).payments.length, 1);
});

story('busy: the first push has no effect and may be sent again; the next rings', async (w) => {
	assert.is(await effectOf(w.push('busy')), 'none');
	assert.is(w.simulator.ledger.pushes.length, 0);
	assert.is(await effectOf(w.push('busy')), 'no error');
	assert.is(await effectOf(w.push('busy')), 'none');
});

story('mute-reversal: the money goes back, and no result comes', async (w) => {
	await w.push('mute-reversal');
	await w.pass(2_000);
	const receipt = w.stk()[0]!.receipt!;
	await w.mpesa.reverse(receipt, kesCents(250_000n), w.urls);
	await w.pass(60_000);
	assert.is(w.received.filter((each) => each.path === '/result').length, 0);
	await w.mpesa.status(receipt, w.urls);
	await w.pass(1_000);
	assert.match(w.received.at(-1)!.raw.toString(), /"Value":"Reversed"/);
});

story('wrong logins and amounts have no effect', async (w) => {
	const stranger = openMpesa({ ...w.settings, secret: 'wrong' });
	const push = { phone: '254712345678', reference: 'P1', callbackUrl: `${w.base}/stk` };
	assert.is(await effectOf(stranger.push({ ...push, amount: kesCents(100n) })), 'none');
	assert.is(await effectOf(w.mpesa.push({ ...push, amount: kesCents(150n) })), 'refused');
	assert.is(await effectOf(w.mpesa.push({ ...push, amount: kesCents(25_000_100n) })), 'refused');
	assert.is(w.simulator.ledger.pushes.length, 0);
});

story('a reversal under the encrypted password happens once; another password is refused', async (w) => {
	await w.push('pay');
	await w.pass(2_000);
	const receipt = w.stk()[0]!.receipt!;
	const results = () =>
		w.received
			.filter((each) => each.path === '/result')
			.map((each) => JSON.parse(each.raw.toString()).Result.ResultCode);
	await openMpesa({ ...w.settings, initiatorPassword: 'wrong' }).reverse(receipt, kesCents(250_000n), w.urls);
	await w.pass(1_000);
	await w.mpesa.reverse(receipt, kesCents(250_000n), w.urls);
	await w.pass(1_000);
	await w.mpesa.reverse(receipt, kesCents(250_000n), w.urls);
	await w.pass(1_000);
	assert.equal(results(), ['2001', 0, 'R000001']);
	await w.mpesa.status(receipt, w.urls);
	await w.pass(1_000);
	assert.match(w.received.at(-1)!.raw.toString(), /"Value":"Reversed"/);
});

story('Pull reads every page', async (w) => {
	for (let i = 0; i < 205; i++) {
		const at = w.now();
		w.simulator.ledger.payments.push({
			receipt: `R${i}`,
			checkoutRequestId: '',
			shillings: 1,
			phone: '254712345678',
			reference: '',
			at,
			listedAt: at,
			reversed: false,
		});
	}
	const pulled = (await w.mpesa.pull(w.now() - 1_000, w.now())).payments;
	assert.is(new Set(pulled.map((each) => each.receipt)).size, 205);
});

test('a body that is not a callback gives null', () => {
	for (const raw of [
		'',
		'x',
		'{}',
		'[]',
		'{"Body":{"stkCallback":{}}}',
		'{"Body":{"stkCallback":null}}',
		'\xff',
	])
		assert.is(parseStkCallback(raw), null);
});

test('the README lists every behaviour of payouts', () => {
	const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
	const [, table = ''] = readme.split('## Payouts');
	const listed = [...table.split('## Control')[0]!.matchAll(/^\| ([a-z][a-z-]*) \| [a-z]*[A-Z]*/gm)].map(
		([, name]) => name,
	);
	assert.equal(
		listed.filter((name) => name !== 'behaviour'),
		[...payoutBehaviours],
	);
});

test('the README lists every behaviour in its place', () => {
	const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
	const rows = [...readme.matchAll(/^\| (\d\d) \| (\S+) \|/gm)].map((m) => [Number(m[1]), m[2]]);
	assert.equal(
		rows,
		behaviours.map((name, place) => [place, name]),
	);
});

test.run();
