import { Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { accounts } from '#shared/contract/accounting.ts';
import { booksOf } from '#shared/contract/books-of.ts';
import type { EventView } from '../views/event.ts';
import type { OrderView } from '../views/order.ts';
import type { OrderWithTimes } from '../views/order-with-times.ts';
import type { RefundProgress } from '../views/refund-progress.ts';
import type { TicketView } from '../views/ticket.ts';
import { type IndexerFixture, LiveClient, openFixture, until } from './indexer-fixture.ts';
import { type Life, lifeTerms, liveThrough } from './life.ts';

const test = suite('what the API says of an event that lived through everything');
let fixture: IndexerFixture;
let life: Life;
let client: LiveClient;

test.before(async () => {
	fixture = await openFixture();
	const { chainFixture, indexer } = fixture;
	const event = await chainFixture.publish(lifeTerms(chainFixture));
	client = new LiveClient(indexer.url);
	await client.subscribe(`event:${event}`);
	await client.receive('snapshot');
	life = await liveThrough(chainFixture, event);
	await until('the last ledger', () => indexer.hub.ledger >= chainFixture.localnet.network.sequence);
});
test.after(async () => {
	client.close();
	await fixture.close();
});

async function read<T>(path: string): Promise<T> {
	const answer = await fixture.get(path);
	assert.is(answer.status, 200, path);
	return (await answer.json()) as T;
}
// biome-ignore lint/suspicious/noExplicitAny: each list has its own items
const items = async (path: string): Promise<any[]> => (await read<{ items: unknown[] }>(path)).items;
const price = 100_000_000n;

test('the event shows its policy, its state and what it holds', async () => {
	const event = await read<EventView>(`/v1/events/${life.event}`);
	const state = await readEventState(fixture.chainFixture.chain.rpcUrl, life.event);
	assert.equal([event.version, event.treasury, event.selling, event.stopped], [2, null, true, null]);
	assert.equal(event.complimentary, { quota: 3, given: 1 });
	assert.equal(event.policy.resaleCapBps, 11_000);
	assert.equal(event.gates, [life.gate.publicKey()]);
	assert.is(
		event.cash,
		String(
			state.counters.gross -
				state.counters.refunded -
				state.counters.paid +
				state.counters.topUps +
				state.counters.shortfalls,
		),
	);
	const owed = accounts(booksOf(state), BigInt(fixture.chainFixture.now));
	assert.equal(
		event.payees.map(({ entitled, paid, due }) => [entitled, paid, due]),
		owed.map(({ entitled, paid, due }) => [entitled, paid, due].map(String)),
	);
	assert.is(event.postponedBySeconds, 1);
	assert.is(event.refundWindow?.termsVersion, 3);
	assert.equal(
		event.tiers.map((t) => [t.replaces, t.capacity, t.used]),
		[
			[null, 10, 1],
			[0, 10, 0],
		],
	);
	const [, artist] = event.payees;
	assert.is(artist!.paidTo, artist!.address);
	assert.ok(artist!.redirect && artist!.redirect.to !== artist!.address);
});

test('an order shows its refunds, its credits, and shares that remain', async () => {
	const [wallet, fiat] = await Promise.all(
		life.orders.map((id) => read<OrderView>(`/v1/orders/${id}?event=${life.event}`)),
	);
	assert.equal(
		wallet!.tickets.map((t) => t.state),
		['valid', 'refunded', 'valid', 'used'],
	);
	assert.equal(
		wallet!.refunds.map((r) => [r.kind, r.paid, r.delivered, r.tickets.map((t) => t.index)]),
		[['refund', String(price), true, [1]]],
	);
	const sum = (order: OrderView) => order.splits.reduce((n, s) => n + BigInt(s.amount), 0n);
	assert.is(sum(wallet!), price * 3n, 'what was given back is nobody’s');
	assert.is(sum(fiat!), price * 2n - (price / 20n) * 2n, 'the creator earns out of it');
	assert.equal(fiat!.credits, [
		{ creator: life.creator.publicKey(), weight: 10_000, amount: String(price / 20n) },
	]);
	assert.equal(
		fiat!.refunds.map((r) => [r.kind, r.payer]),
		[['reversal', null]],
	);
	assert.equal(
		fiat!.tickets.map((t) => [t.owner === life.friend.publicKey(), t.custody, t.payer]),
		[
			[false, true, null],
			[true, false, null],
			[true, false, null],
		],
	);
	// Payouts came before the refund, so both orders are paid as far as their shares remain.
	for (const order of [wallet!, fiat!])
		for (const { paid, amount } of order.splits) assert.ok(BigInt(paid) <= BigInt(amount));
});

test('tickets, listings and resales', async () => {
	const held = async (state: string) =>
		(await items(`/v1/tickets?owner=${life.fan.publicKey()}&state=${state}`)) as TicketView[];
	assert.equal(
		(await held('held')).map((t) => [t.index, t.state, t.price]),
		[
			[2, 'valid', String(price + 2n)],
			[3, 'used', null],
		],
	);
	assert.equal(
		(await held('refunded')).map((t) => t.index),
		[1],
	);
	assert.equal(await items(`/v1/events/${life.event}/listings`), [], 'transfers are frozen by now');
	const resales = await items(`/v1/events/${life.event}/resales`);
	assert.equal(
		resales.map((r) => [r.seller === life.fan.publicKey(), r.price, r.royalty]),
		[
			[false, String(price), String(price / 10n)],
			[true, String(price), String(price / 10n)],
		],
	);
	for (const id of life.orders) {
		const order = await read<OrderWithTimes>(`/v1/orders/${id}?event=${life.event}`);
		assert.equal(
			order.resales,
			resales.filter(({ orderId }) => orderId === String(id)),
		);
	}
});

test('creators, dues, payouts, refunds, changes, top-ups and amounts owed', async () => {
	const base = `/v1/events/${life.event}`;
	const address = life.creator.publicKey();
	const [creator] = await items(`${base}/creators`);
	assert.equal(
		[creator.bps, creator.earned, creator.paid, creator.points],
		[500, '10000000', '15000000', '20000'],
	);
	assert.equal(await items(`/v1/creators/${address}`), [creator]);
	assert.equal(
		(await items(`${base}/payouts`)).map((p) => [p.payee, p.address === address]).sort(),
		[
			[0, false],
			[1, false],
			[2, false],
			[null, true],
		].sort(),
	);
	assert.equal((await items(`/v1/payees/${address}/payouts`)).length, 1);
	assert.equal(
		(await items(`${base}/refunds`)).map((r) => r.kind),
		['reversal', 'refund'],
	);
	assert.equal(
		(await items(`${base}/changes`)).map((c) => c.kind),
		['times', 'tier'],
	);
	assert.equal(
		(await items(`${base}/top-ups`)).map((t) => [t.kind, t.amount]),
		[['funded', '200000000']],
	);
	const owed = await items(`${base}/owed`);
	assert.equal(
		owed.map((o) => [o.receiver, o.amount]),
		[[null, String(price - price / 10n)]],
	);
	const dues = (await items('/v1/dues')).filter((d) => d.event === life.event);
	const { payees } = await read<EventView>(base);
	assert.equal(
		dues.flatMap((d) => d.payees.map((p: { index: number; due: string }) => [p.index, p.due])),
		payees.filter((p) => p.due !== '0').map((p) => [p.index, p.due]),
	);
	assert.equal(
		dues.flatMap((d) => d.creators),
		[],
		'a creator who had more than is earned is owed nothing',
	);
});

test('the live channel carried each change, and ends with what the API says', async () => {
	const event = await read<EventView>(`/v1/events/${life.event}`);
	const deltas = () => client.received.filter((m) => m.type === 'delta');
	const causes = () =>
		deltas().flatMap((m) => (m.data as { causes: { name: string }[] }).causes.map((c) => c.name));
	await until('the last cause', () => causes().includes('checked_in'));
	for (const name of ['paused', 'minted', 'listed', 'resold', 'claimed', 'refunded', 'reversed', 'postponed'])
		assert.ok(causes().includes(name), name);
	const last = deltas().at(-1)!.data as unknown as { event: EventView };
	for (const key of ['gross', 'refunded', 'refundable', 'owed', 'termsVersion', 'refundWindow'] as const)
		assert.equal(last.event[key], event[key], key);
});

test('what a cancel takes, by rail, and then how far it is', async () => {
	const { chainFixture, indexer } = fixture;
	const base = `/v1/events/${life.event}`;
	const counted = (tickets: number) => ({
		tickets,
		amount: String(price * BigInt(tickets)),
		face: String(129_000 * tickets),
	});
	const before = await read<RefundProgress>(`${base}/refund-progress`);
	assert.is(before.cancelledAt, null);
	assert.equal(
		[before.wallet, before.fiat],
		[
			{ open: counted(3), done: counted(0) },
			{ open: counted(2), done: counted(0) },
		],
	);
	assert.is(before.complimentary, 1);
	const { cash, refundable } = await read<EventView>(base);
	assert.is(before.missing, String(BigInt(refundable) - BigInt(cash)));
	assert.ok(BigInt(before.missing) > 0n);

	const { organizer, asset, deployment } = chainFixture;
	const gift = Operation.payment({ asset, amount: '1000', destination: organizer.publicKey() });
	await sendClassic(chainFixture.chain, [keyOf(deployment.roles.issuer!)], [gift]);
	await chainFixture.call(organizer, life.event, 'cancel', { by: organizer.publicKey() });
	await chainFixture.call(organizer, life.event, 'fund_refunds', { amount: BigInt(before.missing) });
	const refund = { order: BigInt(life.orders[0]!), mask: 0b1100, credits: [] };
	await chainFixture.call(organizer, life.event, 'refund', refund);
	await until('the refund', () => indexer.hub.ledger >= chainFixture.localnet.network.sequence);
	const after = await read<RefundProgress>(`${base}/refund-progress`);
	assert.ok(after.cancelledAt);
	assert.equal(
		[after.wallet, after.fiat, after.missing],
		[{ open: counted(1), done: counted(2) }, { open: counted(2), done: counted(0) }, '0'],
		'one that was used is given back too; the earlier refund and the reversal do not count',
	);
});

test('all tickets are listed with what points follow from: who paid last, and how they stand', async () => {
	type Listed = {
		ledger: number;
		items: { event: string; order: string; index: number; buyer: string; state: string; face: string }[];
	};
	const { ledger, items } = await read<Listed>('/v1/points/tickets');
	assert.ok(ledger > 0 && items.length > 0);
	const known = (await fixture.store.db.execute(
		`SELECT count(*)::int AS all, count(*) FILTER (WHERE state = 'refunded')::int AS refunded FROM chain.tickets`,
	)) as unknown as { rows: { all: number; refunded: number }[] };
	const refunded = items.filter(({ state }) => state === 'refunded').length;
	assert.equal([items.length, refunded], [known.rows[0]!.all, known.rows[0]!.refunded]);
	assert.is(new Set(items.map(({ event, order, index }) => `${event} ${order} ${index}`)).size, items.length);
	assert.ok(items.every(({ face }) => /^\d+$/.test(face)));
});

test.run();
