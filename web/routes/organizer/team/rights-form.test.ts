import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dayOf, endOfDay, readRights } from './rights-form.ts';

const test = suite('the form of a member’s rights');

const form = (...fields: [string, string][]): FormData => {
	const made = new FormData();
	for (const [name, value] of fields) made.append(name, value);
	return made;
};

test('permissions that exist are read once each, in their order; others are left out', () => {
	const read = readRights(
		form(['may', 'members'], ['may', 'event.edit'], ['may', 'members'], ['may', 'admin']),
	);
	assert.equal(read, { permissions: ['event.edit', 'members'], events: null, until: null });
});

test('events count only where the choice says some, and then one is needed', () => {
	const may: [string, string] = ['may', 'event.edit'];
	assert.equal(readRights(form(may, ['scope', 'all'], ['event', 'a'])), {
		permissions: ['event.edit'],
		events: null,
		until: null,
	});
	assert.equal(readRights(form(may, ['scope', 'some'], ['event', 'a'], ['event', 'a'])), {
		permissions: ['event.edit'],
		events: ['a'],
		until: null,
	});
	assert.is(readRights(form(may, ['scope', 'some'])), 'EVENTS_NONE');
	assert.is(readRights(form(['scope', 'all'])), 'PERMISSIONS_NONE');
});

test('the last day counts whole, in Kenya, and comes back as it was written', () => {
	assert.is(endOfDay('2026-12-31'), '2026-12-31T20:59:59.000Z');
	assert.is(dayOf('2026-12-31T20:59:59.000Z'), '2026-12-31');
	assert.is(dayOf(null), '');
	const written = (day: string) => readRights(form(['may', 'members'], ['until', day]));
	assert.equal(written('2026-12-31'), {
		permissions: ['members'],
		events: null,
		until: '2026-12-31T20:59:59.000Z',
	});
	assert.is(written('31.12.2026'), 'UNTIL_INVALID', 'rights with a misread end would have none');
	for (const none of ['', '31.12.2026', '2026-13-01', '2026-12-31T10:00'])
		assert.is(endOfDay(none), null, none);
});

test.run();
