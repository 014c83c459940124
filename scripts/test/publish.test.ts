import { Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { notReceiving } from '#shared/chain/state/trust-lines.ts';
import { eventInitFromJson, eventInitToJson } from '#shared/chain/submit/event-init.ts';
import { type SignTransaction, send, signWith } from '#shared/chain/submit/invoke.ts';
import { findPublished, type Publication, publish } from '#shared/chain/submit/publish.ts';
import { codeOf, World } from '#testing/fixtures/chain-fixture.ts';
import { sendClassic } from '../deploy/classic.ts';
import { keyOf } from '../deploy/deployment.ts';

const test = suite('publishing');
let world: World;
let nonce = 7000n;

test.before(async () => {
	world = await World.start();
});
test.after(() => world.close());

const ours = (): Publication => ({
	registry: world.deployment.registry,
	organizer: world.organizer.publicKey(),
	nonce: ++nonce,
	// As it comes from the platform.
	init: eventInitFromJson(JSON.parse(JSON.stringify(eventInitToJson(world.terms())))),
});
const signed = (): SignTransaction => signWith(world.organizer, world.chain.passphrase);
const never: SignTransaction = () => Promise.reject(new Error('the wallet was asked'));

test('an event is at the address that its organizer and nonce give, with the terms that were signed', async () => {
	const publication = ours();
	const { event, ledger, hash } = await publish(world.chain, publication, signed());
	const { terms, config } = await readEventState(world.chain.rpcUrl, event);
	assert.is(config.organizer, publication.organizer);
	assert.equal(terms.payees, publication.init.payees);
	assert.is(terms.starts_at, publication.init.starts_at);
	assert.ok(ledger > 0);
	assert.match(hash!, /^[0-9a-f]{64}$/);
});

test('a second attempt finds the event and asks no wallet, whatever became of the draft', async () => {
	const publication = ours();
	const first = await publish(world.chain, publication, signed());
	const again = { ...publication, init: world.terms({ name: 'Another name' }) };
	const second = await publish(world.chain, again, never);
	assert.is(second.event, first.event);
	assert.is(second.hash, null);
	assert.ok(second.ledger >= first.ledger);
	const { terms } = await readEventState(world.chain.rpcUrl, first.event);
	assert.is(terms.name, publication.init.name);
});

test('an answer that was lost on the way is found by the next attempt', async () => {
	const publication = ours();
	const lost: SignTransaction = async (envelope) => {
		await send(world.chain, await signed()(envelope));
		throw new Error('the browser was closed');
	};
	assert.is(await codeOf(publish(world.chain, publication, lost)), 'the browser was closed');
	assert.ok(await publish(world.chain, publication, never));
});

test('of two attempts at once one publishes and both give the same event', async () => {
	const publication = ours();
	let other: Promise<string> | undefined;
	// The other one lands while this one's wallet is open.
	const slow: SignTransaction = async (envelope) => {
		other = publish(world.chain, publication, signed()).then((p) => p.event);
		await other;
		return signed()(envelope);
	};
	const mine = await publish(world.chain, publication, slow).catch((error) => error);
	// Its sequence number was used up by the other: refused unread, and found at the next attempt.
	if (mine instanceof Error) {
		assert.is((mine as Error & { code?: string }).code, 'OUT_OF_ORDER');
		assert.is((await publish(world.chain, publication, never)).event, await other);
	} else assert.is(mine.event, await other);
});

test('any of the wallets that could have published is looked at', async () => {
	const publication = ours();
	const stranger = Keypair.random().publicKey();
	const find = (organizers: string[]) =>
		findPublished(world.chain, publication.registry, organizers, publication.nonce);
	assert.is(await find([stranger, publication.organizer]), null);
	const { event } = await publish(world.chain, publication, signed());
	assert.is((await find([stranger, publication.organizer]))?.event, event);
	assert.is(await find([stranger]), null);
	assert.is(await find([]), null);
});

test('what the contract refuses is told before the wallet is asked', async () => {
	const publication = ours();
	publication.init.payees[0]!.bps -= 1;
	assert.is(await codeOf(publish(world.chain, publication, never)), 'SPLITS_NOT_WHOLE');
	const late = ours();
	late.init.starts_at = 1n;
	assert.is(await codeOf(publish(world.chain, late, never)), 'EVENT_IN_PAST');
});

test('payees who cannot be paid are named: no account, no trust line, a frozen one', async () => {
	const { asset, chain } = world;
	const text = `${asset.getCode()}:${asset.getIssuer()}`;
	const [nobody, bare, frozen] = [Keypair.random(), Keypair.random(), Keypair.random()];
	await world.wallets([bare], 0, false);
	await world.wallets([frozen]);
	const issuer = keyOf(world.deployment.roles.issuer!);
	const freeze = Operation.setTrustLineFlags({
		trustor: frozen.publicKey(),
		asset,
		flags: { authorized: false },
	});
	await sendClassic(chain, [issuer], [freeze]);
	const fine = [world.artist.publicKey(), world.deployment.registry, asset.getIssuer()!];
	const broken = [nobody, bare, frozen].map((k) => k.publicKey());
	assert.equal(await notReceiving(chain.rpcUrl, text, [...fine, ...broken]), broken);
	assert.equal(await notReceiving(chain.rpcUrl, text, []), []);
});

test.run();
