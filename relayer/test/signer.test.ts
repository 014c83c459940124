import { hkdfSync, randomBytes } from 'node:crypto';
import { Keypair } from '@stellar/stellar-sdk';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { custodyOf, readTokensOf, signerOf } from '../signer.server.ts';

const master = randomBytes(32).toString('hex');

test('an order’s address follows from its reference and the master secret, and from nothing else', () => {
	const custody = custodyOf(master);
	for (const reference of ['K7QW3MN2PX', 'B', 'ZZZZZZZZZZZZ']) {
		const seed = hkdfSync(
			'sha256',
			Buffer.from(master, 'hex'),
			'passa relayer',
			`custodial ${reference}`,
			32,
		);
		const key = Keypair.fromRawEd25519Seed(new Uint8Array(seed));
		assert.is(custody.addressOf(reference), key.publicKey());
		assert.is(custodyOf(master).addressOf(reference), key.publicKey());
		assert.is.not(custodyOf(randomBytes(32).toString('hex')).addressOf(reference), key.publicKey());
	}
});

test('a read token has 256 bits, is one order’s, and reveals nothing of the address', () => {
	const [a, b] = [readTokensOf(master)('K7QW3MN2PX'), readTokensOf(master)('K7QW3MN2PY')];
	assert.match(a, /^[\w-]{43}$/);
	assert.is.not(a, b);
	assert.is(readTokensOf(master)('K7QW3MN2PX'), a);
	assert.is.not(readTokensOf(randomBytes(32).toString('hex'))('K7QW3MN2PX'), a);
});

test('relayer and treasury sign with their own keys', async () => {
	const [relayer, treasury] = [Keypair.random(), Keypair.random()];
	const signer = signerOf(relayer.secret(), treasury.secret());
	const payload = new Uint8Array(randomBytes(32));
	assert.equal(
		[signer.relayer.publicKey(), signer.treasury.publicKey()],
		[relayer, treasury].map((k) => k.publicKey()),
	);
	assert.ok(treasury.verify(payload, await signer.treasury.sign(payload)));
	assert.not.ok(relayer.verify(payload, await signer.treasury.sign(payload)));
});

test.run();
