import { randomBytes, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openCase } from '../cases/open-case.ts';
import { setContacts } from '../contacts/set-contacts.ts';
import { handovers } from '../models/handovers.ts';
import { observations } from '../models/payments.ts';
import { requestRefund } from '../payments/request-refund.ts';
import { endOf } from '../rails/test/assertions.ts';
import {
	event,
	freshPhone,
	minute,
	openRailsFixture,
	phoneOf,
	type RailsFixture,
	type Row,
} from '../rails/test/fixture.ts';
import { openMessage } from '../reconcile/observations.ts';
import { reconcileOrder } from '../reconcile/reconcile-order.ts';
import { decideAsShown } from '../test/decide-as-shown.ts';
import { redactPayers } from './redact-payers.ts';

const test = suite('who paid is redacted when the order ended long ago');
const day = 24 * 60 * minute;
let fixture: RailsFixture;
test.before(async () => {
	fixture = await openRailsFixture({ tiers: 2 });
});
test.after(() => fixture.close());

const now = () => new Date(fixture.clock.now());
const redact = () => redactPayers({ db: fixture.db, seal: fixture.seal, days: 400 }, now());
const payByHand = (reference: string) => {
	const { ledger } = fixture.simulator;
	const push = { behaviour: 'pay', shillings: 2_500, reference, phone: freshPhone(), checkoutRequestId: '' };
	return ledger.pay(push as Parameters<typeof ledger.pay>[0], fixture.clock.now());
};
/** As settlement would leave it. */
const issue = (no: bigint) =>
	fixture.rows(
		`UPDATE relay.orders SET state = 'issued', chain_order = no, tx_hash = 'tx', ledger = 1 WHERE no = $1`,
		[no],
	);
const messagesOf = async (no: bigint) => {
	const rows = await fixture.db.select().from(observations).where(eq(observations.orderNo, no));
	return rows.map((row) => ({ row, message: openMessage(fixture.seal, row.sealed) }));
};
/** What is left of an order's payers: sealed phones, sealed receipts, words of providers. */
async function keptOf(no: bigint): Promise<number[]> {
	const [row] = await fixture.rows(
		`SELECT (SELECT count(phone_sealed)::int FROM relay.pushes WHERE order_no = $1) AS phones,
		(SELECT count(receipt_sealed)::int FROM relay.payments WHERE order_no = $1) AS receipts`,
		[no],
	);
	const words = (await messagesOf(no)).filter(({ message }) => message.body !== null || message.receipt);
	return [row.phones, row.receipts, words.length];
}

test('an order’s contacts, messages and links go with its phones; a wallet’s some days after the event', async () => {
	const phone = freshPhone();
	const named = { contacts: [{ kind: 'phone', value: phone } as const], language: 'en' as const };
	const ended = await fixture.order(phoneOf('cancelled'));
	const open = await fixture.order(phoneOf('pay'));
	const ofWallet = { event, orderNo: null, chainOrder: 5n, chainQty: 1, buyerKey: new Uint8Array(32) };
	const ours = (no: bigint) => ({ event, orderNo: no, chainOrder: null, chainQty: null, buyerKey: null });
	await fixture.db.transaction(async (tx) => {
		for (const order of [ours(ended.no), ours(open.no), ofWallet])
			await setContacts(tx, fixture, order, { ...named, isIssued: true }, now());
	});
	await fixture.rows(
		`INSERT INTO relay.links SELECT sha256(id::text::bytea), order_no, id FROM relay.contacts`,
	);
	await fixture.pass(11 * minute);
	const left = async () =>
		(
			await fixture.rows(`SELECT (SELECT count(*)::int FROM relay.contacts) AS contacts,
			(SELECT count(*)::int FROM relay.notices) AS notices, (SELECT count(*)::int FROM relay.links) AS links`)
		)[0];
	await redact();
	assert.equal(await left(), { contacts: 3, notices: 3, links: 3 });
	await fixture.sleep(401 * day);
	await redact();
	assert.equal(
		await left(),
		{ contacts: 2, notices: 2, links: 2 },
		'one waits for its tickets, one for its event',
	);
	const [{ ends_at: endsAt }] = await fixture.rows('SELECT ends_at FROM relay.events');
	await fixture.rows('UPDATE relay.events SET ends_at = 1');
	await redact();
	assert.equal(await left(), { contacts: 1, notices: 1, links: 1 });
	await fixture.rows('UPDATE relay.events SET ends_at = $1', [endsAt]);
});

test('whom a ticket was sent to goes with the order’s phones; the receiver still holds it', async () => {
	const ended = await fixture.order(phoneOf('cancelled'));
	const open = await fixture.order(phoneOf('pay'));
	const sent = (orderNo: bigint) => ({
		...{ id: randomUUID(), orderNo, event, index: 0, state: 'claimed' as const, kind: 'phone' as const },
		...{ key: randomBytes(32), sealed: fixture.seal.seal(freshPhone()), language: 'en' as const },
		...{
			tokenHash: randomBytes(32),
			claimedBy: 'friend',
			createdAt: now(),
			expiresAt: now(),
			endedAt: now(),
		},
	});
	await fixture.db.insert(handovers).values([sent(ended.no), sent(open.no)]);
	const left = async () =>
		(await fixture.db.select().from(handovers).orderBy(handovers.orderNo)).map(({ sealed, claimedBy }) => [
			sealed !== null,
			claimedBy,
		]);
	await fixture.pass(11 * minute);
	await redact();
	const both = [
		[true, 'friend'],
		[true, 'friend'],
	];
	assert.equal(await left(), both, 'control: not before its time');
	await fixture.sleep(401 * day);
	await redact();
	assert.equal(await left(), [
		[false, 'friend'],
		[true, 'friend'],
	]);
});

test('phones, receipts and words of an order go some days after its end; what somebody waits for stays', async () => {
	const issued = await fixture.order(phoneOf('pay'));
	const failed = await fixture.order(phoneOf('cancelled'));
	const refunded = await fixture.order(phoneOf('silent'));
	const waiting = await fixture.order(freshPhone());
	const [withCase, withMoneyCase, withRefund] = [
		await fixture.order(freshPhone()),
		await fixture.order(freshPhone()),
		await fixture.order(phoneOf('twice')),
	];
	await fixture.pass(11 * minute);
	const paymentOf = async (no: bigint): Promise<string> =>
		(await fixture.rows('SELECT id FROM relay.payments WHERE order_no = $1', [no]))[0].id;
	const owed = await paymentOf(refunded.no);
	await fixture.db.transaction((tx) => requestRefund(tx, owed, 'DECIDED', now()));
	await fixture.pass(minute);
	assert.is(await endOf(fixture, refunded.no), 'refunded DECIDED');
	const receipt = fixture.simulator.ledger.payments.find((p) => p.reference === issued.reference)!;
	for (const { no } of [issued, withCase, withMoneyCase, withRefund]) await issue(no);
	await fixture.rows(`UPDATE relay.refunds SET state = 'review' WHERE payment_id IN
		(SELECT id FROM relay.payments WHERE order_no = ${withRefund.no})`);
	const paymentId = await paymentOf(withMoneyCase.no);
	await fixture.db.transaction(async (tx) => {
		await openCase(tx, { reason: 'NOT_PULLED', orderNo: withCase.no }, now());
		await openCase(tx, { reason: 'LATE_MONEY', paymentId }, now());
	});
	const all = [issued, failed, refunded, waiting, withCase, withMoneyCase, withRefund];
	const before = await Promise.all(all.map(({ no }) => keptOf(no)));

	await fixture.sleep(399 * day);
	assert.is(await redact(), 0);
	assert.equal(await Promise.all(all.map(({ no }) => keptOf(no))), before);

	await fixture.sleep(2 * day);
	assert.is(await redact(), 3);
	for (const [i, { no }] of all.entries())
		assert.equal(await keptOf(no), i < 3 ? [0, 0, 0] : before[i], `order ${i}`);
	const [push] = await fixture.rows('SELECT phone_key FROM relay.pushes WHERE order_no = $1', [issued.no]);
	assert.equal(new Uint8Array(push.phone_key), fixture.seal.keyOf('phone', phoneOf('pay')));
	const callback = (await messagesOf(issued.no)).find(({ row }) => row.kind === 'callback')!;
	assert.equal(callback.row.receiptKey, fixture.seal.keyOf('receipt', receipt.receipt));
	assert.equal(Object.keys(callback.message), ['body', 'checkout', 'text']);

	// The same receipt again: it still counts once, and the redacted order is decided as before.
	fixture.simulator.ledger.payments.push({
		...receipt,
		at: fixture.clock.now(),
		listedAt: fixture.clock.now(),
	});
	await fixture.pass(6 * minute);
	for (const { no } of [issued, failed, refunded]) await reconcileOrder(fixture.deps, no);
	assert.is((await fixture.rows('SELECT id FROM relay.payments WHERE order_no = $1', [issued.no])).length, 1);
	assert.is(await endOf(fixture, failed.no), 'failed MPESA_1032');
	assert.is(await endOf(fixture, refunded.no), 'refunded DECIDED');

	payByHand(failed.reference);
	await fixture.pass(11 * minute);
	assert.is(await endOf(fixture, failed.no), 'paid');
	await issue(failed.no);
	assert.equal(await keptOf(failed.no), [0, 1, 1]);
	await fixture.sleep(399 * day);
	assert.is(await redact(), 0);
	await fixture.sleep(2 * day);
	assert.is(await redact(), 1, 'what came after that goes in its time');
	assert.equal(await keptOf(failed.no), [0, 0, 0]);

	const cases = await fixture.rows('SELECT id FROM relay.reviews WHERE decided_at IS NULL');
	for (const { id } of cases)
		await decideAsShown({ ...fixture, log: fixture.log }, id, {
			decision: 'nothing',
			note: 'so',
			by: 'a test',
		});
	await fixture.rows(`UPDATE relay.refunds SET state = 'done'`);
	assert.is(await redact(), 3, 'nobody waits for them any more');
	assert.equal(await keptOf(withRefund.no), [0, 0, 0]);
	assert.is(await redact(), 0);
});

test('money and rows without an order are redacted too, once a person has decided', async () => {
	const strays = ['ONE', 'TWO'].map(payByHand);
	const keyOf = (i: number) => fixture.seal.keyOf('receipt', strays[i]!.receipt);
	await fetch(`${fixture.simulator.url}/control/row`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ row: { sender: 'ASHA' } }),
	});
	await fixture.pass(6 * minute);
	const cases = await fixture.rows(
		'SELECT r.id, reason, receipt_key FROM relay.reviews r LEFT JOIN relay.payments p ON p.id = payment_id WHERE decided_at IS NULL',
	);
	assert.is(cases.length, 3);
	const decide = async ({ id, reason }: Row) => {
		const decision = reason === 'REFERENCE_UNKNOWN' ? 'refund' : 'nothing';
		await decideAsShown({ ...fixture, log: fixture.log }, id, {
			decision,
			note: 'so',
			by: 'a test',
		});
		await fixture.pass(minute);
	};
	const isFirst = (row: Row): boolean => row.receipt_key?.equals(Buffer.from(keyOf(0))) ?? false;
	await decide(cases.find(isFirst));
	await fixture.sleep(401 * day);
	await redact();
	const sealed = await fixture.rows(
		'SELECT receipt_key, receipt_sealed IS NULL AS gone FROM relay.payments WHERE order_no IS NULL',
	);
	for (const row of sealed) assert.is(row.gone, isFirst(row));
	const kept = () =>
		fixture.rows(
			'SELECT kind FROM relay.observations WHERE order_no IS NULL AND redacted_at IS NULL ORDER BY kind',
		);
	assert.equal(await kept(), [{ kind: 'statement' }, { kind: 'statement-unreadable' }]);
	for (const each of cases.filter((row) => !isFirst(row))) await decide(each);
	await fixture.sleep(401 * day);
	await redact();
	assert.equal(await kept(), []);
	assert.is(await redact(), 0);
});

test('apart from this redaction, Postgres refuses to change an observation', async () => {
	const { no } = await fixture.order(freshPhone());
	await fixture.pass(minute);
	const change = (what: string) =>
		fixture.db.execute(`UPDATE relay.observations SET ${what} WHERE order_no = ${no}`).then(
			() => 'no error',
			(error) => error.cause.code,
		);
	assert.is(await change(`sealed = ''`), '23001');
	assert.is(await change(`redacted_at = now(), code = '0', amount = 1`), '23001');
	assert.is(await change(`redacted_at = now(), sealed = 'x'`), 'no error');
	assert.is(await change(`redacted_at = now(), sealed = 'y'`), '23001');
});

test('the number that paid for a cart stays while one of its orders may need it', async () => {
	const lines = [
		{ tier: 0, qty: 1 },
		{ tier: 1, qty: 1 },
	];
	const { no } = await fixture.cart(freshPhone(), lines);
	await fixture.pass(11 * minute);
	const [{ no: other }] = await fixture.rows('SELECT no FROM relay.orders WHERE cart = $1 AND no <> $1', [
		no,
	]);
	await issue(no);
	await fixture.sleep(401 * day);
	await redact();
	assert.is((await keptOf(no))[0], 1);
	// The control: once the other one has ended for as long, it goes.
	await issue(BigInt(other));
	await fixture.rows('UPDATE relay.orders SET changed_at = $2 WHERE no = $1', [
		other,
		new Date(now().getTime() - 401 * day),
	]);
	await redact();
	assert.is((await keptOf(no))[0], 0);
	assert.is((await keptOf(BigInt(other)))[1], 0);
});

test.run();
