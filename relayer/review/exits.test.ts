import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PassaError } from '#shared/errors.ts';
import { openCase } from '../cases/open-case.ts';
import { batchStates } from '../models/batches.ts';
import { ended, states } from '../models/orders.ts';
import { openPushStates, paymentStates, pushStates, refundStates } from '../models/payments.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { lockOrder, moveOrder } from '../orders/move-order.ts';
import { requestRefund } from '../payments/request-refund.ts';
import { endOf } from '../rails/test/assertions.ts';
import { freshPhone, minute, phoneOf, type RailsFixture } from '../rails/test/fixture.ts';
import { storiesOf } from '../rails/test/stories.ts';
import { type ReviewReason, reviewReasons } from '../reasons.ts';
import { decideAsShown } from '../test/decide-as-shown.ts';
import { exits } from './exits.ts';
import { openForPerson } from './open-for-person.ts';
import { readCase } from './read-case.ts';

const test = suite('a person can end each state that waits');
let fixture: RailsFixture;
const story = storiesOf(test, {
	begin: (opened) => {
		fixture = opened;
	},
	events: null,
});

const now = () => new Date(fixture.clock.now());
const ask = (reference: string) =>
	openForPerson(fixture, { reference, note: 'the buyer called', by: 'ann' }).then(({ id }) => id);
const referenceOf = async (no: bigint): Promise<string> =>
	(await fixture.rows('SELECT reference FROM relay.orders WHERE no = $1', [no]))[0].reference;

/** By one person, or by two if one alone may not. */
async function decide(id: string, decision: 'issue' | 'refund' | 'returned' | 'nothing'): Promise<void> {
	for (const by of ['ann', 'ben'])
		if ((await decideAsShown(fixture, id, { decision, note: 'seen in the portal', by })) === 'done') return;
}

/** Nothing of the order waits any more, but for a refund that the provider carries out. */
async function isOver(no: bigint): Promise<void> {
	await fixture.pass(30 * minute).catch(() => {});
	const [order] = await fixture.rows('SELECT state, holding, reserved FROM relay.orders WHERE no = $1', [no]);
	assert.ok((ended as readonly string[]).includes(order.state), order.state);
	assert.equal([order.holding, order.reserved], [false, false]);
	const open = await fixture.rows(
		`SELECT id FROM relay.pushes WHERE order_no = $1 AND state IN ('queued', 'sending', 'open', 'unknown')`,
		[no],
	);
	assert.equal(open, []);
	const [{ n }] = await fixture.rows('SELECT count(*)::int AS n FROM relay.reviews WHERE decided_at IS NULL');
	assert.is(n, 0, 'no case is left');
}

async function paid(phone = freshPhone()): Promise<bigint> {
	const { no } = await fixture.order(phone);
	await fixture.pass(6 * minute);
	return no;
}

test('every state of every type that waits has its exit', () => {
	const without = (all: readonly string[], over: readonly string[]) =>
		all.filter((each) => !over.includes(each));
	assert.equal(Object.keys(exits.order).sort(), without(states, ended).sort());
	assert.equal(Object.keys(exits.push).sort(), without(pushStates, ['paid', 'failed', 'lost']).sort());
	assert.equal(Object.keys(exits.push).sort(), [...openPushStates].sort());
	assert.equal(Object.keys(exits.payment).sort(), without(paymentStates, ['refunded']).sort());
	assert.equal(Object.keys(exits.refund).sort(), without(refundStates, ['done']).sort());
	assert.equal(Object.keys(exits.batch).sort(), without(batchStates, ['landed']).sort());
});

for (const [state, decision] of Object.entries(exits.push))
	story(`a push that is ${state}, while Pull cannot be read: ${decision}`, async () => {
		const phone = freshPhone();
		fixture.simulator.ledger.byPhone.set(phone, 'hang-paid');
		const { no, reference } = await fixture.order(phone);
		const { pull } = fixture.mpesa;
		fixture.mpesa.pull = async () => {
			throw new Error('away');
		};
		await fixture.db.execute(
			`UPDATE relay.pushes SET state = '${state}', wake_at = NULL, sent_at = ${state === 'queued' ? 'NULL' : 'created_at'}`,
		);
		const id = await ask(reference);
		assert.is(await endOf(fixture, no), 'pending', 'a case does not stop the order');
		await decide(id, decision);
		assert.is(await endOf(fixture, no), 'failed DECIDED');
		await isOver(no);
		await fixture.order(phone);
		fixture.mpesa.pull = pull;
	});

story('money of such a push that Pull shows later still buys the tickets', async () => {
	const { no, reference } = await fixture.order(phoneOf('hang-paid'));
	const { pull } = fixture.mpesa;
	fixture.mpesa.pull = async () => {
		throw new Error('away');
	};
	await fixture.pass(minute).catch(() => {});
	await decide(await ask(reference), 'nothing');
	assert.is(await endOf(fixture, no), 'failed DECIDED');
	fixture.mpesa.pull = pull;
	await fixture.pass(10 * minute);
	assert.is(await endOf(fixture, no), 'paid');
});

/** Puts an order into a state. */
const orderIn: Record<keyof typeof exits.order, () => Promise<bigint>> = {
	async held() {
		const { no } = await fixture.order(phoneOf('cancelled'));
		await fixture.pass(minute);
		await fixture.db.transaction(async (tx) => moveOrder(tx, await lockOrder(tx, no), 'held', now()));
		return no;
	},
	pending: async () => (await fixture.order(freshPhone())).no,
	paid: () => paid(),
	async issuing() {
		const no = await paid();
		await fixture.db.transaction(async (tx) => moveOrder(tx, await lockOrder(tx, no), 'issuing', now()));
		return no;
	},
	async refund_due() {
		const no = await paid();
		const [{ id }] = await fixture.rows('SELECT id FROM relay.payments WHERE order_no = $1', [no]);
		await fixture.db.transaction((tx) => requestRefund(tx, id, 'NOT_SERVED', now()));
		await fixture.rows('UPDATE relay.refunds SET wake_at = NULL');
		return no;
	},
	async review() {
		const { no } = await fixture.order(phoneOf('unlisted'));
		await fixture.pass(16 * minute);
		assert.is(await endOf(fixture, no), 'review NO_RECEIPT');
		return no;
	},
};

for (const [state, decision] of Object.entries(exits.order)) {
	const make = orderIn[state as keyof typeof orderIn];
	story(`an order that is ${state}: ${decision}`, async () => {
		const no = await make();
		const reference = await referenceOf(no);
		await decide(await ask(reference), decision);
		if (state === 'issuing') {
			// Its batch's worker ends it: settle/test/withdrawals.test.ts.
			assert.is((await fixture.rows('SELECT order_no FROM relay.withdrawals')).length, 1);
			return;
		}
		if (state === 'review')
			await fixture.rows(`UPDATE relay.reviews SET decided_at = now() WHERE decided_at IS NULL`);
		await isOver(no);
	});
}

for (const [state, decision] of Object.entries(exits.refund))
	story(`a refund that is ${state}: ${decision}`, async () => {
		const no = await orderIn.refund_due();
		const [{ id: paymentId }] = await fixture.rows('SELECT id FROM relay.payments WHERE order_no = $1', [no]);
		await fixture.rows('UPDATE relay.refunds SET state = $1, attempts = 3', [state]);
		if (state === 'review') {
			await fixture.rows(`UPDATE relay.payments SET state = 'review'`);
			await fixture.db.transaction(async (tx) => {
				await openCase(tx, { reason: 'REFUND_NO_RESULT', orderNo: no, paymentId }, now());
				await moveOrder(tx, await lockOrder(tx, no), 'review', now(), { reason: 'REFUND_NO_RESULT' });
			});
		}
		const id = await ask(await referenceOf(no));
		const choice = (await readCase(fixture, id, 'ann')).choices.find((each) => each.decision === decision)!;
		assert.is(choice.step, 'proposed', 'it may have gone back already');
		await decide(id, decision);
		assert.is(
			await endOf(fixture, no),
			`refunded ${state === 'review' ? 'RETURNED_ELSEWHERE' : 'NOT_SERVED'}`,
		);
		await isOver(no);
	});

for (const [state, decision] of Object.entries(exits.payment))
	story(`a payment that is ${state}, found by its receipt or its order: ${decision}`, async () => {
		const no =
			state === 'refund_due'
				? await orderIn.refund_due()
				: await paid(state === 'review' ? phoneOf('wrong-amount') : freshPhone());
		if (state === 'review') await fixture.pass(6 * minute);
		const { receipt } = fixture.simulator.ledger.payments.at(-1)!;
		await decide(await ask(state === 'refund_due' ? receipt.toLowerCase() : await referenceOf(no)), decision);
		await isOver(no);
	});

story('an unknown name is reported as unknown, and an open case is not opened twice', async () => {
	const { reference } = await fixture.order(freshPhone());
	const missing = await ask('NOBODY99').catch((error: PassaError) => error.code);
	assert.is(missing, 'ORDER_NOT_FOUND');
	assert.is(await ask(reference), await ask(` ${reference.toLowerCase()} `));
	const acts = await fixture.rows('SELECT kind, person, note FROM relay.review_acts');
	assert.equal(acts, [{ kind: 'opened', person: 'ann', note: 'the buyer called' }]);
});

/** Cases whose decision is about money have some; all others only inform. */
for (const about of ['order', 'payment', 'neither'] as const)
	story(`a case of each reason about ${about} has a decision that ends it`, async () => {
		const no = await paid(phoneOf('wrong-amount'));
		await fixture.pass(6 * minute);
		await fixture.rows('UPDATE relay.reviews SET decided_at = now()');
		const [{ id: paymentId }] = await fixture.rows('SELECT id FROM relay.payments');
		for (const reason of reviewReasons as readonly ReviewReason[]) {
			const found = about === 'order' ? { orderNo: no } : about === 'payment' ? { paymentId } : {};
			await fixture.db.transaction((tx) => openCase(tx, { reason, ...found }, now()));
			const [{ id }] = await fixture.rows('SELECT id FROM relay.reviews WHERE decided_at IS NULL');
			const open = (await readCase(fixture, id, 'ann')).choices.filter((each) => each.refusal === null);
			assert.ok(open.length > 0, `${reason} has no exit`);
			if (about === 'neither') await decide(id, 'nothing');
			else await fixture.rows('UPDATE relay.reviews SET decided_at = now() WHERE id = $1', [id]);
		}
		await fixture.db.transaction((tx) =>
			openCase(tx, { reason: 'AMOUNT_WRONG', orderNo: no, paymentId }, now()),
		);
	});

story('a buyer can cancel an order whose prompt has no known end; its money still counts', async () => {
	const { no } = await fixture.order(phoneOf('hang-paid'));
	const { pull } = fixture.mpesa;
	fixture.mpesa.pull = async () => {
		throw new Error('away');
	};
	await fixture.pass(minute).catch(() => {});
	await cancelOrder(fixture.orders, no);
	assert.is(await endOf(fixture, no), 'failed CANCELLED');
	fixture.mpesa.pull = pull;
	await fixture.pass(10 * minute);
	assert.is(await endOf(fixture, no), 'paid');
	const rings = await fixture.order(freshPhone());
	const refused = await cancelOrder(fixture.orders, rings.no).catch((error: PassaError) => error.code);
	assert.is(refused, 'PUSH_OPEN', 'the control: money may be on its way');
});

test('the control: a state that waits and cannot be ended would be seen', () => {
	const known = { ...exits.order } as Record<string, string>;
	delete known.pending;
	assert.not.equal(
		Object.keys(known).sort(),
		states.filter((each) => !(ended as readonly string[]).includes(each)).sort(),
	);
});

test.run();
