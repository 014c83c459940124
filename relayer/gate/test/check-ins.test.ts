import { eq } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { orderOf } from '#shared/chain/state/ids.ts';
import { ChannelAccounts, channelKeys, openChannels } from '#shared/service/channel-accounts.server.ts';
import { drain } from '#shared/service/worker.server.ts';
import { callKillPoints } from '../../calls/call-job.ts';
import { checkIns } from '../../models/check-ins.ts';
import { entryAudits } from '../../models/entry-audits.ts';
import { ledgerTickets } from '../../passes/ledger-tickets.ts';
import { auditEvent } from '../audit-entries.ts';
import { bindCheckIns } from '../bind-check-ins.ts';
import { type CheckInDeps, checkInWork } from '../check-in-work.ts';
import { type GateDevice, GateFixture, outcome, type Shown } from './gate-fixture.ts';

const test = suite('entries on their way to the chain');
const f = new GateFixture();
let device: GateDevice;
let deps: CheckInDeps;

test.before(async () => {
	await f.openDoors();
	device = await f.enrol(await f.gate('North'));
	const { settle, chainFixture } = f.fixture;
	const relayer = keyOf(chainFixture.deployment.roles.relayer);
	// Another account than the running relayer's, whose own worker then leaves these entries to the test.
	const keys = channelKeys(relayer.secret(), 'gate of a test', 1);
	await openChannels(settle.chain, relayer, keys);
	deps = { ...settle, channels: new ChannelAccounts(settle.chain, keys), gate: keys[0]!.publicKey() };
});
test.after(() => f.close());

const setGate = (on: boolean) =>
	f.fixture.chainFixture.call(f.fixture.chainFixture.organizer, f.event, 'set_gate', { gate: deps.gate, on });

/** Fans who have entered, longer ago than an entry can be undone. */
async function entered(count: number): Promise<Shown[]> {
	const fans: Shown[] = [];
	while (fans.length < count) fans.push(await f.fan());
	for (const fan of fans) assert.is(outcome(await f.scan(device, await fan.code())), 'in');
	return fans;
}

async function usedOf(fans: Shown[]): Promise<boolean[]> {
	const { chain } = f.fixture.settle;
	const { version } = await readEventState(chain.rpcUrl, f.event);
	const orders = fans.map(({ ticket }) => orderOf(ticket).order);
	const found = await ledgerTickets(chain.rpcUrl, { event: f.event, version }, orders);
	return fans.map(({ ticket }) => found.get(ticket)!.used);
}

async function bind(): Promise<string[]> {
	f.fixture.clock.advance(91_000);
	await bindCheckIns(f.fixture.settle);
	const rows = await f.fixture.db.select().from(checkIns).where(eq(checkIns.state, 'due'));
	return rows.map(({ id }) => id);
}

async function work(): Promise<void> {
	for (let i = 0; i < 4; i++) {
		f.fixture.clock.advance(181_000);
		await drain(checkInWork(deps));
	}
}

/** A process that ends at this step of the first row. */
async function stopAt(step: string): Promise<void> {
	let reached = () => {};
	const there = new Promise<void>((done) => (reached = done));
	const dying = checkInWork({
		...deps,
		channels: new ChannelAccounts(deps.chain, deps.channels.keys),
		between(name) {
			if (name !== step) return;
			reached();
			return new Promise<never>(() => {});
		},
	});
	const [row] = await dying.lease(1);
	void dying.run(row!);
	await there;
}

const rowOf = async (id: string) =>
	(await f.fixture.db.select().from(checkIns).where(eq(checkIns.id, id)))[0]!;

test('entries wait until they cannot be undone, and until the organizer has named the gate; then they are on chain', async () => {
	const fans = await entered(3);
	assert.is(await bindCheckIns(f.fixture.settle), 0, 'they can be undone yet');
	const [id] = await bind();
	await work();
	assert.equal([(await rowOf(id!)).state, (await rowOf(id!)).waitsFor], ['due', 'NOT_GATE']);
	assert.equal(await usedOf(fans), [false, false, false]);
	await setGate(true);
	await work();
	assert.is((await rowOf(id!)).state, 'done');
	assert.equal(await usedOf(fans), [true, true, true]);
});

for (const step of callKillPoints)
	test(`killed after: ${step}; the next process checks each ticket in once`, async () => {
		const fans = await entered(1);
		const [id] = await bind();
		await stopAt(step);
		await work();
		assert.is((await rowOf(id!)).state, 'done');
		assert.equal(await usedOf(fans), [true]);
	});

test('a ticket that another gate has used does not keep the others from it; a role taken away lets them wait', async () => {
	const fans = await entered(2);
	const [id] = await bind();
	const { organizer } = f.fixture.chainFixture;
	const call = (name: string, args: object) =>
		f.fixture.chainFixture.call(organizer, f.event, name, { ...args });
	await call('set_gate', { gate: organizer.publicKey(), on: true });
	await call('verify_ticket', { gate: organizer.publicKey(), ticket: fans[0]!.ticket });
	await setGate(false);
	await work();
	assert.is((await rowOf(id!)).waitsFor, 'NOT_GATE');
	await setGate(true);
	await work();
	assert.is((await rowOf(id!)).state, 'done');
	assert.equal(await usedOf(fans), [true, true]);
});

test('two processes that bind at once put no entry into two calls', async () => {
	await entered(3);
	f.fixture.clock.advance(91_000);
	await Promise.all([1, 2, 3].map(() => bindCheckIns(f.fixture.settle)));
	const rows = await f.fixture.db.select().from(checkIns).where(eq(checkIns.state, 'due'));
	const all = rows.flatMap(({ orders }) => orders.map(([order]) => order));
	assert.equal([all.length, new Set(all).size], [3, 3]);
	await work();
});

test('the chain is away for an hour: gates admit, entries wait without a failure, and then all of them are checked in', async () => {
	const fans = [await f.fan(), await f.fan()];
	await f.fixture.rows('UPDATE relay.gate_events SET listed_at = NULL');
	await f.list(device);
	const { chain } = f.running.options;
	const { rpcUrl } = chain;
	const away = { ...deps, chain: { ...deps.chain, rpcUrl: 'http://127.0.0.1:1' } };
	chain.rpcUrl = away.chain.rpcUrl;
	let id: string | undefined;
	try {
		for (const fan of fans) assert.is(outcome(await f.scan(device, await fan.code())), 'in');
		[id] = await bind();
		for (let minutes = 0; minutes < 60; minutes += 3) {
			f.fixture.clock.advance(3 * 60_000 + 1_000);
			await drain(checkInWork(away));
		}
	} finally {
		chain.rpcUrl = rpcUrl;
	}
	const { state, waitsFor } = await rowOf(id!);
	assert.equal([state, waitsFor], ['due', 'RPC_UNREACHABLE'], 'it was tried, and waits');
	assert.equal(await usedOf(fans), [false, false]);
	await work();
	assert.is((await rowOf(id!)).state, 'done');
	assert.equal(await usedOf(fans), [true, true]);
});

/** Scans have the relayer's own time, so the audit's clock is that one, so many minutes later. */
async function audited({ minutes = 0, chain = f.fixture.settle.chain } = {}) {
	const clock = { ...f.fixture.clock, now: () => Date.now() + minutes * 60_000 };
	await auditEvent({ ...f.fixture.settle, chain, clock }, f.event);
	const [row] = await f.fixture.db.select().from(entryAudits).where(eq(entryAudits.event, f.event));
	const { late, unscanned, twice, failedFor } = row!;
	return { late, unscanned, twice, failedFor };
}

test('the audit is green with the entries on chain; one that stays away, and one that nobody scanned, turn it red', async () => {
	const green = { late: 0, unscanned: 0, twice: 0, failedFor: null };
	assert.equal(await audited(), green);
	await entered(1);
	assert.equal(await audited(), green, 'a new entry need not be there');
	assert.equal(await audited({ minutes: 16 }), { ...green, late: 1 });
	await bind();
	await work();
	assert.equal(await audited({ minutes: 16 }), green);
	const stranger = await f.fan();
	const { organizer } = f.fixture.chainFixture;
	const gate = organizer.publicKey();
	await f.fixture.chainFixture.call(organizer, f.event, 'verify_ticket', { gate, ticket: stranger.ticket });
	assert.equal(await audited(), { ...green, unscanned: 1 });
	const away = { ...f.fixture.settle.chain, rpcUrl: 'http://127.0.0.1:9' };
	const { failedFor, ...kept } = await audited({ chain: away });
	assert.ok(failedFor, 'it says why it cannot compare');
	assert.equal(kept, { late: 0, unscanned: 1, twice: 0 }, 'and keeps what it found before');
});

test.run();
