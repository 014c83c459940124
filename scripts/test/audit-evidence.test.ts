import {
	Keypair,
	Account as LedgerAccount,
	MuxedAccount,
	nativeToScVal,
	Operation,
	scValToNative,
} from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Audit, audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import type { Evidence } from '#shared/chain/audit/evidence.ts';
import { eventsOf } from '#shared/chain/audit/readings.ts';
import type { Source } from '#shared/chain/audit/source.ts';
import type { EventProof } from '#shared/chain/audit/verify-proof.ts';
import { entriesAt } from '#shared/chain/rpc.ts';
import { countersKey, entryNative } from '#shared/chain/state/event-state.ts';
import { prepare, signWith, submit } from '#shared/chain/submit/invoke.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import { Role } from '#shared/contract/event.ts';
import { decodeCounters } from '#shared/contract/event-v2/counters.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import type { PassaError } from '#shared/errors.ts';
import { ChainFixture, codeOf, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { lyingProxy } from '#testing/proxies/lying-proxy.ts';
import { keyOf } from '../deploy/deployment.ts';
import { sendClassic } from '../deploy/send-classic.ts';

const test = suite('evidence');
let fixture: ChainFixture;
let event: string;
let evidence: Evidence;

/** An event with all that stage one knows: a reserve, a muxed payee, both rails, a batch served in part, transfers. */
async function livelyEvent(): Promise<string> {
	const init = fixture.terms();
	const muxed = new MuxedAccount(new LedgerAccount(fixture.artist.publicKey(), '0'), '77');
	type Payee = (typeof init.payees)[0];
	const [organizer, artist, platform] = init.payees as [Payee, Payee, Payee];
	init.payees = [
		{ ...organizer, bps: 5500 },
		artist,
		{ address: muxed.accountId(), bps: 500, role: Role.Promoter },
		platform,
	];
	init.tiers = [fixture.tier(), fixture.tier({ price: 70_010_000n })];
	init.policy = { ...init.policy, reserve_bps: 2500, release_at: init.ends_at + 60n };
	const address = await fixture.publish(init);
	const payees = [{ ...organizer, bps: 5400 }, { ...artist, bps: 3600 }, ...init.payees.slice(2)];
	await fixture.call(fixture.organizer, address, 'set_splits', { payees, policy: init.policy });
	return address;
}

async function settle(address: string, seq: number, quantities: number[]): Promise<void> {
	const items = quantities.map((qty) => ({
		owner: Keypair.random().publicKey(),
		tier: 0,
		qty,
		evidence: new Uint8Array(32).fill(qty),
		...{ splitsVersion: 2, termsVersion: 2, credits: [] },
	}));
	const { registry, roles } = fixture.deployment;
	const [relayer, treasury] = [keyOf(roles.relayer), keyOf(roles.treasury)];
	const args = { event: address, lane: 3, seq, items };
	await fixture.call(relayer, registry, 'settle_batch', args, registryArgs, [treasury]);
}

test.before(async () => {
	fixture = await ChainFixture.start();
	event = await livelyEvent();
	const [fan, friend] = [await fixture.fan(), await fixture.fan()];
	const three = await fixture.buy(fan, event, [
		{ tier: 0, qty: 3 },
		{ tier: 1, qty: 1 },
	]);
	await fixture.call(fan, event, 'distribute_ticket_revenue', { mask: 0b1111, creators: [] });
	const relayer = keyOf(fixture.deployment.roles.relayer);
	await fixture.call(
		relayer,
		fixture.deployment.registry,
		'allocate',
		{ event, tier: 0, n: 5 },
		registryArgs,
	);
	await settle(event, 1, [2, 4, 3]);
	for (const token_id of [three.tickets[1]!, three.tickets[3]!])
		await fixture.call(fan, event, 'transfer', { from: fan.publicKey(), to: friend.publicKey(), token_id });
	await fixture.call(fan, event, 'claim', { index: 1 });
	fixture.localnet.network.close();
	evidence = await collectEvidence(source(), event);
});
test.after(() => fixture.close());

const source = (change: Partial<Source> = {}): Source => {
	const { registry, usdc, sinceLedger } = fixture.deployment;
	return { ...fixture.chain, registry, usdc, sinceLedger, ...change };
};

const auditWith = (change: Partial<Evidence> = {}): Audit =>
	audit({ ...evidence, ...change }, [fixture.deployment.eventWasm]);

const differs = (change: Partial<Evidence>): string[] =>
	auditWith(change)
		.checks.filter((c) => !c.ok)
		.map((c) => c.name);

test('of an event with a reserve, both rails, a muxed payee and moved tickets is green', () => {
	assert.equal(differs({}), []);
	const result = auditWith();
	assert.is(result.gross, 300_000_000n + 70_010_000n + 500_000_000n);
	assert.is(result.tickets, 9);
	assert.is(result.anchored, 1);
	const paid = evidence.transfers.find((t) => t.toId !== null);
	assert.is(paid?.toId, 77n, 'the muxed payee was paid with its id');
	const accounts = result.payees.reduce((n, p) => n + p.entitled, 0n);
	assert.is(accounts, result.gross);
});

test('agrees with what the contract would pay each payee now', async () => {
	const failures = { [event]: eventV2.failures };
	for (const [index, { due }] of auditWith().payees.entries()) {
		const operation = contractCall(event, 'claim', [nativeToScVal(index, { type: 'u32' })]);
		const call = { chain: fixture.chain, source: fixture.organizer.publicKey(), operation, failures };
		if (due === 0n) assert.is(await codeOf(prepare(call)), 'NOTHING_DUE');
		else assert.is(scValToNative((await prepare(call)).returnValue!), due);
	}
});

/** What differs with these counters, or the code with which they are refused. */
function differsOf(counters: Uint8Array): string[] {
	try {
		return differs({ state: { ...evidence.state, counters: decodeCounters(counters) } });
	} catch (error) {
		return [(error as PassaError).code];
	}
}

test('with any bit of the counters changed is not green', async () => {
	const key = countersKey(event, eventV2);
	const bytes = entryNative<Uint8Array>((await entriesAt(fixture.chain.rpcUrl, [key])).found.get(key)!);
	assert.equal(
		differs({ state: { ...evidence.state, counters: decodeCounters(Uint8Array.from(bytes)) } }),
		[],
	);
	for (let at = 1; at < bytes.length; at++) {
		const changed = Uint8Array.from(bytes);
		changed[at]! ^= 1 << (at % 8);
		assert.ok(differsOf(changed).length > 0, `byte ${at}`);
	}
});

test('with any field of an order changed is not green', () => {
	for (const [id, order] of evidence.orders) {
		for (const [field, value] of Object.entries(order!)) {
			const other = otherThan(value);
			const orders = new Map(evidence.orders).set(id, { ...order!, [field]: other });
			assert.equal(differs({ orders }), ['orders_as_sold'], field);
		}
		assert.equal(differs({ orders: new Map(evidence.orders).set(id, null) }), ['orders_as_sold']);
	}
	assert.is(evidence.moved.size, 1, 'an order’s only ticket takes its order along');
	for (const [ticket, held] of evidence.moved)
		for (const [field, value] of Object.entries(held!)) {
			const moved = new Map(evidence.moved).set(ticket, { ...held!, [field]: otherThan(value) });
			assert.equal(differs({ moved }), ['moved_to_owner'], field);
		}
});

function otherThan(value: unknown): unknown {
	if (typeof value === 'number') return value + 1;
	return typeof value === 'boolean' ? !value : fixture.deployment.usdc;
}

test('with any transfer changed, dropped or invented is not green', () => {
	for (const [i, transfer] of evidence.transfers.entries()) {
		const swap = (change: object) => evidence.transfers.map((t, at) => (at === i ? { ...t, ...change } : t));
		const lies = [
			evidence.transfers.filter((_, at) => at !== i),
			swap({ amount: transfer.amount + 1n }),
			swap({ to: fixture.deployment.usdc }),
			swap({ from: fixture.deployment.usdc }),
			swap({ txHash: '00'.repeat(32) }),
			...(transfer.toId === null ? [] : [swap({ toId: transfer.toId + 1n })]),
		];
		for (const transfers of lies) assert.ok(differs({ transfers }).length > 0, transfer.id);
	}
	const away = { ...evidence.transfers[0]!, from: event, to: fixture.deployment.usdc, amount: 1n };
	const found = differs({ transfers: [...evidence.transfers, away], balance: evidence.balance - 1n });
	assert.ok(found.includes('only_payouts_leave'));
});

test('with any event left out or put elsewhere is not green', () => {
	for (let i = 0; i < evidence.raw.length; i++) {
		const without = <T>(list: T[]) => list.filter((_, at) => at !== i);
		assert.ok(differs({ raw: without(evidence.raw), events: without(evidence.events) }).length > 0, `${i}`);
		if (i === 0) continue;
		const swapped = <T>(list: T[]) => list.with(i, list[i - 1]!).with(i - 1, list[i]!);
		assert.ok(differs({ raw: swapped(evidence.raw), events: swapped(evidence.events) }).length > 0, `${i}`);
	}
});

test('of a contract elsewhere, of other code, of another registry or of other money is not green', () => {
	const { announcement, state } = evidence;
	const config = (change: object) => differs({ state: { ...state, config: { ...state.config, ...change } } });
	const origin = 'contract_belongs';
	assert.ok(config({ registry: event }).includes(origin));
	assert.ok(config({ usdc: event }).includes(origin));
	assert.ok(config({ organizer: fixture.artist.publicKey() }).includes(origin));
	assert.ok(config({ cap: 1n }).includes('config_kept'));
	assert.ok(differs({ announcement: { ...announcement, nonce: 99n } }).includes('registry_deployed'));
	const foreign = { ...announcement, wasmHash: new Uint8Array(32) };
	const code = differs({ announcement: foreign, state: { ...state, wasmHash: new Uint8Array(32) } });
	assert.equal(code, ['code_published'], 'a liar who is consistent');
});

test('of a proof with any part changed is not green', () => {
	const proof = evidence.proofs[0]!.proof!;
	const withProof = (lie: EventProof | null) => ({
		proofs: [{ id: evidence.proofs[0]!.id, proof: lie }, ...evidence.proofs.slice(1)],
	});
	const flip = (base64: string, at: number) => {
		const bytes = Buffer.from(base64, 'base64');
		bytes[at % bytes.length]! ^= 1;
		return bytes.toString('base64');
	};
	const lies: EventProof[] = [0, 40, 77, 200, 333].flatMap((at) => [
		{ ...proof, success: flip(proof.success, at) },
		{ ...proof, results: flip(proof.results, at) },
		{ ...proof, headers: [flip(proof.headers[0]!, at), ...proof.headers.slice(1)] },
		{ ...proof, headers: [proof.headers[0]!, flip(proof.headers[1]!, (at % 32) + 4)] },
	]);
	lies.push({ ...proof, headers: [] }, { ...proof, headers: proof.headers.toReversed() });
	for (const [i, lie] of lies.entries()) assert.equal(differs(withProof(lie)), ['newest_proved'], `lie ${i}`);
	assert.is(auditWith(withProof(null)).anchored, 0);
	assert.ok(auditWith(withProof(null)).green, 'not anchored is a label of its own');
});

test('is refused where history is cut, and whole again with the events that were kept', async () => {
	const cut = await lyingProxy(fixture.chain.rpcUrl, (method, _, answer) => {
		if (method === 'getHealth') answer.result!.oldestLedger = 1_000_000;
		if (method !== 'getEvents') return;
		delete answer.result;
		answer.error = {
			code: -32600,
			message: 'startLedger must be within the ledger range: 1000000 - 1000001',
		};
	});
	try {
		assert.is(await codeOf(collectEvidence(source({ rpcUrl: cut.url }), event)), 'HISTORY_CUT');
		const kept = { rpcUrl: cut.url, events: eventsOf(evidence) };
		const complete = await collectEvidence(source(kept), event);
		assert.ok(audit(complete, [fixture.deployment.eventWasm]).green);
		for (let i = 1; i < eventsOf(evidence).length; i++) {
			const events = eventsOf(evidence).filter((_, at) => at !== i);
			const part = await collectEvidence(source({ ...kept, events }), event);
			assert.not.ok(audit(part, [fixture.deployment.eventWasm]).green, `without event ${i}`);
		}
	} finally {
		await cut.close();
	}
});

test('calls money that came without a sale stray, not a difference', async () => {
	const generous = await fixture.fan();
	const args = [generous.publicKey(), event].map((a) => nativeToScVal(a, { type: 'address' }));
	await submit({
		chain: fixture.chain,
		source: generous.publicKey(),
		sign: signWith(generous, fixture.chain.passphrase),
		operation: contractCall(fixture.deployment.usdc, 'transfer', [
			...args,
			nativeToScVal(5n, { type: 'i128' }),
		]),
	});
	const result = audit(await collectEvidence(source(), event), [fixture.deployment.eventWasm]);
	assert.ok(result.green);
	assert.is(result.stray, 5n);
	assert.is(result.balance, result.cash + 5n);
});

test('shows a balance that the issuer froze as held, with its payee unpaid', async () => {
	const freeze = Operation.setTrustLineFlags({
		trustor: fixture.artist.publicKey(),
		asset: fixture.asset,
		flags: { authorized: false },
	});
	await sendClassic(fixture.chain, [keyOf(fixture.deployment.roles.issuer!)], [freeze]);
	const fan = await fixture.fan();
	await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	await fixture.call(fan, event, 'distribute_ticket_revenue', { mask: 0b1111, creators: [] });
	const result = audit(await collectEvidence(source(), event), [fixture.deployment.eventWasm]);
	assert.ok(result.green);
	assert.equal(
		result.payees.map((p) => p.due > 0n),
		[false, true, true, false],
	);
});

test.run();
