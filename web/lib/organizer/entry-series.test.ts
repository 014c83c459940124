import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { entrySeries } from './entry-series.ts';

const test = suite('entries as a chart');
const now = Date.parse('2026-12-01T17:00:30Z');
const at = (minutes: number) => new Date(Date.parse('2026-12-01T17:00:00Z') - minutes * 60_000).toISOString();
const total = (points: { entered: number }[]) => points.reduce((sum, { entered }) => sum + entered, 0);

test('nobody came in: no chart', () => {
	assert.equal(entrySeries([], now).points, []);
});

test('each minute has its place, also one without entries, and a chart begins with twelve', () => {
	const { step, points } = entrySeries(
		[
			{ at: at(2), entered: 3 },
			{ at: at(0), entered: 1 },
		],
		now,
	);
	assert.equal([step, points.length], [1, 12]);
	assert.equal(
		points.slice(-3).map(({ entered }) => entered),
		[3, 0, 1],
	);
});

test('a long evening is shown by several minutes, and nobody is lost', () => {
	const minutes = Array.from({ length: 240 }, (_, i) => ({ at: at(240 - i), entered: 1 }));
	const { step, points } = entrySeries(minutes, now);
	assert.is(step, 5);
	assert.ok(points.length <= 60);
	assert.is(total(points), 240);
});

test('long after the event, the chart ends with the last entry', () => {
	const { points } = entrySeries(
		[
			{ at: at(3000), entered: 2 },
			{ at: at(2990), entered: 1 },
		],
		now,
	);
	assert.is(points.at(-1)!.at, at(2990));
});

test.run();
