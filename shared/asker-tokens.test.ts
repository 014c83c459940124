import { generateKeyPairSync } from 'node:crypto';
import type { JWK } from 'jose';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceSigner, deviceVerifier, knows, newDevice, withContact } from './device.server.ts';
import { phoneMark } from './phone-mark.server.ts';
import { phoneProofSeconds, phoneProofSigner, phoneProofVerifier, provedBy } from './phone-proof.server.ts';
import { ownSession, sessionSigner, sessionVerifier } from './session.server.ts';

const test = suite('tokens that say who asks');
const makeKey = () => {
	const pair = generateKeyPairSync('ed25519');
	return {
		privateJwk: pair.privateKey.export({ format: 'jwk' }) as JWK,
		publicJwk: pair.publicKey.export({ format: 'jwk' }) as JWK,
	};
};
const [ours, foreign] = [makeKey(), makeKey()];
const now = Date.UTC(2026, 11, 1, 12);
const [mine, hers] = ['254712345678', '254712345679'];
const proves = async (token: string, at = now, key = ours.publicJwk) => {
	const check = await (await phoneProofVerifier(key, () => at))(token);
	return [mine, hers].map((phone) => check(phone));
};

test('a proof is of one number, for half an hour, by our key alone', async () => {
	const token = await (await phoneProofSigner(ours.privateJwk))(mine, now);
	assert.equal(await proves(token), [true, false]);
	assert.equal(await proves(token, now + phoneProofSeconds * 1000 - 1000), [true, false]);
	assert.equal(await proves(token, now + phoneProofSeconds * 1000), [false, false]);
	assert.equal(await proves(token, now, foreign.publicJwk), [false, false]);
	for (const wrong of ['', 'x', `${token}x`, token.replace(/\.[^.]*\./, '.e30.')])
		assert.equal(await proves(wrong), [false, false]);
	const [, claims] = token.split('.');
	assert.not.match(Buffer.from(claims!, 'base64url').toString(), mine, 'it shows no number');
});

test('a session proves the numbers that sign its person in, also where they act for a team', async () => {
	const session = { ...ownSession('me', ['fan'], { phones: [phoneMark('me', mine)] }), account: 'a team' };
	assert.is(provedBy(session)(mine), true);
	assert.is(provedBy(session)(hers), false);
	assert.is(provedBy({ ...session, by: 'another' })(mine), false, 'a mark belongs to its person');
	const token = await (await sessionSigner(ours.privateJwk))(session, now);
	assert.equal(await proves(token), [true, false]);
	assert.equal(await proves(token, now + 301_000), [false, false]);
});

test('no kind of token serves for another', async () => {
	const proof = await (await phoneProofSigner(ours.privateJwk))(mine, now);
	const device = await (await deviceSigner(ours.privateJwk))(withContact(newDevice(), mine), now);
	const session = await (await sessionSigner(ours.privateJwk))(ownSession('me', ['admin']), now);
	const asSession = await sessionVerifier(ours.publicJwk, () => now);
	const asDevice = await deviceVerifier(ours.publicJwk, () => now);
	for (const token of [proof, device])
		assert.is(await asSession(token).then(String, (error) => error.code), 'SESSION_INVALID');
	for (const token of [proof, session]) assert.is(await asDevice(token), null);
	assert.equal(await proves(device), [false, false], 'a browser that once showed a code proves nothing');
});

test('a device keeps its id, and knows the last five numbers whose codes it showed', async () => {
	const device = newDevice();
	const numbers = Array.from({ length: 6 }, (_, i) => `25471234500${i}`);
	const later = numbers.reduce((each, phone) => withContact(each, phone), device);
	assert.is(later.id, device.id);
	assert.equal(
		numbers.map((phone) => knows(later, phone)),
		[false, true, true, true, true, true],
	);
	assert.equal(withContact(later, numbers[5]!).phones, later.phones, 'each once');
	const verify = await deviceVerifier(ours.publicJwk, () => now);
	const token = await (await deviceSigner(ours.privateJwk))(later, now);
	assert.equal(await verify(token), later);
	assert.is(await (await deviceVerifier(foreign.publicJwk, () => now))(token), null);
	assert.is(await verify(''), null);
});

test.run();
