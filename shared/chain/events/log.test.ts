import { createHash } from 'node:crypto';
import { nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { logStart, logStep, logStepOf } from './log.ts';

const test = suite('the log');
const contract = StrKey.encodeContract(new Uint8Array(32).fill(3));
const sha256 = (...parts: Uint8Array[]) =>
	new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest());

test('starts with the network and the contract', () => {
	const expected = sha256(sha256(Buffer.from('Here')), new Uint8Array(32).fill(3));
	assert.equal(logStart('Here', contract), expected);
	assert.not.equal(logStart('There', contract), expected);
});

test('goes on with SHA-256 over the log before and XDR [topics, payload, n]', () => {
	const [topics, payload] = [[xdr.ScVal.scvSymbol('passa')], nativeToScVal(5, { type: 'u32' })];
	const u32 = (n: number) => Buffer.from([0, 0, 0, n]);
	const symbol = Buffer.concat([u32(15), u32(5), Buffer.from('passa\0\0\0')]);
	const inner = Buffer.concat([u32(16), u32(1), u32(1), symbol]);
	const step = [u32(16), u32(1), u32(3), inner, u32(3), u32(5), u32(5), u32(0), u32(1)];
	const before = new Uint8Array(32).fill(1);
	assert.equal(logStep(before, topics, payload, 1n), sha256(before, ...step));
});

test('differs with every part', () => {
	const base: Parameters<typeof logStep> = [
		new Uint8Array(32),
		[xdr.ScVal.scvSymbol('passa')],
		nativeToScVal(5, { type: 'u32' }),
		1n,
	];
	const changes: Partial<typeof base>[] = [];
	changes[0] = [new Uint8Array(32).fill(1)];
	const variants = [
		base,
		[changes[0]![0]!, base[1], base[2], base[3]],
		[base[0], [...base[1], xdr.ScVal.scvSymbol('x')], base[2], base[3]],
		[base[0], base[1], nativeToScVal(5, { type: 'u64' }), base[3]],
		[base[0], base[1], base[2], 2n],
	] as (typeof base)[];
	const hashes = new Set(variants.map((v) => Buffer.from(logStep(...v)).toString('hex')));
	assert.is(hashes.size, variants.length);
});

test('is the same from an event’s bytes as they came, for any payload', () => {
	fc.assert(
		fc.property(
			fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 20 }), { minLength: 1, maxLength: 4 }),
			fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { maxLength: 5 }),
			fc.uint8Array({ minLength: 32, maxLength: 32 }),
			fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
			(names, numbers, before, n) => {
				const topics = names.map((name) => xdr.ScVal.scvString(name));
				const payload = xdr.ScVal.scvVec(numbers.map((x) => nativeToScVal(x, { type: 'u64' })));
				const after = logStep(before, topics, payload, n);
				const seal = [nativeToScVal(n, { type: 'u64' }), xdr.ScVal.scvBytes(after)];
				const raw = {
					topic: topics.map((t) => t.toXdr('base64')),
					value: xdr.ScVal.scvVec([payload, ...seal]).toXdr('base64'),
				};
				assert.equal(logStepOf(before, raw, n), after);
			},
		),
	);
});

test('has no step for data of another form', () => {
	const bytes = xdr.ScVal.scvBytes(new Uint8Array(32));
	const number = nativeToScVal(1n, { type: 'u64' });
	for (const parts of [[], [number], [number, bytes], [number, number, number], [number, bytes, number]])
		assert.is(
			logStepOf(new Uint8Array(32), { topic: [], value: xdr.ScVal.scvVec(parts).toXdr('base64') }, 1n),
			null,
		);
});

test.run();
