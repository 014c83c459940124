import {
	Account,
	Address,
	authorizeEntry,
	type FeeBumpTransaction,
	Keypair,
	Memo,
	MuxedAccount,
	nativeToScVal,
	Operation,
	SorobanDataBuilder,
	type Transaction,
	TransactionBuilder,
	xdr,
} from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { paidByAnother } from '#shared/chain/submit/fee-payer.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import type { PassaError } from '#shared/errors.ts';
import { readOurCall } from './our-call.ts';

const test = suite('which calls get their network fee paid');
const passphrase = 'Standalone Network ; February 2017';
const registry = 'CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA';
const event = 'CDLZFC3SYJYDZT7K67VZ75HPJVIEUVNIXF47ZG2FB2RMQQVU2HHGCYSC';
const wallet = Keypair.random();
const settings = { passphrase, registry };

type Parts = {
	source?: string;
	operations?: xdr.Operation[];
	memo?: Memo;
	maxTime?: number;
	resourceFee?: bigint;
	signer?: Keypair;
	paysItself?: boolean;
	minSequence?: string;
};

/** A signed purchase; each part makes it another. */
function envelopeOf(parts: Parts = {}): string {
	const { source = wallet.publicKey(), operations = [buying], resourceFee = 600_000n } = parts;
	const account = source.startsWith('M') ? MuxedAccount.fromAddress(source, '1') : new Account(source, '1');
	const builder = new TransactionBuilder(account, {
		fee: '100',
		networkPassphrase: passphrase,
		timebounds: { minTime: 0, maxTime: parts.maxTime ?? 2_000_000_000 },
		...(parts.memo ? { memo: parts.memo } : {}),
	});
	for (const operation of operations) builder.addOperation(operation);
	if (parts.minSequence) builder.setMinAccountSequence(parts.minSequence);
	builder.setSorobanData(new SorobanDataBuilder().setResourceFee(resourceFee).build());
	const built = builder.build();
	const transaction = parts.paysItself ? built : paidByAnother(built);
	return signed(transaction, parts.signer ?? wallet);
}

function signed(transaction: Transaction | FeeBumpTransaction, by: Keypair): string {
	transaction.sign(by);
	return transaction.toEnvelope().toXdr('base64');
}

const buying = contractCall(event, 'process_ticket_purchase', []);
const refused = (envelope: string): string => {
	try {
		return readOurCall(envelope, settings).call;
	} catch (error) {
		return (error as PassaError).code;
	}
};

test('a purchase, what is done with a ticket, a consent and a publication are calls of ours', () => {
	const calls = [
		[event, 'process_ticket_purchase', 'purchase'],
		[event, 'buy_listed', 'purchase'],
		[event, 'transfer', 'ticket'],
		[event, 'list', 'ticket'],
		[event, 'unlist', 'ticket'],
		[event, 'refund', 'ticket'],
		[event, 'accept_share', 'consent'],
		[registry, 'create_event', 'publish'],
	] as const;
	for (const [contract, name, call] of calls) {
		const found = readOurCall(envelopeOf({ operations: [contractCall(contract, name, [])] }), settings);
		assert.equal([found.call, found.source], [call, wallet.publicKey()]);
		assert.is(found.event, contract === registry ? null : event);
	}
});

test('no other entry is, of an event or of the registry', () => {
	for (const name of [
		'distribute_ticket_revenue',
		'cancel',
		'pause',
		'mint_ticket',
		'fund_refunds',
		'toString',
		'',
	])
		assert.is(refused(envelopeOf({ operations: [contractCall(event, name, [])] })), 'NOT_OUR_CALL', name);
	for (const name of ['settle_batch', 'process_ticket_purchase', 'transfer', 'propose'])
		assert.is(refused(envelopeOf({ operations: [contractCall(registry, name, [])] })), 'NOT_OUR_CALL', name);
	assert.is(refused(envelopeOf({ operations: [contractCall(event, 'create_event', [])] })), 'NOT_OUR_CALL');
});

test('nothing else is in it: no memo, no condition, no second operation, no fee of its own, no life without end', () => {
	const other = Keypair.random().publicKey();
	const wrong: [string, Parts][] = [
		['a memo', { memo: Memo.text('x') }],
		['a condition', { minSequence: '1' }],
		['no end', { maxTime: 0 }],
		['its own fee', { paysItself: true }],
		['another operation', { operations: [Operation.bumpSequence({ bumpTo: '9' })] }],
		['another caller', { operations: [withSource(buying, other)] }],
	];
	assert.is(refused(envelopeOf()), 'purchase');
	for (const [what, parts] of wrong) assert.is(refused(envelopeOf(parts)), 'NOT_OUR_CALL', what);
	assert.is(refused(envelopeOf({ operations: [buying, buying] })), 'NOT_OUR_CALL');
	for (const text of ['', 'AAAA', 'x'.repeat(500)]) assert.is(refused(text), 'NOT_OUR_CALL');
	assert.is(refused(envelopeOf({ resourceFee: 3_000_001n })), 'FEE_TOO_HIGH');
});

function withSource(operation: xdr.Operation, address: string): xdr.Operation {
	const { body } = operation;
	if (body.type !== 'invokeHostFunction') throw new RangeError('no call');
	return Operation.invokeHostFunction({
		func: body.invokeHostFunctionOp.hostFunction,
		auth: [],
		source: address,
	});
}

test('a fee-bump of somebody else is refused', () => {
	const inner = TransactionBuilder.fromXDR(envelopeOf(), passphrase) as Transaction;
	const bumped = TransactionBuilder.buildFeeBumpTransaction(wallet, '200', inner, passphrase);
	assert.is(refused(signed(bumped, wallet)), 'NOT_OUR_CALL');
});

test('it is signed by its source, whose muxed address counts as its account', () => {
	assert.is(refused(envelopeOf({ signer: Keypair.random() })), 'SIGNATURE_WRONG');
	const muxed = new MuxedAccount(new Account(wallet.publicKey(), '1'), '7').accountId();
	const found = readOurCall(envelopeOf({ source: muxed }), settings);
	assert.is(found.source, wallet.publicKey());
	const elsewhere = TransactionBuilder.fromXDR(envelopeOf(), 'another network') as Transaction;
	assert.is(refused(elsewhere.toEnvelope().toXdr('base64')), 'purchase');
	const other = { ...settings, passphrase: 'another network' };
	assert.throws(() => readOurCall(envelopeOf(), other), /another key/);
});

test('another address that signs beside the source is refused', async () => {
	const other = Keypair.random();
	const { body } = buying;
	if (body.type !== 'invokeHostFunction') throw new RangeError('no call');
	const entry = new xdr.SorobanAuthorizationEntry({
		credentials: xdr.SorobanCredentials.sorobanCredentialsAddress(
			new xdr.SorobanAddressCredentials({
				address: new Address(other.publicKey()).toScAddress(),
				nonce: 1n,
				signatureExpirationLedger: 1,
				signature: nativeToScVal(null),
			}),
		),
		rootInvocation: new xdr.SorobanAuthorizedInvocation({
			function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(
				new xdr.InvokeContractArgs({
					contractAddress: new Address(event).toScAddress(),
					functionName: 'process_ticket_purchase',
					args: [],
				}),
			),
			subInvocations: [],
		}),
	});
	const auth = [await authorizeEntry(entry, other, 100, passphrase)];
	const operation = Operation.invokeHostFunction({ func: body.invokeHostFunctionOp.hostFunction, auth });
	assert.is(refused(envelopeOf({ operations: [operation] })), 'NOT_OUR_CALL');
});

test.run();
