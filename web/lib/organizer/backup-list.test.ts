import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backupTickets } from './backup-list.ts';

const test = suite('the printed list of a gate');
const ticket = (id: string, code: string, state: 'valid' | 'refunded' = 'valid') =>
	({ id, code, state }) as never;
const orders = [
	{ tier: 0, tickets: [ticket('1', 'K7M-4QX'), ticket('2', 'B2C-3DF', 'refunded')] },
	{ tier: 1, tickets: [ticket('3', 'C4D-5FG')] },
	{ tier: 0, tickets: [ticket('4', 'B9C-3DF')] },
];

test('it has the gate’s ticket types only, sorted by code, without what was given back', () => {
	const codes = (tiers: number[] | null) => backupTickets(orders, tiers, new Map()).map(({ code }) => code);
	assert.equal(codes([0]), ['B9C-3DF', 'K7M-4QX']);
	assert.equal(codes(null), ['B9C-3DF', 'C4D-5FG', 'K7M-4QX']);
});

test('who is in already is marked, so that nobody comes in twice', () => {
	const list = backupTickets(orders, null, new Map([['3', '2026-12-01T17:00:00.000Z']]));
	assert.equal(
		list.filter((each) => each.in).map(({ code }) => code),
		['C4D-5FG'],
	);
});

test.run();
