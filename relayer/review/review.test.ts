import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { roles } from '#shared/roles.ts';
import { type Guarded, guard } from '#shared/service/guard.server.ts';
import { failed, resource } from '#shared/service/problems.server.ts';
import { ownSession, type VerifySession } from '#shared/session.server.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { callerTokens } from '../api/caller-tokens.ts';
import { assertMoneyBalances, endOf } from '../rails/test/assertions.ts';
import {
	freshPhone,
	minute,
	openRailsFixture,
	phoneOf,
	priceKes,
	type RailsFixture,
	second,
} from '../rails/test/fixture.ts';
import { reviewRoutes } from './routes.ts';
import { type Answer, supportToken } from './test/deciders.ts';

const test = suite('what only a person can decide');
let cluster: TestPostgres;
let fixture: RailsFixture;
let app: ReturnType<typeof appOf>;
test.before(async () => {
	cluster = await startTestPostgres();
	fixture = await openRailsFixture({ cluster });
	app = appOf(fixture);
});
test.after(async () => {
	await fixture.close();
	await cluster.stop();
});

function appOf({ db, seal, clock, log }: RailsFixture) {
	const made = resource<Guarded>();
	made.onError(failed(log));
	const verify: VerifySession = async (token) => {
		const role = roles.find((each) => each === token);
		if (role) return ownSession(`a ${role}`, [role]);
		return (await callerTokens(undefined, supportToken)).session(token);
	};
	made.use(guard('relayer', verify));
	return made.route('/v1', reviewRoutes({ db, seal, clock, log }));
}

async function request(path: string, body?: unknown, token: string | null = supportToken): Promise<Answer> {
	const response = await app.request(`/v1/review${path}`, {
		headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
		...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
	});
	return { status: response.status, body: await response.json() };
}
/** Decides for the cost that the case shows. */
async function decide(id: string, decision: string, note = 'seen in the portal', token = supportToken) {
	const { choices = [] } = (await request(`/${id}`, undefined, token)).body;
	const shown = choices.find((each: { decision: string }) => each.decision === decision);
	return request(`/${id}/decision`, { decision, note, costKes: shown?.costKes ?? '0' }, token);
}
const caseOf = async (no: bigint): Promise<string> =>
	(
		await fixture.rows(
			`SELECT r.id FROM relay.reviews r LEFT JOIN relay.payments p ON p.id = r.payment_id
			WHERE r.decided_at IS NULL AND coalesce(r.order_no, p.order_no) = $1`,
			[no],
		)
	)[0].id;

async function wrongAmount(): Promise<bigint> {
	const { no } = await fixture.order(phoneOf('wrong-amount'));
	await fixture.pass(11 * minute);
	assert.is(await endOf(fixture, no), 'review AMOUNT_WRONG');
	return no;
}
const story = (name: string, run: () => Promise<void>) =>
	test(name, async () => {
		await run();
		await fixture.pass(minute);
		await assertMoneyBalances(fixture);
	});

test('support and admin see it, by session or by the token printed at the start; nobody else', async () => {
	const id = '00000000-0000-4000-8000-000000000000';
	for (const [path, body] of [
		[''],
		[`/${id}`],
		[`/${id}/decision`, { decision: 'nothing', note: 'x', costKes: '0' }],
	] as const) {
		for (const role of roles) {
			const { status } = await request(path, body, role);
			const may = role === 'support' || role === 'admin';
			assert.is(status === 403, !may, `${role} ${path}`);
		}
		assert.is((await request(path, body, null)).status, 401);
		assert.is((await request(path, body, `${supportToken}x`)).status, 401);
	}
	assert.is((await request('')).status, 200);
	assert.is((await request(`/${id}`)).status, 404);
	assert.is((await request('/nonsense')).status, 400);
});

story('a case shows what is known: payments, books, and what the provider said', async () => {
	const no = await wrongAmount();
	const { body } = await request(`/${await caseOf(no)}`);
	const cents = (priceKes - 100n).toString();
	assert.is(body.reason, 'AMOUNT_WRONG');
	assert.is(body.order.amountKes, priceKes.toString());
	assert.equal(body.payment, { amountKes: cents, state: 'review' });
	assert.is(body.payments.length, 1);
	assert.is(body.payments[0].receipt, fixture.simulator.ledger.payments.at(-1)!.receipt);
	assert.ok(body.payments[0].confirmedAt);
	assert.is(body.pushes[0].phone, phoneOf('wrong-amount'));
	const kinds = body.observations.map((each: { kind: string }) => each.kind);
	for (const kind of ['push', 'callback', 'query', 'notice', 'statement'])
		assert.ok(kinds.includes(kind), kind);
	assert.match(JSON.stringify(body.observations), 'MpesaReceiptNumber');
	assert.equal(
		body.journal.map((each: { account: string; amount: string }) => [each.account, each.amount]),
		[
			['mpesa', cents],
			['buyers', `-${cents}`],
		],
	);
	await decide(body.id, 'refund');
});

story('refund: all of it goes back', async () => {
	const no = await wrongAmount();
	const id = await caseOf(no);
	const { status, body } = await decide(id, 'refund', ' the fan paid one shilling less ');
	assert.is(status, 200);
	assert.equal(
		[body.decision, body.note, body.decidedBy, body.order.state],
		['refund', 'the fan paid one shilling less', 'support-token', 'refund_due'],
	);
	await fixture.pass(minute);
	assert.is(await endOf(fixture, no), 'refunded DECIDED');
	assert.equal((await decide(id, 'issue')).body.code, 'REVIEW_DECIDED');
	assert.is((await request('?state=decided')).body.items[0].id, id);
});

story('returned: what a person gave back another way is booked, and nothing is sent', async () => {
	const no = await wrongAmount();
	const id = await caseOf(no);
	fixture.simulator.ledger.payments.at(-1)!.reversed = true; // In the provider's own portal.
	const { status, body } = await decide(id, 'returned', 'sent back by hand, SKL1');
	assert.equal([status, body.decision, body.order.state], [200, 'returned', 'refunded']);
	await fixture.pass(minute);
	assert.is(await endOf(fixture, no), 'refunded RETURNED_ELSEWHERE');
	const [refund] = await fixture.rows(
		'SELECT r.state, r.attempts FROM relay.refunds r JOIN relay.payments p ON p.id = r.payment_id WHERE p.order_no = $1',
		[no],
	);
	assert.equal(refund, { state: 'done', attempts: 0 });
});

story('a refund that cannot succeed ends so too', async () => {
	const no = await wrongAmount();
	const payment = fixture.simulator.ledger.payments.at(-1)!;
	payment.shillings -= 1;
	assert.is((await decide(await caseOf(no), 'refund')).status, 200);
	await fixture.pass(minute);
	assert.is(await endOf(fixture, no), 'review REFUND_FAILED');
	payment.shillings += 1;
	payment.reversed = true;
	assert.is((await decide(await caseOf(no), 'returned')).status, 200);
	assert.is(await endOf(fixture, no), 'refunded RETURNED_ELSEWHERE');
});

story('issue: the order is paid with what came', async () => {
	const no = await wrongAmount();
	assert.is((await decide(await caseOf(no), 'issue')).status, 200);
	assert.is(await endOf(fixture, no), 'paid');
	await fixture.pass(20 * minute);
	assert.is(await endOf(fixture, no), 'paid');
});

story('nothing: an order without money ends, and its seats are free', async () => {
	const { no } = await fixture.order(phoneOf('unlisted'));
	await fixture.pass(16 * minute);
	assert.is((await decide(await caseOf(no), 'nothing')).status, 200);
	assert.is(await endOf(fixture, no), 'failed DECIDED');
	await fixture.pass(20 * minute);
	assert.is(await endOf(fixture, no), 'failed DECIDED', 'and is not asked again');
	const [order] = await fixture.rows('SELECT holding FROM relay.orders WHERE no = $1', [no]);
	assert.not(order.holding);
	await fixture.sleep(7 * 60 * minute);
	await fixture.workAll();
	assert.is(await endOf(fixture, no), 'paid', 'money that shows later buys what it was for');
});

story('nothing: money that shows up later and cannot buy opens a case again', async () => {
	const { no } = await fixture.order(phoneOf('wrong-amount'));
	await fixture.workAll();
	await fixture.sleep(second);
	fixture.simulator.ledger.payments.at(-1)!.listedAt += 7 * minute;
	await fixture.pass(6 * minute);
	assert.equal(await fixture.rows('SELECT id FROM relay.payments WHERE order_no = $1', [no]), []);
	assert.is((await decide(await caseOf(no), 'nothing')).status, 200);
	assert.is(await endOf(fixture, no), 'failed DECIDED');
	await fixture.pass(11 * minute);
	assert.is(await endOf(fixture, no), 'review AMOUNT_WRONG');
	assert.is((await request(`/${await caseOf(no)}`)).body.payment.state, 'review');
	assert.is((await decide(await caseOf(no), 'refund')).status, 200);
});

story('nothing: refused where money came', async () => {
	const no = await wrongAmount();
	const id = await caseOf(no);
	const { status, body } = await decide(id, 'nothing');
	assert.equal([status, body.code], [409, 'MONEY_WAITS']);
	assert.is(await endOf(fixture, no), 'review AMOUNT_WRONG');
	assert.is((await request(`/${id}`)).body.decidedAt, null);
	assert.is((await decide(id, 'refund')).status, 200);
});

story('without proven money a person can neither issue nor refund', async () => {
	const { no } = await fixture.order(phoneOf('unlisted'));
	await fixture.pass(16 * minute);
	const id = await caseOf(no);
	for (const decision of ['issue', 'refund', 'returned'])
		assert.equal((await decide(id, decision)).body.code, 'NO_PAYMENT');
	assert.is(await endOf(fixture, no), 'review NO_RECEIPT', 'a decision that is refused changes nothing');
	await fixture.sleep(7 * 60 * minute);
	await fixture.workAll();
	assert.is((await decide(id, 'issue')).status, 200);
	assert.is(await endOf(fixture, no), 'paid');
});

story('money without an order can only be refunded: it cannot buy or stay', async () => {
	const { ledger } = fixture.simulator;
	const push = { behaviour: 'pay' as const, shillings: 700, phone: freshPhone(), checkoutRequestId: '' };
	ledger.pay({ ...push, reference: 'WHO KNOWS' } as Parameters<typeof ledger.pay>[0], fixture.clock.now());
	await fixture.pass(6 * minute);
	const { items } = (await request('')).body;
	const found = items.find((each: { reason: string }) => each.reason === 'REFERENCE_UNKNOWN');
	assert.is(found.order, null);
	assert.equal((await decide(found.id, 'issue')).body.code, 'DECISION_IMPOSSIBLE');
	assert.equal((await decide(found.id, 'nothing')).body.code, 'MONEY_WAITS');
	assert.is((await decide(found.id, 'refund')).status, 200);
	await fixture.pass(minute);
	assert.ok(ledger.payments.at(-1)!.reversed);
});

story('tickets that were sold meanwhile are not promised again', async () => {
	const small = await openRailsFixture({ cluster, seats: 1 });
	const before = [fixture, app] as const;
	[fixture, app] = [small, appOf(small)];
	try {
		const first = await fixture.order(phoneOf('cancelled'));
		await fixture.pass(minute);
		const { ledger } = fixture.simulator;
		const push = { behaviour: 'pay' as const, shillings: 100, phone: freshPhone(), checkoutRequestId: '' };
		ledger.pay(
			{ ...push, reference: first.reference } as Parameters<typeof ledger.pay>[0],
			fixture.clock.now(),
		);
		await fixture.order(freshPhone());
		await fixture.pass(6 * minute);
		const id = await caseOf(first.no);
		assert.is((await decide(id, 'issue', 'so', 'support')).status, 202);
		assert.equal((await decide(id, 'issue', 'so', 'admin')).body.code, 'TIER_SOLD_OUT');
		assert.is((await decide(id, 'refund')).status, 200);
		await fixture.pass(minute);
		await assertMoneyBalances(fixture);
	} finally {
		[fixture, app] = before;
		await small.close();
	}
});

test('a note is needed, and the decision must be one', async () => {
	const no = await wrongAmount();
	const id = await caseOf(no);
	assert.is((await request(`/${id}/decision`, { decision: 'issue', note: '  ', costKes: '0' })).status, 400);
	assert.is((await request(`/${id}/decision`, { decision: 'forget', note: 'x', costKes: '0' })).status, 400);
	assert.is((await request(`/${id}/decision`, { decision: 'issue', costKes: '0' })).status, 400);
});

test('the list is read page by page, open ones oldest first', async () => {
	await fixture.db.execute(`INSERT INTO relay.reviews (id, reason, facts, opened_at)
		SELECT gen_random_uuid(), 'TEST', '{}', timestamptz '2026-11-01' + (n / 3) * interval '1 second' FROM generate_series(1, 120) AS n`);
	const seen: string[] = [];
	let times: string[] = [];
	for (let cursor: string | null = ''; cursor !== null; ) {
		const { body }: Answer = await request(cursor ? `?cursor=${cursor}` : '');
		seen.push(...body.items.map((each: { id: string }) => each.id));
		times = [...times, ...body.items.map((each: { openedAt: string }) => each.openedAt)];
		cursor = body.next;
	}
	const [{ n }] = await fixture.rows('SELECT count(*)::int AS n FROM relay.reviews WHERE decided_at IS NULL');
	assert.is(seen.length, n);
	assert.is(new Set(seen).size, n);
	assert.equal(times, [...times].sort());
	assert.is((await request('?cursor=nonsense')).body.code, 'CURSOR_INVALID');
});

test.run();
