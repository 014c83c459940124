import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readNames, ticketKey, writeName } from './ticket-names.ts';

function storage(text: string | null = null, full = false) {
	return {
		getItem: () => text,
		setItem(_: string, value: string) {
			if (full) throw new Error('full');
			text = value;
		},
	};
}
const ticket = ticketKey('CA', '64');

test('a name stays on its ticket, and an empty one takes it off', () => {
	const kept = storage();
	writeName(kept, ticket, ' Njeri\u202e\tWa  ');
	assert.is(readNames(kept).get(ticket), 'Njeri Wa');
	writeName(kept, ticketKey('CB', '64'), 'Otieno');
	assert.is(readNames(kept).get(ticket), 'Njeri Wa');
	writeName(kept, ticket, ' ');
	assert.equal([...readNames(kept)], [[ticketKey('CB', '64'), 'Otieno']]);
});

test('a long name is cut between two characters, and the oldest names make room', () => {
	const kept = storage();
	assert.is(writeName(kept, ticket, '👩‍👩‍👧'.repeat(80)).get(ticket), `${'👩‍👩‍👧'.repeat(59)}…`);
	for (let i = 0; i < 200; i++) writeName(kept, ticketKey('CB', String(i)), 'x');
	assert.is(readNames(kept).size, 200);
	assert.is(readNames(kept).has(ticket), false);
});

test('what another program left there is no fault, nor a browser that keeps nothing', () => {
	for (const text of ['', '{', '{}', '[1]', '[["a"]]', 'null', '[["a",1]]'])
		assert.equal(
			[...readNames(storage(text))].filter(([, name]) => name !== undefined),
			[],
			text,
		);
	assert.is(writeName(storage(null, true), ticket, 'Njeri').get(ticket), 'Njeri');
});

test.run();
