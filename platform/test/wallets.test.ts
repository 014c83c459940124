import { Keypair, Operation, WebAuth } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Localnet, startLocalnet } from '#localnet/localnet.ts';
import { fund, sendClassic } from '#scripts/deploy/send-classic.ts';
import { sessionVerifier } from '#shared/session.server.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { fieldIs, misbehavingNode } from '#testing/proxies/misbehaving-node.ts';
import { startPlatform } from '../platform.ts';
import { answerTo, Browser } from './browser.ts';
import { type Fixture, openFixture } from './fixture.ts';

const test = suite('signing in by a wallet');
let fixture: Fixture;
let localnet: Localnet;

test.before(async () => {
	localnet = await startLocalnet({ dataDir: null, port: 0, closeSeconds: 'instant' });
	fixture = await openFixture({ rpcUrl: localnet.url });
});
test.after(async () => {
	await fixture.close();
	await localnet.close();
});

const browser = () => new Browser(fixture);
const challenge = async (key: Keypair, by = 'message', at = browser()) =>
	(await at.post('/v1/sign-in/wallet', { address: key.publicKey(), by })).body;
const verify = (answer: object, at = browser()) => at.post('/v1/sign-in/wallet/verify', answer);

test('a signed message signs the wallet in; the first time creates an account', async () => {
	const [key, at] = [Keypair.random(), browser()];
	const first = await at.signInBy(key);
	assert.is(first.status, 200);
	assert.equal((await at.get('/v1/me')).body.wallets, [key.publicKey()]);
	assert.is((await browser().signInBy(key)).body.account, first.body.account);
});

test('the message says where, which wallet, what for and until when', async () => {
	const key = Keypair.random();
	const { message, transaction, nonce } = await challenge(key);
	assert.is(transaction, null);
	assert.match(message, /^127\.0\.0\.1:3000 asks you to sign in with your wallet:\n/);
	for (const part of [key.publicKey(), nonce, fixture.options.passphrase, 'moves no money', 'Expires: 20'])
		assert.ok(message.includes(part), part);
});

test('a wallet that signs only transactions signs one that no network accepts', async () => {
	const [key, at] = [Keypair.random(), browser()];
	const asked = await challenge(key, 'transaction');
	assert.is(asked.message, null);
	assert.is((await verify(answerTo(asked, key), at)).status, 200);
	assert.equal((await at.get('/v1/me')).body.wallets, [key.publicKey()]);
});

test('another key’s signature is refused, of a message and of a transaction', async () => {
	const [key, thief] = [Keypair.random(), Keypair.random()];
	for (const by of ['message', 'transaction']) {
		const asked = await challenge(key, by);
		assert.is((await verify(answerTo(asked, thief))).body.code, 'SIGNATURE_WRONG', by);
	}
});

test('nonsense in place of a signature is refused, and the wrong kind of answer', async () => {
	const key = Keypair.random();
	const answers: object[] = [{}, { signature: 'AAAA' }, { signature: '' }, { transaction: 'AAAA' }];
	for (const by of ['message', 'transaction']) {
		for (const answer of answers) {
			const { nonce } = await challenge(key, by);
			assert.is((await verify({ nonce, ...answer })).body.code, 'SIGNATURE_WRONG');
		}
	}
});

test('a challenge is used once, by a wrong answer too; of ten concurrent answers one is accepted', async () => {
	const key = Keypair.random();
	const answer = answerTo(await challenge(key), key);
	const answers = await Promise.all(Array.from({ length: 10 }, () => verify(answer)));
	assert.is(answers.filter((a) => a.status === 200).length, 1);
	assert.is(answers.filter((a) => a.body.code === 'CHALLENGE_OVER').length, 9);

	const wasted = await challenge(key);
	await verify({ nonce: wasted.nonce, signature: 'AAAA' });
	assert.is((await verify(answerTo(wasted, key))).body.code, 'CHALLENGE_OVER');
});

test('a challenge ends after five minutes, and one that we never made is refused', async () => {
	const key = Keypair.random();
	const [inTime, late] = [await challenge(key), await challenge(key)];
	fixture.clock.advance(299_000);
	assert.is((await verify(answerTo(inTime, key))).status, 200);
	fixture.clock.advance(2_000);
	assert.is((await verify(answerTo(late, key))).body.code, 'CHALLENGE_OVER');
	assert.is((await verify({ nonce: 'made-up', signature: 'AAAA' })).body.code, 'CHALLENGE_OVER');
});

test('a transaction that somebody else made, or for another place, is refused', async () => {
	const key = Keypair.random();
	const { passphrase } = fixture.options;
	const foreign = Keypair.random();
	const made = (server: Keypair, domain: string) =>
		WebAuth.buildChallengeTx(server, key.publicKey(), domain, 300, passphrase, domain);
	for (const transaction of [made(foreign, '127.0.0.1:3000'), made(foreign, 'elsewhere.example')]) {
		const { nonce } = await challenge(key, 'transaction');
		const answer = answerTo({ nonce, message: null, transaction }, key);
		assert.is((await verify(answer)).body.code, 'SIGNATURE_WRONG');
	}
	const [one, two] = [await challenge(key, 'transaction'), await challenge(key, 'transaction')];
	const swapped = { ...answerTo(one, key), nonce: two.nonce };
	assert.is((await verify(swapped)).body.code, 'SIGNATURE_WRONG', 'each nonce has its own transaction');
});

test('a malformed wallet address gets no challenge', async () => {
	for (const address of ['', 'G', Keypair.random().secret(), `C${'A'.repeat(51)}D2KM`]) {
		const answer = await browser().post('/v1/sign-in/wallet', { address });
		assert.is(answer.body.code, 'WALLET_INVALID', address);
	}
});

test('a key that its account gave the weight 0 no longer signs in', async () => {
	const [key, heir] = [Keypair.random(), Keypair.random()];
	const chain = { rpcUrl: localnet.url, passphrase: localnet.passphrase };
	await fund(chain, key.publicKey());
	assert.is((await browser().signInBy(key)).status, 200);
	const signer = { ed25519PublicKey: heir.publicKey(), weight: 1 };
	await sendClassic(chain, [key], [Operation.setOptions({ signer, masterWeight: 0 })]);
	const refused = await browser().signInBy(key);
	assert.equal([refused.status, refused.body.code], [403, 'KEY_NOT_IN_CHARGE']);
});

test('while the network does not answer, no wallet signs in, and the answer says why', async () => {
	const away = await startPlatform({ ...fixture.options, port: 0, rpcUrl: 'http://127.0.0.1:1' });
	const { status, body } = await new Browser({ platform: away }).signInBy(Keypair.random());
	await away.stop();
	assert.equal([status, body.code], [503, 'NETWORK_UNREACHABLE']);
});

test('while the RPC is of another network, the platform is not ready and no wallet signs in', async () => {
	const node = await misbehavingNode(localnet.url);
	node.behave(fieldIs(['getNetwork'], 'passphrase', 'Another Network'));
	const platform = await startPlatform({ ...fixture.options, port: 0, rpcUrl: node.url });
	const ready = async () => (await fetch(`${platform.url}/readyz`)).json();
	const at = () => new Browser({ platform });
	try {
		assert.is(await codeOf(platform.started), 'RPC_WRONG_NETWORK');
		const { ready: isReady, code } = await ready();
		assert.equal([isReady, code], [false, 'RPC_WRONG_NETWORK']);
		assert.is((await at().signInBy(Keypair.random())).status, 503);
		assert.equal([...new Set(node.asked.map(({ method }) => method))], ['getNetwork']);
		// The negative control: the same node, of our network.
		node.behave(null);
		assert.is((await at().signInBy(Keypair.random())).status, 200);
		assert.is((await ready()).code, 'READY');
	} finally {
		await platform.stop();
		await node.close();
	}
});

test('a network without the registry ends the platform at its start', async () => {
	const platform = await startPlatform({ ...fixture.options, port: 0, rpcUrl: localnet.url });
	assert.is(await codeOf(platform.started), 'REGISTRY_MISSING');
	await platform.stop();
});

test('one account has several wallets, numbers and addresses, and any of them leads to it', async () => {
	const [one, two, at] = [Keypair.random(), Keypair.random(), browser()];
	const { account } = (await at.signInBy(one)).body;
	assert.is((await at.linkWallet(two)).status, 200);
	const phone = '0712345678';
	const linked = await at.post('/v1/me/identities/code', { to: phone, code: await at.codeFor(phone) });
	assert.equal(linked.body.wallets, [one.publicKey(), two.publicKey()]);
	assert.equal(
		linked.body.identities.map((i: { kind: string; label: string }) => [i.kind, i.label.slice(0, 5)]),
		[
			['wallet', `${one.publicKey().slice(0, 4)}…`],
			['wallet', `${two.publicKey().slice(0, 4)}…`],
			['phone', '+2547'],
		],
	);
	assert.is((await browser().signInBy(two)).body.account, account);
	assert.is(await browser().signIn(phone), account);
	const again = await at.linkWallet(two);
	assert.is(again.status, 200, 'linking what is linked already changes nothing');
});

test('an identity of another account cannot be taken over', async () => {
	const [hers, mine, at] = [Keypair.random(), Keypair.random(), browser()];
	await browser().signInBy(hers);
	await at.signInBy(mine);
	const taken = await at.linkWallet(hers);
	assert.equal([taken.status, taken.body.code], [409, 'IDENTITY_TAKEN']);
	assert.equal((await at.get('/v1/me')).body.wallets, [mine.publicKey()]);
});

test('a challenge to sign in links nothing, one to link signs nobody in, and neither serves another account', async () => {
	const [key, a, b] = [Keypair.random(), browser(), browser()];
	await a.signInBy(Keypair.random());
	await b.signInBy(Keypair.random());
	const toSignIn = await challenge(key);
	const asLink = await a.post('/v1/me/identities/wallet/verify', answerTo(toSignIn, key));
	assert.is(asLink.body.code, 'CHALLENGE_OVER');
	const request = async () => (await a.post('/v1/me/identities/wallet', { address: key.publicKey() })).body;
	assert.match((await request()).message, /link this wallet to your account/);
	assert.is((await verify(answerTo(await request(), key))).body.code, 'CHALLENGE_OVER');
	const byAnother = await b.post('/v1/me/identities/wallet/verify', answerTo(await request(), key));
	assert.is(byAnother.body.code, 'CHALLENGE_OVER');
	assert.is((await a.post('/v1/me/identities/wallet/verify', answerTo(await request(), key))).status, 200);
});

test('an identity can be removed, but not the last one, and not another account’s', async () => {
	const [one, two, at, other] = [Keypair.random(), Keypair.random(), browser(), browser()];
	await at.signInBy(one);
	await at.linkWallet(two);
	await other.signInBy(Keypair.random());
	const [first, second] = (await at.get('/v1/me')).body.identities;
	assert.is((await other.delete(`/v1/me/identities/${first.id}`)).status, 404);
	const answers = await Promise.all([first, second].map((i) => at.delete(`/v1/me/identities/${i.id}`)));
	assert.equal(answers.map((a) => a.status).toSorted(), [200, 409]);
	assert.is(answers.find((a) => a.status === 409)!.body.code, 'LAST_IDENTITY');
	assert.is((await at.get('/v1/me')).body.wallets.length, 1);
});

test('what a number’s session adds opens no more than that session: an old number’s new owner adds their own', async () => {
	const elsewhere = () => new Browser(fixture, { 'x-forwarded-for': '203.0.113.8' });
	const verified = await sessionVerifier(fixture.publicKey, () => fixture.clock.now());
	const since = async (of: Browser) => (await verified((await of.post('/v1/token')).body.token)).phoneSince;
	const added = async (of: Browser, to: string) =>
		(await of.post('/v1/me/identities/code', { to, code: await of.codeFor(to) })).status;
	const [byNumber, linked, publishes] = [elsewhere(), Keypair.random(), Keypair.random()];
	const account = await byNumber.signIn('0719000001');
	const begun = await since(byNumber);
	assert.is(await added(byNumber, 'new.owner@example.com'), 200);
	assert.is((await byNumber.linkWallet(linked)).status, 200);
	await byNumber.post('/v1/me/organizer', { name: 'Somebody' });
	const offered = await byNumber.post('/v1/wallets', { address: publishes.publicKey() });
	assert.is((await byNumber.post('/v1/wallets/verify', answerTo(offered.body, publishes))).status, 200);
	const byAddress = elsewhere();
	assert.is(await byAddress.signIn('new.owner@example.com'), account);
	const last = Keypair.random();
	assert.is((await byAddress.linkWallet(last)).status, 200, 'and so on');
	assert.is(await since(byAddress), begun);
	for (const wallet of [linked, publishes, last]) {
		const byWallet = elsewhere();
		assert.is((await byWallet.signInBy(wallet)).body.account, account);
		assert.is(await since(byWallet), begun);
	}
	// The control: what an address's own session adds is as good as the address.
	const [byMail, own] = [elsewhere(), Keypair.random()];
	await byMail.signIn('achieng@example.com');
	await byMail.linkWallet(own);
	const byOwn = elsewhere();
	await byOwn.signInBy(own);
	assert.equal([await since(byMail), await since(byOwn)], [null, null]);
});

test('two concurrent first sign-ins with one wallet give one account', async () => {
	const key = Keypair.random();
	const asked = await Promise.all(Array.from({ length: 6 }, () => challenge(key)));
	const answers = await Promise.all(asked.map((each) => verify(answerTo(each, key))));
	assert.is(new Set(answers.map((a) => a.body.account)).size, 1);
	const [{ n }] = await fixture.rows(
		'SELECT count(*)::int AS n FROM platform.accounts a WHERE NOT EXISTS (SELECT 1 FROM platform.identities i WHERE i.account = a.id)',
	);
	assert.is(n, 0, 'no account is left over that nobody can enter');
});

test.run();
