import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { HeldPass } from './held-pass.ts';
import { passGroups } from './pass-order.ts';

const now = Date.parse('2026-12-01T12:00:00Z');
const pass = (event: string, ticket: string, days: number | null): HeldPass => ({
	...{
		event,
		ticket,
		eventNo: 1,
		eventName: event,
		tierName: 'Regular',
		place: null,
		code: null,
		number: 1,
		of: 1,
	},
	...{ href: '/', again: '/', eventId: '', delegation: 1, notBefore: 0, certificate: '' },
	startsAt: days === null ? null : new Date(now + days * 86_400_000).toISOString(),
	endsAt: days === null ? null : new Date(now + (days + 0.2) * 86_400_000).toISOString(),
	expiry: now / 1000 + 3 * 86_400,
});
const names = (groups: { event: string }[]): string => groups.map(({ event }) => event).join(' ');

test('the event that comes next is first, and those that are over are apart, the latest first', () => {
	const passes = [
		pass('later', '1', 9),
		pass('old', '1', -9),
		pass('next', '1', 1),
		pass('yesterday', '1', -1),
	];
	const { coming, over } = passGroups(passes, now);
	assert.is(names(coming), 'next later');
	assert.is(names(over), 'yesterday old');
});

test('an event that goes on is not over', () => {
	assert.is(names(passGroups([pass('on', '1', -0.1)], now).coming), 'on');
});

test('tickets of one event stay together, in their order, whatever order they came in', () => {
	const [group, ...others] = passGroups(
		[pass('a', '3', 1), pass('a', '1', 1), pass('a', '2', 1)],
		now,
	).coming;
	assert.equal(
		group!.passes.map(({ ticket }) => ticket),
		['1', '2', '3'],
	);
	assert.equal(others, []);
});

test('an event whose times nobody knew goes by the end of its certificate', () => {
	const { coming } = passGroups(
		[pass('unknown', '1', null), pass('next', '1', 1), pass('later', '1', 9)],
		now,
	);
	assert.is(names(coming), 'next unknown later');
});

test.run();
