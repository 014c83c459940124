import {
	Account,
	Asset,
	AuthRequiredFlag,
	Keypair,
	MuxedAccount,
	nativeToScVal,
	Operation,
	StrKey,
	scValToNative,
} from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { eventAddress } from '#shared/chain/state/ids.ts';
import { type PayeeRefusal, type PayeeStanding, readPayees } from '#shared/chain/state/payee-standing.ts';
import { type SignTransaction, signWith, submit } from '#shared/chain/submit/invoke.ts';
import { publish } from '#shared/chain/submit/publish.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import type { EventInit } from '#shared/contract/event.ts';
import { eventV1 } from '#shared/contract/event-v1/event-v1.ts';
import { ChainFixture, codeOf, firstRegistryArgs } from '#testing/fixtures/chain-fixture.ts';
import { instanceLie, otherCode } from '#testing/proxies/instance-lie.ts';
import { lyingProxy } from '#testing/proxies/lying-proxy.ts';
import { keyOf } from '../deploy/deployment.ts';
import { sendClassic } from '../deploy/send-classic.ts';

const test = suite('payees who could never use their money');
let fixture: ChainFixture;
let issuer: Keypair;
let published: string;
let native: string;
let nonce = 900n;
const [bare, frozen, locked, memo, tight, lean] = Array.from({ length: 6 }, () => Keypair.random()) as [
	Keypair,
	Keypair,
	Keypair,
	Keypair,
	Keypair,
	Keypair,
];
const missing = Keypair.random().publicKey();

const muxed = (address: string) => new MuxedAccount(new Account(address, '0'), '77').accountId();

test.before(async () => {
	fixture = await ChainFixture.start();
	const { chain, asset, deployment } = fixture;
	issuer = keyOf(deployment.roles.issuer!);
	published = await fixture.publish();
	await fixture.wallets([bare], 0, false);
	await fixture.wallets([frozen, locked, memo, tight, lean]);
	const freeze = { trustor: frozen.publicKey(), asset, flags: { authorized: false } };
	await sendClassic(chain, [issuer], [Operation.setTrustLineFlags(freeze)]);
	await sendClassic(chain, [memo], [Operation.manageData({ name: 'config.memo_required', value: '1' })]);
	await sendClassic(chain, [tight], [Operation.changeTrust({ asset, limit: '25' })]);
	await sendClassic(chain, [lean], [Operation.manageData({ name: 'config.memo_required', value: '0' })]);
	await sendClassic(chain, [locked], [Operation.setOptions({ masterWeight: 0 })]);
	native = Asset.native().contractId(chain.passphrase);
	await submit({
		chain,
		source: fixture.organizer.publicKey(),
		sign: signWith(fixture.organizer, chain.passphrase),
		operation: Operation.createStellarAssetContract({ asset: Asset.native() }),
	}).catch(() => {});
});
test.after(() => fixture.close());

const place = () => {
	const { registry, usdc } = fixture.deployment;
	const event = eventAddress(fixture.chain.passphrase, registry, fixture.organizer.publicKey(), nonce);
	return { ...fixture.chain, registry, usdc, event };
};
const standing = async (address: string): Promise<PayeeStanding> =>
	(await readPayees(place(), [address])).get(address)!;

const refusals = (): [string, PayeeRefusal][] => [
	[issuer.publicKey(), 'PAYEE_IS_ISSUER'],
	[muxed(issuer.publicKey()), 'PAYEE_IS_ISSUER'],
	[fixture.deployment.usdc, 'PAYEE_IS_CONTRACT'],
	[native, 'PAYEE_IS_CONTRACT'],
	[fixture.deployment.registry, 'PAYEE_IS_CONTRACT'],
	[published, 'PAYEE_IS_CONTRACT'],
	[place().event, 'PAYEE_IS_CONTRACT'],
	[StrKey.encodeContract(new Uint8Array(32).fill(8)), 'PAYEE_CONTRACT_MISSING'],
	[missing, 'PAYEE_ACCOUNT_MISSING'],
	[muxed(missing), 'PAYEE_ACCOUNT_MISSING'],
	[bare.publicKey(), 'PAYEE_NO_TRUST_LINE'],
	[muxed(bare.publicKey()), 'PAYEE_NO_TRUST_LINE'],
	[frozen.publicKey(), 'PAYEE_FROZEN'],
	[locked.publicKey(), 'PAYEE_LOCKED'],
	[muxed(locked.publicKey()), 'PAYEE_LOCKED'],
	[StrKey.encodeEd25519PublicKey(new Uint8Array(32)), 'PAYEE_LOCKED'],
];

test('are known from the ledger, each by its reason, muxed or not', async () => {
	for (const [address, refusal] of refusals())
		assert.is((await standing(address)).refusal, refusal, `${address} ${refusal}`);
	const all = await readPayees(
		place(),
		refusals().map(([address]) => address),
	);
	assert.equal(
		[...all.values()].map((s) => s.refusal),
		refusals().map(([, refusal]) => refusal),
	);
});

test('a payee who can be paid is not refused, nor one whose id stands for a memo', async () => {
	for (const key of [fixture.artist, lean, memo, tight]) {
		for (const address of [key.publicKey(), muxed(key.publicKey())])
			assert.is((await standing(address)).refusal, null);
	}
	const artist = await standing(fixture.artist.publicKey());
	assert.equal([artist.memoRequired, artist.unknownContract], [false, false]);
});

test('memo-required accounts and full trust lines get warnings of their own, and are not refused', async () => {
	assert.is((await standing(memo.publicKey())).memoRequired, true);
	assert.is((await standing(muxed(memo.publicKey()))).memoRequired, false, 'the id does what a memo does');
	assert.is((await standing(lean.publicKey())).memoRequired, false, 'SEP-29 says 1');
	assert.is((await standing(tight.publicKey())).room, 250_000_000n);
	await sendClassic(
		fixture.chain,
		[issuer],
		[Operation.payment({ asset: fixture.asset, amount: '24', destination: tight.publicKey() })],
	);
	assert.is((await standing(tight.publicKey())).room, 10_000_000n);
});

const never: SignTransaction = () => Promise.reject(new Error('the wallet was asked'));
const paying = (payee: string): EventInit => {
	const init = fixture.terms();
	init.payees[1]!.address = payee;
	return init;
};

test('publishing refuses them before the wallet opens', async () => {
	const { registry, usdc } = fixture.deployment;
	const organizer = fixture.organizer.publicKey();
	for (const [address, refusal] of refusals()) {
		const publication = { registry, organizer, nonce, init: paying(address) };
		const code = await codeOf(publish(fixture.chain, publication, never));
		const known = [place().event, registry, usdc, issuer.publicKey(), muxed(issuer.publicKey())];
		assert.is(
			code,
			known.includes(address) ? 'PAYEE_INVALID' : refusal,
			`${address}: what the contract knows itself`,
		);
	}
	const honest = { registry, organizer, nonce: ++nonce, init: paying(memo.publicKey()) };
	assert.is(await codeOf(publish(fixture.chain, honest, never)), 'the wallet was asked', 'the control');
});

test('an organizer may open their own trust line later, and nothing else is let pass', async () => {
	const publishedBy = (organizer: Keypair, artist: string) => {
		const init = paying(artist);
		init.payees[0]!.address = organizer.publicKey();
		const { registry } = fixture.deployment;
		return codeOf(publish(fixture.chain, { registry, organizer: organizer.publicKey(), nonce, init }, never));
	};
	const artist = fixture.artist.publicKey();
	assert.is(await publishedBy(bare, artist), 'the wallet was asked');
	assert.is(await publishedBy(bare, muxed(bare.publicKey())), 'PAYEE_NO_TRUST_LINE', 'for themselves alone');
	assert.is(await publishedBy(frozen, artist), 'PAYEE_FROZEN');
});

test('a contract of unknown code gets a warning, and is refused where the issuer froze its USDC', async () => {
	await fixture.buy(await fixture.fan(), published, [{ tier: 0, qty: 1 }]);
	// To a registry that does not know it, an event of other code is what any contract is.
	const proxy = await lyingProxy(fixture.chain.rpcUrl, instanceLie(published, otherCode));
	const read = async (rpcUrl: string) =>
		(await readPayees({ ...place(), registry: fixture.deployment.usdc, rpcUrl }, [published])).get(
			published,
		)!;
	try {
		assert.equal(await read(proxy.url), {
			...(await standing(fixture.artist.publicKey())),
			room: null,
			unknownContract: true,
		});
		assert.is((await read(fixture.chain.rpcUrl)).refusal, 'PAYEE_IS_CONTRACT', 'our code pays by its rules');
		await submit({
			chain: fixture.chain,
			source: issuer.publicKey(),
			sign: signWith(issuer, fixture.chain.passphrase),
			operation: contractCall(fixture.deployment.usdc, 'set_authorized', [
				nativeToScVal(published, { type: 'address' }),
				nativeToScVal(false),
			]),
		});
		assert.is((await read(proxy.url)).refusal, 'PAYEE_FROZEN');
	} finally {
		await proxy.close();
	}
});

test('a contract without a balance is refused where the issuer has to agree first', async () => {
	const empty = await fixture.publish();
	const proxy = await lyingProxy(fixture.chain.rpcUrl, instanceLie(empty, otherCode));
	const read = async () => {
		const at = { ...place(), registry: fixture.deployment.usdc, rpcUrl: proxy.url };
		return (await readPayees(at, [empty])).get(empty)!.refusal;
	};
	const ask = (flags: object) => sendClassic(fixture.chain, [issuer], [Operation.setOptions(flags)]);
	try {
		assert.is(await read(), null, 'the control');
		await ask({ setFlags: AuthRequiredFlag });
		assert.is(await read(), 'PAYEE_FROZEN');
		assert.is((await standing(fixture.artist.publicKey())).refusal, null, 'who has a trust line keeps it');
	} finally {
		await ask({ clearFlags: AuthRequiredFlag });
		await proxy.close();
	}
});

test('an event of version 1 with the issuer as payee, which that version let pass, has a green audit', async () => {
	const first = await ChainFixture.start('instant', 'first');
	try {
		const { organizer, deployment } = first;
		const init = first.terms();
		init.payees[1]!.address = keyOf(deployment.roles.issuer!).publicKey();
		const publication = { organizer: organizer.publicKey(), nonce: 1n, init };
		const { registry } = deployment;
		const landed = await first.call(organizer, registry, 'create_event', publication, firstRegistryArgs);
		const event = scValToNative(landed.returnValue!) as string;
		await first.buy(await first.fan(), event, [{ tier: 0, qty: 1 }]);
		await first.call(organizer, event, 'distribute_ticket_revenue', { mask: 0b111 }, eventV1.args);
		first.localnet.network.close();
		const result = audit(await collectEvidence({ ...first.chain }, event));
		assert.equal(
			result.checks.filter((c) => !c.ok),
			[],
		);
		assert.is(result.payees[1]!.paid, 35_000_000n);
	} finally {
		await first.close();
	}
});

test.run();
