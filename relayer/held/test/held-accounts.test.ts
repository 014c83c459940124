import { Keypair, Operation, StrKey, TransactionBuilder } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { landing } from '#shared/chain/submit/invoke.ts';
import { carryOut, planOperation } from '#shared/chain/submit/operate.ts';
import { publish } from '#shared/chain/submit/publish.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { payFee } from '../../network-fees/pay-fee.ts';
import { recordOutcomes } from '../../network-fees/record-outcomes.ts';
import { chainFor, withoutXlm } from '../../network-fees/test/fees-fixture.ts';
import { lookAround } from '../../test/fixture.ts';
import { removeAddress } from '../addresses.ts';
import { announceChanges } from '../announce-changes.ts';
import { askAct } from '../ask-act.ts';
import type { HeldDeps } from '../held-deps.ts';
import { heldOf } from '../held-view.ts';
import { signAct } from '../sign-act.ts';
import { type HeldFixture, openHeldFixture, opening } from './held-fixture.ts';

const test = suite('accounts that Passa holds');
let fixture: HeldFixture;
let deps: HeldDeps;

test.before(async () => {
	fixture = await openHeldFixture();
	({ deps } = fixture);
});
test.after(() => fixture.close());

const act: HeldFixture['act'] = (...of) => fixture.act(...of);
const opened = () => fixture.opened();

const usdcOf = (address: string) => holdingOf(deps.chain.rpcUrl, deps.asset, address);
async function give(to: string, amount: string): Promise<void> {
	const { deployment, asset } = fixture.chainFixture;
	const operation = Operation.payment({ destination: to, asset, amount });
	await sendClassic(deps.chain, [keyOf(deployment.roles.issuer!)], [operation]);
}

test('a person without a wallet gets an account that holds USDC, and signs by a passkey alone', async () => {
	const someone = fixture.person();
	assert.is(await heldOf(deps, someone.by.account), null);
	await act(someone, opening(someone));
	await recordOutcomes(deps.paying);
	const held = (await heldOf(deps, someone.by.account))!;
	assert.ok(StrKey.isValidEd25519PublicKey(held.address));
	assert.equal(
		[held.balance, held.handedOver, held.passkeys.map(({ id }) => id)],
		['0', false, [someone.key.id]],
	);
	assert.is(await codeOf(act(someone, opening(someone))), 'HELD_EXISTS');
});

test('a person who has shown no factor opens none, and one without any gets nothing signed', async () => {
	const someone = fixture.person();
	for (const strong of ['none', 'due'] as const) {
		const session = { ...someone.session, strong };
		assert.is(await codeOf(askAct(deps, session, opening(someone))), 'STRONG_NEEDED');
	}
	assert.is(await codeOf(act(someone, { kind: 'message', text: 'x' })), 'HELD_MISSING');
});

test('who asks for what is refused, also many at once, is soon not answered any more, and nobody else suffers', async () => {
	const [someone, other] = [await opened(), await opened()];
	const asked = { kind: 'withdraw', address: Keypair.random().publicKey(), amount: 1n } as const;
	const ask = () => codeOf(askAct(deps, someone.session, asked));
	const codes = await Promise.all(Array.from({ length: 70 }, ask));
	const counts = ['ADDRESS_UNKNOWN', 'TOO_MANY_REQUESTS'].map(
		(code) => codes.filter((c) => c === code).length,
	);
	// The account was opened by one act.
	assert.equal(counts, [59, 11]);
	assert.is(await codeOf(askAct(deps, other.session, asked)), 'ADDRESS_UNKNOWN');
});

test('the platform’s word alone signs nothing: another passkey, site, person or a used answer is refused', async () => {
	const [someone, thief] = [await opened(), await opened()];
	const asked = { kind: 'address', address: Keypair.random().publicKey(), language: 'en' } as const;
	assert.is(await codeOf(act({ ...someone, key: thief.key }, asked)), 'PASSKEY_REFUSED');
	const named = Object.assign(fixture.newKey(), { id: someone.key.id });
	assert.is(
		await codeOf(act({ ...someone, key: named }, asked)),
		'PASSKEY_REFUSED',
		'another key by the same id',
	);
	for (const faults of [{ origin: 'https://evil.example' }, { rpId: 'evil.example' }, { verified: false }])
		assert.is(await codeOf(act(someone, asked, { faults })), 'PASSKEY_REFUSED', JSON.stringify(faults));
	const { id, challenge } = await askAct(deps, someone.session, asked);
	const response = someone.key.answer(challenge);
	assert.is(await codeOf(signAct(deps, thief.by, id, { response })), 'ACT_OVER', 'of another person');
	const other = await askAct(deps, someone.session, { ...asked, address: thief.address });
	assert.is(
		await codeOf(signAct(deps, someone.by, other.id, { response })),
		'PASSKEY_REFUSED',
		'of another act',
	);
	assert.equal((await heldOf(deps, someone.by.account))!.addresses, []);
	await signAct(deps, someone.by, id, { response });
	assert.is(await codeOf(signAct(deps, someone.by, id, { response })), 'ACT_OVER', 'a second time');
});

test('an act that was changed in the database after it was shown is not signed', async () => {
	const someone = await opened();
	const { id, challenge } = await askAct(deps, someone.session, {
		kind: 'address',
		address: Keypair.random().publicKey(),
		language: 'en',
	});
	const thief = Keypair.random().publicKey();
	await fixture.rows('UPDATE relay.held_acts SET shown = $2 WHERE id = $1', [
		id,
		JSON.stringify({ account: someone.address, to: thief, language: 'en' }),
	]);
	assert.is(
		await codeOf(signAct(deps, someone.by, id, { response: someone.key.answer(challenge) })),
		'ACT_OVER',
	);
});

test('it publishes an event, and signs neither a purchase nor a payment nor another’s call', async () => {
	const someone = await opened();
	const terms = fixture.chainFixture.terms();
	const [own, ...others] = terms.payees;
	const init = { ...terms, payees: [{ ...own!, address: someone.address }, ...others] };
	const asked: string[] = [];
	const sign = async (envelope: string) => {
		asked.push(envelope);
		return (await act(someone, { kind: 'call', envelope })).signed!;
	};
	const publication = { registry: deps.registry, organizer: someone.address, nonce: 7n, init };
	const { event } = await publish(chainFor(deps.paying, someone.by), publication, sign);
	const plan = await planOperation(chainFor(deps.paying, someone.by), event, { do: 'pause' });
	assert.is(plan.feePaid, true);
	await lookAround(fixture);
	let paused: string | null = null;
	await carryOut(chainFor(deps.paying, someone.by), plan, async (envelope) => {
		paused = await sign(envelope);
		return paused;
	});
	const unheld = { ...deps.paying, isHeld: async () => false };
	assert.is(await codeOf(payFee(unheld, paused!, someone.by)), 'NOT_OUR_CALL', 'for held accounts alone');
	const [envelope] = asked;
	const thief = await opened();
	assert.is(await codeOf(act(thief, { kind: 'call', envelope: envelope! })), 'NOT_OUR_CALL');
	const sent = Operation.payment({
		destination: thief.address,
		asset: fixture.chainFixture.asset,
		amount: '1',
	});
	const payment = TransactionBuilder.cloneFrom(
		TransactionBuilder.fromXDR(envelope!, deps.chain.passphrase) as never,
	)
		.clearOperations()
		.addOperation(sent)
		.build();
	const changed = payment.toEnvelope().toXdr('base64');
	assert.is(await codeOf(act(someone, { kind: 'call', envelope: changed })), 'NOT_OUR_CALL');
});

test('it signs the platform’s texts that link it, and no sign-in or other text', async () => {
	const someone = await opened();
	const expires = new Date(fixture.clock.now() + 60_000).toISOString();
	const text = (what: string, address = someone.address, host = 'passa.example') =>
		[
			`${host} asks you to ${what}:`,
			...[address, '', 'This moves no money and costs nothing.', ''],
			`Network: ${deps.chain.passphrase}`,
			`Nonce: ${'n'.repeat(32)}`,
			`Expires: ${expires}`,
		].join('\n');
	const linking = text('link this wallet to your account');
	const { signed } = await act(someone, { kind: 'message', text: linking });
	const signature = new Uint8Array(Buffer.from(signed!, 'base64'));
	assert.ok(Keypair.fromPublicKey(someone.address).verifyMessage(linking, signature));
	const wrong = [
		text('sign in with your wallet'),
		text('link this wallet to your account', Keypair.random().publicKey()),
		text('link this wallet to your account', someone.address, 'evil.example'),
		`${linking}\nmore`,
		'give me everything',
	];
	for (const each of wrong)
		assert.is(await codeOf(act(someone, { kind: 'message', text: each })), 'NOT_OUR_CALL', each);
});

test('USDC goes to an own wallet three days after its owner was told, and not before; a removed one gets nothing', async () => {
	const someone = await opened();
	await give(someone.address, '25');
	const wallet = (await withoutXlm(fixture, 0)).publicKey();
	const withdraw = (amount: bigint) => act(someone, { kind: 'withdraw', address: wallet, amount });
	assert.is(await codeOf(withdraw(1n)), 'ADDRESS_UNKNOWN');
	await act(someone, { kind: 'address', address: wallet, language: 'sw' });
	fixture.clock.advance(80 * 3_600_000);
	assert.is(await codeOf(withdraw(1n)), 'ADDRESS_TOO_NEW', 'nobody was told');
	fixture.announced.length = 0;
	await announceChanges(deps);
	await announceChanges(deps);
	assert.equal(
		fixture.announced.flatMap((news) =>
			news.about === 'address' && news.address === wallet ? [news.language] : [],
		),
		['sw'],
	);
	fixture.clock.advance(71 * 3_600_000);
	assert.is(await codeOf(withdraw(1n)), 'ADDRESS_TOO_NEW');
	fixture.clock.advance(2 * 3_600_000);
	assert.is(await codeOf(withdraw(250_000_001n)), 'INSUFFICIENT_USDC');
	assert.is(await codeOf(withdraw(100_000_000_001n)), 'TOO_MUCH_TODAY');
	const before = (await usdcOf(wallet))!;
	const { hash } = await withdraw(200_000_000n);
	await settled(hash!);
	assert.equal(
		[await usdcOf(someone.address), (await usdcOf(wallet))! - before],
		[50_000_000n, 200_000_000n],
	);
	await removeAddress(deps, someone.by.account, wallet);
	assert.is(await codeOf(withdraw(1n)), 'ADDRESS_UNKNOWN');
	const { acts } = (await heldOf(deps, someone.by.account))!;
	assert.equal(
		acts.map(({ kind, state }) => [kind, state]),
		[
			['withdraw', 'landed'],
			['address', 'signed'],
			['open', 'signed'],
		],
	);
});

/** Until the network has it. */
async function settled(innerHash: string): Promise<void> {
	const [row] = await fixture.rows('SELECT envelope FROM relay.paid_fees WHERE inner_hash = $1', [innerHash]);
	await landing(deps.chain, row.envelope);
	await recordOutcomes(deps.paying);
}

test('handed over, the own wallet signs alone, and our key no more', async () => {
	const someone = await opened();
	await give(someone.address, '5');
	const wallet = await withoutXlm(fixture, 0);
	const to = wallet.publicKey();
	await act(someone, { kind: 'address', address: to, language: 'en' });
	await announceChanges(deps);
	fixture.clock.advance(73 * 3_600_000);
	assert.is(await codeOf(act(someone, { kind: 'hand_over', address: to })), 'WALLET_NOT_YOURS');
	const session = { ...someone.session, wallets: [to] };
	const { hash } = await act({ ...someone, session }, { kind: 'hand_over', address: to });
	await settled(hash!);
	assert.is((await heldOf(deps, someone.by.account))!.handedOver, true);
	const { asset } = fixture.chainFixture;
	const payment = Operation.payment({ destination: to, asset, amount: '1', source: someone.address });
	await sendClassic(deps.chain, [await fixture.chainFixture.fan(), wallet], [payment]);
	assert.is(await usdcOf(someone.address), 40_000_000n);
	await act({ ...someone, session }, { kind: 'withdraw', address: to, amount: 1n })
		.then(({ hash: refused }) => settled(refused!))
		.catch(() => {});
	assert.is(await usdcOf(someone.address), 40_000_000n, 'our key signs and the network refuses');
});

test.run();
