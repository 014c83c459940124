import { readdirSync, readFileSync } from 'node:fs';
import { type Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import { orderOf } from '#shared/chain/state/ids.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { resoldRefunds } from '../../models/resold-refunds.ts';
import { withdrawResoldRefund } from '../../refunds/resold-refund-rows.ts';
import { resoldRefundsOfOrder } from '../../refunds/resold-refunds-of-order.ts';
import { cancelEvent, casesOf, givenBack } from '../../refunds/test/stories.ts';
import { assertBooksBalance } from '../../test/assertions.ts';
import { openSaleFixture, type SaleFixture } from './sale-fixture.ts';

const test = suite(
	'in a cancelled event the wallet that bought a ticket last gets the USDC that came for it',
);
let f: SaleFixture;
test.before(async () => {
	f = await openSaleFixture();
});
test.after(() => f.close());

const face = 100_000_000n;
const usdcOf = (holder: Pick<Keypair, 'publicKey'>): Promise<bigint | null> => {
	const { code, issuer } = f.chainFixture.deployment.usdcAsset;
	return holdingOf(f.chainFixture.chain.rpcUrl, `${code}:${issuer}`, holder.publicKey());
};
const rowsOf = async (event: string) =>
	(
		await f.rows(
			'SELECT state, waits_for, paid_usdc::text AS paid FROM relay.resold_refunds WHERE event = $1',
			[event],
		)
	).map(({ state, waits_for, paid }) => [state, waits_for, paid].filter(Boolean).join(' '));

async function openCase(no: bigint): Promise<void> {
	await f.rows(
		`INSERT INTO relay.reviews (id, reason, order_no, facts, opened_at)
		VALUES (gen_random_uuid(), 'REFUND_NOT_ON_CHAIN', $1, '{"code": "TICKET_SOLD_ON", "missing": "1"}', $2)`,
		[no, new Date(f.clock.now())],
	);
}

const noteOf = async (no: bigint): Promise<string> =>
	(await f.rows('SELECT note FROM relay.reviews WHERE order_no = $1', [no]))[0].note;

/** What the wallet's page shows of an order. */
async function shown(event: string, no: bigint): Promise<string[]> {
	const { chainOrder } = await f.issuedOrder(no);
	const items = await resoldRefundsOfOrder({ db: f.db, chain: f.chainFixture.chain }, event, chainOrder);
	return items.map(({ state, waitsFor, amountUsdc, owner }) => `${state} ${waitsFor} ${amountUsdc} ${owner}`);
}

/** A ticket that M-Pesa paid for, sold from custody to a wallet. */
async function sold(policy = {}) {
	const event = await f.eventWith(policy);
	const [made] = await f.issued(event, [1]);
	const { no } = made!;
	await f.sell(no);
	await f.run();
	const ticket = await f.ticketOf(no);
	const buyer = await f.buyByWallet(event, ticket);
	await f.run(20);
	return { event, no, ticket, buyer };
}

test('sold from custody: it is void on chain, the treasury has its USDC and the wallet gets it, once, without a person', async () => {
	const { event, no, buyer } = await sold();
	const treasury = f.settle.signer.treasury;
	const [before, treasuryBefore] = [await usdcOf(buyer), await usdcOf(treasury)];
	await cancelEvent(f, event);
	await f.run(20);
	assert.equal(await rowsOf(event), [`paid ${face}`]);
	assert.is((await f.seen(no)).tickets[0]!.refunded, true);
	assert.is((await usdcOf(buyer))! - before!, face);
	assert.is(await usdcOf(treasury), treasuryBefore);
	assert.equal(await casesOf(f, no), []);
	await f.run(60);
	assert.is((await usdcOf(buyer))! - before!, face, 'never twice');
	await assertBooksBalance(f);
});

test('moved to a wallet and resold: its buyer gets USDC, and the order’s other ticket goes back in shillings', async () => {
	const event = await f.eventWith();
	const [made] = await f.issued(event, [2]);
	const { no } = made!;
	const { chainOrder } = await f.issuedOrder(no);
	const { roles, registry } = f.chainFixture.deployment;
	const holder = await f.chainFixture.fan();
	const claim = { event, order: chainOrder, mask: 1, to: holder.publicKey() };
	await f.chainFixture.call(keyOf(roles.relayer), registry, 'claim_custodial', claim, registryArgs);
	const ticket = await f.ticketOf(no);
	await f.chainFixture.call(holder, event, 'list', { ticket, price: 90_000_000n });
	const buyer = await f.buyByWallet(event, ticket);
	const [before, given] = [await usdcOf(buyer), givenBack(f)];
	await cancelEvent(f, event);
	await f.run(20);
	assert.equal(await rowsOf(event), [`paid ${face}`]);
	assert.is((await usdcOf(buyer))! - before!, face);
	assert.is(givenBack(f) - given, 1290);
	assert.equal(await casesOf(f, no), []);
	await assertBooksBalance(f);
});

test('voided by a stranger first: the wallet is paid once all the same', async () => {
	const { event, no, ticket, buyer } = await sold();
	const before = await usdcOf(buyer);
	await cancelEvent(f, event);
	const { order, index } = orderOf(ticket);
	const call = { event, order, mask: 1 << index, credits: [], relayed: false, also: [] };
	const stranger = await f.chainFixture.fan();
	await f.chainFixture.call(
		stranger,
		f.chainFixture.deployment.registry,
		'refund_custodial',
		call,
		registryArgs,
	);
	await f.run(20);
	assert.is((await usdcOf(buyer))! - before!, face);
	assert.equal(await casesOf(f, no), []);
	await assertBooksBalance(f);
});

test('money is missing in the event: it waits, and goes on once the organizer has put it in', async () => {
	const { event, no, buyer } = await sold({ reserve_bps: 0, release_at: 0n, refund_until: 0n });
	const { asset, chain, organizer } = f.chainFixture;
	await f.chainFixture.call(organizer, event, 'distribute_ticket_revenue', { mask: 0b1111, creators: [] });
	const before = await usdcOf(buyer);
	await cancelEvent(f, event);
	await f.run(5);
	assert.equal(await rowsOf(event), ['requested NEEDS_FUNDING']);
	assert.equal(
		await shown(event, no),
		['requested NEEDS_FUNDING null null'],
		'the wallet’s page says what it waits for',
	);
	const gift = Operation.payment({ asset, amount: '20', destination: organizer.publicKey() });
	await sendClassic(chain, [await f.chainFixture.fan(1000)], [gift]);
	await f.onEvent('fund_refunds', event, { amount: face });
	await f.run(10);
	assert.equal(await rowsOf(event), [`paid ${face}`]);
	assert.equal(await shown(event, no), [`paid null ${face} ${buyer.publicKey()}`]);
	assert.is((await usdcOf(buyer))! - before!, face);
	assert.equal(await casesOf(f, no), []);
	await assertBooksBalance(f);
});

test('a case from before, by which a person was to pay, is taken over by the migration and closes by itself', async () => {
	const { event, no, ticket, buyer } = await sold();
	const before = await usdcOf(buyer);
	await cancelEvent(f, event);
	await f.rows('UPDATE relay.events SET refunds_opened = true WHERE event = $1', [event]);
	await openCase(no);
	const folder = new URL('../../migrations/', import.meta.url);
	const name = readdirSync(folder).find((file) => file.endsWith('_resold_refunds.sql'))!;
	const migration = new URL(name, folder);
	const takeOver = readFileSync(migration, 'utf8').split('--> statement-breakpoint').at(-1)!;
	await f.rows(takeOver);
	await f.rows('UPDATE relay.resold_refunds SET wake_at = created_at WHERE event = $1', [event]);
	const [row] = await f.rows('SELECT ticket::text FROM relay.resold_refunds WHERE event = $1', [event]);
	assert.is(row.ticket, String(ticket));
	await f.run(10);
	assert.is((await usdcOf(buyer))! - before!, face);
	assert.equal(await casesOf(f, no), []);
	assert.is(await noteOf(no), 'The wallet has its money.');
	await assertBooksBalance(f);
});

test('a case of a ticket that no wallet bought last does not say that a wallet has its money', async () => {
	const event = await f.eventWith();
	const [made] = await f.issued(event, [1]);
	const { no } = made!;
	await openCase(no);
	const now = new Date(f.clock.now());
	const ticket = await f.ticketOf(no);
	const wanted = { event, ticket, orderNo: no, state: 'requested' as const, createdAt: now, wakeAt: now };
	const [row] = await f.db.insert(resoldRefunds).values(wanted).returning();
	await f.db.transaction((tx) => withdrawResoldRefund(tx, row!, 'withdrawn', now));
	assert.equal(await casesOf(f, no), []);
	assert.match(await noteOf(no), /^No wallet bought the ticket last/);
});

/** A sold ticket whose buyer can no longer hold USDC. */
async function soldToClosed() {
	const made = await sold();
	const { asset, chain, deployment } = f.chainFixture;
	const amount = String(Number(await usdcOf(made.buyer)) / 1e7);
	const giveAway = Operation.payment({ asset, amount, destination: deployment.usdcAsset.issuer });
	await sendClassic(chain, [made.buyer], [giveAway, Operation.changeTrust({ asset, limit: '0' })]);
	await cancelEvent(f, made.event);
	await f.run(20);
	return made;
}

test('without a trust line the money waits; after two weeks a case tells of it, and closes by itself or ends it', async () => {
	const [waits, byHand] = [await soldToClosed(), await soldToClosed()];
	const { asset, chain } = f.chainFixture;
	assert.equal(await rowsOf(waits.event), [`voided NO_TRUSTLINE ${face}`]);
	assert.equal(await casesOf(f, waits.no), []);
	await assertBooksBalance(f);
	f.clock.advance(14 * 86_400_000);
	await f.run();
	for (const { no } of [waits, byHand]) assert.equal(await casesOf(f, no), ['REFUND_NOT_ON_CHAIN']);
	await f.rows(
		`UPDATE relay.reviews SET decision = 'nothing', note = 'paid by hand', decided_by = 'Asha', decided_at = $2
		WHERE order_no = $1 AND decided_at IS NULL`,
		[byHand.no, new Date(f.clock.now())],
	);
	for (const { buyer } of [waits, byHand])
		await sendClassic(chain, [buyer], [Operation.changeTrust({ asset })]);
	f.clock.advance(600_000);
	await f.run(3);
	f.clock.advance(600_000);
	await f.run();
	assert.equal(await rowsOf(waits.event), [`paid ${face}`]);
	assert.is(await usdcOf(waits.buyer), face);
	assert.equal(await casesOf(f, waits.no), []);
	assert.equal(await rowsOf(byHand.event), [`decided ${face}`]);
	assert.is(await usdcOf(byHand.buyer), 0n, 'a person paid it');
	await assertBooksBalance(f);
});

test.run();
