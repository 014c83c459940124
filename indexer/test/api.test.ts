import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { access, roles } from '#shared/roles.ts';
import { unlisted } from '#shared/service/guard.server.ts';
import type { EventView } from '../views/event.ts';
import type { OrderView } from '../views/order.ts';
import type { OrderWithTimes } from '../views/order-with-times.ts';
import type { PayoutView } from '../views/payout.ts';
import { type History, makeHistory } from './history.ts';
import { type IndexerFixture, openFixture, until } from './indexer-fixture.ts';

const test = suite('the read API');
let fixture: IndexerFixture;
let history: History;

test.before(async () => {
	fixture = await openFixture();
	history = await makeHistory(fixture.chainFixture);
	const { sequence } = fixture.chainFixture.localnet.network;
	await until('the history', async () => fixture.indexer.hub.ledger >= sequence);
});
test.after(() => fixture.close());

type Page = { items: Record<string, unknown>[]; next: string | null };
type Problem = { type: string; title: string; status: number; code: string; detail: string };

const read = async <T>(path: string): Promise<T> => {
	const answer = await fixture.get(path);
	assert.is(answer.status, 200, `${path}: ${answer.status}`);
	return (await answer.json()) as T;
};

const refused = async (path: string): Promise<string> => {
	const answer = await fixture.get(path);
	assert.match(String(answer.headers.get('content-type')), 'application/problem+json', path);
	const problem = (await answer.json()) as Problem;
	assert.is(problem.status, answer.status);
	return `${problem.status} ${problem.code}`;
};

/** Every item of a list, page by page. */
async function all(path: string, limit: number): Promise<Record<string, unknown>[]> {
	const items: Record<string, unknown>[] = [];
	const mark = path.includes('?') ? '&' : '?';
	for (let next: string | null = ''; next !== null; ) {
		const cursor: string = next ? `&cursor=${next}` : '';
		const page: Page = await read<Page>(`${path}${mark}limit=${limit}${cursor}`);
		assert.ok(page.items.length <= limit);
		items.push(...page.items);
		next = page.next;
	}
	return items;
}

test('every route is in the table of roles, and every entry of the table is a route', () => {
	assert.equal(unlisted('indexer', fixture.indexer.api as never), []);
	assert.ok(Object.keys(access.indexer).length >= 19);
});

test('a route that the table does not list is refused, and the check finds it', async () => {
	const kept = access.indexer['GET /v1/events']!;
	delete access.indexer['GET /v1/events'];
	try {
		assert.equal(unlisted('indexer', fixture.indexer.api as never), ['GET /v1/events is not in the table']);
		assert.is(await refused('/v1/events'), '403 FORBIDDEN');
		access.indexer['GET /v1/events'] = roles;
		assert.is(await refused('/v1/events'), '401 SIGN_IN_NEEDED');
		const some = await fixture.get('/v1/events', { authorization: 'Bearer nonsense' });
		assert.is(some.status, 403, 'a token gives no role at the indexer');
	} finally {
		access.indexer['GET /v1/events'] = kept;
	}
	assert.is((await fixture.get('/v1/events')).status, 200, 'the negative control');
	const withToken = await fixture.get('/v1/events', { authorization: 'Bearer nonsense' });
	assert.is(withToken.status, 200, 'a bad token does not close a public route');
});

test('every route is described, and each answers', async () => {
	const { paths } = await read<{ paths: Record<string, object> }>('/openapi.json');
	const [{ id }] = (await all('/v1/events/1/orders', 50)) as [{ id: string }];
	const values: Record<string, string> = {
		event: '1',
		id,
		address: fixture.chainFixture.artist.publicKey(),
	};
	const query: Record<string, string> = {
		'/v1/tickets': `?owner=${history.fan.publicKey()}`,
		'/v1/orders/{id}': '?event=1',
	};
	assert.ok(Object.keys(paths).length >= 12, Object.keys(paths).join(' '));
	const [raw] = await fixture.store.rows('SELECT id FROM chain.raw_events LIMIT 1');
	for (const path of Object.keys(paths)) {
		const of = path.includes('/proof/') ? raw : values;
		const url = path.replace(/\{(\w+)\}/g, (_, name) => of[name] ?? 'missing');
		await read(`${url}${query[path] ?? ''}`);
	}
	assert.is((await fixture.get('/docs')).status, 200);
	assert.match(await (await fixture.get('/metrics')).text(), /passa_indexer_ledger\{service="indexer"\} \d+/);
});

test('an order is found by the short code of each of its tickets, and by no other text', async () => {
	type Order = { id: string; tickets: { code: string }[] };
	const orders = (await all('/v1/events/1/orders', 50)) as Order[];
	const by = async (code: string) =>
		(await read<{ items: Order[] }>(`/v1/events/1/orders?code=${encodeURIComponent(code)}`)).items;
	for (const { id, tickets } of orders)
		for (const { code } of tickets)
			assert.equal(
				(await by(` ${code.toLowerCase()} `)).map((order) => order.id),
				[id],
			);
	for (const text of ['', 'ZZZ-ZZZ', '💥', '9'.repeat(18), 'K7M']) assert.equal(await by(text), []);
});

test('a list gives everything once over its pages, in one order', async () => {
	const lists = [
		'/v1/events',
		'/v1/events/1/orders',
		'/v1/events/1/payouts',
		`/v1/tickets?owner=${history.fan.publicKey()}`,
		`/v1/payees/${fixture.chainFixture.artist.publicKey()}/payouts`,
	];
	for (const list of lists) {
		const complete = await all(list, 200);
		assert.ok(complete.length > 1, list);
		assert.equal(await all(list, 1), complete, list);
		assert.is(new Set(complete.map((item) => JSON.stringify(item))).size, complete.length, list);
	}
});

test('an order’s shares add up to its total, and an event’s to its revenue', async () => {
	for (const order of (await all('/v1/events/1/orders', 50)) as unknown as OrderView[]) {
		const shares = order.splits.reduce((n, s) => n + BigInt(s.amount), 0n);
		assert.is(shares, BigInt(order.total));
	}
	const event = await read<EventView>('/v1/events/1');
	const entitled = event.payees.reduce((n, p) => n + BigInt(p.entitled), 0n);
	assert.is(entitled, BigInt(event.gross));
});

test('an order says when each payee had all of their share: payouts count against orders oldest first', async () => {
	let paid = 0;
	let due = 0;
	for (const event of ['1', '2']) {
		const payouts = (await all(`/v1/events/${event}/payouts`, 50)).toReversed() as unknown as PayoutView[];
		const older = new Map<number, bigint>();
		const listed = (await all(`/v1/events/${event}/orders`, 50)).toReversed() as unknown as OrderView[];
		for (const { id } of listed) {
			const order = await read<OrderWithTimes>(`/v1/orders/${id}?event=${event}`);
			for (const split of order.splits) {
				const upTo = (older.get(split.index) ?? 0n) + BigInt(split.amount);
				older.set(split.index, upTo);
				let total = 0n;
				const done = payouts
					.filter(({ payee }) => payee === split.index)
					.find(({ amount }) => {
						total += BigInt(amount);
						return total >= upTo;
					});
				assert.is(split.paidAt, done?.paidAt ?? null, `order ${id}, payee ${split.index}`);
				if (done) paid++;
				else due++;
			}
		}
	}
	assert.ok(paid > 0 && due > 0, 'the control: some shares are paid and some are due');
});

test('an answer includes the ledger that the request names', async () => {
	const { chainFixture, get } = fixture;
	const { tickets, ledger } = await chainFixture.buy(history.fan, history.events[0]!, [{ tier: 0, qty: 1 }]);
	const answer = await get(`/v1/tickets?owner=${history.fan.publicKey()}&limit=200&minLedger=${ledger}`);
	assert.ok(Number(answer.headers.get('passa-ledger')) >= ledger);
	const { items } = (await answer.json()) as Page;
	assert.ok(items.some((t) => t.id === String(tickets[0])));
});

test('a ledger that the network cannot have yet is refused at once, and is no fault of the indexer', async () => {
	const began = performance.now();
	for (const ledger of [2 ** 32, Number.MAX_SAFE_INTEGER])
		assert.is(await refused(`/v1/events?minLedger=${ledger}`), '400 LEDGER_AHEAD');
	assert.ok(performance.now() - began < 2000, 'it waits for none of them');
});

test('an unknown, malformed or foreign request gets a problem with its code', async () => {
	const foreign = fixture.chainFixture.deployment.registry;
	const cases = {
		'/nowhere': '404 NOT_FOUND',
		'/v1/events/99': '404 EVENT_NOT_FOUND',
		[`/v1/events/${foreign}`]: '404 EVENT_NOT_FOUND',
		'/v1/events/%00': '400 REQUEST_INVALID',
		'/v1/events?city=%00': '400 REQUEST_INVALID',
		'/v1/events?q=%00': '400 REQUEST_INVALID',
		'/v1/tickets?owner=a%00b': '400 REQUEST_INVALID',
		'/v1/payees/%00': '400 REQUEST_INVALID',
		'/v1/orders/1': '404 ORDER_NOT_FOUND',
		'/v1/orders/one': '400 REQUEST_INVALID',
		'/v1/orders/99999999999999999999': '400 REQUEST_INVALID',
		'/v1/events?limit=0': '400 REQUEST_INVALID',
		'/v1/events?limit=201': '400 REQUEST_INVALID',
		'/v1/events/1/sales?from=0000-01-01T00:00:00Z': '400 REQUEST_INVALID',
		'/v1/events/1/sales?to=9999-12-31T23:59:59-23:59': '400 REQUEST_INVALID',
		'/v1/events?from=yesterday': '400 REQUEST_INVALID',
		'/v1/events?before=tomorrow': '400 REQUEST_INVALID',
		'/v1/events?order=best': '400 REQUEST_INVALID',
		'/v1/tickets?owner=G&order=best': '400 REQUEST_INVALID',
		'/v1/events?minLedger=-1': '400 REQUEST_INVALID',
		'/v1/events?cursor=nonsense': '400 CURSOR_INVALID',
		'/v1/tickets': '400 REQUEST_INVALID',
		'/v1/dues?atLeast=-1': '400 REQUEST_INVALID',
		[`/v1/events/1/payouts?cursor=${Buffer.from('{"ledger":1}').toString('base64url')}`]:
			'400 CURSOR_INVALID',
		[`/v1/tickets?owner=G&cursor=${Buffer.from(`{"startsAt":"${'9'.repeat(20)}","no":1,"order":"${'9'.repeat(20)}","index":0}`).toString('base64url')}`]:
			'400 REQUEST_INVALID',
	};
	const found: Record<string, string> = {};
	for (const path of Object.keys(cases)) found[path] = await refused(path);
	assert.equal(found, cases);
});

test('the oddest event that the contract allows breaks no list', async () => {
	const { chainFixture, indexer } = fixture;
	const last = BigInt(chainFixture.now + 3 * 365 * 86_400);
	const most = 1_000_000;
	const init = chainFixture.terms({
		name: '\0\u202e<script>{{7*7}}\ud83c\udfab',
		uri: 'http://169.254.169.254/latest/../../\0',
		doors_at: 0n,
		starts_at: last - 1n,
		ends_at: last,
		tiers: [chainFixture.tier({ opens_at: last - 2n, closes_at: last, capacity: most, fiat_quota: most })],
	});
	init.policy.freeze_at = 0n;
	const address = await chainFixture.publish(init);
	const { sequence } = chainFixture.localnet.network;
	await until('the event', () => indexer.hub.ledger >= sequence);
	// Version 1 allows any time, and any number of seats.
	const [end] = await fixture.store.rows(
		`update chain.events set starts_at = 18446744073709551614, ends_at = 18446744073709551615 where address = $1 returning no`,
		[address],
	);
	await fixture.store.rows('update chain.tiers set capacity = 4294967295 where event_no = $1', [end.no]);
	for (const path of ['/v1/events', `/v1/events/${address}`, '/v1/facets', '/v1/dues', '/status'])
		await read(path);
	assert.is((await all('/v1/events', 1)).length, 3);
	const shown = await read<EventView>(`/v1/events/${address}`);
	assert.match(shown.name, '<script>{{7*7}}\ud83c\udfab');
	assert.not.match(shown.name, '\u202e');
	assert.is(Number.isNaN(Date.parse(shown.startsAt)), false);
	// As a version of the indexer stored names that did not clean them.
	const old = `${shown.name}\u202e\u200b`;
	await fixture.store.rows('update chain.events set name = $1 where address = $2', [old, address]);
	assert.is((await read<EventView>(`/v1/events/${address}`)).name, shown.name);
});

test('a payee is held only where its address is the payouts account of the platform', async () => {
	const { store } = fixture;
	const names = async (payouts: string | null) => {
		await store.rows('update chain.checkpoint set payouts = $1', [payouts]);
		const { payees } = await read<EventView>('/v1/events/1');
		const [order] = (await all('/v1/events/1/orders', 50)) as unknown as OrderView[];
		assert.equal(
			order!.splits.map(({ held }) => held),
			payees.map(({ held }) => held),
		);
		return payees.map(({ held }) => held.map(({ name }) => name).join());
	};
	const { metadata, payees } = await read<EventView>('/v1/events/1');
	const named = payees.map(({ role }, i) => ({
		name: `N${i}`,
		role,
		held: [{ ref: 'r', name: `H${i}`, role, bps: 1 }],
	}));
	const document = { payees: named, tiers: [], venue: {} };
	await store.rows(
		`update chain.documents set state = 'verified', document = $1, next_at = now() + interval '1 day' where hash = $2`,
		[JSON.stringify(document), metadata.hash],
	);
	assert.equal(
		await names(null),
		payees.map(() => ''),
	);
	assert.equal(
		await names(payees[1]!.address),
		payees.map((_, i) => (i === 1 ? 'H1' : '')),
	);
});

test('an unchanged answer is a 304', async () => {
	const first = await fixture.get('/v1/facets');
	const tag = first.headers.get('etag')!;
	const same = await fixture.get('/v1/facets', { 'if-none-match': tag });
	assert.is(same.status, 304);
	assert.match(String(same.headers.get('passa-ledger')), /^\d+$/, 'this answer names its ledger too');
});

test.run();
