import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { settledOrderId } from '#shared/chain/state/ids.ts';
import type { Credit } from '#shared/contract/event.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import { creditsOfSale, reward } from '#testing/fixtures/attributed-sale.ts';
import { codeOf, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { announce, orderOf } from '../test/fixture.ts';
import { creditsOfOrder } from './credits-of-order.ts';
import { readRefundFacts } from './read-refund-facts.ts';
import { openRefundsFixture, type RefundsFixture, refundable } from './test/fixture.ts';
import { casesOf } from './test/stories.ts';

const test = suite('orders whose sale credited a creator');
const price = 100_000_000n;
let f: RefundsFixture;
let event: string;
let creator: Keypair;

test.before.each(async () => {
	f = await openRefundsFixture();
	event = await announce(f, refundable(f));
	creator = await f.chainFixture.fan();
});
test.after.each(() => f.close());

/** An issued order of two tickets whose sale names the creator. No lane does that yet: the batch is sent by hand. */
async function credited() {
	await reward(f.chainFixture, event, creator);
	const [made] = await f.issued(event, [2]);
	const { no } = made!;
	const { registry, roles } = f.chainFixture.deployment;
	const [relayer, treasury] = [keyOf(roles.relayer), keyOf(roles.treasury)];
	const item = { owner: Keypair.random().publicKey(), tier: 0, qty: 2, evidence: new Uint8Array(32) };
	const credits = [{ creator: creator.publicKey(), weight: 10_000 }];
	const items = [{ ...item, splitsVersion: 1, termsVersion: 1, credits }];
	const batch = { event, lane: 9, seq: 1, items };
	const sent = await f.chainFixture.call(relayer, registry, 'settle_batch', batch, registryArgs, [treasury]);
	const id = settledOrderId(9, 1, 0);
	await f.rows('UPDATE relay.orders SET chain_order = $2, ledger = $3 WHERE no = $1', [no, id, sent.ledger]);
	return orderOf(f, no);
}

const earned = async (): Promise<bigint> =>
	(await readEventState(f.chainFixture.chain.rpcUrl, event)).counters.commissions;

test('a refund before a cancel takes back what the creator earned by these tickets', async () => {
	const { no } = await credited();
	assert.is(await earned(), price / 10n);
	await f.ask(no, { mask: 0b01 });
	await f.work(3);
	assert.equal(await f.endsOf(no), ['returned payout 1 KES 1290']);
	assert.is(await earned(), price / 20n);
});

test('after a cancel nobody’s commission is due, so none is asked for', async () => {
	const { no } = await credited();
	await f.onEvent('cancel', event, { by: f.chainFixture.organizer.publicKey() });
	await f.ask(no);
	await f.work(3);
	assert.equal(await f.endsOf(no), ['returned reversal 3 KES 2580']);
});

test('the digest decides: the chain’s events first, then a source that says the same, else a person', async () => {
	const { chainOrder, ledger, no } = await credited();
	const { credits: digest } = await readRefundFacts({ ...f.node.refunds }, event, chainOrder!, 0);
	const { rpcUrl } = f.chainFixture.chain;
	const sale = { event, order: chainOrder!, digest, ledger: ledger! };
	const late = { ...sale, ledger: ledger! + 1 };
	f.chainFixture.localnet.network.close();
	f.chainFixture.localnet.network.close();
	const right = creditsOfSale(creator, price);
	const wrong: Credit[] = [{ ...right[0]!, amount: 1n }];
	const from = (listed: Credit[] | null) => ({
		...{ rpcUrl, version: eventV2, source: listed && (async () => listed) },
	});
	assert.equal(await creditsOfOrder(from(null), sale), right);
	assert.equal(await creditsOfOrder(from(right), late), right);
	assert.is(await codeOf(creditsOfOrder(from(wrong), late)), 'CREDITS_UNKNOWN');
	assert.is(await codeOf(creditsOfOrder(from(null), late)), 'CREDITS_UNKNOWN');
	assert.equal(await creditsOfOrder(from(wrong), { ...late, digest: null }), [], 'nobody was credited');
	await f.rows('UPDATE relay.orders SET ledger = $2 WHERE no = $1', [no, ledger! + 1]);
	await f.ask(no);
	await f.work(30);
	assert.equal(await casesOf(f, no), ['REFUND_NOT_ON_CHAIN']);
	const [found] = await f.rows('SELECT facts FROM relay.reviews WHERE order_no = $1', [no]);
	assert.is(found.facts.code, 'CREDITS_UNKNOWN');
});

test.run();
