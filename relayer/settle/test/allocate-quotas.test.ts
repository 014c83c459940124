import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { countersKey, readEventState } from '#shared/chain/state/event-state.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import type { TierCount } from '#shared/contract/event-version.ts';
import { parseRate } from '#shared/kes-rate.ts';
import { registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { cutHistory } from '#testing/proxies/cut-history.ts';
import { lyingProxy } from '#testing/proxies/lying-proxy.ts';
import { announce, type Fixture, lookAround, openFixture } from '../../test/fixture.ts';
import { missingSeats } from '../allocate-quotas.ts';
import { syncEvents } from '../sync-events.ts';

const test = suite('quotas for fiat buyers');
let fixture: Fixture;

test.before(async () => {
	fixture = await openFixture();
});
test.after(() => fixture.close());

const allocatedOf = async (event: string, { chainFixture }: Fixture = fixture): Promise<number[]> => {
	const { counters, terms } = await readEventState(chainFixture.chain.rpcUrl, event);
	return terms.tiers.map((_, i) => counters.tiers[i]!.fiatAllocated);
};
const rowsOf = (event: string, { rows }: Fixture = fixture) =>
	rows('SELECT tier, allocated, sold, held FROM relay.tiers WHERE event = $1 ORDER BY tier', [event]);

test('never more than the quota, nor than wallets have left', () => {
	const count = fc.integer({ min: 0, max: 1000 });
	const tier = fc.record({
		capacity: count,
		quota: count,
		sold: count,
		fiatSold: count,
		allocated: count,
		fair: fc.boolean(),
	});
	fc.assert(
		fc.property(fc.array(fc.tuple(tier, fc.constantFrom(0, 1)), { maxLength: 16 }), (all) => {
			const tiers = all.map(([t, currency]) => ({
				capacity: t.capacity,
				fiat_quota: Math.min(t.quota, t.capacity),
				opens_at: 0n,
				closes_at: 4_000_000_000n,
				...(t.fair ? { price: 100_000_000n } : { price: 100_000_000_000n }),
				face: { currency, amount: 129_000n },
			}));
			const counts: TierCount[] = all.map(([t]) => {
				const fiatAllocated = Math.min(t.allocated, t.quota, t.capacity);
				const fiatSold = Math.min(t.fiatSold, fiatAllocated);
				return { sold: fiatSold + Math.min(t.sold, t.capacity - fiatAllocated), fiatSold, fiatAllocated };
			});
			const state = { terms: { tiers }, counters: { tiers: counts } } as never;
			const { seats, unsold } = missingSeats(state, fixture.settle.selling, new Date());
			for (const i of unsold) assert.not.ok(all[i]![0].fair || all[i]![1] !== 0);
			for (const { tier: i, n } of seats) {
				const { sold, fiatSold, fiatAllocated } = counts[i]!;
				assert.ok(n > 0 && tiers[i]!.face.currency === 0 && all[i]![0].fair);
				assert.ok(fiatAllocated + n <= tiers[i]!.fiat_quota);
				assert.ok(sold - fiatSold + fiatAllocated + n <= tiers[i]!.capacity);
			}
		}),
	);
});

test('tiers in shillings get theirs, tiers in dollars none', async () => {
	const { chainFixture } = fixture;
	const tiers = [
		chainFixture.tier(),
		chainFixture.tier({ face: { currency: 1, amount: 1000n } }),
		chainFixture.tier({ fiat_quota: 0 }),
	];
	const event = await announce(fixture, chainFixture.terms({ tiers }));
	assert.equal(await allocatedOf(event), [40, 0, 0]);
	assert.equal(
		(await rowsOf(event)).map((row) => row.allocated),
		[40, 0, 0],
	);
});

test('a tier whose shillings are not worth its USDC gets none, until the rate is another', async () => {
	const { chainFixture, settle } = fixture;
	const tiers = [
		chainFixture.tier(),
		chainFixture.tier({ price: 100_000_000_000n, face: { currency: 0, amount: 100n } }),
		chainFixture.tier({ price: 110_000_000n }),
	];
	const event = await announce(fixture, chainFixture.terms({ tiers }));
	assert.equal(await allocatedOf(event), [40, 0, 0]);
	assert.equal(
		(await rowsOf(event)).map((row) => row.allocated),
		[40, 0, 0],
	);
	await lookAround(fixture);
	const said = fixture.logged().match(new RegExp(`${event}[^\n]*tiers not sold for shillings`, 'g'));
	assert.is(said?.length, 1, 'checked and alerted once');
	const selling = { ...settle.selling, rate: parseRate('117.27') };
	const restarted = { ...settle, selling, unsold: new Set<string>() };
	await lookAround({ ...fixture, settle: restarted });
	assert.equal(await allocatedOf(event), [40, 0, 40]);
	assert.ok(restarted.unsold.has(event), 'the thief’s tier waits on');
});

test('a quota that a killed relayer had set aside is not set aside again', async () => {
	const { chainFixture } = fixture;
	const event = await chainFixture.publish(
		chainFixture.terms({ tiers: [chainFixture.tier(), chainFixture.tier()] }),
	);
	const { registry, roles } = chainFixture.deployment;
	await chainFixture.call(
		keyOf(roles.relayer),
		registry,
		'allocate',
		{ event, tier: 0, n: 40 },
		registryArgs,
	);
	await lookAround(fixture);
	assert.equal(await allocatedOf(event), [40, 40]);
	// As if it had died before it wrote down that all is done.
	await fixture.rows('UPDATE relay.events SET allocated = false WHERE event = $1', [event]);
	await fixture.rows('UPDATE relay.tiers SET allocated = 0 WHERE event = $1', [event]);
	await lookAround(fixture);
	assert.equal(await allocatedOf(event), [40, 40]);
	assert.equal(
		(await rowsOf(event)).map((row) => row.allocated),
		[40, 40],
	);
});

test('two relayers at once set one quota aside', async () => {
	const event = await fixture.chainFixture.publish();
	await Promise.all([lookAround(fixture), lookAround(fixture)]);
	await lookAround(fixture);
	assert.equal(await allocatedOf(event), [40]);
});

test('seats that wallets bought first are not set aside', async () => {
	const { chainFixture } = fixture;
	const event = await chainFixture.publish(
		chainFixture.terms({ tiers: [chainFixture.tier({ capacity: 12, fiat_quota: 6 })] }),
	);
	await chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty: 8 }]);
	await lookAround(fixture);
	assert.equal(await allocatedOf(event), [4]);
	const [row] = await fixture.rows('SELECT allocated FROM relay.events WHERE event = $1', [event]);
	assert.is(row.allocated, true, 'and that is final');
});

test('an event of version 1 with the most extreme terms that its contract allows blocks no other event’s quota', async () => {
	const first = await openFixture('instant', undefined, undefined, 'first');
	try {
		const { chainFixture } = first;
		const last = 2n ** 64n - 1n;
		const all = 4_294_967_295;
		const init = chainFixture.terms({
			name: '\0 strange',
			starts_at: last - 1n,
			ends_at: last,
			tiers: [chainFixture.tier({ opens_at: last - 2n, closes_at: last, capacity: all, fiat_quota: all })],
		});
		const strange = await chainFixture.publish(init);
		const event = await announce(first);
		assert.equal(await allocatedOf(event, first), [40]);
		assert.equal(await rowsOf(event, first), [{ tier: 0, allocated: 40, sold: 0, held: 0 }]);
		assert.equal(await allocatedOf(strange, first), [2_147_483_647]);
		assert.equal(await rowsOf(strange, first), [{ tier: 0, allocated: 2_147_483_647, sold: 0, held: 0 }]);
		const [{ name }] = await first.rows('SELECT name FROM relay.events WHERE event = $1', [strange]);
		assert.is(name, '\u{FFFD} strange');
	} finally {
		await first.close();
	}
});

test('an RPC that keeps too little history gives what it keeps, and the gap is logged', async () => {
	const event = await fixture.chainFixture.publish();
	const { registry, sinceLedger } = fixture.chainFixture.deployment;
	let oldest = 0;
	const proxy = await lyingProxy(fixture.chainFixture.chain.rpcUrl, (method, params, answer) => {
		if (method === 'getHealth') answer.result!.oldestLedger = oldest;
		if (method !== 'getEvents' || (params as { startLedger?: number }).startLedger! >= oldest) return;
		delete answer.result;
		answer.error = { code: -32600, message: 'startLedger must be within the ledger range' };
	});
	oldest = fixture.chainFixture.localnet.network.sequence - 1;
	await fixture.rows('DELETE FROM relay.scans');
	await syncEvents(fixture.db, { rpcUrl: proxy.url, registry, sinceLedger, log: fixture.settle.log });
	await proxy.close();
	assert.is((await rowsOf(event)).length, 1);
	assert.match(fixture.logged(), /"level":50[^\n]*announced in between/);
});

test('an event that cannot be read blocks no other one, and is sold once it can be read', async () => {
	const { registry, sinceLedger } = fixture.chainFixture.deployment;
	const [lost, event] = [await fixture.chainFixture.publish(), await fixture.chainFixture.publish()];
	let gone = true;
	const proxy = await lyingProxy(fixture.chainFixture.chain.rpcUrl, (method, _, answer) => {
		if (method !== 'getLedgerEntries' || !gone) return;
		const entries = answer.result!.entries as { key: string }[];
		answer.result!.entries = entries.filter(({ key }) => key !== countersKey(lost, eventV2));
	});
	const source = { rpcUrl: proxy.url, registry, sinceLedger, log: fixture.settle.log };
	await syncEvents(fixture.db, source);
	assert.is((await rowsOf(event)).length, 1);
	assert.is((await rowsOf(lost)).length, 0);
	assert.match(fixture.logged(), /"level":50[^\n]*cannot be read: nothing is sold of it/);
	gone = false;
	await syncEvents(fixture.db, source);
	await proxy.close();
	assert.is((await rowsOf(lost)).length, 1);
});

test('an event of lost ledgers comes from the keeper’s list', async () => {
	const { registry, sinceLedger, eventWasm } = fixture.chainFixture.deployment;
	const event = await fixture.chainFixture.publish();
	await fixture.chainFixture.fan();
	const oldest = fixture.chainFixture.localnet.network.sequence;
	const proxy = await cutHistory(fixture.chainFixture.chain.rpcUrl, () => oldest);
	const source = { rpcUrl: proxy.url, registry, sinceLedger, log: fixture.settle.log };
	await fixture.rows('DELETE FROM relay.scans');
	await syncEvents(fixture.db, source);
	assert.is((await rowsOf(event)).length, 0, 'the control: the RPC has lost it');
	await fixture.rows(
		'INSERT INTO relay.keeper_events (event, no, changed_ledger, wasm_hash) VALUES ($1, 99, 1, $2)',
		[event, eventWasm],
	);
	await fixture.chainFixture.fan();
	await syncEvents(fixture.db, source);
	await proxy.close();
	assert.is((await rowsOf(event)).length, 1);
});

test.run();
