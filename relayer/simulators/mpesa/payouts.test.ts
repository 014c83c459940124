import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseResult, refundResultOf } from '#relayer/rails/mpesa/async-result.ts';
import { RailError } from '#relayer/rails/rail-error.ts';
import { kesCents } from '#shared/money.ts';
import { openSimulatorFixture } from './test/fixture.ts';

const test = suite('B2C, client and simulator');
const urls = { resultUrl: 'http://127.0.0.1:9/result', timeoutUrl: 'http://127.0.0.1:9/late' };

test('a payout is made once for its id: sent again, it counts as accepted', async () => {
	const w = await openSimulatorFixture();
	try {
		const payout = { payoutId: randomUUID(), phone: '254712345678', amount: kesCents(129_000n) };
		const first = await w.mpesa.pay(payout, urls);
		assert.ok(first.requestId?.startsWith('AG_'));
		assert.is((await w.mpesa.pay(payout, urls)).requestId, payout.payoutId);
		await w.mpesa.pay({ ...payout, payoutId: randomUUID() }, urls);
		const few = { ...payout, payoutId: randomUUID(), amount: kesCents(900n) };
		const refused = await Promise.resolve()
			.then(() => w.mpesa.pay(few, urls))
			.catch((error) => error);
		assert.ok(refused instanceof RailError && refused.effect === 'refused', 'below KES 10');
	} finally {
		await w.close();
	}
});

const outcome = (address: string, result: object): string => {
	const found = refundResultOf(address, parseResult(JSON.stringify({ Result: result })));
	return found ? `${found.way} ${found.kind} ${found.outcome}` : 'none';
};

test('a result is read in all forms: numbers or texts, one parameter or several, lists of one', () => {
	const done = { OriginatorConversationID: 'ours', ConversationID: 'AG_1', ResultCode: 0 };
	for (const result of [
		done,
		{
			...done,
			ResultCode: '0',
			ResultParameters: { ResultParameter: { Key: 'TransactionReceipt', Value: 'X' } },
		},
		{ ...done, ResultCode: [0], ReferenceData: { ReferenceItem: [] }, ResultParameters: null },
	])
		assert.is(outcome('payout', result), 'payout refund returned');
	assert.is(outcome('payout', { ...done, ResultCode: 1 }), 'payout refund again');
	assert.is(outcome('payout', { ...done, ResultCode: '2040' }), 'payout refund failed');
	assert.is(outcome('payout-late', {}), 'payout refund late');
	assert.is(outcome('payout', {}), 'none');
	assert.is(outcome('payout-later', done), 'none');
	const status = (TransactionStatus: string) => ({
		...done,
		ResultParameters: { ResultParameter: [{ Key: 'TransactionStatus', Value: TransactionStatus }] },
	});
	assert.is(outcome('payout-status', status('Completed')), 'payout refund-status returned');
	assert.is(outcome('payout-status', status('Failed')), 'payout refund-status failed');
	assert.is(outcome('payout-status', status('Pending')), 'payout refund-status unknown');
	assert.is(outcome('payout-status', { ...done, ResultCode: 'R000002' }), 'payout refund-status again');
	assert.is(outcome('status', status('Reversed')), 'reversal refund-status returned');
});

test.run();
