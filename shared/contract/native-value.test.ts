import { Keypair, nativeToScVal, StrKey, scValToNative, xdr } from '@stellar/stellar-sdk';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { histories } from '#testing/contract/histories.ts';
import { nativeValue } from './native-value.ts';

const test = suite('a value read from its bytes');

const bySdk = (base64: string): unknown => {
	try {
		return { value: scValToNative(xdr.ScVal.fromXdr(base64, 'base64')) };
	} catch {
		return 'refused';
	}
};
const read = (base64: string): unknown => {
	try {
		return { value: nativeValue(base64) };
	} catch {
		return 'refused';
	}
};

test('is what the SDK reads, in every event that the contract published', () => {
	let values = 0;
	for (const { raw } of histories())
		for (const { topic, value } of raw)
			for (const each of [...topic, value]) {
				assert.equal(read(each), bySdk(each), each);
				values++;
			}
	assert.ok(values > 2000, `${values} values`);
});

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const leaf = fc.oneof(
	fc.constant(xdr.ScVal.scvVoid()),
	fc.boolean().map((v) => xdr.ScVal.scvBool(v)),
	fc.nat(0xffff_ffff).map((v) => xdr.ScVal.scvU32(v)),
	fc.integer().map((v) => nativeToScVal(v, { type: 'i32' })),
	fc.bigInt(0n, 2n ** 64n - 1n).map((v) => nativeToScVal(v, { type: 'u64' })),
	fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((v) => nativeToScVal(v, { type: 'i64' })),
	fc.bigInt(0n, 2n ** 128n - 1n).map((v) => nativeToScVal(v, { type: 'u128' })),
	fc.bigInt(-(2n ** 127n), 2n ** 127n - 1n).map((v) => nativeToScVal(v, { type: 'i128' })),
	fc.bigInt(0n, 2n ** 256n - 1n).map((v) => nativeToScVal(v, { type: 'u256' })),
	fc.uint8Array({ maxLength: 40 }).map((v) => nativeToScVal(v)),
	fc.uint8Array({ maxLength: 40 }).map((v) => nativeToScVal(v, { type: 'string' })),
	fc.string({ unit: 'grapheme', maxLength: 20 }).map((v) => nativeToScVal(v, { type: 'string' })),
	fc.stringMatching(/^[a-zA-Z0-9_]{0,32}$/).map((v) => nativeToScVal(v, { type: 'symbol' })),
	bytes(32).map((v) => nativeToScVal(StrKey.encodeContract(v), { type: 'address' })),
	bytes(32).map((v) => nativeToScVal(Keypair.fromRawEd25519Seed(v).publicKey(), { type: 'address' })),
);
const key = fc.oneof(
	fc.constantFrom('__proto__', 'a', '1', '').map((v) => nativeToScVal(v, { type: 'symbol' })),
	leaf,
);
const { value } = fc.letrec<{ value: xdr.ScVal }>((tie) => ({
	value: fc.oneof(
		{ depthSize: 'small' },
		leaf,
		fc.array(tie('value'), { maxLength: 4 }).map((list) => xdr.ScVal.scvVec(list)),
		fc
			.array(fc.tuple(key, tie('value')), { maxLength: 4 })
			.map((list) => xdr.ScVal.scvMap(list.map(([k, val]) => new xdr.ScMapEntry({ key: k, val })))),
	),
}));

test('is what the SDK reads, for values of any shape', () => {
	fc.assert(
		fc.property(value, (each) => {
			const base64 = each.toXdr('base64');
			assert.equal(read(base64), bySdk(base64));
		}),
		{ numRuns: 2000 },
	);
});

test('refuses what the SDK refuses: bytes that were changed, cut or added', () => {
	let refused = 0;
	fc.assert(
		fc.property(
			value,
			fc.nat(),
			fc.nat(255),
			fc.constantFrom('change', 'cut', 'add'),
			(each, at, byte, how) => {
				const xdrBytes = each.toXdr();
				const place = at % xdrBytes.length;
				if (how === 'change') xdrBytes[place] = byte;
				const damaged =
					how === 'cut'
						? xdrBytes.slice(0, place)
						: how === 'add'
							? new Uint8Array([...xdrBytes, byte])
							: xdrBytes;
				const base64 = Buffer.from(damaged).toString('base64');
				const found = read(base64);
				assert.equal(found, bySdk(base64), base64);
				if (found === 'refused') refused++;
			},
		),
		{ numRuns: 2000 },
	);
	assert.ok(refused > 200, `${refused} refused`);
});

test.run();
