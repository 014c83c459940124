import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readCase } from '../review/read-case.ts';
import { decideAsShown } from '../test/decide-as-shown.ts';
import { unreadable } from './mpesa/errors.ts';
import { assertMoneyBalances, endOf } from './test/assertions.ts';
import {
	freshPhone,
	minute,
	openRailsFixture,
	phoneOf,
	type RailsFixture,
	type Row,
	second,
} from './test/fixture.ts';

const test = suite('what Pull lists, and when it cannot be read');
let fixture: RailsFixture;

const story = (name: string, run: () => Promise<void>) =>
	test(name, async () => {
		fixture = await openRailsFixture();
		try {
			await run();
		} finally {
			await fixture.close();
		}
	});

/** A row that is not a payment, as the provider might list it. */
const reversal = {
	transactionId: 'SREVERSED01',
	trxDate: '2026-11-24T09:00:00Z',
	msisdn: 722000001,
	transactiontype: 'c2b-reversal',
	billreference: 'ASHA MWANGI',
	amount: '-2500.00',
};
const list = (row: unknown) =>
	fetch(`${fixture.simulator.url}/control/row`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ row }),
	});
const alertsOf = (reason: string): Promise<Row[]> =>
	fixture.rows('SELECT * FROM relay.reviews WHERE reason = $1 ORDER BY facts::text', [reason]);
const payByHand = (reference: string) => {
	const { ledger } = fixture.simulator;
	const push = { behaviour: 'pay', shillings: 2_500, reference, phone: freshPhone(), checkoutRequestId: '' };
	ledger.pay(push as Parameters<typeof ledger.pay>[0], fixture.clock.now());
};

story('a row that cannot be read opens one alert, and blocks no other row', async () => {
	const paid = await fixture.order(phoneOf('silent'));
	const lost = await fixture.order(phoneOf('hang'));
	await fixture.workAll();
	await list(reversal);
	await list({ ...reversal, transactionId: 'SNEGATIVE01', transactiontype: 'c2b-pay-bill-debit' });
	await list({ transactiontype: 'c2b-pay-bill-debit', amount: '5.00' });
	await list({ amount: '5.00', transactiontype: 'c2b-pay-bill-debit' });
	await list(null);
	await list({ ...reversal, transactionId: 'SCHARGED001', transactiontype: 'charge', amount: '2500.00' });
	await fixture.pass(11 * minute);
	assert.is(await endOf(fixture, paid.no), 'paid');
	assert.is(await endOf(fixture, lost.no), 'failed PUSH_LOST');
	const alerts = await alertsOf('PULL_ROW_STRANGE');
	assert.equal(
		alerts.map(({ facts }) => `${facts.why} ${facts.type ?? ''}`).sort(),
		[
			'AMOUNT_UNREADABLE c2b-pay-bill-debit',
			'FORM_UNKNOWN ',
			'FORM_UNKNOWN c2b-pay-bill-debit',
			'TYPE_UNKNOWN c2b-reversal',
			'TYPE_UNKNOWN charge',
		],
		'a row that says the same in another order is the same',
	);
	assert.not.match(JSON.stringify(alerts), /ASHA|722000001|SREVERSED01/);
	assert.not.match(fixture.logged(), /ASHA|722000001|SREVERSED01/);
	const { id } = alerts.find(({ facts }) => facts.type === 'c2b-reversal');
	const { observations } = await readCase(fixture, id);
	assert.equal(
		observations.map((each) => [each.kind, each.body]),
		[['statement-unreadable', reversal]],
		'the person sees the row as it came',
	);
	await decideAsShown(fixture, id, { decision: 'nothing', note: 'ours', by: 'a test' });
	// All that Pull lists is read again.
	await fixture.pass(7 * 60 * minute);
	assert.is(
		(await alertsOf('PULL_ROW_STRANGE')).length,
		5,
		'once, however often Pull shows it, decided or not',
	);
	await assertMoneyBalances(fixture);
});

story('a row of another kind names the order that it is about, and is no payment of it', async () => {
	const order = await fixture.order(phoneOf('cancelled'));
	await fixture.pass(minute);
	const billreference = ` ${order.reference.toLowerCase()} `;
	await list({ ...reversal, transactiontype: 'c2b-reversal', billreference, amount: '2500.00' });
	await fixture.pass(6 * minute);
	assert.is(await endOf(fixture, order.no), 'failed MPESA_1032');
	const [alert] = await alertsOf('PULL_ROW_STRANGE');
	assert.is(alert.facts.order, order.reference);
	assert.equal(await fixture.rows('SELECT id FROM relay.payments'), []);
});

story('a payment whose reference no column can hold opens REFERENCE_UNKNOWN', async () => {
	const lost = await fixture.order(phoneOf('hang'));
	await list({ ...reversal, transactiontype: 'Pay Bill', billreference: 'A\u0000B', amount: 2500 });
	await fixture.pass(11 * minute);
	assert.is(await endOf(fixture, lost.no), 'failed PUSH_LOST');
	assert.is((await alertsOf('REFERENCE_UNKNOWN')).length, 1);
});

story('a payment that cannot be recorded opens a case, and is recorded once it can be', async () => {
	const spoiled = await fixture.order(phoneOf('cancelled'));
	await fixture.pass(minute);
	const lost = await fixture.order(phoneOf('hang'));
	await fixture.workAll();
	const [bad] = await fixture.rows(
		`INSERT INTO relay.observations (provider, kind, order_no, sealed, at) VALUES ('mpesa', 'notice', $1, 'not sealed', now()) RETURNING id`,
		[spoiled.no],
	);
	payByHand(spoiled.reference);
	await fixture.pass(11 * minute);
	assert.is(await endOf(fixture, lost.no), 'failed PUSH_LOST', 'others are not held up');
	const [alert, ...more] = await alertsOf('PULL_ROW_FAILED');
	assert.equal(more, []);
	assert.is(alert.facts.order, spoiled.reference);
	assert.is(alert.decided_at, null);
	await fixture.rows('DELETE FROM relay.observations WHERE id = $1', [bad.id]);
	await fixture.pass(7 * 60 * minute);
	assert.is(await endOf(fixture, spoiled.no), 'paid');
	const [closed] = await alertsOf('PULL_ROW_FAILED');
	assert.equal([closed.decision, closed.decided_by], ['nothing', 'system']);
	await assertMoneyBalances(fixture);
});

/** Pull answers nothing until the test lets it; all other requests to M-Pesa are answered. */
function pullIsAway(): () => void {
	const { pull } = fixture.mpesa;
	fixture.mpesa.pull = async () => {
		throw new Error('away');
	};
	return () => {
		fixture.mpesa.pull = pull;
	};
}

const passMinutes = async (minutes: number) => {
	for (const end = fixture.clock.now() + minutes * minute; fixture.clock.now() < end; ) {
		// A failing worker ends a pass; what is due then is done in the next.
		await fixture.pass(Math.min(minute, end - fixture.clock.now())).catch(() => fixture.sleep(second));
	}
};

story(
	'one alert opens when Pull is away while an order waits for it, and closes when Pull is back',
	async () => {
		await fixture.pass(minute);
		let back = pullIsAway();
		const order = await fixture.order(phoneOf('hang'));
		await passMinutes(14);
		assert.equal(await alertsOf('PULL_STALE'), [], 'not at once');
		await passMinutes(2);
		const [alert] = await alertsOf('PULL_STALE');
		assert.is(alert.decided_at, null);
		await decideAsShown(fixture, alert.id, {
			decision: 'nothing',
			note: 'Safaricom knows',
			by: 'a test',
		});
		await passMinutes(30);
		assert.is((await alertsOf('PULL_STALE')).length, 1, 'once while it lasts, decided or not');
		assert.is(await endOf(fixture, order.no), 'pending');
		back();
		await passMinutes(2);
		assert.is(await endOf(fixture, order.no), 'failed PUSH_LOST');
		back = pullIsAway();
		await fixture.order(phoneOf('hang-paid'));
		await passMinutes(17);
		const [, second] = await fixture.rows('SELECT * FROM relay.reviews ORDER BY opened_at');
		assert.equal([second.reason, second.decided_at], ['PULL_STALE', null]);
		back();
		await passMinutes(1);
		const closed = await fixture.rows('SELECT decided_by FROM relay.reviews ORDER BY opened_at');
		assert.equal(closed, [{ decided_by: 'a test' }, { decided_by: 'system' }]);
	},
);

story('a failing Pull opens no case while no order waits for it', async () => {
	await fixture.pass(minute);
	pullIsAway();
	await passMinutes(40);
	assert.equal(await alertsOf('PULL_STALE'), []);
});

story('a Pull that was never read opens an alert once an order has waited 15 minutes for it', async () => {
	pullIsAway();
	await fixture.order(phoneOf('hang'));
	await passMinutes(14);
	assert.equal(await alertsOf('PULL_STALE'), []);
	await passMinutes(2);
	const [alert] = await alertsOf('PULL_STALE');
	assert.is(alert.facts.lastRead, 'never');
});

/** Each request for a span that holds this moment is answered in a form that nobody can read. */
function pageIsBroken(at: number): () => void {
	const { pull } = fixture.mpesa;
	fixture.mpesa.pull = async (from, to) => {
		if (from > at || at >= to) return pull(from, to);
		throw unreadable('<html></html>');
	};
	return () => {
		fixture.mpesa.pull = pull;
	};
}

story(
	'one bad span stops no other: later orders end, a person sees it, and what it hides is found once it can be read',
	async () => {
		await fixture.pass(6 * minute);
		const mend = pageIsBroken(fixture.clock.now());
		const hidden = await fixture.order(phoneOf('fault-paid'));
		const near = await fixture.order(phoneOf('fault'));
		await passMinutes(7);
		const paid = await fixture.order(phoneOf('hang-paid'));
		const lost = await fixture.order(phoneOf('hang'));
		await passMinutes(3);
		assert.is(await endOf(fixture, paid.no), 'paid', 'what is listed later is read at once');
		assert.is(await endOf(fixture, lost.no), 'pending', 'the span is tried for a quarter of an hour');
		await passMinutes(17);
		assert.is(await endOf(fixture, lost.no), 'failed PUSH_LOST', 'then it is left behind');
		for (const { no } of [hidden, near]) assert.is(await endOf(fixture, no), 'review PULL_GAP');
		const [alert, ...others] = await alertsOf('PULL_SPAN_UNREAD');
		assert.equal(others, [], 'one case, however often it is tried');
		assert.is(alert.decided_at, null);
		assert.is(alert.facts.error, 'MPESA_SHAPE');
		mend();
		await fixture.pass(7 * 60 * minute);
		const [closed] = await alertsOf('PULL_SPAN_UNREAD');
		assert.equal([closed.decision, closed.decided_by], ['nothing', 'system']);
		const [{ state }] = await fixture.rows('SELECT state FROM relay.payments WHERE order_no = $1', [
			hidden.no,
		]);
		assert.is(state, 'review', 'its money joins the case');
		await assertMoneyBalances(fixture);
	},
);

story('a Pull that fails is not asked more often because many orders wait for it', async () => {
	await fixture.pass(minute);
	const reads = new Set<number>();
	fixture.mpesa.pull = async () => {
		reads.add(fixture.clock.now());
		throw unreadable('');
	};
	for (let i = 0; i < 12; i++) {
		const phone = freshPhone();
		fixture.simulator.ledger.byPhone.set(phone, 'fault');
		await fixture.order(phone);
		await passMinutes(0.1);
	}
	await passMinutes(10);
	assert.ok(reads.size > 5 && reads.size <= 2 * 12, `${reads.size} reads in eleven minutes`);
});

test.run();
