import { generateKeyPairSync } from 'node:crypto';
import { importJWK, type JWK, SignJWT } from 'jose';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PassaError } from './errors.ts';
import { ownSession, type Session, sessionSigner, sessionVerifier } from './session.server.ts';

const test = suite('session tokens');

const makeKey = () => {
	const pair = generateKeyPairSync('ed25519');
	return {
		privateJwk: pair.privateKey.export({ format: 'jwk' }) as JWK,
		publicJwk: pair.publicKey.export({ format: 'jwk' }) as JWK,
	};
};
const ours = makeKey();
const now = Date.UTC(2026, 11, 1, 12);
const session: Session = {
	account: 'an account',
	by: 'a person',
	via: 'cookie',
	roles: ['fan', 'organizer'],
	may: ['event.edit'],
	wallets: ['G1'],
	events: ['C1'],
	phoneSince: 1_700_000_000,
	phones: ['a mark'],
	strong: 'due',
};

const outcomeOf = async (token: string, at = now, key = ours.publicJwk): Promise<string> => {
	const verify = await sessionVerifier(key, () => at);
	return verify(token).then(
		() => 'let in',
		(error: PassaError) => `${error.status} ${error.code}`,
	);
};
const refused = '401 SESSION_INVALID';
const own = { by: 'an account', via: 'cookie', roles: ['fan'], may: [], wallets: [], events: null };

const signed = async (
	payload: object,
	header: object = { alg: 'EdDSA' },
	key = ours.privateJwk,
): Promise<string> => {
	const all = { sub: 'an account', iss: 'passa', exp: now / 1000 + 60, ...own, ...payload };
	const token = new SignJWT(all as never).setProtectedHeader(header as { alg: string });
	return token.sign(await importJWK(key, 'EdDSA'));
};

test('what was signed is what is read', async () => {
	const sign = await sessionSigner(ours.privateJwk);
	const verify = await sessionVerifier(ours.publicJwk, () => now);
	assert.equal(await verify(await sign(session, now)), session);
	const unlimited = { ...session, events: null };
	assert.equal(await verify(await sign(unlimited, now)), unlimited, 'all events are not none');
});

test('a token lives five minutes', async () => {
	const token = await (await sessionSigner(ours.privateJwk))(session, now);
	assert.is(await outcomeOf(token, now + 299_000), 'let in');
	assert.is(await outcomeOf(token, now + 301_000), refused);
});

test('another key or issuer, and a missing subject, person or end, are refused; the same token without these faults is not', async () => {
	assert.is(await outcomeOf(await signed({})), 'let in');
	assert.is(await outcomeOf(await signed({}, { alg: 'EdDSA' }, makeKey().privateJwk)), refused);
	assert.is(await outcomeOf(await signed({}), now, makeKey().publicJwk), refused);
	assert.is(await outcomeOf(await signed({ iss: 'somebody' })), refused);
	assert.is(await outcomeOf(await signed({ iss: undefined })), refused);
	assert.is(await outcomeOf(await signed({ sub: undefined })), refused);
	assert.is(await outcomeOf(await signed({ exp: undefined })), refused);
	for (const by of [undefined, null, 7]) assert.is(await outcomeOf(await signed({ by })), refused);
	for (const via of [undefined, 'key']) assert.is(await outcomeOf(await signed({ via })), refused);
	assert.is(await outcomeOf(await signed({ events: undefined })), refused, 'a limit cannot be left out');
});

test('an unsigned token, a changed one and text that is not a token are refused', async () => {
	const token = await signed({});
	const [, payload, signature] = token.split('.') as [string, string, string];
	const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const admin = part({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), roles: ['admin'] });
	for (const forged of [
		`${part({ alg: 'none' })}.${payload}.`,
		`${part({ alg: 'none' })}.${admin}.${signature}`,
		`${part({ alg: 'HS256' })}.${admin}.${signature}`,
		`${part({ alg: 'EdDSA' })}.${admin}.${signature}`,
		'',
		'nonsense',
	])
		assert.is(await outcomeOf(forged), refused, forged);
});

test('a key that is public is no secret: a token signed with it as one is refused', async () => {
	const secret = Buffer.from(ours.publicJwk.x!, 'base64url');
	const token = await new SignJWT({ sub: 'x', iss: 'passa', exp: now / 1000 + 60 })
		.setProtectedHeader({ alg: 'HS256' })
		.sign(secret);
	assert.is(await outcomeOf(token), refused);
});

test('unknown roles and permissions, and claims that are not lists, are left out', async () => {
	const verify = await sessionVerifier(ours.publicJwk, () => now);
	const claims = { roles: ['fan', 'king', 7], may: ['members', 'all'], wallets: 'G1', events: [1, 'C1'] };
	const read = await verify(await signed(claims));
	const expected = { ...ownSession('an account', ['fan']), may: ['members'], events: ['C1'] };
	assert.equal(read, expected);
	assert.equal(
		(await verify(await signed({ events: 'C1' }))).events,
		[],
		'a limit of a wrong form is no event',
	);
});

test.run();
