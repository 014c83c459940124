import { readFileSync } from 'node:fs';
import { Address, scValToNative, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hex } from '#shared/hex.ts';
import { type Batch, batchSignatures } from './registry-args.ts';

const test = suite('what relayer and treasury sign for a batch');
const golden = JSON.parse(
	readFileSync(new URL('../../contracts/golden-registry.json', import.meta.url), 'utf8'),
);
const bytes = (text: string): Uint8Array => Buffer.from(text, 'hex');
const { registry, event } = golden;
const rawItems = xdr.ScVal.fromXdr(golden.batch.items, 'hex');
/** Items as the contract's own test encodes them. */
const second = { version: 2, settleItems: () => rawItems };
const batch: Batch = { event, lane: Number(golden.batch.lane), seq: Number(golden.batch.seq), items: [] };

/** What the golden signature pays. */
const payment = {
	usdc: contractIn(goldenCall(goldenSignature().subInvocations[0]!)),
	treasury: textOf(goldenCall(goldenSignature().subInvocations[0]!).args[0]!),
	amount: 750_000_000n,
};

function goldenSignature(): xdr.SorobanAuthorizedInvocation {
	return xdr.SorobanAuthorizedInvocation.fromXdr(bytes(golden.batch.signed));
}

function goldenCall({ function: called }: xdr.SorobanAuthorizedInvocation): xdr.InvokeContractArgs {
	if (called.type !== 'sorobanAuthorizedFunctionTypeContractFn') throw new TypeError('no contract call');
	return called.contractFn;
}

function contractIn({ contractAddress }: xdr.InvokeContractArgs): string {
	return Address.fromScAddress(contractAddress).toString();
}

function textOf(value: xdr.ScVal): string {
	return String(scValToNative(value));
}

const xdrOf = (signed: xdr.SorobanAuthorizedInvocation): string => hex(signed.toXdr());

test('from version 2 on is its digest, with the payment in the treasury’s part', () => {
	const { relayer, treasury } = batchSignatures(registry, second, batch, payment);
	assert.is(xdrOf(treasury), golden.batch.signed);
	const [digest] = goldenCall(relayer).args;
	assert.is(hex(scValToNative(digest!)), golden.batch.digest);
	assert.is(relayer.subInvocations.length, 0);
});

test('is another digest for another lane, number or event', () => {
	const others = [{ lane: 1 }, { seq: 2 }, { event: registry }].map((other) =>
		xdrOf(batchSignatures(registry, second, { ...batch, ...other }, payment).relayer),
	);
	const own = xdrOf(batchSignatures(registry, second, batch, payment).relayer);
	assert.is(new Set([own, ...others]).size, 4);
});

test('of version 1 is the call itself', () => {
	const first = { ...second, version: 1 };
	const { relayer } = batchSignatures(registry, first, batch, payment);
	const { args } = goldenCall(relayer);
	assert.equal(args.length, 4);
	assert.is(args[3]!.toXdr('hex'), golden.batch.items);
});

test('holds no payment where no item can be bought', () => {
	const { treasury } = batchSignatures(registry, second, batch, { ...payment, amount: 0n });
	assert.is(treasury.subInvocations.length, 0);
});

test.run();
