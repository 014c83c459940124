import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { eventInitFromJson, eventInitToJson } from '#shared/chain/submit/event-init.ts';
import { type SignTransaction, send, signWith } from '#shared/chain/submit/invoke.ts';
import { findPublished, type Publication, publish } from '#shared/chain/submit/publish.ts';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';

const test = suite('publishing');
let fixture: ChainFixture;
let nonce = 7000n;

test.before(async () => {
	fixture = await ChainFixture.start();
});
test.after(() => fixture.close());

const ours = (): Publication => ({
	registry: fixture.deployment.registry,
	organizer: fixture.organizer.publicKey(),
	nonce: ++nonce,
	// As it comes from the platform.
	init: eventInitFromJson(JSON.parse(JSON.stringify(eventInitToJson(fixture.terms())))),
});
const signed = (): SignTransaction => signWith(fixture.organizer, fixture.chain.passphrase);
const never: SignTransaction = () => Promise.reject(new Error('the wallet was asked'));

test('an event is at the address that its organizer and nonce give, with the terms that were signed', async () => {
	const publication = ours();
	const { event, ledger, hash } = await publish(fixture.chain, publication, signed());
	const { terms, config } = await readEventState(fixture.chain.rpcUrl, event);
	assert.is(config.organizer, publication.organizer);
	assert.equal(terms.payees, publication.init.payees);
	assert.is(terms.starts_at, publication.init.starts_at);
	assert.ok(ledger > 0);
	assert.match(hash!, /^[0-9a-f]{64}$/);
});

test('a second attempt finds the event and asks no wallet, also when the draft is gone', async () => {
	const publication = ours();
	const first = await publish(fixture.chain, publication, signed());
	const again = { ...publication, init: fixture.terms({ name: 'Another name' }) };
	const second = await publish(fixture.chain, again, never);
	assert.is(second.event, first.event);
	assert.is(second.hash, null);
	assert.ok(second.ledger >= first.ledger);
	const { terms } = await readEventState(fixture.chain.rpcUrl, first.event);
	assert.is(terms.name, publication.init.name);
});

test('an answer that was lost on the way is found by the next attempt', async () => {
	const publication = ours();
	const lost: SignTransaction = async (envelope) => {
		await send(fixture.chain, await signed()(envelope));
		throw new Error('the browser was closed');
	};
	assert.is(await codeOf(publish(fixture.chain, publication, lost)), 'the browser was closed');
	assert.ok(await publish(fixture.chain, publication, never));
});

test('of two attempts at once one publishes and both give the same event', async () => {
	const publication = ours();
	let other: Promise<string> | undefined;
	// The other one lands while this one's wallet is open.
	const slow: SignTransaction = async (envelope) => {
		other = publish(fixture.chain, publication, signed()).then((p) => p.event);
		await other;
		return signed()(envelope);
	};
	const mine = await publish(fixture.chain, publication, slow).catch((error) => error);
	// Its sequence number was used up by the other: refused unread, and found at the next attempt.
	if (mine instanceof Error) {
		assert.is((mine as Error & { code?: string }).code, 'OUT_OF_ORDER');
		assert.is((await publish(fixture.chain, publication, never)).event, await other);
	} else assert.is(mine.event, await other);
});

test('the event is found under any of the wallets that could have published', async () => {
	const publication = ours();
	const stranger = Keypair.random().publicKey();
	const find = (organizers: string[]) =>
		findPublished(fixture.chain, publication.registry, organizers, publication.nonce);
	assert.is(await find([stranger, publication.organizer]), null);
	const { event } = await publish(fixture.chain, publication, signed());
	assert.is((await find([stranger, publication.organizer]))?.event, event);
	assert.is(await find([stranger]), null);
	assert.is(await find([]), null);
});

test('what the contract refuses is an error before the wallet is asked', async () => {
	const publication = ours();
	publication.init.payees[0]!.bps -= 1;
	assert.is(await codeOf(publish(fixture.chain, publication, never)), 'SPLITS_NOT_WHOLE');
	const late = ours();
	late.init.starts_at = 1n;
	assert.is(await codeOf(publish(fixture.chain, late, never)), 'EVENT_IN_PAST');
});

test.run();
