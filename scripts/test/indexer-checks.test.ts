import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventView } from '#indexer/client.ts';
import { type Audit, audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence, type Evidence } from '#shared/chain/audit/collect-evidence.ts';
import { hex } from '#shared/hex.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { askIndexer, indexerChecks } from '../audit/indexer-checks.ts';

const test = suite('the audit of the indexer');
let fixture: ChainFixture;
let evidence: Evidence;
let result: Audit;

test.before(async () => {
	fixture = await ChainFixture.start();
	const event = await fixture.publish();
	const fan = await fixture.fan();
	await fixture.buy(fan, event, [{ tier: 0, qty: 2 }]);
	await fixture.call(fan, event, 'claim', { index: 1 });
	fixture.localnet.network.close();
	const { registry, usdc, sinceLedger, eventWasm } = fixture.deployment;
	evidence = await collectEvidence({ ...fixture.chain, registry, usdc, sinceLedger }, event);
	result = audit(evidence, [eventWasm]);
});
test.after(() => fixture.close());

type Shown = Pick<EventView, 'n' | 'log' | 'gross' | 'cash'> & {
	tiers: Partial<EventView['tiers'][number]>[];
	payees: Partial<EventView['payees'][number]>[];
};

const honest = (): Shown => ({
	n: '3',
	log: hex(evidence.state.counters.log),
	gross: '200000000',
	cash: '130000000',
	tiers: [{ sold: 2, fiatAllocated: 0, fiatSold: 0 }],
	payees: fixture.terms().payees.map((p, i) => ({
		address: p.address,
		bps: p.bps,
		entitled: ['120000000', '70000000', '10000000'][i]!,
		paid: ['0', '70000000', '0'][i]!,
	})),
});

const differs = (change: (view: Shown) => void): string[] => {
	const view = honest();
	change(view);
	return indexerChecks(view as EventView, evidence, result)
		.filter((c) => !c.ok)
		.map((c) => c.name);
};

test('holds where it shows what the chain says', () => {
	assert.equal(
		differs(() => {}),
		[],
	);
});

test('fails with any number that it shows wrongly', () => {
	const place = ['the indexer stands at the same place of the log'];
	assert.equal(
		differs((v) => {
			v.n = '2';
		}),
		place,
	);
	assert.equal(
		differs((v) => {
			v.log = '00'.repeat(32);
		}),
		place,
	);
	for (const field of ['gross', 'cash'] as const) {
		const found = differs((v) => {
			v[field] = '1';
		});
		assert.equal(found, ['its revenue and cash']);
	}
	for (const field of ['sold', 'fiatAllocated', 'fiatSold'] as const) {
		const found = differs((v) => {
			v.tiers[0]![field] = 9;
		});
		assert.equal(found, ['its seats']);
	}
	for (const field of ['address', 'entitled', 'paid'] as const) {
		const found = differs((v) => {
			v.payees[1]![field] = '1';
		});
		assert.equal(found, ['its payees']);
	}
	assert.equal(
		differs((v) => v.payees.reverse()),
		['its payees'],
	);
});

test('fails where it does not answer', async () => {
	const silent = await askIndexer('http://127.0.0.1:1', evidence.announcement.event, 1);
	assert.is(silent, null);
	const [check] = indexerChecks(silent, evidence, result);
	assert.is(check!.ok, false);
	assert.is(check!.name, 'the indexer answers');
});

test.run();
