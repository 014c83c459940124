import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { allOrders } from './all-orders.ts';

const order = (i: number) => ({ reference: `ORDER${i}`, token: 't', createdAt: '2026-12-01T10:00:00.000Z' });
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

test('all pages of a person’s orders are read, each order once', async () => {
	const pages: Record<string, { from: number; to: number; next: string | null }> = {
		first: { from: 0, to: 50, next: 'b' },
		b: { from: 49, to: 60, next: null },
	};
	const { items, chainOrders } = await allOrders(async (cursor) => {
		const { from, to, next } = pages[cursor ?? 'first']!;
		return { items: numbers(from, to).map(order), chainOrders: [{ event: 1, order: '7' }], next };
	});
	assert.equal(
		items.map(({ reference }) => reference),
		numbers(0, 60).map((i) => `ORDER${i}`),
	);
	assert.is(chainOrders.length, 1);
});

test('a page without an answer ends it with what was read, and a list without an end ends, too', async () => {
	const broken = await allOrders(async (cursor) =>
		cursor === null ? { items: [order(1)], chainOrders: [], next: 'b' } : null,
	);
	assert.is(broken.items.length, 1);
	let asked = 0;
	await allOrders(async () => {
		asked++;
		return { items: [], chainOrders: [], next: 'again' };
	});
	assert.ok(asked < 100);
});

test.run();
