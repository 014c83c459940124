import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { verifyProofs } from '#shared/chain/audit/event-proofs.ts';
import type { Evidence } from '#shared/chain/audit/evidence.ts';
import { eventsOf } from '#shared/chain/audit/readings.ts';
import { salesOf } from '#shared/chain/audit/sales.ts';
import type { Source } from '#shared/chain/audit/source.ts';
import { verifyProof } from '#shared/chain/audit/verify-proof.ts';
import { passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import { cutHistory } from '#testing/proxies/cut-history.ts';
import { type Lie, lyingProxy } from '#testing/proxies/lying-proxy.ts';

const test = suite('an audit of forged or saved events');
const misplaced = 'places_proved';
let fixture: ChainFixture;
let event: string;
let first: Evidence;

test.before(async () => {
	fixture = await ChainFixture.start();
	event = await fixture.publish();
	await sell(1);
	await sell(2);
	first = await collectEvidence(source(), event);
	await sell(3);
});
test.before.each(() => {
	fixture.localnet.network.close();
});
test.after(() => fixture.close());

const sell = async (qty: number) => fixture.buy(await fixture.fan(), event, [{ tier: 0, qty }]);

const source = (change: Partial<Source> = {}): Source => {
	const { registry, usdc, sinceLedger } = fixture.deployment;
	return { ...fixture.chain, registry, usdc, sinceLedger, patience: 300, ...change };
};

const resultOf = (evidence: Evidence) => audit(evidence, [fixture.deployment.eventWasm]);
const failing = (evidence: Evidence): string[] =>
	resultOf(evidence)
		.checks.filter((c) => !c.ok)
		.map((c) => c.name);

async function readThrough(lie: Lie, change: Partial<Source> = {}): Promise<Evidence> {
	const proxy = await lyingProxy(fixture.chain.rpcUrl, lie);
	try {
		return await collectEvidence(source({ rpcUrl: proxy.url, ...change }), event);
	} finally {
		await proxy.close();
	}
}

/** Changes the sale number `nth`, and all that its transaction did beside it. */
const forge =
	(nth: number, change: (e: RawEvent) => void): Lie =>
	(method, _, answer) => {
		if (method !== 'getEvents' || !answer.result) return;
		const events = answer.result.events as RawEvent[];
		const sale = events.filter((e) => passaName(e) === 'sold')[nth];
		for (const e of events.filter((each) => each.txHash === sale?.txHash)) change(e);
	};
const otherHash = (e: RawEvent) => {
	e.txHash = 'ab'.repeat(32);
};
const later = (e: RawEvent) => {
	e.ledgerClosedAt = new Date(Date.parse(e.ledgerClosedAt) + 500).toISOString();
};
const earlier = (e: RawEvent) => {
	e.ledgerClosedAt = new Date(Date.parse(e.ledgerClosedAt) - 1000).toISOString();
};

test('is green where nothing is forged, and each sale is proved', async () => {
	const evidence = await readThrough(() => {});
	assert.equal(failing(evidence), []);
	assert.equal(resultOf(evidence).proved, { events: 4, of: 4 });
	assert.equal(
		salesOf(evidence).map((s) => s.proved),
		[true, true, true],
	);
});

test('finds a forged transaction of any sale, and a forged time', async () => {
	for (const nth of [0, 1, 2]) {
		const evidence = await readThrough(forge(nth, otherHash));
		assert.ok(failing(evidence).includes(nth === 2 ? 'newest_proved' : misplaced));
		assert.is(salesOf(evidence)[nth]!.proved, false);
		assert.equal(failing(await readThrough(forge(nth, earlier))), [misplaced], `time of sale ${nth}`);
	}
});

test('calls what it did not check unproved: no more than it says', async () => {
	const evidence = await readThrough(forge(0, otherHash), { proveLedgers: 1 });
	assert.equal(failing(evidence), [], 'an old hash alone is no difference of money');
	assert.equal(resultOf(evidence).proved, { events: 1, of: 4 });
	assert.equal(
		salesOf(evidence).map((s) => s.proved),
		[false, false, true],
	);
	assert.equal(
		failing(await readThrough(forge(0, otherHash), { proveLedgers: Number.POSITIVE_INFINITY })),
		[misplaced],
		'and finds it when asked for all',
	);
});

test('finds a ledger that its id does not name, and a time before the ledger before', async () => {
	const moving = (e: RawEvent) => {
		e.ledger += 1;
	};
	// A node's answer is refused as it comes; a saved list is not an answer, so the audit looks.
	assert.is(await codeOf(readThrough(forge(0, moving), { proveLedgers: 1 })), 'RPC_ERROR');
	const events = structuredClone(eventsOf(first));
	moving(events.find((e) => passaName(e) === 'sold')!);
	const cut = await cutHistory(fixture.chain.rpcUrl, () => first.raw.at(-1)!.ledger);
	try {
		const saved = await collectEvidence(source({ rpcUrl: cut.url, events }), event);
		assert.equal(failing(saved), [misplaced]);
	} finally {
		await cut.close();
	}
	const before = (e: RawEvent) => {
		e.ledgerClosedAt = '2020-01-01T00:00:00Z';
	};
	assert.equal(failing(await readThrough(forge(1, before), { proveLedgers: 1 })), [misplaced]);
	assert.equal(failing(await readThrough(forge(1, later), { proveLedgers: 1 })), [], 'the control');
});

/** The event where an id of that ledger would be, with its own time. */
const inLedger = (e: RawEvent, ledger: number): RawEvent => {
	const [toid, index] = e.id.split('-') as [string, string];
	const own = (BigInt(ledger) << 32n) | (BigInt(toid) & 0xffffffffn);
	return { ...e, ledger, id: `${String(own).padStart(19, '0')}-${index}` };
};
/** The failing checks of places alone, where the event number `at` is another one. */
const placeChecks = (at: number, event: RawEvent, change: Partial<Evidence> = {}): string[] => {
	const raw = first.raw.with(at, event);
	const proofs = first.proofs.map((p) => (p.id === first.raw[at]!.id ? { ...p, id: event.id } : p));
	return verifyProofs({ ...first, raw, proofs, ...change })
		.checks.filter((c) => !c.ok)
		.map((c) => c.name);
};

test('each check of a place finds what no other one does', () => {
	const [before, sale, next] = first.raw as [RawEvent, RawEvent, RawEvent];
	assert.ok(sale.ledger + 1 < next.ledger, 'no other event is in the ledger after it');
	assert.equal(placeChecks(1, sale), [], 'the control');
	assert.equal(placeChecks(1, inLedger(sale, sale.ledger + 1)), [misplaced], 'id and ledger, by the proof');
	const proofs: Evidence['proofs'] = [];
	assert.equal(placeChecks(1, { ...sale, ledger: sale.ledger + 1 }, { proofs }), [misplaced], 'id or ledger');
	assert.equal(
		placeChecks(1, inLedger(sale, before.ledger), { proofs }),
		[misplaced],
		'two times of a ledger',
	);
	assert.equal(placeChecks(1, sale, { proofs }), [], 'the control without proofs');
});

test('a ledger of an old event that the second source has otherwise is found', () => {
	const sale = first.raw[1]!;
	const { proof } = first.proofs.find((p) => p.id === sale.id)!;
	const ledger = verifyProof(sale, proof!)[0]!;
	const secondWith = (hash: string): Partial<Evidence> => ({
		second: {
			entries: new Map(),
			closedAt: first.closedAt,
			readAt: first.readAt,
			ledgers: new Map([[ledger.ledger, { ...ledger, hash }]]),
		},
	});
	assert.equal(placeChecks(1, sale, secondWith(ledger.hash)), [], 'the control');
	assert.equal(placeChecks(1, sale, secondWith('ab'.repeat(32))), [misplaced]);
});

test('saved events older than the newest sale are completed by the node', async () => {
	const evidence = await collectEvidence(source({ events: eventsOf(first) }), event);
	assert.equal(failing(evidence), []);
	assert.is(resultOf(evidence).tickets, 6);
	const cut = await cutHistory(fixture.chain.rpcUrl, () => first.raw.at(-1)!.ledger);
	try {
		assert.is(
			await codeOf(collectEvidence(source({ rpcUrl: cut.url }), event)),
			'HISTORY_CUT',
			'the control',
		);
		const joined = await collectEvidence(source({ rpcUrl: cut.url, events: eventsOf(first) }), event);
		assert.equal(failing(joined), []);
		assert.is(resultOf(joined).tickets, 6);
	} finally {
		await cut.close();
	}
});

test('saved events with a gap before what the node keeps are not enough', async () => {
	const latest = await collectEvidence(source(), event);
	const cut = await cutHistory(fixture.chain.rpcUrl, () => latest.raw.at(-1)!.ledger + 1);
	try {
		const gap = await collectEvidence(source({ rpcUrl: cut.url, events: eventsOf(first) }), event);
		assert.ok(failing(gap).includes('log_complete'));
	} finally {
		await cut.close();
	}
});

test('saved events that the node has otherwise are refused', async () => {
	const sale = first.raw.at(-1)!;
	for (const change of [{ txHash: 'ab'.repeat(32) }, { value: first.raw[1]!.value }]) {
		const forged = eventsOf(first).map((e) => (e.id === sale.id ? { ...e, ...change } : e));
		assert.is(await codeOf(collectEvidence(source({ events: forged }), event)), 'EVENTS_CONFLICT');
	}
});

test.run();
