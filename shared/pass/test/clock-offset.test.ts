import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clockOffset } from '../clock-offset.ts';

const test = suite('a device’s clock');

test('the quickest answer corrects the clock, within half of its time', () => {
	const moment = fc.record({ sent: fc.nat(), there: fc.nat(5000), back: fc.nat(5000) });
	fc.assert(
		fc.property(fc.array(moment, { minLength: 1 }), fc.integer({ min: -1e7, max: 1e7 }), (moments, wrong) => {
			const samples = moments.map(({ sent, there, back }) => ({
				...{ sent, received: sent + there + back, server: sent + there + wrong },
			}));
			const found = clockOffset(samples)!;
			assert.ok(Math.abs(found.offset - wrong) <= found.uncertainty);
			assert.is(found.uncertainty, Math.min(...moments.map(({ there, back }) => (there + back) / 2)));
		}),
	);
});

test('no sample, or only ones that the clock was set in, correct nothing', () => {
	assert.is(clockOffset([]), null);
	assert.is(clockOffset([{ sent: 10, received: 9, server: 10 }]), null);
	assert.is(clockOffset([{ sent: 0, received: 9, server: Number.NaN }]), null);
});

test.run();
