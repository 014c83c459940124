import { nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Error as firstErrors } from '#shared/contract/event-v1/bindings.ts';
import { eventV1Failures } from '#shared/contract/event-v1/failures.ts';
import { Error as eventErrors } from '#shared/contract/event-v2/bindings.ts';
import { eventV2Failures } from '#shared/contract/event-v2/failures.ts';
import { assetFailures, registryFailures } from '#shared/contract/failures.ts';
import { Error as registryErrors } from '#shared/contract/registry.ts';
import { contractFailure, failureOf } from './failure.ts';

const test = suite('failures');

test('have a code and words for every error of the contracts, and for no other', () => {
	assert.equal(Object.keys(eventV1Failures), Object.keys(firstErrors));
	assert.equal(Object.keys(eventV2Failures), Object.keys(eventErrors));
	assert.equal(Object.keys(registryFailures), Object.keys(registryErrors));
});

test('never share a code between two errors', () => {
	for (const version of [eventV1Failures, eventV2Failures]) {
		const all = [version, registryFailures, assetFailures].flatMap((table) => Object.values(table));
		const codes = all.map((e) => e.code);
		assert.ok(codes.length > 50);
		assert.is(new Set(codes).size, codes.length);
		for (const code of codes) assert.match(code, /^[A-Z]+(_[A-Z]+)*$/);
	}
});

const [event, token, foreign] = [1, 2, 3].map((byte) =>
	StrKey.encodeContract(new Uint8Array(32).fill(byte)),
) as [string, string, string];
const known = { [event]: eventV1Failures, [token]: assetFailures };

/** As the host writes it for each contract that an error passes through. */
const errorOf = (
	contract: string,
	error: number | xdr.ScError,
	type: 'diagnostic' | 'contract' = 'diagnostic',
): string =>
	new xdr.DiagnosticEvent({
		inSuccessfulContractCall: false,
		event: new xdr.ContractEvent({
			ext: xdr.ExtensionPoint.v0(),
			contractId: xdr.ContractId.fromXdr(StrKey.decodeContract(contract)),
			type: xdr.ContractEventType[type],
			body: xdr.ContractEventBody.v0(
				new xdr.ContractEventV0({
					topics: [
						nativeToScVal('error', { type: 'symbol' }),
						xdr.ScVal.scvError(typeof error === 'number' ? xdr.ScError.sceContract(error) : error),
					],
					data: nativeToScVal('contract call failed'),
				}),
			),
		}),
	}).toXdr('base64');

const codeOf = (...diagnostics: string[]) => contractFailure(diagnostics, known)?.code ?? null;

test('have the meaning of the contract in which they came up', () => {
	assert.is(codeOf(errorOf(event, 201)), 'TIER_SOLD_OUT');
	assert.is(codeOf(errorOf(token, 13), errorOf(event, 13)), 'NO_TRUSTLINE', 'passed on by the event');
	assert.is(codeOf(errorOf(token, 201)), null, 'the asset has no such error');
});

test('of a foreign contract mean nothing of ours, and are named with it', () => {
	const diagnostics = [errorOf(foreign, 201), errorOf(event, 201)];
	assert.is(codeOf(...diagnostics), null);
	const failed = failureOf(diagnostics, known, 'HostError: Error(Contract, #201)');
	assert.is(failed.code, 'CALL_FAILED');
	assert.is(failed.detail.contract, foreign);
	assert.is(failed.detail.contractError, 201);
	assert.is(
		failureOf([errorOf(event, 201)], known, '').code,
		'TIER_SOLD_OUT',
		'the same number, of the event',
	);
});

test('that a contract caught are not the reason, nor are events that only look like errors', () => {
	assert.is(codeOf(errorOf(foreign, 7), errorOf(event, 300)), 'SALES_CLOSED');
	assert.is(codeOf(errorOf(event, 300), errorOf(foreign, 201, 'contract')), 'SALES_CLOSED');
	assert.is(codeOf(errorOf(event, 300, 'contract')), null);
	assert.is(codeOf(), null);
});

test('that a contract caught are not the reason of a call that the host ended', () => {
	const exceeded = xdr.ScError.sceBudget(xdr.ScErrorCode.scecExceededLimit);
	assert.is(codeOf(errorOf(token, 13), errorOf(event, exceeded)), null);
	const failed = failureOf(
		[errorOf(token, 13), errorOf(event, exceeded)],
		known,
		'Error(Budget, ExceededLimit)',
	);
	assert.is(failed.code, 'CALL_FAILED');
	assert.is(failed.detail.contract, undefined, 'no contract is named');
	assert.is(codeOf(errorOf(event, exceeded), errorOf(event, 300)), 'SALES_CLOSED', 'the other way round');
	// The registry's deploy wraps an error of the event's constructor.
	const wrapped = xdr.ScError.sceContext(xdr.ScErrorCode.scecInvalidAction);
	assert.is(codeOf(errorOf(event, 300), errorOf(foreign, wrapped)), 'SALES_CLOSED');
});

test.run();
