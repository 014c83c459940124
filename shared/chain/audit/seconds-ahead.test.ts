import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { secondsAhead } from './seconds-ahead.ts';

const readAt = '2026-11-28T22:39:29.027Z';

test('a ledger that closed before it was read is not ahead of the clock', () => {
	for (const closedAt of ['2026-11-28T22:39:29.000Z', '2026-11-28T22:39:24.000Z', '2025-01-01T00:00:00.000Z'])
		assert.is(secondsAhead({ closedAt, readAt }), 0);
});

test("a ledger whose time is ahead of the reader's clock is ahead by whole seconds", () => {
	assert.is(secondsAhead({ closedAt: '2026-11-28T22:39:30.000Z', readAt }), 1);
	assert.is(secondsAhead({ closedAt: '2026-11-28T22:40:29.000Z', readAt }), 60);
});

test.run();
