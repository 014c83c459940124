import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readNetworks } from '#shared/service/address.ts';
import { readQueueStats } from '../api/queue-stats.ts';
import { readCase } from '../review/read-case.ts';
import { decideAsShown } from '../test/decide-as-shown.ts';
import { hookUrls } from './mpesa/hook-urls.ts';
import { assertMoneyBalances, endOf } from './test/assertions.ts';
import { successBody } from './test/callback-bodies.ts';
import {
	freshPhone,
	minute,
	openRailsFixture,
	phoneOf,
	priceKes,
	type RailsFixture,
	type Row,
	second,
} from './test/fixture.ts';

const test = suite('floods at an address that a provider calls');
let fixture: RailsFixture;
test.before(async () => {
	fixture = await openRailsFixture();
	// The test speaks for callers with any address.
	fixture.hooks.proxies = readNetworks('127.0.0.1');
});
test.after.each(async () => {
	const open = await fixture.rows(`SELECT id FROM relay.reviews WHERE reason IN ('HOOK_FLOODED',
		'MESSAGE_UNREADABLE') AND decided_at IS NULL`);
	for (const { id } of open)
		await decideAsShown(fixture, id, { decision: 'nothing', note: 'seen', by: 'a test' });
	await assertMoneyBalances(fixture);
});
test.after(() => fixture.close());

const urls = () => hookUrls(fixture.hooks);
const shillings = Number(priceKes / 100n);
/** One of the addresses that M-Pesa publishes. */
const provider = '196.201.214.200';
const stranger = '198.51.100.66';

const post = async (url: string, from: string, body: unknown): Promise<void> => {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const answer = await fetch(url, { method: 'POST', body: text, headers: { 'x-forwarded-for': from } });
	assert.equal(await answer.json(), { ResultCode: '0', ResultDesc: 'Accepted' });
};
const success = (checkout: string | null, receipt: string, amount = shillings) =>
	successBody(checkout, receipt, amount);
const times = async (n: number, work: (i: number) => Promise<void>): Promise<void> => {
	for (let i = 0; i < n; i += 10)
		await Promise.all(Array.from({ length: Math.min(10, n - i) }, (_, j) => work(i + j)));
};

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
	while (!(await isSo())) await new Promise((done) => setTimeout(done, 20));
};

/** A paid order whose callback M-Pesa never sends: the test sends it, with the true receipt. */
async function paidInSilence() {
	const order = await fixture.order(phoneOf('silent'));
	await fixture.workAll();
	const [push] = await fixture.rows('SELECT * FROM relay.pushes WHERE order_no = $1', [order.no]);
	await fixture.sleep(2 * second);
	const { receipt } = fixture.simulator.ledger.payments.at(-1)!;
	return { no: order.no, push, url: urls().stk(push.id), receipt };
}
const rowsOf = (pushId: string): Promise<Row[]> =>
	fixture.rows('SELECT * FROM relay.hook_messages WHERE subject = $1 ORDER BY kind, count DESC', [
		`mpesa push ${pushId}`,
	]);
const keptOf = async (no: bigint, kind: string): Promise<Row[]> =>
	fixture.rows('SELECT * FROM relay.observations WHERE order_no = $1 AND kind = $2', [no, kind]);
const receiptsOf = async (no: bigint): Promise<string[]> =>
	(await keptOf(no, 'callback')).map((row) => JSON.parse(fixture.seal.open(row.sealed)).receipt);
const paidBy = async (no: bigint): Promise<string[]> =>
	(await fixture.rows('SELECT receipt_sealed FROM relay.payments WHERE order_no = $1', [no])).map((row) =>
		fixture.seal.open(row.receipt_sealed),
	);
const floodsOf = async (no: bigint): Promise<Row[]> =>
	(
		await fixture.rows(
			`SELECT facts ->> 'message' AS kind FROM relay.reviews r JOIN relay.orders o ON o.reference = r.facts ->> 'order'
			WHERE r.reason = 'HOOK_FLOODED' AND o.no = $1 ORDER BY 1`,
			[no],
		)
	).map((row) => row.kind);

test('a callback that M-Pesa repeats 2,000 times is one row with its count and last time; the order is paid once', async () => {
	const { no, push, url, receipt } = await paidInSilence();
	const body = success(push.request_id, receipt);
	await times(1_000, () => post(url, provider, body));
	await fixture.sleep(second);
	await times(1_000, () => post(url, provider, body));
	const [row, ...others] = await rowsOf(push.id);
	assert.equal(others, []);
	assert.equal([row.kind, row.count, row.last_at.getTime()], ['proposal', 2_000, fixture.clock.now()]);
	await fixture.workAll();
	assert.is(await endOf(fixture, no), 'paid');
	assert.equal(await paidBy(no), [receipt]);
	const [made] = await fixture.rows(
		`INSERT INTO relay.reviews (id, reason, order_no, facts, opened_at) VALUES (gen_random_uuid(), 'ASKED', $1, '{}', now()) RETURNING id`,
		[no],
	);
	const evidence = (await readCase(fixture, made.id)).observations.find((each) => each.kind === 'callback')!;
	assert.equal([evidence.times, evidence.at < evidence.lastAt], [2_000, true], 'support sees it');
	await fixture.rows('DELETE FROM relay.reviews WHERE id = $1', [made.id]);
	assert.ok((await readQueueStats(fixture.db, new Date(fixture.clock.now()))).hookRepeats >= 1_999);
});

test('garbage of one who learned the address takes no place from the honest callback that comes late', async () => {
	const { no, push, url, receipt } = await paidInSilence();
	await times(150, (i) => post(url, stranger, `garbage ${i}`));
	await times(150, (i) => post(url, stranger, success(`ws_CO_${i}`, `FOREIGN${i}`)));
	const rest = (await rowsOf(push.id)).filter((row) => row.observation_id === null);
	assert.equal(
		rest.map(({ kind, count }) => [kind, count]),
		[
			['foreign', 110],
			['unreadable', 110],
		],
	);
	assert.is((await keptOf(no, 'unreadable')).length, 40);
	assert.is((await keptOf(no, 'unknown-callback')).length, 40);
	assert.equal(await floodsOf(no), ['foreign', 'unreadable']);
	const alerts = await fixture.rows(
		`SELECT id FROM relay.reviews WHERE reason = 'MESSAGE_UNREADABLE' AND decided_at IS NULL`,
	);
	assert.is(alerts.length, 11, 'ten, and one for the rest of the day');

	await post(url, stranger, success(push.request_id, receipt));
	await fixture.workAll();
	assert.is(await endOf(fixture, no), 'paid', 'at once: by the callback and a query');
	assert.equal(await paidBy(no), [receipt]);
	assert.ok((await readQueueStats(fixture.db, new Date(fixture.clock.now()))).hookUnkept >= 220);
});

test('successes that name no push are bounded apart from the honest one, and the statement picks the true receipt', async () => {
	const { no, url, push, receipt } = await paidInSilence();
	await times(100, (i) => post(url, stranger, success(null, `FORGED${i}`)));
	await post(url, stranger, success(push.request_id, receipt));
	const receipts = await receiptsOf(no);
	assert.is(receipts.length, 41);
	assert.ok(receipts.includes(receipt));
	await fixture.pass(20 * minute);
	assert.is(await endOf(fixture, no), 'paid');
	assert.equal(await paidBy(no), [receipt]);
});

test('a stranger who knows all of a push, with addresses without end, takes no place from M-Pesa’s own addresses', async () => {
	const { no, url, push, receipt } = await paidInSilence();
	await times(200, (i) => post(url, `198.51.${i}.7`, success(push.request_id, `FORGED${i}`)));
	assert.is((await receiptsOf(no)).length, 120);
	await post(url, provider, success(push.request_id, receipt));
	assert.ok((await receiptsOf(no)).includes(receipt));
	await fixture.pass(20 * minute);
	assert.is(await endOf(fixture, no), 'paid');
	assert.equal(await paidBy(no), [receipt]);
});

test('the control: from the stranger’s own address the same callback is only counted; the money ends the same', async () => {
	const { no, url, push, receipt } = await paidInSilence();
	await times(60, (i) => post(url, stranger, success(push.request_id, `FORGED${i}`)));
	await post(url, stranger, success(push.request_id, receipt));
	const receipts = await receiptsOf(no);
	assert.equal([receipts.length, receipts.includes(receipt)], [40, false]);
	await fixture.pass(20 * minute);
	assert.is(await endOf(fixture, no), 'paid', 'by the statement');
	assert.equal(await paidBy(no), [receipt]);
});

test('notices that name an order are bounded by order, and those that name none by day and network', async () => {
	const order = await fixture.order(freshPhone());
	const notice = (reference: string, receipt: string, amount = shillings) => ({
		TransID: receipt,
		TransAmount: `${amount}.00`,
		BusinessShortCode: '174379',
		BillRefNumber: reference,
	});
	const url = urls().c2b('confirmation');
	await times(50, (i) => post(url, stranger, notice(order.reference, `OFORDER${i}`, 1)));
	assert.is((await keptOf(order.no, 'notice')).length, 40);
	await post(url, stranger, notice(order.reference, 'TRUESUM1'));
	assert.is((await keptOf(order.no, 'notice')).length, 41, 'the order’s own sum');
	await times(1_010, (i) => post(url, '198.51.100.77', notice('NOBODY', `NOBODY${i}`)));
	await post(url, stranger, notice('NOBODY', 'NOBODYELSE'));
	const [{ n }] = await fixture.rows(
		`SELECT count(*)::int AS n FROM relay.hook_messages WHERE kind = 'foreign' AND subject LIKE 'mpesa day %' AND observation_id IS NOT NULL`,
	);
	assert.is(n, 1_001, 'another network has its own thousand');
	await fixture.pass(20 * minute);
	assert.is(await endOf(fixture, order.no), 'paid');
});

test('a body above 64 KB is kept by its beginning, size and hash, and shown to a person', async () => {
	const { no, push, url, receipt } = await paidInSilence();
	const padded = JSON.stringify({ ...success(push.request_id, receipt), pad: 'x'.repeat(100_000) });
	const large = 'y'.repeat(3_000_000);
	const endless = 'z'.repeat(20_000_000);
	await post(url, stranger, padded);
	await post(url, stranger, padded);
	await post(url, stranger, large);
	await post(url, stranger, endless).catch(() => {});
	await until(async () => (await keptOf(no, 'unreadable')).length === 3);
	const cases = await fixture.rows(
		`SELECT * FROM relay.reviews WHERE reason = 'MESSAGE_UNREADABLE' AND decided_at IS NULL ORDER BY opened_at, length(facts ->> 'bytes')`,
	);
	const [whole, all, beyond] = cases.map((each) => each.facts.bytes);
	assert.equal([whole, all], [String(Buffer.byteLength(padded)), '3000000']);
	const read = Number(/^>(\d+)$/.exec(beyond)![1]);
	assert.ok(read > 3_000_000 && read <= 16 * 1024 * 1024, 'read no further than 16 MB');
	const [evidence] = (await readCase(fixture, cases[0].id)).observations.filter(
		(each) => each.cut?.isAll && each.times === 2,
	);
	assert.is(evidence!.body, padded.slice(0, 4096));
	assert.is(evidence!.cut!.sha256, createHash('sha256').update(padded).digest('hex'));
	assert.is((await readQueueStats(fixture.db, new Date(fixture.clock.now()))).hookCut, 4);
	assert.equal(await receiptsOf(no), [], 'it decides nothing');
	await post(url, stranger, success(push.request_id, receipt));
	await fixture.workAll();
	assert.is(await endOf(fixture, no), 'paid');
});

test('a body of 64 KB is whole and decides as any other', async () => {
	const { no, push, url, receipt } = await paidInSilence();
	const bare = JSON.stringify({ ...success(push.request_id, receipt), pad: '' });
	const pad = 'x'.repeat(64 * 1024 - bare.length);
	await post(url, provider, { ...success(push.request_id, receipt), pad });
	await fixture.workAll();
	assert.is(await endOf(fixture, no), 'paid');
	assert.equal(await paidBy(no), [receipt]);
});

test.run();
