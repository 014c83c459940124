import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type RecentScan, withScan } from './recent-scans.ts';

const scan = (at: number, out = false): RecentScan => ({
	shown: {
		at,
		by: 'service',
		ticket: null,
		answer: { success: true, timestamp: new Date(at).toISOString() },
	},
	out,
});

test('the newest comes first, thirty are kept, and an answer that is shown once more is no second scan', () => {
	let scans: RecentScan[] = [];
	for (let at = 1; at <= 40; at++) scans = withScan(scans, scan(at, at % 2 === 0));
	assert.equal([scans.length, scans[0]!.shown.at, scans.at(-1)!.shown.at], [30, 40, 11]);
	assert.equal(withScan(scans, { shown: scans[0]!.shown, out: false }), scans);
});

test.run();
