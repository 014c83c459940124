import { xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Audit, audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import type { Source } from '#shared/chain/audit/source.ts';
import { countersKey, instanceKey, orderKey, paidKey } from '#shared/chain/state/event-state.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import { passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { ChainFixture, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { type Lie, lyingProxy } from '#testing/proxies/lying-proxy.ts';
import { keyOf } from '../deploy/deployment.ts';

const test = suite('an audit');
let fixture: ChainFixture;
let event: string;
let order: bigint;

test.before(async () => {
	fixture = await ChainFixture.start();
	event = await fixture.publish();
	const fan = await fixture.fan();
	const bought = await fixture.buy(fan, event, [{ tier: 0, qty: 3 }]);
	order = bought.orders[0]!;
	await fixture.call(fan, event, 'distribute_ticket_revenue', { mask: 0b111, creators: [] });
	const friend = await fixture.fan();
	const give = { from: fan.publicKey(), to: friend.publicKey(), token_id: bought.tickets[2]! };
	await fixture.call(fan, event, 'transfer', give);
	const relayer = keyOf(fixture.deployment.roles.relayer);
	await fixture.call(
		relayer,
		fixture.deployment.registry,
		'allocate',
		{ event, tier: 0, n: 4 },
		registryArgs,
	);
	await fixture.buy(friend, event, [{ tier: 0, qty: 1 }]);
	fixture.localnet.network.close();
});
test.after(() => fixture.close());

const source = (rpcUrl: string): Source => {
	const { registry, usdc, sinceLedger } = fixture.deployment;
	return { rpcUrl, passphrase: fixture.chain.passphrase, registry, usdc, sinceLedger };
};

async function auditAt(rpcUrl: string, change: Partial<Source> = {}): Promise<Audit> {
	return audit(await collectEvidence({ ...source(rpcUrl), ...change }, event), [
		fixture.deployment.eventWasm,
	]);
}

/** Names of the checks that fail under a lie, or the code of the error that it ends with. */
async function caught(lie: Lie): Promise<string[]> {
	const proxy = await lyingProxy(fixture.chain.rpcUrl, lie);
	try {
		return (await auditAt(proxy.url)).checks.filter((c) => !c.ok).map((c) => c.name);
	} catch (error) {
		return [(error as { code?: string }).code ?? (error as Error).message];
	} finally {
		await proxy.close();
	}
}

const eventsOf = (answer: { result?: Record<string, unknown> }): RawEvent[] =>
	(answer.result?.events ?? []) as RawEvent[];

/** Changes one ledger entry on its way. */
const entryLie =
	(key: string, change: (data: xdr.LedgerEntryData) => xdr.LedgerEntryData): Lie =>
	(method, _, answer) => {
		if (method !== 'getLedgerEntries') return;
		for (const entry of (answer.result?.entries ?? []) as { key: string; xdr: string }[]) {
			if (entry.key === key)
				entry.xdr = change(xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64')).toXdr('base64');
		}
	};

/** Replaces the value of a contract's entry. */
const withValue = (data: xdr.LedgerEntryData, value: (old: xdr.ScVal) => xdr.ScVal): xdr.LedgerEntryData => {
	if (data.type !== 'contractData') throw new Error('not contract data');
	return xdr.LedgerEntryData.contractData(
		new xdr.ContractDataEntry({ ...data.contractData, val: value(data.contractData.val) }),
	);
};

const flip = (value: xdr.ScVal, at: number): xdr.ScVal => {
	const wire = value.toXdrObject() as { type: 13; bytes: Uint8Array };
	const bytes = Uint8Array.from(wire.bytes);
	bytes[at]! ^= 1;
	return xdr.ScVal.fromXdrObject({ ...wire, bytes });
};

test('is green on honest data, through the same proxy', async () => {
	assert.equal(await caught(() => {}), []);
	const result = await auditAt(fixture.chain.rpcUrl);
	assert.ok(result.green);
	assert.is(result.gross, 400_000_000n);
	assert.is(result.paid, 300_000_000n);
	assert.is(result.balance, 100_000_000n);
});

test('sees an event that was left out', async () => {
	const found = await caught((method, _, answer) => {
		if (method !== 'getEvents' || !answer.result) return;
		answer.result.events = eventsOf(answer).filter((e) => passaName(e) !== 'sold');
	});
	assert.ok(found.includes('log_complete'), String(found));
	assert.ok(found.includes('log_unbroken'), String(found));
});

test('sees an amount that was changed in an event', async () => {
	const found = await caught((method, _, answer) => {
		if (method !== 'getEvents') return;
		for (const e of eventsOf(answer)) {
			if (passaName(e) !== 'paid') continue;
			const value = xdr.ScVal.fromXdr(e.value, 'base64');
			const text = JSON.stringify(value.toJson()).replace('105000000', '104000000');
			e.value = (xdr.ScVal as never as { fromJson(v: unknown): xdr.ScVal })
				.fromJson(JSON.parse(text))
				.toXdr('base64');
		}
	});
	assert.ok(found.includes('log_unbroken'), String(found));
	assert.ok(found.includes('payouts_same'), String(found));
});

test('sees history that was cut off', async () => {
	const found = await caught((method, _, answer) => {
		if (method !== 'getEvents' || !answer.result) return;
		const own = eventsOf(answer).filter((e) => passaName(e) !== null && passaName(e) !== 'announced');
		if (own.length > 1) answer.result.events = own.slice(0, -1);
	});
	assert.ok(found.includes('log_complete'), String(found));
});

test('sees changed counters, payouts, orders and code', async () => {
	const grossLow = 65;
	const counters = await caught(
		entryLie(countersKey(event, eventV2), (d) => withValue(d, (v) => flip(v, grossLow))),
	);
	assert.ok(counters.includes('revenue_same'), String(counters));
	const firstPayeeLow = 8;
	const paid = await caught(
		entryLie(paidKey(event, eventV2), (d) => withValue(d, (v) => flip(v, firstPayeeLow))),
	);
	assert.ok(paid.includes('payouts_same'), String(paid));
	const ownerByte = 20;
	const orders = await caught(
		entryLie(orderKey(event, order, eventV2), (d) => withValue(d, (v) => flip(v, ownerByte))),
	);
	assert.equal(orders, ['orders_as_sold']);
	const code = await caught(
		entryLie(instanceKey(event), (d) =>
			withValue(d, (v) => {
				if (v.type !== 'scvContractInstance') throw new Error('not an instance');
				const executable = xdr.ContractExecutable.contractExecutableStellarAsset();
				return xdr.ScVal.scvContractInstance(new xdr.ScContractInstance({ ...v.instance, executable }));
			}),
		),
	);
	assert.ok(code.includes('code_announced'), String(code));
});

test('sees a transfer that did not happen', async () => {
	const found = await caught((method, params, answer) => {
		if (method !== 'getEvents' || !answer.result) return;
		if (
			!JSON.stringify(params).includes(fixture.deployment.usdc) &&
			eventsOf(answer)[0]?.contractId !== fixture.deployment.usdc
		)
			return;
		answer.result.events = eventsOf(answer).slice(0, -1);
	});
	assert.ok(found.includes('balance_adds_up'), String(found));
});

test.run();
