import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readQueueFile } from './queue-file.ts';

const test = suite('the file of a gate phone that could not upload');
const scan = (device: string, event: string) => ({
	...{ device, event, gate: { id: 'g', name: 'North', tiers: null } },
	scan: {
		...{ nonce: crypto.randomUUID(), asked: null, scanned: 'A', ticket: '5', direction: 'in', at: 1 },
		answer: { success: true, timestamp: '2026-11-01T19:00:00Z' },
	},
});
const file = (scans: object[], format = 'passa-gate-queue/1') => JSON.stringify({ format, scans });
const [a, b] = [crypto.randomUUID(), crypto.randomUUID()];

test('its scans come by device, in their order, and those of other events are counted', () => {
	const scans = [scan(a, 'E'), scan(b, 'E'), scan(a, 'E'), scan(a, 'other')];
	const read = readQueueFile(file(scans), 'E')!;
	assert.equal(
		read.devices.map(({ device, scans: of }) => [device, of.map(({ nonce }) => nonce)]),
		[
			[a, [scans[0]!.scan.nonce, scans[2]!.scan.nonce]],
			[b, [scans[1]!.scan.nonce]],
		],
	);
	assert.is(read.foreign, 1);
});

test('what is no such file is none', () => {
	const { device: _, ...without } = scan(a, 'E');
	for (const text of [
		'',
		'[]',
		'null',
		'{',
		file([], 'passa-gate-queue/2'),
		file([without]),
		file([null as never]),
	])
		assert.is(readQueueFile(text, 'E'), null, text);
	assert.equal(readQueueFile(file([]), 'E'), { devices: [], foreign: 0 });
});

test.run();
