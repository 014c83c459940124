import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { meets, missedGoals, percentile, reportIn } from './figure.ts';
import { dated, page, table } from './table.ts';

const bought = { name: 'bought', value: 312.4, unit: 'a second', goal: '≥ 150' };
const memory = { name: 'memory', value: 45.25, unit: 'MB', goal: '< 40' };

test('a table has a row for each figure, its goal met or missed, and its ratio to another of the same run', () => {
	const lines = table('localnet', {
		figures: [
			{ ...bought, reference: { name: 'payments a second', value: 624.8 } },
			memory,
			{ name: 'ready', value: 0.9, unit: 's' },
		],
	}).split('\n');
	assert.is(lines[0], '**bench:localnet**');
	assert.is(lines[4], '| bought | 312 a second | ≥ 150 ✓ | 0.5 × payments a second (625) |');
	assert.is(lines[5], '| memory | 45.3 MB | < 40 ✗ |  |');
	assert.is(lines[6], '| ready | 0.9 s |  |  |');
});

test('below a table stands how it was measured', () => {
	const text = table('page', { figures: [bought], how: 'On a slow phone.' });
	assert.match(text, /≥ 150 ✓ \| {2}\|\n\nOn a slow phone\.$/);
});

test('a missed goal is a sentence; one that is met, or that no program can compare, is none', () => {
	const found = missedGoals('localnet', [bought, memory, { ...memory, goal: 'small' }]);
	assert.equal(found, ['bench:localnet: memory: 45.3 MB, goal < 40']);
});

test('each table names its day and machine, and takes the place of its bench’s former table only', () => {
	const [a, b] = [table('a', { figures: [bought] }), table('b', { figures: [memory] })];
	const first = page('', [dated(b, '2026-11-25'), dated(a, '2026-11-25')], ['a', 'b', 'c']);
	assert.ok(first.startsWith('# Benchmarks\n'));
	assert.ok(first.indexOf('**bench:a**') < first.indexOf('**bench:b**'));
	assert.match(first, /Measured on 2026-11-25, on \d+ × .*Node v.*\.\n\n\*\*bench:b/);
	const second = page(first, [dated(table('b', { figures: [bought] }), '2026-12-01')], ['a', 'b', 'c']);
	assert.is(second.split('**bench:').length, 3);
	assert.match(second, /2026-11-25[\s\S]*\*\*bench:b[\s\S]*bought[\s\S]*2026-12-01/);
	assert.not.match(second, /memory/);
});

test('a report is read from the last line that holds one, and from no other output', () => {
	const last = { figures: [bought] };
	assert.equal(reportIn(`noise\nreport: {}\nreport: ${JSON.stringify(last)}\nmore`), last);
	assert.equal(reportIn('no report'), { figures: [] });
});

test('a goal counts at its edge as it says, and a goal in other words is left to the reader', () => {
	assert.ok(meets({ ...bought, value: 150 }));
	assert.not(meets({ ...bought, value: 149.9 }));
	assert.not(meets({ ...memory, value: 40 }));
	assert.is(meets({ ...memory, goal: 'small' }), null);
	assert.is(percentile([3, 1, 2], 50), 2);
});

test.run();
