import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { believedCursor, endOf } from './rpc.ts';

const test = suite('the cursor of a page');

const page = (cursor: string, ids: string[] = []) => ({
	cursor,
	events: ids.map((id) => ({ id })) as Parameters<typeof believedCursor>[0]['events'],
	latestLedger: 100,
});
const idIn = (ledger: number): string =>
	`${String((BigInt(ledger) << 32n) + 4096n).padStart(19, '0')}-0000000000`;

test('is believed where it passes no event by (the control)', () => {
	assert.is(believedCursor(page(endOf(100)), 2), endOf(100), 'the newest ledger');
	assert.is(believedCursor(page(endOf(90), [idIn(80)]), 2), endOf(90), 'a page with room left');
	assert.is(
		believedCursor(page(idIn(80), [idIn(70), idIn(80)]), 2),
		idIn(80),
		'the last event of a full page',
	);
});

test('beyond the newest ledger is the end of that ledger', () => {
	for (const jump of [1, 45, 1_000_000]) assert.is(believedCursor(page(endOf(100 + jump)), 2), endOf(100));
});

test('beyond the last event of a full page is that event', () => {
	for (const cursor of [endOf(80), idIn(99), endOf(100), endOf(145)])
		assert.is(believedCursor(page(cursor, [idIn(70), idIn(80)]), 2), idIn(80), cursor);
});

test.run();
