import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { drain, type Work } from '#shared/service/worker.server.ts';
import type { OrderRow } from '../models/orders.ts';
import { createOrder } from '../orders/create-order.ts';
import type { TrustOfKind } from '../reconcile/trust.ts';
import { owner } from '../test/askers.ts';
import { assertBooksBalance, assertMoneyBalances } from '../test/assertions.ts';
import {
	announce,
	type Fixture,
	freshPhone,
	laneWorker,
	openFixture,
	orderOf,
	runDry,
} from '../test/fixture.ts';
import { pollPushes } from './poll-pushes.ts';
import type { RailsDeps } from './rails-deps.ts';
import { readStatements } from './read-statements.ts';
import { sendPushes } from './send-pushes.ts';
import { sendRefunds } from './send-refunds.ts';
import { inboxOf } from './start-rails.ts';
import { signatureOf, testBank, testBankRail } from './test/test-bank.ts';

const test = suite('a second provider, known to its own rail only');
let fixture: Fixture;
let event: string;
test.before(async () => {
	fixture = await openFixture();
	event = await announce(fixture);
});
test.after(() => fixture.close());
test.after.each(async () => {
	await assertMoneyBalances(fixture, [event]);
	await assertBooksBalance(fixture);
});

/** The bank as one of our processes runs it. */
function openBank(change: Partial<TrustOfKind> = {}) {
	const rail = testBankRail(change);
	const { db, seal, clock, log } = fixture.settle;
	const deps: RailsDeps = { db, listen: fixture.postgres.listen, seal, clock, log, rail };
	const routes = rail.hooks.routes(inboxOf(deps));
	// biome-ignore lint/suspicious/noExplicitAny: jobs of all kinds
	const works: Work<any>[] = [sendPushes(deps), pollPushes(deps), readStatements(deps), sendRefunds(deps)];
	return {
		rail,
		async work(): Promise<void> {
			for (let done = 1; done > 0; ) {
				done = 0;
				for (const work of works) done += await drain(work);
			}
		},
		async order(): Promise<OrderRow> {
			const wanted = {
				event,
				provider: testBank,
				tier: 0,
				qty: 1,
				phone: freshPhone(),
				idempotencyKey: randomUUID(),
			};
			const orders = { ...fixture.orders, methods: [...fixture.orders.methods, rail] };
			return (await createOrder(orders, wanted, owner)).order;
		},
		async notify(receipt: string, { amountKes, reference }: OrderRow, sign = signatureOf): Promise<number> {
			const body = JSON.stringify({ receipt, cents: amountKes.toString(), reference });
			const headers = { 'x-signature': sign(body) };
			return (await routes.request('/notice', { method: 'POST', body, headers })).status;
		},
	};
}

const rowsOf = (table: string, no: bigint) =>
	fixture.rows(`SELECT * FROM relay.${table} WHERE order_no = $1`, [no]);

test('an order is paid, settled and issued; money that comes twice goes back', async () => {
	const bank = openBank();
	const order = await bank.order();
	await bank.work();
	assert.equal(bank.rail.shown, [order.reference]);
	assert.equal([(await orderOf(fixture, order.no)).state, order.provider], ['pending', testBank]);

	assert.is(await bank.notify('BANK1', order), 200);
	await bank.work();
	assert.is((await orderOf(fixture, order.no)).state, 'paid', 'a signed notice proves');
	await runDry(laneWorker(fixture));
	assert.is((await orderOf(fixture, order.no)).state, 'issued');

	await bank.notify('BANK2', order);
	await bank.work();
	assert.equal(bank.rail.returned, ['BANK2']);
	const payments = await rowsOf('payments', order.no);
	assert.equal(payments.map(({ provider, state }) => [provider, state]).sort(), [
		[testBank, 'applied'],
		[testBank, 'refunded'],
	]);
	for (const table of ['pushes', 'observations', 'payments'])
		for (const row of await rowsOf(table, order.no)) assert.is(row.provider, testBank, table);
	const [book] = await fixture.rows(
		'SELECT sum(amount)::text AS kes FROM relay.journal_lines WHERE account = $1',
		[testBank],
	);
	assert.is(BigInt(book.kes), order.amountKes, 'its account holds one payment');
});

test('a notice with a wrong signature is not recorded', async () => {
	const bank = openBank();
	const order = await bank.order();
	await bank.work();
	assert.is(await bank.notify('FORGED', order, () => 'wrong'), 401);
	await bank.work();
	assert.equal(
		(await rowsOf('observations', order.no)).map((row) => row.kind),
		['push'],
	);
	assert.is((await orderOf(fixture, order.no)).state, 'pending');
});

test('where the rail states that notices only propose, the same notice moves nothing', async () => {
	const bank = openBank({ notice: 'proposes' });
	const order = await bank.order();
	await bank.work();
	await bank.notify('BANK3', order);
	await bank.work();
	assert.equal(
		(await rowsOf('observations', order.no)).map((row) => row.kind),
		['push', 'notice'],
	);
	assert.is((await orderOf(fixture, order.no)).state, 'pending');
	assert.equal(await rowsOf('payments', order.no), []);
});

test('one receipt number of two providers is two payments', async () => {
	const bank = openBank();
	const order = await bank.order();
	await fixture.rows(
		`INSERT INTO relay.payments (id, provider, receipt_key, amount, state, seen_at, confirmed_at)
		VALUES (gen_random_uuid(), 'mpesa', $1, 100, 'refunded', now(), now())`,
		[Buffer.from(fixture.orders.seal.keyOf('receipt', 'SAME'))],
	);
	await bank.work();
	await bank.notify('SAME', order);
	await bank.work();
	assert.is((await orderOf(fixture, order.no)).state, 'paid');
	await runDry(laneWorker(fixture));
});

test.run();
