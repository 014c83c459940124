import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RailError } from './rail-error.ts';
import { coverageOf, type ReadSpan, readSpans } from './read-spans.ts';

const test = suite('spans of a statement');
const minute = 60_000;
const hour = 60 * minute;
const slice = 6 * hour;
const unreadable = () =>
	new RailError('MPESA_SHAPE', 'x', 'unknown', '', undefined, { body: '', alert: 'MESSAGE_UNREADABLE' });

/** Reads all but the spans that hold one of these moments. */
const around = (bad: number[], failure: () => Error = unreadable) => {
	const asked: [number, number][] = [];
	const read = async (from: number, to: number) => {
		asked.push([from, to]);
		if (bad.some((at) => from <= at && at < to)) throw failure();
	};
	return { asked, read };
};
const failed = (spans: ReadSpan[]) => spans.filter(({ error }) => error !== null);

test('one bad moment leaves a hole of minutes, in the same place in every pass', async () => {
	const bad = 100 * hour + 17 * minute;
	const holes = [];
	for (const to of [124 * hour + 1, 124 * hour + 7 * minute, 126 * hour]) {
		const { asked, read } = around([bad]);
		const spans = await readSpans(to - 47 * hour, to, slice, read);
		const [hole, ...others] = failed(spans);
		assert.equal(others, []);
		assert.ok(hole!.from <= bad && bad < hole!.to && hole!.to - hole!.from <= 6 * minute);
		assert.ok(asked.length < 25, `${asked.length} requests`);
		holes.push(`${hole!.from} ${hole!.to}`);
	}
	assert.is(new Set(holes).size, 1);
});

test('a provider that answers nothing, or is busy, is left alone; one that refuses all is asked few times', async () => {
	for (const [failure, most] of [
		[() => new Error('away'), 2],
		[() => new RailError('MPESA_BUSY', 'x', 'none'), 1],
		[unreadable, 12],
	] as const) {
		const asked: number[] = [];
		const spans = await readSpans(0, 48 * hour, slice, async (from) => {
			asked.push(from);
			throw failure();
		});
		assert.is(asked.length, most);
		assert.is(failed(spans).length, spans.length, 'and nothing counts as read');
	}
});

test('spans cover the time without gap, newest read first', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 1, max: 1e7 }),
			fc.integer({ min: 1, max: 1e7 }),
			fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
			async (start, length, places) => {
				const [from, to] = [start * 1000, (start + length) * 1000];
				const { asked, read } = around(places.map((part) => from + Math.floor(part * (to - from))));
				const spans = await readSpans(from, to, slice, read);
				assert.is(spans[0]!.from, from);
				assert.is(spans.at(-1)!.to, to);
				for (const [i, span] of spans.slice(1).entries()) assert.is(span.from, spans[i]!.to);
				assert.is(asked[0]![1], to);
			},
		),
		{ numRuns: 100 },
	);
});

const span = (from: number, to: number, error: Error | null = null): ReadSpan => ({ from, to, error });
const before = { since: 10, to: 100 };
const given = (up: boolean) => () => up;

test('a hole ends the coverage until it is given up; what was read before stays read', () => {
	const bad = unreadable();
	const spans = [span(90, 120), span(120, 130, bad), span(130, 200)];
	assert.equal(coverageOf(before, spans, given(false)), { since: 10, to: 120 });
	assert.equal(coverageOf(before, spans, given(true)), { since: 130, to: 200 });
	const old = [span(10, 20, bad), span(20, 90), span(90, 200)];
	assert.equal(coverageOf(before, old, given(false)), { since: 10, to: 200 }, 'it was read in another pass');
	const newest = [span(90, 150), span(150, 200, bad)];
	assert.equal(coverageOf(before, newest, given(true)), { since: 10, to: 150 }, 'nothing later is read');
	assert.equal(coverageOf(before, [span(0, 200)], given(false)), { since: 10, to: 200 });
});

test.run();
