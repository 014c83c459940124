import { createHash } from 'node:crypto';
import { nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { logStart, logStep } from './log.ts';

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

test.run();
