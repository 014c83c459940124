import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Localnet, startLocalnet } from '#localnet/localnet.ts';
import { audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { announcedEvents } from '#shared/chain/events/announcements.ts';
import { ledgerEntries } from '#shared/chain/rpc.ts';
import { dataKey, type EventState, entryNative, readEventState } from '#shared/chain/state/event-state.ts';
import { boughtOrderId, ticketId } from '#shared/chain/state/ids.ts';
import { quote } from '#shared/chain/submit/purchase.ts';
import { highestPrice } from '#shared/contract/resale.ts';
import { verifyMetadata } from '#shared/metadata.ts';
import { type Demo, readDemo, writeDemo } from '../demo/demo-file.ts';
import { seedDemo } from '../demo/seed.ts';
import { deploy } from '../deploy/deploy.ts';
import type { Deployment } from '../deploy/deployment.ts';

const test = suite('the demo');
let net: Localnet;
let data: string;
let deployment: Deployment;
let demo: Demo;
let events: { address: string; no: number; state: EventState }[];

const chain = () => ({ rpcUrl: net.url, passphrase: net.passphrase });

test.before(async () => {
	net = await startLocalnet({ dataDir: null, port: 0, closeSeconds: 'instant' });
	data = mkdtempSync(join(tmpdir(), 'passa-demo-'));
	deployment = await deploy({ chain: chain() });
	demo = await seedDemo(chain(), deployment, data, () => {});
	const { registry, sinceLedger } = deployment;
	events = await Promise.all(
		(await announcedEvents(net.url, registry, sinceLedger)).map(async ({ event, no }) => ({
			address: event,
			no,
			state: await readEventState(net.url, event),
		})),
	);
});
test.after(async () => {
	await net.close();
	rmSync(data, { recursive: true, force: true });
});

test('has at least three events of four payees each, in several cities', async () => {
	assert.ok(events.length >= 3);
	assert.equal(
		events.map((e) => e.no),
		events.map((_, i) => i + 1),
	);
	for (const { state } of events) {
		assert.is(state.terms.payees.length, 4);
		assert.is(new Set(state.terms.payees.map((p) => p.role)).size, 4);
		assert.ok(state.counters.gross > 0n, 'each sold something');
	}
});

test('has an event whose payees are paid after it: the contract keeps what was sold', () => {
	const escrow = events.find(({ state }) => state.terms.policy.reserve_bps === 10_000)!;
	const { terms, counters } = escrow.state;
	assert.ok(terms.policy.release_at > terms.ends_at);
	assert.ok(counters.gross > 0n);
	assert.is(counters.paid, 0n);
});

test('has documents that are the ones whose hashes the contracts hold', async () => {
	const files = readdirSync(join(data, 'metadata'));
	assert.is(files.length, events.length);
	const cities = new Set<string>();
	for (const { state } of events) {
		const name = `${Buffer.from(state.terms.metadata_hash).toString('hex')}.json`;
		assert.is(state.terms.uri, `metadata/${name}`);
		const document = await verifyMetadata(
			new Uint8Array(readFileSync(join(data, 'metadata', name))),
			state.terms.metadata_hash,
		);
		assert.is(document.name, state.terms.name);
		assert.is(document.tiers.length, state.terms.tiers.length);
		assert.is(document.payees.length, state.terms.payees.length);
		assert.is(BigInt(Date.parse(document.starts_at) / 1000), state.terms.starts_at);
		cities.add(document.venue.city);
	}
	assert.is(cities.size, events.length);
});

test('has USDC prices that are its shillings at 129 for a dollar, to the next 0.001', () => {
	for (const { state } of events) {
		for (const { price, face } of state.terms.tiers) {
			const exact = (Number(face.amount) / 100 / 129) * 10_000_000;
			assert.ok(Number(price) >= exact && Number(price) < exact + 10_000, `${price} for ${face.amount}`);
		}
	}
});

test('has one tier that is nearly sold out, and a fan who can buy of it', async () => {
	const [first] = events;
	const { capacity } = first!.state.terms.tiers[0]!;
	const left = capacity - first!.state.counters.tiers[0]!.sold;
	assert.ok(left > 0 && left <= capacity / 4, `${left} of ${capacity} left`);
	const fan = demo.people.find((p) => p.role === 'fan')!;
	const quoted = await quote(chain(), first!.address, fan.address, [{ tier: 0, qty: 1 }]);
	assert.is(
		quoted.splits.reduce((n, s) => n + s.amount, 0n),
		quoted.total,
	);
});

test('has an event with resales, where a fan offers one ticket within the limit', async () => {
	const resale = events.filter(({ state }) => state.terms.policy.resale_cap_bps > 0);
	assert.is(resale.length, 1);
	const { address, state } = resale[0]!;
	const fan = demo.people.filter((p) => p.role === 'fan')[2]!;
	const ticket = ticketId(boughtOrderId(fan.address, 1n, 0), 0);
	const key = dataKey(address, state.version.keys.listed(ticket)!);
	const entry = (await ledgerEntries(net.url, [key])).get(key);
	const price = state.version.decodeSum!(entryNative(entry!));
	const most = highestPrice(state.terms.tiers[0]!.price, state.terms.policy.resale_cap_bps);
	assert.ok(price > state.terms.tiers[0]!.price && price <= most, `${price} of at most ${most}`);
});

test('has an event that keeps all money for buyers who give tickets back', () => {
	const kept = events.filter(({ state }) => state.terms.policy.refund_until > 0n);
	assert.is(kept.length, 1);
	const { policy, starts_at } = kept[0]!.state.terms;
	assert.is(policy.reserve_bps, 10_000);
	assert.ok(policy.refund_until < starts_at);
});

test('has people whose secrets match their addresses', () => {
	const roles = new Set(demo.people.map((p) => p.role));
	for (const role of ['organizer', 'artist', 'venue', 'promoter', 'fan']) assert.ok(roles.has(role), role);
	for (const { address, secret } of demo.people) assert.is(Keypair.fromSecret(secret).publicKey(), address);
});

test('passes its audit', async () => {
	const { registry, usdc, sinceLedger, eventWasm } = deployment;
	const source = { ...chain(), registry, usdc, sinceLedger };
	for (const { no } of events) {
		const { checks } = audit(await collectEvidence(source, String(no)), [eventWasm]);
		assert.equal(
			checks.filter((c) => !c.ok),
			[],
		);
	}
});

test('goes on where it was interrupted: nobody publishes or buys twice', async () => {
	const sold = async () => {
		const all = await announcedEvents(net.url, deployment.registry, deployment.sinceLedger);
		const states = await Promise.all(all.map(({ event }) => readEventState(net.url, event)));
		return states.map((s) => s.counters.tiers.map((t) => t.sold));
	};
	const before = await sold();
	writeDemo(data, { ...demo, done: false });
	assert.equal(await seedDemo(chain(), deployment, data, () => {}), demo);
	assert.equal(await sold(), before);

	const other = mkdtempSync(join(tmpdir(), 'passa-demo-'));
	const otherDeployment = await deploy({ chain: chain() });
	let steps = 0;
	const interrupt = (at: number) => () => {
		if (++steps === at) throw new Error('interrupted');
	};
	for (const at of [1, 2, 3]) {
		steps = 0;
		const cut = seedDemo(chain(), otherDeployment, other, interrupt(at));
		assert.is(await cut.catch((error) => error.message), 'interrupted');
		assert.is(readDemo(other)?.done, false);
	}
	const { people } = await seedDemo(chain(), otherDeployment, other, () => {});
	assert.equal(people, readDemo(other)?.people);
	const { registry, sinceLedger } = otherDeployment;
	assert.is((await announcedEvents(net.url, registry, sinceLedger)).length, events.length);
	rmSync(other, { recursive: true });
});

test.run();
