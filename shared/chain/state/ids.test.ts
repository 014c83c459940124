import { createHash } from 'node:crypto';
import { Keypair, StrKey } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import golden1 from '../../../contracts/golden.json' with { type: 'json' };
import golden2 from '../../../contracts/golden-2.json' with { type: 'json' };
import { boughtOrderId, eventAddress, mintedOrderId, orderOf, settledOrderId, ticketId } from './ids.ts';

const test = suite('ids');
const buyer = StrKey.encodeEd25519PublicKey(new Uint8Array(32).fill(7));
const contract = StrKey.encodeContract(new Uint8Array(32).fill(9));
const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();

/** XDR by hand: big endian, opaque data padded to four bytes. */
const u32 = (n: number) => Buffer.from([n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);
const u64 = (n: bigint) => {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64BE(n);
	return bytes;
};
const vec = (...items: Buffer[]) => Buffer.concat([u32(16), u32(1), u32(items.length), ...items]);
const account = (key: Uint8Array) => Buffer.concat([u32(18), u32(0), u32(0), key]);

test('of a wallet order are 58 bits of SHA-256 over XDR ["buy", buyer, nonce, tier]', () => {
	const preimage = vec(
		Buffer.concat([u32(15), u32(3), Buffer.from('buy\0')]),
		account(StrKey.decodeEd25519PublicKey(buyer)),
		Buffer.concat([u32(5), u64(2n ** 63n + 5n)]),
		Buffer.concat([u32(3), u32(15)]),
	);
	assert.is(boughtOrderId(buyer, 2n ** 63n + 5n, 15), sha256(preimage).readBigUInt64BE() >> 6n);
});

test('of a complimentary ticket begin with ["mint", …] instead', () => {
	const preimage = vec(
		Buffer.concat([u32(15), u32(4), Buffer.from('mint')]),
		account(StrKey.decodeEd25519PublicKey(buyer)),
		Buffer.concat([u32(5), u64(3n)]),
		Buffer.concat([u32(3), u32(0)]),
	);
	assert.is(mintedOrderId(buyer, 3n, 0), sha256(preimage).readBigUInt64BE() >> 6n);
	assert.is.not(mintedOrderId(buyer, 3n, 0), boughtOrderId(buyer, 3n, 0));
});

test('are those of the contract, in both versions', () => {
	for (const { buyer, nonce, tier, id, ticket_0 } of golden1.order_ids) {
		assert.is(boughtOrderId(buyer, BigInt(nonce), tier), BigInt(id));
		assert.is(ticketId(BigInt(id), 0), BigInt(ticket_0));
	}
	const [settled, third] = golden1.orders.slice(3);
	assert.equal([settledOrderId(2, 1, 0), settledOrderId(2, 1, 2)], [BigInt(settled!.id), BigInt(third!.id)]);
	const [many, single, batch, free] = golden2.orders.map(({ id, view }) => ({ id: BigInt(id), ...view }));
	assert.is(boughtOrderId(many!.owner, 1n, 0), many!.id);
	assert.is(boughtOrderId(single!.owner, 2n, 1), single!.id);
	assert.is(settledOrderId(2, 1, 0), batch!.id);
	assert.is(mintedOrderId(free!.owner, 1n, 0), free!.id);
	const moved = [ticketId(many!.id, 1), ticketId(batch!.id, 0), ticketId(batch!.id, 1)];
	assert.equal(
		golden2.moved.map(({ ticket }) => BigInt(ticket)),
		moved,
	);
});

test('of an event are those of the contract', () => {
	const { organizer, nonce, address } = golden1.event_address;
	assert.is(eventAddress(golden1.passphrase, golden1.registry, organizer, BigInt(nonce)), address);
});

test('of the two rails never meet, and fit what the contract packs', () => {
	const nonce = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
	fc.assert(fc.property(nonce, fc.nat(15), (n, tier) => boughtOrderId(buyer, n, tier) < 1n << 58n));
	const batch = fc.tuple(fc.nat(15), fc.nat(2 ** 32 - 1), fc.nat(49));
	fc.assert(
		fc.property(batch, ([lane, seq, index]) => {
			const id = settledOrderId(lane, seq, index);
			assert.ok(id >= 1n << 58n && id < 1n << 59n);
			assert.is((id >> 38n) & 15n, BigInt(lane));
			assert.is((id >> 6n) & 0xffffffffn, BigInt(seq));
			assert.is(id & 63n, BigInt(index));
		}),
	);
});

test('of a ticket give its order and place back', () => {
	fc.assert(
		fc.property(fc.bigInt({ min: 0n, max: (1n << 59n) - 1n }), fc.nat(19), (order, index) => {
			assert.equal(orderOf(ticketId(order, index)), { order, index });
			assert.ok(ticketId(order, index) < 1n << 64n);
		}),
	);
});

test('of an event follow from network, registry, organizer and nonce alone', () => {
	const salt = sha256(vec(account(StrKey.decodeEd25519PublicKey(buyer)), Buffer.concat([u32(5), u64(1n)])));
	const fromAddress = Buffer.concat([u32(0), u32(1), StrKey.decodeContract(contract), salt]);
	const preimage = Buffer.concat([u32(8), sha256(Buffer.from('Here')), fromAddress]);
	const expected = StrKey.encodeContract(new Uint8Array(sha256(preimage)));
	assert.is(eventAddress('Here', contract, buyer, 1n), expected);
	const others = [
		eventAddress('There', contract, buyer, 1n),
		eventAddress('Here', contract, buyer, 2n),
		eventAddress('Here', contract, Keypair.random().publicKey(), 1n),
	];
	assert.not.ok(others.includes(expected));
});

test.run();
