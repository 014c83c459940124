import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { eventV1Failures } from '#shared/contract/event-v1/failures.ts';
import { eventV2Failures } from '#shared/contract/event-v2/failures.ts';
import { type Failures, registryFailures } from '#shared/contract/failures.ts';
import { PassaError } from '#shared/errors.ts';
import { batchErrorOf, isAlarm, policyOf } from '../batch-error-policy.ts';

const of = (code: string) => batchErrorOf(new PassaError(code, code));

/** What `settle_batch` can end with: contracts/event/src/sale/settle.rs and contracts/registry/src/settle.rs. */
const ofSettlement: [Failures, number[]][] = [
	[eventV1Failures, [200, 300, 303, 400, 401, 402, 403]],
	[eventV2Failures, [400, 401, 402, 403]],
	[registryFailures, [702, 711]],
];

test('the policy has an entry for every error of the call', () => {
	for (const [failures, numbers] of ofSettlement)
		for (const number of numbers) assert.is.not(of(failures[number]!.code), 'OTHER', `error ${number}`);
	for (const code of ['INSUFFICIENT_USDC', 'BALANCE_FROZEN', 'NO_TRUSTLINE']) assert.is(of(code), code);
});

test('an unanswered call is retried; an unknown error goes to a person', () => {
	assert.is(policyOf(batchErrorOf(new TypeError('fetch failed'))), 'retry');
	assert.is(policyOf(of('RPC_UNREACHABLE')), 'retry');
	assert.is(policyOf(of('SOMETHING_NEW')), 'review');
	assert.is(policyOf(of('SALES_CLOSED')), 'refund');
	assert.is(policyOf(of('QUOTE_EXPIRED')), 'rebuild');
});

test('a batch that waits for our own money raises an alert, a busy network does not', () => {
	assert.ok(isAlarm('RELAYER_DISABLED') && isAlarm('ROLES_CHANGED'));
	assert.ok(isAlarm('INSUFFICIENT_USDC') && isAlarm('NO_TRUSTLINE') && isAlarm('OTHER'));
	assert.not.ok(isAlarm('NETWORK_BUSY') || isAlarm('RPC_UNREACHABLE'));
});

test.run();
