import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { requestRefund } from '../payments/request-refund.ts';
import { readCase } from '../review/read-case.ts';
import { type Form, forms, type Message, messages, ownForms } from '../simulators/mpesa/forms.ts';
import { decideAsShown } from '../test/decide-as-shown.ts';
import { hookUrls } from './mpesa/hook-urls.ts';
import { assertMoneyBalances, casesOf, endOf } from './test/assertions.ts';
import {
	freshPhone,
	minute,
	openRailsFixture,
	phoneOf,
	type RailsFixture,
	type Row,
	second,
} from './test/fixture.ts';

const readme = readFileSync(new URL('../simulators/README.md', import.meta.url), 'utf8');
const test = suite('money in each form of M-Pesa’s messages');
let fixture: RailsFixture;
test.before(async () => {
	fixture = await openRailsFixture();
});
test.after.each(() => assertMoneyBalances(fixture));
test.after(() => fixture.close());

const control = async (path: string, body: object): Promise<number> =>
	(
		await fetch(`${fixture.simulator.url}/control/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		})
	).status;
const form = async (message: Message, of: Form | null): Promise<void> =>
	assert.is(await control('form', { message, form: of }), 200);
const urls = () => hookUrls(fixture.hooks);
const alerts = (reason: string): Promise<Row[]> =>
	fixture.rows('SELECT * FROM relay.reviews WHERE reason = $1 AND decided_at IS NULL ORDER BY opened_at', [
		reason,
	]);
const decideAll = async (reason: string) => {
	for (const { id } of await alerts(reason))
		await decideAsShown(fixture, id, { decision: 'nothing', note: 'seen', by: 'a test' });
};
const refund = async (no: bigint) => {
	const [{ id }] = await fixture.rows(
		`SELECT id FROM relay.payments WHERE order_no = $1 AND state = 'applied'`,
		[no],
	);
	await fixture.db.transaction((tx) => requestRefund(tx, id, 'NOT_SERVED', new Date(fixture.clock.now())));
};

/**
 * Sells one ticket, gives the money back, and fails an order. It registers our addresses again, and starts with a new
 * token.
 */
async function sellAndRefund(name: string): Promise<void> {
	await control('invalidate-token', {});
	const paid = await fixture.order(freshPhone());
	const unseen = await fixture.order(phoneOf('silent'));
	const cancelled = await fixture.order(phoneOf('cancelled'));
	await fixture.pass(6 * minute);
	for (const { no } of [paid, unseen]) assert.is(await endOf(fixture, no), 'paid', name);
	assert.is(await endOf(fixture, cancelled.no), 'failed MPESA_1032', name);
	await refund(paid.no);
	await fixture.pass(5 * minute);
	assert.is(await endOf(fixture, paid.no), 'refunded NOT_SERVED', name);
}

test('the README lists every form, and of which message it is', () => {
	const rows = [...readme.matchAll(/^\| ([\w-]+) \| (any|[\w-]+) \| [^|]+ \|$/gm)].map((m) => [m[1], m[2]]);
	assert.equal(rows.slice(2), [...forms.map((name) => [name, 'any']), ...Object.entries(ownForms)]);
});

for (const name of forms.filter((each) => each !== 'html'))
	test(`all messages as ${name}: one ticket is sold, one refunded, one order fails`, async () => {
		for (const message of messages) await form(message, name);
		for (const each of fixture.deps.rail.hooks.registrations) await each.run();
		await sellAndRefund(name);
		for (const message of messages) await form(message, null);
		assert.equal(await alerts('MESSAGE_UNREADABLE'), []);
		assert.equal(await alerts('PULL_ROW_STRANGE'), []);
	});

for (const name of Object.keys(ownForms) as (keyof typeof ownForms)[])
	if (ownForms[name] === 'pull' && name !== 'no-json' && name !== 'rows-endless')
		test(`Pull as ${name}: the same`, async () => {
			await form('pull', name);
			const lost = await fixture.order(phoneOf('hang'));
			await sellAndRefund(name);
			await form('pull', null);
			assert.is(await endOf(fixture, lost.no), 'failed PUSH_LOST', 'nothing waits for ever');
			assert.equal(await alerts('PULL_STALE'), []);
		});

for (const message of ['push', 'query', 'callback', 'confirmation', 'reversal', 'status', 'result'] as const)
	test(`a page of HTML instead of each ${message}: the order is paid, and a person sees it`, async () => {
		await form(message, 'html');
		const order = await fixture.order(freshPhone());
		await fixture.pass(6 * minute);
		assert.is(await endOf(fixture, order.no), 'paid');
		await refund(order.no);
		await fixture.pass(5 * minute);
		await form(message, null);
		// A refund whose status cannot be asked waits; nothing else can say that it happened.
		await fixture.pass(60 * minute);
		assert.is(await endOf(fixture, order.no), 'refunded NOT_SERVED');
		const seen = await alerts('MESSAGE_UNREADABLE');
		// Nobody asks for the status if the result came.
		assert.is(seen.length > 0, message !== 'status', JSON.stringify(seen));
		for (const { id } of seen) {
			const { observations } = await readCase(fixture, id);
			assert.match(JSON.stringify(observations), 'DOCTYPE', 'the person sees it as it came');
		}
		await decideAll('MESSAGE_UNREADABLE');
	});

/** What any program on the way may make of a message. */
const garbage: fc.Arbitrary<string> = fc.oneof(
	fc.json({ maxDepth: 3 }),
	fc.string({ unit: 'binary' }),
	fc.constantFrom(
		'',
		'null',
		'[]',
		'{}',
		'<html></html>',
		'{"Body":{"stkCallback":{"ResultCode":null}}}',
		'{"Result":{"ResultCode":{}}}',
		'{"TransID":"R\\u0000","TransAmount":"x"}',
	),
);

test('an unreadable message is stored once with how often it came, encrypted, and stops nobody', async () => {
	const ringing = await fixture.order(freshPhone());
	const owed = await fixture.order(phoneOf('mute-reversal'));
	await fixture.workAll();
	const [push] = await fixture.rows('SELECT id FROM relay.pushes WHERE order_no = $1', [ringing.no]);
	await fixture.pass(6 * minute);
	await refund(owed.no);
	const [asked] = await fixture.rows(
		'SELECT r.id FROM relay.refunds r JOIN relay.payments p ON p.id = r.payment_id WHERE p.order_no = $1',
		[owed.no],
	);
	const nobody = '00000000-0000-4000-8000-000000000000';
	const addresses = [
		urls().stk(push.id),
		urls().stk(nobody),
		urls().c2b('confirmation'),
		urls().c2b('validation'),
		urls().result('reversal', asked.id),
		urls().result('status', asked.id),
		urls().result('status', nobody),
	];
	const count = async (): Promise<number> =>
		(
			await fixture.rows(
				'SELECT sum(count)::int AS n FROM relay.hook_messages WHERE observation_id IS NOT NULL',
			)
		)[0].n;
	await fc.assert(
		fc.asyncProperty(fc.constantFrom(...addresses), garbage, async (url, body) => {
			const before = await count();
			const response = await fetch(url, { method: 'POST', body });
			assert.equal(
				[response.status, await response.json()],
				[200, { ResultCode: '0', ResultDesc: 'Accepted' }],
			);
			assert.is(await count(), before + 1, `${url} ${body}`);
		}),
		{ numRuns: 120, endOnFailure: true },
	);
	const kept = await fixture.rows(
		`SELECT o.*, h.count AS times, h.subject FROM relay.observations o JOIN relay.hook_messages h ON h.observation_id = o.id
		WHERE o.kind = 'unreadable'`,
	);
	const messages = kept.reduce((sum, each) => sum + each.times, 0);
	assert.ok(messages >= 100, `${messages} messages in ${kept.length} rows`);
	const different = new Set(kept.map((each) => `${each.subject} ${fixture.seal.open(each.sealed)}`));
	assert.is(different.size, kept.length, 'equal ones of a subject share a row');
	assert.ok(kept.some((each) => BigInt(each.order_no ?? 0) === ringing.no));
	await fixture.pass(10 * minute);
	assert.is(await endOf(fixture, ringing.no), 'paid');
	assert.is(await endOf(fixture, owed.no), 'refunded NOT_SERVED');
	assert.equal(await casesOf(fixture, ringing.no), []);
	await decideAll('MESSAGE_UNREADABLE');
});

test('bytes that are not text are stored too; equal messages open one case', async () => {
	const body = Buffer.from([0x7b, 0xff, 0xfe]);
	for (let i = 0; i < 2; i++) await fetch(urls().c2b('confirmation'), { method: 'POST', body });
	const [alert, ...others] = await alerts('MESSAGE_UNREADABLE');
	assert.equal(others, []);
	assert.equal(alert.facts, { message: 'notice' });
	const { observations } = await readCase(fixture, alert.id);
	assert.is(observations[0]!.body, `base64:${body.toString('base64')}`);
	await decideAll('MESSAGE_UNREADABLE');
});

test('an id that another push has is not taken over: that push is decided by its own messages', async () => {
	const first = await fixture.order(phoneOf('cancelled'));
	await fixture.workAll();
	const { push } = fixture.mpesa;
	const [known] = await fixture.rows('SELECT request_id FROM relay.pushes WHERE order_no = $1', [first.no]);
	fixture.mpesa.push = async (request) => ({ ...(await push(request)), checkoutRequestId: known.request_id });
	const second_ = await fixture.order(phoneOf('silent'));
	await fixture.pass(6 * minute);
	fixture.mpesa.push = push;
	assert.is(await endOf(fixture, first.no), 'failed MPESA_1032');
	assert.is(await endOf(fixture, second_.no), 'paid');
});

test('where no push was made, seat and phone are free at once', async () => {
	for (const [behaviour, reason] of [
		['locked', 'MPESA_1001'],
		['wrong-credentials', 'MPESA_MERCHANT'],
		['no-merchant', 'MPESA_MERCHANT'],
	] as const) {
		const phone = phoneOf(behaviour);
		const order = await fixture.order(phone);
		await fixture.pass(second);
		assert.is(await endOf(fixture, order.no), `failed ${reason}`);
		const [{ holding, reserved }] = await fixture.rows('SELECT * FROM relay.orders WHERE no = $1', [
			order.no,
		]);
		assert.equal([holding, reserved], [false, false]);
		const again = await fixture.order(phone);
		await fixture.pass(second);
		assert.is(await endOf(fixture, again.no), `failed ${reason}`);
	}
	const waits = await fixture.order(phoneOf('push-processing'));
	await fixture.pass(second);
	assert.is(await endOf(fixture, waits.no), 'pending', 'being processed: it may ring');
	await fixture.pass(6 * minute);
	assert.is(await endOf(fixture, waits.no), 'paid');
	const [alert, ...others] = await alerts('MERCHANT_REFUSED');
	assert.equal(alert.facts.message, 'push', 'a wrong login is a case, one a day');
	assert.equal(others, []);
});

test('a flood of messages that name no order is kept, and alerts a person 101 times a day', async () => {
	await decideAll('MESSAGE_UNREADABLE');
	await fixture.sleep(24 * 60 * minute);
	const kept = async () =>
		(await fixture.rows(`SELECT count(*)::int AS n FROM relay.observations WHERE kind = 'unreadable'`))[0].n;
	const before = await kept();
	for (let i = 0; i < 120; i++)
		await fetch(urls().c2b('confirmation'), { method: 'POST', body: `nothing ${i}` });
	assert.is((await kept()) - before, 120);
	assert.is((await alerts('MESSAGE_UNREADABLE')).length, 101);
	await decideAll('MESSAGE_UNREADABLE');
});

test.run();
