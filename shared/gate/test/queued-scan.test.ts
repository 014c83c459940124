import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type KeptDecision, nextUpload } from '../queued-scan.ts';

const test = suite('what a device uploads at once');
const decision = (scanned: string): KeptDecision => ({
	...{ nonce: crypto.randomUUID(), asked: null, scanned, direction: 'in', at: 1, ticket: null },
	answer: { success: false, reason: 'INVALID_TICKET', detail: 'FORMAT', timestamp: '2026-11-01T19:00:00Z' },
});
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify({ scans: value })).length;

test('a hundred passes go at once', () => {
	const queue = Array.from({ length: 250 }, () => decision('A'.repeat(330)));
	assert.is(nextUpload(queue).length, 100);
	assert.ok(bytes(nextUpload(queue)) < 64 * 1024);
});

test('codes that somebody made to be in the way never keep others from going', () => {
	for (const text of ['\u0001', '💥', '"', 'x']) {
		let queue = Array.from({ length: 120 }, () => decision(text.repeat(4000)));
		while (queue.length > 0) {
			const scans = nextUpload(queue);
			assert.ok(scans.length > 0 && bytes(scans) <= 64 * 1024);
			queue = queue.slice(scans.length);
		}
	}
});

test('an older release kept no code', () => {
	const { scanned: _, asked: __, ...older } = decision('');
	assert.equal(nextUpload([older as KeptDecision])[0], {
		...nextUpload([{ ...older, scanned: '', asked: null }])[0],
	});
});

test.run();
