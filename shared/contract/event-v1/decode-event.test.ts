import { Address, Keypair, nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeAnnouncement } from '../../chain/events/announcements.ts';
import { decodeTransfer } from '../../chain/events/asset-transfers.ts';
import { passaName, type RawEvent } from '../raw-event.ts';
import { decodeEvent } from './decode-event.ts';

const test = suite('decoding');
const contract = StrKey.encodeContract(new Uint8Array(32).fill(1));
const other = StrKey.encodeContract(new Uint8Array(32).fill(2));
const [from, to] = [Keypair.random().publicKey(), Keypair.random().publicKey()];

const symbol = (text: string) => xdr.ScVal.scvSymbol(text);
const address = (text: string) => new Address(text).toScVal();
const raw = (topics: xdr.ScVal[], value: xdr.ScVal, contractId = contract): RawEvent => ({
	id: '0000000000000000001-0000000000',
	ledger: 1,
	ledgerClosedAt: '2026-01-01T00:00:00Z',
	contractId,
	txHash: '00'.repeat(32),
	topic: topics.map((t) => t.toXdr('base64')),
	value: value.toXdr('base64'),
	inSuccessfulContractCall: true,
});
const sealed = (payload: xdr.ScVal, n = 3n): xdr.ScVal =>
	xdr.ScVal.scvVec([payload, nativeToScVal(n, { type: 'u64' }), xdr.ScVal.scvBytes(new Uint8Array(32))]);
const map = (entries: Record<string, xdr.ScVal>) =>
	xdr.ScVal.scvMap(Object.entries(entries).map(([k, val]) => new xdr.ScMapEntry({ key: symbol(k), val })));
const moved = (contractId = contract, name = 'moved') =>
	raw(
		[symbol('passa'), symbol(name), address(from), address(to)],
		sealed(map({ ticket: nativeToScVal(77n, { type: 'u64' }) })),
		contractId,
	);

const codeOf = (read: () => unknown): string | undefined => {
	try {
		read();
		return 'none';
	} catch (error) {
		return (error as { code?: string }).code;
	}
};

test('gives payload, number and log, with what the topics add', () => {
	const event = decodeEvent(moved(), contract);
	assert.equal(event.payload, { ticket: 77n, from, to });
	assert.is(event.name, 'moved');
	assert.is(event.n, 3n);
	assert.is(event.log!.length, 32);
});

test("refuses another contract's event, even one that looks right", () => {
	assert.is(
		codeOf(() => decodeEvent(moved(other), contract)),
		'EVENT_FOREIGN',
	);
	assert.is(
		codeOf(() => decodeAnnouncement(moved(other), contract)),
		'EVENT_FOREIGN',
	);
});

test('refuses names that it does not know, also those that every object has', () => {
	for (const name of ['burned', 'toString', 'constructor', '__proto__'])
		assert.is(
			codeOf(() => decodeEvent(moved(contract, name), contract)),
			'EVENT_UNKNOWN',
			name,
		);
	const mint = raw([symbol('mint'), address(to)], nativeToScVal(1n, { type: 'u64' }));
	assert.is(passaName(mint), null);
	assert.is(
		codeOf(() => decodeEvent(mint, contract)),
		'EVENT_UNKNOWN',
	);
	assert.is(
		codeOf(() => decodeAnnouncement(moved(), contract)),
		'EVENT_UNKNOWN',
	);
});

test('refuses data without payload, number and log', () => {
	const topics = [symbol('passa'), symbol('paid')];
	const bad = [
		nativeToScVal(1n, { type: 'u64' }),
		xdr.ScVal.scvVec([symbol('x')]),
		xdr.ScVal.scvVec([map({}), symbol('x'), xdr.ScVal.scvBytes(new Uint8Array(32))]),
	];
	for (const value of bad)
		assert.is(
			codeOf(() => decodeEvent(raw(topics, value), contract)),
			'EVENT_MALFORMED',
		);
});

test('reads both forms of a transfer', () => {
	const asset = xdr.ScVal.scvString('USDC:issuer');
	const amount = nativeToScVal(2n ** 70n, { type: 'i128' });
	const topics = [symbol('transfer'), address(from), address(to), asset];
	const plain = decodeTransfer(raw(topics, amount), contract);
	assert.equal([plain.from, plain.to, plain.amount, plain.toId], [from, to, 2n ** 70n, null]);
	const id = nativeToScVal(2n ** 64n - 1n, { type: 'u64' });
	const muxed = decodeTransfer(raw(topics, map({ amount, to_muxed_id: id })), contract);
	assert.equal([muxed.amount, muxed.toId], [2n ** 70n, 2n ** 64n - 1n]);
	const memo = map({ amount, to_muxed_id: xdr.ScVal.scvString('invoice 5') });
	assert.is(decodeTransfer(raw(topics, memo), contract).toId, null);
});

test('refuses an event that is not a transfer of this asset', () => {
	const topics = [symbol('transfer'), address(from), address(to)];
	const amount = nativeToScVal(1n, { type: 'i128' });
	assert.is(
		codeOf(() => decodeTransfer(raw(topics, amount, other), contract)),
		'EVENT_FOREIGN',
	);
	const mint = raw([symbol('mint'), address(to)], amount);
	assert.is(
		codeOf(() => decodeTransfer(mint, contract)),
		'EVENT_UNKNOWN',
	);
	assert.is(
		codeOf(() => decodeTransfer(raw(topics, map({})), contract)),
		'EVENT_MALFORMED',
	);
	assert.is(
		codeOf(() => decodeTransfer(raw(topics, xdr.ScVal.scvVoid()), contract)),
		'EVENT_MALFORMED',
	);
});

test.run();
