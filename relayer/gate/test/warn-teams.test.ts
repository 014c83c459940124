import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '#shared/clock.ts';
import { type FakePlatform, fakePlatform } from '../../test/fake-platform.ts';
import { readinessOf } from '../readiness.ts';
import { syncTickets } from '../sync-tickets.ts';
import { warnTeams } from '../warn-teams.ts';
import { GateFixture } from './gate-fixture.ts';

const test = suite('a team hears of what is not ready, from a day before the doors open');
const f = new GateFixture();
const hour = 3_600;
let platform: FakePlatform;

test.before(() => f.openDoors());
test.after(() => f.close());
test.before.each(async () => {
	platform = fakePlatform();
	// Events of other tests are over.
	await f.fixture.rows('DELETE FROM relay.gate_events');
	await f.fixture.rows('UPDATE relay.events SET ends_at = 1');
	await statementReadAgo(0);
});

/** Minutes. */
const statementReadAgo = (minutes: number) =>
	f.fixture.rows(
		`INSERT INTO relay.cursors (provider, name, at) VALUES ('mpesa', 'statement-read', now() - make_interval(mins => $1))
		ON CONFLICT (provider, name) DO UPDATE SET at = excluded.at`,
		[minutes],
	);

function deps(ahead = 0) {
	const { settle, chainFixture } = f.fixture;
	const clock = { ...systemClock, now: () => Date.now() + ahead * 1000 };
	const gateAccount = chainFixture.organizer.publicKey();
	return { ...settle, chain: chainFixture.chain, platform, gateAccount, clock };
}

/** An event whose doors open so many hours from now, with one gate, one phone and its list. */
async function readyEvent(hours: number): Promise<string> {
	const event = await f.publishWith(hours * hour, (hours + 1) * hour);
	const gate = await f.gate('Main');
	const device = await f.enrol(gate);
	await syncTickets(deps(), event);
	await f.list(device);
	return event;
}

test('nobody hears of an event that is ready, or that is far away', async () => {
	await readyEvent(5);
	assert.equal(await warnTeams(deps()), []);
	await f.publishWith(30 * hour, 31 * hour);
	assert.equal(await warnTeams(deps()), []);
	assert.is(platform.organizers.size, 0);
});

test('the team of an event without gates hears once, however often it is looked at, and again for another day', async () => {
	const event = await f.publishWith(5 * hour, 6 * hour);
	for (let i = 0; i < 3; i++) assert.equal(await warnTeams(deps()), [event]);
	assert.is(platform.organizers.size, 1);
	await f.fixture.rows('UPDATE relay.gate_events SET opens_at = opens_at + 3600 WHERE event = $1', [event]);
	await warnTeams(deps());
	assert.is(platform.organizers.size, 2, 'it was postponed');
});

test('it starts a day before the doors, and ends when they open', async () => {
	const event = await f.publishWith(30 * hour, 31 * hour);
	assert.equal(await warnTeams(deps()), []);
	assert.equal(await warnTeams(deps(7 * hour)), [event]);
	assert.equal(await warnTeams(deps(31 * hour)), []);
});

test('a phone that ended, and a statement that nobody read, are red', async () => {
	const event = await readyEvent(5);
	await statementReadAgo(16);
	assert.equal(await warnTeams(deps()), [event]);
	await statementReadAgo(14);
	assert.equal(await warnTeams(deps()), []);
	await f.fixture.rows('UPDATE relay.gate_devices SET revoked_at = now() WHERE event = $1', [event]);
	assert.equal(await warnTeams(deps()), [event]);
});

test('while the platform is away, the next run tells them', async () => {
	const event = await f.publishWith(5 * hour, 6 * hour);
	platform.isAway = true;
	assert.equal(await warnTeams(deps()), [event]);
	platform.isAway = false;
	await warnTeams(deps());
	assert.is(platform.organizers.size, 1);
});

test('a provider whose statement was never read is red; without a provider there is none to read', async () => {
	await f.fixture.rows('DELETE FROM relay.cursors');
	const fresh = async () => (await readinessOf(deps(), deps().gateAccount)).statement.isFresh;
	assert.is(await fresh(), true);
	await f.fixture.rows(
		`INSERT INTO relay.cursors (provider, name, at) VALUES ('mpesa', 'statement-due', now())`,
	);
	assert.is(await fresh(), false);
});

test('an account that does not exist has no fees', async () => {
	const { signer } = await readinessOf(deps(), f.fixture.chainFixture.organizer.publicKey());
	assert.equal(signer, { isFunded: true });
	assert.equal((await readinessOf(deps(), Keypair.random().publicKey())).signer, { isFunded: false });
	const away = { ...deps(), chain: { ...f.fixture.chainFixture.chain, rpcUrl: 'http://127.0.0.1:1' } };
	assert.is((await readinessOf(away, deps().gateAccount)).signer, null, 'what cannot be read is said so');
});

test.run();
