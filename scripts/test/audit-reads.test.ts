import { Operation, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { salesOf } from '#shared/chain/audit/sales.ts';
import { findEvent } from '#shared/chain/events/announcements.ts';
import { call } from '#shared/chain/rpc.ts';
import { explainTransaction } from '#shared/chain/submit/explain-transaction.ts';
import { readTransaction } from '#shared/chain/submit/read-transaction.ts';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import { cutHistoryAs, misbehavingNode } from '#testing/proxies/misbehaving-node.ts';
import { sendClassic } from '../deploy/send-classic.ts';

const test = suite('what an auditor reads of an event');
let fixture: ChainFixture;
let event: string;

test.before(async () => {
	fixture = await ChainFixture.start();
	event = await fixture.publish();
});
test.after(() => fixture.close());

test('each sale with its splits, which add up to what is due', async () => {
	const fan = await fixture.fan();
	for (const qty of [1, 3, 2]) await fixture.buy(fan, event, [{ tier: 0, qty }]);
	const { registry, usdc, sinceLedger, eventWasm } = fixture.deployment;
	const evidence = await collectEvidence({ ...fixture.chain, registry, usdc, sinceLedger }, event);
	const sales = salesOf(evidence);
	assert.equal(
		sales.map((s) => [s.paidBy, s.tickets, s.total]),
		[
			['wallet', 1, 100_000_000n],
			['wallet', 3, 300_000_000n],
			['wallet', 2, 200_000_000n],
		],
	);
	const { payees, gross } = audit(evidence, [eventWasm]);
	assert.is(
		sales.reduce((n, s) => n + s.total, 0n),
		gross,
	);
	assert.equal(
		payees.map((_, i) => sales.reduce((n, s) => n + s.splits[i]!, 0n)),
		payees.map((p) => p.entitled),
	);
});

test('a transaction is explained by the event’s own terms: what was sold, whose it is, and who was paid', async () => {
	const fan = await fixture.fan();
	const { registry } = fixture.deployment;
	const bought = await fixture.buy(fan, event, [{ tier: 0, qty: 2 }]);
	const seen = await readTransaction(fixture.chain, bought);
	const node = { ...fixture.chain, registry };
	const [money, ...more] = await explainTransaction(node, seen);
	assert.equal(more, []);
	assert.is(money!.event, event);
	assert.is(money!.payouts, null);
	const { byTreasury, qtys, total, splits } = money!.sale!;
	assert.equal([byTreasury, qtys[0], total], [false, 2, 200_000_000n]);
	assert.is(
		splits.reduce((n, s) => n + s, 0n),
		total,
	);
	const { hash } = await fixture.call(fan, event, 'distribute_ticket_revenue', { mask: 0b111, creators: [] });
	const [paid] = await explainTransaction(node, await readTransaction(fixture.chain, { hash }));
	assert.is(paid!.sale, null);
	assert.ok(paid!.payouts!.every((amount) => amount > 0n));
});

test('nothing is explained of a contract that our registry does not know, nor of events that only look like ours', async () => {
	const fan = await fixture.fan();
	const seen = await readTransaction(fixture.chain, await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]));
	const { registry, usdc } = fixture.deployment;
	assert.equal(await explainTransaction({ ...fixture.chain, registry: usdc }, seen), []);
	const forged = seen.events.map((e) => ({ ...e, contract: e.contract === event ? usdc : e.contract }));
	assert.equal(await explainTransaction({ ...fixture.chain, registry }, { events: forged }), []);
	const empty = xdr.ScVal.scvVoid().toXdr('base64');
	const malformed = seen.events.map((e) =>
		e.contract === event ? { ...e, bytes: { ...e.bytes, value: empty } } : e,
	);
	assert.equal(await explainTransaction({ ...fixture.chain, registry }, { events: malformed }), []);
});

test('a transaction: who paid for it, and every event, the money among them', async () => {
	const fan = await fixture.fan();
	const bought = await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	const seen = await readTransaction(fixture.chain, bought);
	assert.is(seen.applied, true);
	assert.is(seen.ledger, bought.ledger);
	assert.is(seen.payer, fan.publicKey());
	assert.ok(seen.fee > 0n);
	const names = seen.events.map(({ contract, topics }) => [contract, ...topics.slice(0, 2)]);
	assert.ok(names.some(([contract, , name]) => contract === event && name === 'sold'));
	const transfer = seen.events.find((e) => e.contract === fixture.deployment.usdc)!;
	assert.equal(transfer.topics.slice(0, 3), ['transfer', fan.publicKey(), event]);
	assert.is(transfer.value, 100_000_000n);
});

test('a transaction that failed is shown as that, without events', async () => {
	const fan = await fixture.fan();
	const tooMuch = Operation.payment({
		asset: fixture.asset,
		amount: '1000000',
		destination: fixture.organizer.publicKey(),
	});
	const failure = await sendClassic(fixture.chain, [fan], [tooMuch]).catch((error) => error);
	const seen = await readTransaction(fixture.chain, { hash: failure.detail.hash });
	assert.is(seen.applied, false);
	assert.equal(seen.events, []);
});

test('an unknown transaction is reported as unknown', async () => {
	const unknown = 'ab'.repeat(32);
	const why = await readTransaction(fixture.chain, { hash: unknown }).then(
		() => '',
		(error) => error.code,
	);
	assert.is(why, 'TRANSACTION_NOT_FOUND');
});

/** How providers answer a transaction whose ledger they no longer keep: by status, or with an error in their own words. */
const lostAs: Record<string, (oldest: number, closed: string) => object> = {
	'status NOT_FOUND': (oldest, closed) => ({
		result: { status: 'NOT_FOUND', oldestLedger: oldest, oldestLedgerCloseTime: closed },
	}),
	'status NOT_FOUND without a time': (oldest) => ({
		result: { status: 'NOT_FOUND', oldestLedger: oldest, oldestLedgerCloseTime: '0' },
	}),
	'an error with the range': (oldest) => ({
		error: { code: -32600, message: `ledger must be within the ledger range: ${oldest} - ${oldest + 900}` },
	}),
	'an error of its retention window': (oldest) => ({
		error: {
			code: -32000,
			message: `outside of the retention window (oldest ${oldest}, latest ${2 * oldest})`,
		},
	}),
	'an error without a range': () => ({ error: { code: -32001, message: 'data has been pruned' } }),
};

for (const [name, answer] of Object.entries(lostAs))
	test(`a transaction in ledgers that the node no longer keeps is not called unknown: ${name}`, async () => {
		const bought = await fixture.buy(await fixture.fan(), event, [{ tier: 0, qty: 1 }]);
		fixture.localnet.network.close();
		const oldest = fixture.localnet.network.sequence;
		const node = await misbehavingNode(fixture.chain.rpcUrl);
		const read = (ledger?: number) =>
			readTransaction({ ...fixture.chain, rpcUrl: node.url }, { hash: bought.hash, ledger });
		const errorOf = (ledger?: number) => read(ledger).catch((error) => error);
		const closed = await closeTimeOf(oldest);
		const keptSince = name === 'status NOT_FOUND' ? new Date(Number(closed) * 1000).toISOString() : null;
		try {
			assert.is((await read(bought.ledger)).ledger, bought.ledger, 'the control: it is there');
			node.behave(async ({ method }, pass) => {
				const { result, ...rest } = await pass();
				const kept = { ...result, oldestLedger: oldest };
				if (method !== 'getTransaction') return { body: { ...rest, result: kept } };
				const { result: lost, ...error } = answer(oldest, closed) as { result?: object };
				return { body: { ...rest, ...error, ...(lost ? { result: { ...kept, ...lost } } : {}) } };
			});
			const cut = await errorOf(bought.ledger);
			assert.is(cut.code, 'HISTORY_CUT');
			assert.equal(cut.detail, { keptSince, oldestLedger: oldest, ledger: bought.ledger });
			// The negative controls: of a ledger that is kept, or that nobody names, it is no cut.
			for (const ledger of [oldest, undefined])
				assert.is.not((await errorOf(ledger)).code, 'HISTORY_CUT', String(ledger));
			if (name.startsWith('status'))
				assert.equal((await errorOf()).detail, { keptSince, oldestLedger: oldest });
		} finally {
			await node.close();
		}
	});

test('a node that fails is not one that has lost a ledger', async () => {
	const node = await misbehavingNode(fixture.chain.rpcUrl);
	node.behave(async ({ method }, pass) => {
		const { result, ...rest } = await pass();
		const error = { code: -32603, message: 'internal error' };
		return { body: method === 'getTransaction' ? { ...rest, error } : { ...rest, result } };
	});
	const read = readTransaction({ ...fixture.chain, rpcUrl: node.url }, { hash: 'ab'.repeat(32), ledger: 9 });
	assert.is(await codeOf(read), 'RPC_ERROR');
	await node.close();
});

/** Unix seconds. */
async function closeTimeOf(ledger: number): Promise<string> {
	const { ledgers } = await call(fixture.chain.rpcUrl, 'getLedgers', {
		startLedger: ledger,
		pagination: { limit: 1 },
	});
	return ledgers[0]!.ledgerCloseTime;
}

test('an event is found by its address though its ledgers are lost, and by its number where somebody names it', async () => {
	const { registry, sinceLedger } = fixture.deployment;
	fixture.localnet.network.close();
	const oldest = fixture.localnet.network.sequence;
	const find = (wanted: string, lookUp?: (no: string) => Promise<string | null>) =>
		findEvent(node.url, registry, sinceLedger, wanted, lookUp);
	const node = await misbehavingNode(fixture.chain.rpcUrl);
	const { no } = await find(event);
	assert.is((await find(String(no))).event, event, 'the control: with the whole history');
	node.behave(
		cutHistoryAs(
			() => oldest,
			-32600,
			() => 'start is before oldest ledger',
		),
	);
	assert.equal(await find(event), { event, no });
	assert.is(await codeOf(find(String(no))), 'HISTORY_CUT');
	assert.is((await find(String(no), async () => event)).event, event);
	assert.is(
		await codeOf(find(String(no + 1), async () => event)),
		'HISTORY_CUT',
		'the registry names another number',
	);
	assert.is(
		await codeOf(find(String(no), async () => fixture.deployment.usdc)),
		'HISTORY_CUT',
		'no event of ours',
	);
	assert.is(await codeOf(find(fixture.deployment.usdc)), 'EVENT_NOT_FOUND');
	await node.close();
});

test.run();
