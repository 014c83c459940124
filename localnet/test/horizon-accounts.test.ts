import { get } from 'node:http';
import { Asset, Horizon, hash, Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { horizonAnswer } from './horizon-answer.ts';
import type { Json } from './network-fixture.ts';
import { openUsdc, type Usdc } from './usdc.ts';

type Context = Usdc & { horizon: Horizon.Server };
const test = suite<Context>("Horizon's accounts, read by the SDK's own client");
test.before(async (context) => {
	Object.assign(context, await openUsdc());
	context.horizon = new Horizon.Server(context.net.localnet.url, { allowHttp: true });
});
test.after(({ net }) => net.close());

test('a new account has every field of the record', async ({ net, horizon }) => {
	const key = await net.funded();
	const account = await horizon.loadAccount(key.publicKey());
	const sequence = (await net.server.getAccount(key.publicKey())).sequenceNumber();
	assert.is(account.sequence, sequence);
	assert.equal(account.balances, [
		{
			balance: '10000.0000000',
			buying_liabilities: '0.0000000',
			selling_liabilities: '0.0000000',
			asset_type: 'native',
		},
	]);
	assert.equal(account.thresholds, { low_threshold: 0, med_threshold: 0, high_threshold: 0 });
	assert.equal(account.flags, {
		auth_required: false,
		auth_revocable: false,
		auth_immutable: false,
		auth_clawback_enabled: false,
	});
	assert.equal(account.signers, [{ weight: 1, key: key.publicKey(), type: 'ed25519_public_key' }]);
	assert.equal([account.subentry_count, account.num_sponsoring, account.num_sponsored], [0, 0, 0]);
	assert.equal(account.data_attr, {});
	assert.match(account.last_modified_time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
	assert.ok(account.last_modified_ledger > 1);
	assert.is(account.sequence_ledger, undefined, 'it has sent nothing');
	const { body, type } = await horizonAnswer(net, `/accounts/${key.publicKey()}`);
	assert.match(type, /^application\/hal\+json/);
	const names = ['self', 'transactions', 'operations', 'payments', 'effects', 'offers', 'trades', 'data'];
	assert.equal(Object.keys(body._links), names);
	assert.is(body._links.self.href, `${net.localnet.url}/accounts/${key.publicKey()}`);
	assert.is(body._links.operations.templated, true);
	assert.equal([body.id, body.account_id, body.paging_token], Array(3).fill(key.publicKey()));
});

test('trust lines, signers, data, thresholds, flags, domain and sponsors come from the ledger', async (c) => {
	const { net, horizon, issuer, asset } = c;
	const [key, sponsor] = [await net.funded(), await net.funded()];
	const [self, other] = [key.publicKey(), Keypair.random().publicKey()];
	await net.apply(
		[key],
		[
			Operation.setOptions({
				homeDomain: 'passa.example',
				setFlags: 3 as never,
				lowThreshold: 1,
				medThreshold: 1,
				highThreshold: 1,
			}),
			Operation.setOptions({ signer: { sha256Hash: hash(new Uint8Array([1])), weight: 1 } }),
			Operation.manageData({ name: 'a key', value: 'its value' }),
			Operation.changeTrust({ asset, limit: '5000' }),
		],
	);
	await net.apply(
		[key, sponsor],
		[
			Operation.beginSponsoringFutureReserves({ sponsoredId: self, source: sponsor.publicKey() }),
			Operation.setOptions({ signer: { ed25519PublicKey: other, weight: 1 } }),
			Operation.changeTrust({ asset: new Asset('KES', issuer.publicKey()) }),
			Operation.endSponsoringFutureReserves({}),
		],
	);
	await net.apply([issuer], [Operation.payment({ destination: self, asset, amount: '12.5' })]);
	const account = await horizon.loadAccount(self);
	const [kes, usdc, native] = [...account.balances].sort((a, b) =>
		('asset_code' in a ? a.asset_code : 'z') < ('asset_code' in b ? b.asset_code : 'z') ? -1 : 1,
	) as Json[];
	assert.is(native.asset_type, 'native');
	assert.equal(
		{ ...usdc, last_modified_ledger: 0 },
		{
			balance: '12.5000000',
			limit: '5000.0000000',
			buying_liabilities: '0.0000000',
			selling_liabilities: '0.0000000',
			last_modified_ledger: 0,
			is_authorized: true,
			is_authorized_to_maintain_liabilities: true,
			is_clawback_enabled: false,
			asset_type: 'credit_alphanum4',
			asset_code: 'USDC',
			asset_issuer: issuer.publicKey(),
		},
	);
	assert.equal([kes.sponsor, kes.limit], [sponsor.publicKey(), '922337203685.4775807']);
	assert.equal(account.thresholds, { low_threshold: 1, med_threshold: 1, high_threshold: 1 });
	assert.equal([account.flags.auth_required, account.flags.auth_revocable], [true, true]);
	assert.is(account.home_domain, 'passa.example');
	assert.equal(account.data_attr, { 'a key': Buffer.from('its value').toString('base64') });
	assert.equal(
		await account.data({ value: 'a key' }).catch(() => null),
		null,
		'the SDK names the parameter key',
	);
	assert.is(
		(await horizonAnswer(net, `/accounts/${self}/data/a%20key`)).body.value,
		account.data_attr['a key'],
	);
	const types = Object.fromEntries(account.signers.map((s) => [s.type, s]));
	assert.match(types.sha256_hash!.key, /^X/);
	assert.ok(account.signers.some((s) => s.key === other && (s as Json).sponsor === sponsor.publicKey()));
	assert.equal([account.subentry_count, account.num_sponsored], [5, 2]);
	assert.is((await horizon.loadAccount(sponsor.publicKey())).num_sponsoring, 2);
	assert.ok(account.sequence_ledger! > 0);
	assert.match(account.sequence_time!, /^\d+$/);
	const signs = await horizon.accounts().forSigner(other).call();
	assert.equal(
		signs.records.map((r) => r.id),
		[self],
	);
});

test('a line that its issuer froze says so', async ({ net, horizon, issuer, asset }) => {
	const key = await net.funded();
	await net.apply([key], [Operation.changeTrust({ asset })]);
	await net.apply([issuer], [Operation.setOptions({ setFlags: 2 })]);
	const freeze = Operation.setTrustLineFlags({
		trustor: key.publicKey(),
		asset,
		flags: { authorized: false },
	});
	await net.apply([issuer], [freeze]);
	const line = (await horizon.loadAccount(key.publicKey())).balances[0] as Json;
	assert.equal([line.is_authorized, line.is_authorized_to_maintain_liabilities], [false, false]);
});

test('an account without a reserve of its own names its sponsor', async ({ net, horizon }) => {
	const [sponsor, child] = [await net.funded(), Keypair.random()];
	await net.apply(
		[sponsor, child],
		[
			Operation.beginSponsoringFutureReserves({ sponsoredId: child.publicKey() }),
			Operation.createAccount({ destination: child.publicKey(), startingBalance: '0' }),
			Operation.endSponsoringFutureReserves({ source: child.publicKey() }),
		],
	);
	const account = await horizon.loadAccount(child.publicKey());
	assert.equal([account.sponsor, account.num_sponsored], [sponsor.publicKey(), 2]);
});

test('what is missing or malformed is a problem with a type, title, status and detail', async ({
	net,
	horizon,
}) => {
	const missing = await horizonAnswer(net, `/accounts/${Keypair.random().publicKey()}`);
	assert.is(missing.status, 404);
	assert.match(missing.type, /^application\/problem\+json/);
	assert.equal(Object.keys(missing.body), ['type', 'title', 'status', 'detail']);
	assert.is(missing.body.type, 'https://stellar.org/horizon-errors/not_found');
	assert.is((await horizonAnswer(net, '/accounts/nobody')).body.extras.invalid_field, 'account_id');
	const key = await net.funded();
	for (const [query, name] of [
		['limit=0', 'limit'],
		['limit=201', 'limit'],
		['limit=x', 'limit'],
		['order=up', 'order'],
		['cursor=x', 'cursor'],
		['include_failed=maybe', 'include_failed'],
		['join=effects', 'join'],
	]) {
		const { status, body } = await horizonAnswer(net, `/accounts/${key.publicKey()}/operations?${query}`);
		assert.equal([status, body.extras.invalid_field], [400, name]);
	}
	for (const path of ['/assets', `/accounts?signer=${key.publicKey()}`])
		for (const query of ['limit=0', 'limit=-5', 'limit=1.5', 'order=up', 'asset_code=TOOLONGCODE123']) {
			if (path !== '/assets' && query.startsWith('asset')) continue;
			const answer = await horizonAnswer(net, `${path}${path.includes('?') ? '&' : '?'}${query}`);
			assert.equal([answer.status, answer.body.extras.invalid_field], [400, query.split('=')[0]], path);
		}
	assert.is((await horizonAnswer(net, '/accounts')).body.extras.invalid_field, 'signer');
	assert.is((await horizonAnswer(net, `/accounts/${key.publicKey()}/offers`)).status, 404);
	assert.is((await horizonAnswer(net, `/accounts/${key.publicKey()}/data/%zz`)).status, 404);
	assert.is((await horizonAnswer(net, '/transactions/abc')).status, 400);
	assert.is((await horizonAnswer(net, `/transactions/${'0'.repeat(64)}`)).status, 404);
	const error = await horizon.loadAccount(Keypair.random().publicKey()).catch((e) => e);
	assert.is(error.constructor.name, 'NotFoundError');
});

test('lists of assets and accounts are read page by page, in both directions', async ({ net }) => {
	const read = async (query: string): Promise<string[]> =>
		(await horizonAnswer(net, `/assets?${query}`)).body._embedded.records.map(
			(each: Json) => each.paging_token,
		);
	const all = await read('limit=200');
	assert.ok(all.length > 1);
	assert.equal(await read('order=desc&limit=200'), all.toReversed());
	const pages = [];
	for (let cursor = ''; ; cursor = pages.at(-1)!) {
		const page = await read(`limit=1&cursor=${cursor}`);
		if (page.length === 0) break;
		pages.push(...page);
	}
	assert.equal(pages, all);
});

test('a path with a slash more is the same path, and never names another host', async ({ net }) => {
	const key = await net.funded();
	assert.is((await horizonAnswer(net, `/accounts/${key.publicKey()}/`)).body.id, key.publicKey());
	const port = Number(new URL(net.localnet.url).port);
	const asked = (path: string) =>
		new Promise<{ status: number; text: string }>((done, fail) => {
			const request = get({ host: '127.0.0.1', port, path }, async (response) => {
				let text = '';
				for await (const part of response) text += part;
				done({ status: response.statusCode!, text });
			});
			request.on('error', fail);
		});
	for (const path of ['//evil.example/accounts', '//', 'http://[', `//${key.publicKey()}`]) {
		const { status, text } = await asked(path);
		assert.ok([400, 404].includes(status), `${path}: ${status}`);
		assert.not.match(text, 'evil.example');
	}
});

test.run();
