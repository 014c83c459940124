import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { noPowers } from '#shared/contract/event-version.ts';
import { heldUntil } from './held-until.ts';

const release_at = 1_797_091_200n;
const held = (reserve_bps: number, frozenUntil = 0n, cancelled = false) =>
	heldUntil(
		{
			powers: { ...noPowers, frozenUntil },
			counters: { cancelled },
			terms: { policy: { reserve_bps, release_at } },
		},
		'en',
	);

test('what is held back is paid at the release, or when a longer freeze ends', () => {
	assert.match(held(5000)!, /12 December 2026, 19:00/);
	assert.match(held(5000, release_at + 86_400n)!, /13 December 2026, 19:00/);
	assert.match(held(5000, release_at - 86_400n)!, /12 December 2026, 19:00/);
});

test('no day is named where nothing is held, and after a cancel', () => {
	assert.is(held(0), null);
	assert.is(held(5000, 0n, true), null);
	assert.is(held(5000, 2n ** 62n), null, 'no date reaches so far');
});

test.run();
