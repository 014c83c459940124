import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import type { SoftwarePasskey } from '#testing/fixtures/software-passkey.ts';
import { stopAddress, stoppable } from '../addresses.ts';
import { announceChanges } from '../announce-changes.ts';
import { type ActRequest, askAct } from '../ask-act.ts';
import { heldOf } from '../held-view.ts';
import { signAct } from '../sign-act.ts';
import { type HeldFixture, openHeldFixture, opening, type Person } from './held-fixture.ts';

const test = suite('passkeys of accounts that Passa holds');
let fixture: HeldFixture;
test.before(async () => {
	fixture = await openHeldFixture();
});
test.after(() => fixture.close());

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const passkeyOf = (key: SoftwarePasskey, name: string) =>
	({ passkeyId: key.id, publicKey: base64(key.publicKey), name, language: 'sw' }) as const;
const adding = (key: SoftwarePasskey): ActRequest => ({ kind: 'add_passkey', ...passkeyOf(key, 'Laptop') });
const renewing = (key: SoftwarePasskey): ActRequest => ({ kind: 'renew', ...passkeyOf(key, 'New phone') });
const removing = (key: SoftwarePasskey): ActRequest => ({ kind: 'remove_passkey', passkeyId: key.id });
const hours = (n: number) => fixture.clock.advance(n * 3_600_000);
const naming = (address: string): ActRequest => ({ kind: 'address', address, language: 'en' });
const newAddress = () => Keypair.random().publicKey();

async function withSecond(): Promise<Person & { second: SoftwarePasskey }> {
	const someone = await fixture.opened();
	const second = fixture.newKey();
	await fixture.act(someone, adding(second), { added: second });
	return { ...someone, second };
}
const namesOf = async ({ by }: Person) =>
	(await heldOf(fixture.deps, by.account))!.passkeys.map(({ name }) => name);
const toldTo = ({ by }: Person) =>
	fixture.announced.filter(({ person }) => person === by.account).map(({ about }) => about);

test('a second passkey is added by the first, signs, and its person is told', async () => {
	const someone = await withSecond();
	assert.equal(await namesOf(someone), ['Phone', 'Laptop']);
	await fixture.act({ ...someone, key: someone.second }, naming(newAddress()));
	await announceChanges(fixture.deps);
	await announceChanges(fixture.deps);
	assert.equal(toldTo(someone).sort(), ['address', 'passkey_added']);
});

test('nobody adds one without a passkey that signs already, and none that does not answer for itself', async () => {
	const someone = await fixture.opened();
	const [thief, second] = [fixture.newKey(), fixture.newKey()];
	const adds = (by: Person, asked: ActRequest, added?: SoftwarePasskey) =>
		codeOf(fixture.act(by, asked, added ? { added } : {}));
	assert.is(
		await adds({ ...someone, key: thief }, adding(thief), thief),
		'PASSKEY_REFUSED',
		'a session alone',
	);
	assert.is(await adds(someone, adding(second)), 'PASSKEY_REFUSED', 'the new one does not sign');
	// Between the browser and us somebody puts in a public key of their own under the new one's id.
	const swapped = { ...passkeyOf(second, 'Laptop'), publicKey: base64(thief.publicKey) };
	assert.is(await adds(someone, { kind: 'add_passkey', ...swapped }, second), 'PASSKEY_REFUSED');
	const named = Object.assign(thief, { id: second.id });
	assert.is(await adds(someone, adding(second), named), 'PASSKEY_REFUSED', 'another key by its id');
	assert.equal(await namesOf(someone), ['Phone']);
	assert.is(await adds(someone, adding(someone.key)), 'PASSKEY_EXISTS');
	const other = await fixture.opened();
	assert.is(await adds(someone, adding(other.key), other.key), 'PASSKEY_EXISTS', 'of another account');
});

test('a passkey is removed by another, and the last one never', async () => {
	const someone = await withSecond();
	await fixture.act(someone, removing(someone.second));
	assert.equal(await namesOf(someone), ['Phone']);
	await announceChanges(fixture.deps);
	assert.ok(toldTo(someone).includes('passkey_removed'));
	const gone = { ...someone, key: someone.second };
	assert.is(await codeOf(fixture.act(gone, naming(newAddress()))), 'PASSKEY_REFUSED');
	assert.is(await codeOf(fixture.act(someone, removing(someone.key))), 'LAST_PASSKEY');
	assert.is(await codeOf(fixture.act(someone, removing(someone.second))), 'PASSKEY_NOT_FOUND');
	// The database refuses it too, whatever a program does.
	const last = 'UPDATE relay.held_passkeys SET removed_at = now() WHERE account = $1';
	const refused = await fixture.rows(last, [someone.by.account]).catch((error: Error) => error.message);
	assert.match(String(refused), /keeps a passkey/);
	await fixture.act(someone, adding(someone.second), { added: someone.second });
	assert.equal(await namesOf(someone), ['Phone', 'Laptop'], 'added again');
});

test('of two that remove each other at once, one stays', async () => {
	const someone = await withSecond();
	await announceChanges(fixture.deps);
	hours(73);
	const second = { ...someone, key: someone.second };
	const ended = await Promise.allSettled([
		fixture.act(someone, removing(someone.second)),
		fixture.act(second, removing(someone.key)),
	]);
	assert.equal(ended.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
	assert.is((await namesOf(someone)).length, 1);
});

test('a new passkey shuts nobody out for three days after its person was told of it', async () => {
	const someone = await withSecond();
	const second = { ...someone, key: someone.second };
	hours(100);
	assert.is(await codeOf(fixture.act(second, removing(someone.key))), 'PASSKEY_TOO_NEW', 'nobody was told');
	await announceChanges(fixture.deps);
	hours(71);
	assert.is(await codeOf(fixture.act(second, removing(someone.key))), 'PASSKEY_TOO_NEW');
	hours(2);
	await fixture.act(second, removing(someone.key));
	assert.equal(await namesOf(someone), ['Laptop']);
});

test('who has lost all gets a new one by a reset alone, once, and wallets that wait are gone', async () => {
	const someone = await fixture.opened();
	const { account } = someone.by;
	const [old, waits] = [newAddress(), newAddress()];
	await fixture.act(someone, naming(old));
	await announceChanges(fixture.deps);
	hours(73);
	await fixture.act(someone, naming(waits));
	const fresh = { ...someone, key: fixture.newKey() };
	const renew = () => codeOf(fixture.act(fresh, renewing(fresh.key)));
	assert.is(await renew(), 'RESET_NEEDED', 'a session alone');
	const doneAt = (ago: number) => new Date(fixture.clock.now() - ago * 3_600_000).toISOString();
	fixture.resets.set(account, { id: account, doneAt: doneAt(8 * 24) });
	assert.is(await renew(), 'RESET_NEEDED', 'of long ago');
	fixture.resets.set(account, { id: account, doneAt: doneAt(1) });
	const weak = { ...fresh, session: { ...fresh.session, strong: 'due' as const } };
	assert.is(await codeOf(fixture.act(weak, renewing(fresh.key))), 'STRONG_NEEDED');
	assert.is((await heldOf(fixture.deps, account))!.renewable, true);
	await fixture.act(fresh, renewing(fresh.key));
	assert.equal(await namesOf(someone), ['New phone']);
	assert.is(await codeOf(fixture.act(someone, naming(newAddress()))), 'PASSKEY_REFUSED', 'the lost one');
	const view = (await heldOf(fixture.deps, account))!;
	assert.equal([view.renewable, view.addresses.map(({ address }) => address)], [false, [old]]);
	await announceChanges(fixture.deps);
	assert.is(toldTo(someone).filter((about) => about === 'passkeys_renewed').length, 1);
	const thief = { ...someone, key: fixture.newKey() };
	assert.is(await codeOf(fixture.act(thief, renewing(thief.key))), 'RESET_NEEDED', 'it serves once');
	// A new wallet waits as ever.
	const wallet = newAddress();
	await fixture.act(fresh, naming(wallet));
	await announceChanges(fixture.deps);
	hours(71);
	assert.is(
		await codeOf(fixture.act(fresh, { kind: 'withdraw', address: wallet, amount: 1n })),
		'ADDRESS_TOO_NEW',
	);
});

test('of two renewals by one reset one counts', async () => {
	const someone = await fixture.opened();
	const { account } = someone.by;
	fixture.resets.set(account, { id: account, doneAt: new Date(fixture.clock.now()).toISOString() });
	const keys = [fixture.newKey(), fixture.newKey()];
	const asked = await Promise.all(keys.map((key) => askAct(fixture.deps, someone.session, renewing(key))));
	const ended = await Promise.allSettled(
		asked.map(({ id, challenge }, i) =>
			signAct(fixture.deps, someone.by, id, { response: keys[i]!.answer(challenge) }),
		),
	);
	assert.equal(ended.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
	assert.is((await namesOf(someone)).length, 1);
});

test('who has no proved contact opens nothing, names no wallet and adds no passkey; and no wait begins', async () => {
	const stranger = fixture.person();
	fixture.unreachable.add(stranger.by.account);
	assert.is(await codeOf(fixture.act(stranger, opening(stranger))), 'CONTACT_NEEDED');
	const someone = await fixture.opened();
	const wallet = newAddress();
	await fixture.act(someone, naming(wallet));
	// The contact goes between.
	fixture.unreachable.add(someone.by.account);
	await announceChanges(fixture.deps);
	hours(100);
	const withdraw: ActRequest = { kind: 'withdraw', address: wallet, amount: 1n };
	assert.is(await codeOf(fixture.act(someone, withdraw)), 'ADDRESS_TOO_NEW', 'nobody was told');
	assert.is(await codeOf(fixture.act(someone, naming(newAddress()))), 'CONTACT_NEEDED');
	const second = fixture.newKey();
	assert.is(await codeOf(fixture.act(someone, adding(second), { added: second })), 'CONTACT_NEEDED');
	fixture.unreachable.delete(someone.by.account);
	await announceChanges(fixture.deps);
	hours(71);
	assert.is(await codeOf(fixture.act(someone, withdraw)), 'ADDRESS_TOO_NEW', 'it began when they were told');
});

test('who is told of a wallet stops it by the link, without signing in', async () => {
	const someone = await fixture.opened();
	const wallet = newAddress();
	await fixture.act(someone, naming(wallet));
	await announceChanges(fixture.deps);
	const news = fixture.announced.find((each) => each.about === 'address' && each.address === wallet);
	const code = news?.about === 'address' ? news.stopCode! : '';
	assert.equal((await stoppable(fixture.deps.db, code)).stopped, false);
	assert.is((await stopAddress(fixture.deps, code)).stopped, true);
	hours(80);
	assert.is(
		await codeOf(fixture.act(someone, { kind: 'withdraw', address: wallet, amount: 1n })),
		'ADDRESS_UNKNOWN',
	);
	assert.is(await codeOf(stopAddress(fixture.deps, 'x'.repeat(16))), 'ADDRESS_UNKNOWN');
});

test('the link of an earlier message stops that wallet’s first naming alone: its owner names it again, and is told again', async () => {
	const someone = await fixture.opened();
	const wallet = newAddress();
	const codes = () =>
		fixture.announced.flatMap((each) =>
			each.about === 'address' && each.address === wallet ? [each.stopCode!] : [],
		);
	await fixture.act(someone, naming(wallet));
	await announceChanges(fixture.deps);
	const [old] = codes();
	await stopAddress(fixture.deps, old!);
	await fixture.act(someone, naming(wallet));
	await announceChanges(fixture.deps);
	await stopAddress(fixture.deps, old!);
	const listed = async () => (await heldOf(fixture.deps, someone.by.account))!.addresses.length;
	assert.is(await listed(), 1, 'who has an old message does not stop it for ever');
	assert.is((await stopAddress(fixture.deps, codes()[1]!)).stopped, true);
	assert.is(await listed(), 0, 'the control: by its own message');
});

test.run();
