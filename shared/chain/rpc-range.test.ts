import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PassaError } from '#shared/errors.ts';
import { rangeIn, refusedRange } from './rpc-range.ts';

const test = suite('the ledgers that a node has');

const wordings = [
	'startLedger must be within the ledger range: 100 - 900',
	'cursor must be between the oldest ledger: 100 and the latest ledger: 900 for this rpc instance',
	'requested ledger 5 is outside of the retention window (oldest 100, latest 900)',
	'start ledger 5 is not available; available ledgers: 100..900',
	'ledger 5 not in [100, 900]',
	'ledgers 100 to 900 are kept',
];
for (const words of wordings)
	test(`are read from "${words}"`, () => assert.equal(rangeIn(words, 5), { oldest: 100, latest: 900 }));

test('are not read from a range that has the ledger, nor from words without one (the control)', () => {
	for (const words of wordings) assert.is(rangeIn(words, 500), null, words);
	assert.is(rangeIn('start is before oldest ledger', 5), null);
	assert.is(rangeIn('limit must not exceed 10000', 5), null);
	assert.is(rangeIn('startLedger must be between 100 and 4000000000', 5), null, 'no ledger has that number');
	assert.is(rangeIn('invalid parameters (-32602)', 5), null);
});

const refusal = (rpcMessage?: string) => new PassaError('RPC_ERROR', 'refused', { detail: { rpcMessage } });
const health = async () => ({ oldestLedger: 100, latestLedger: 900 });

test('are compared with the node’s own statement where its words have none', async () => {
	const words = ['start is before oldest ledger', 'data has been pruned', 'block not found'];
	for (const each of words)
		assert.equal(await refusedRange(refusal(each), 5, health), { oldest: 100, latest: 900 });
	assert.is(await refusedRange(refusal('invalid filter'), 500, health), null, 'the ledger is there');
	assert.is(await refusedRange(refusal(), 5, health), null, 'no refusal of JSON-RPC');
	const silent = () => Promise.reject(new Error('away'));
	assert.is(await refusedRange(refusal('pruned'), 5, silent), null);
});

test.run();
