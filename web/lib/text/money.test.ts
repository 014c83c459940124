import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { xlmToSend } from './money.ts';

test('what is missing is rounded up, so that sending it is enough', () => {
	const cases: [bigint, string][] = [
		[1n, '0.01'],
		[100_000n, '0.01'],
		[100_001n, '0.02'],
		[4_000_100n, '0.41'],
		[10_000_000n, '1.00'],
		[25_049_999n, '2.51'],
	];
	for (const [missing, text] of cases) assert.is(xlmToSend(missing), text);
});

test.run();
