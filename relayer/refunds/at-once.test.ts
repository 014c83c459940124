import type { Keypair } from '@stellar/stellar-sdk';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import { codeOf, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import type { OrderRow } from '../models/orders.ts';
import type { SettleKillPoint } from '../settle/settle-deps.ts';
import { announce, laneWorker, order, orderOf, pay, runDry } from '../test/fixture.ts';
import { requestTicketRefund } from './request-ticket-refund.ts';
import { type RefundsFixture, refundable } from './test/fixture.ts';
import { cancelEvent, casesOf, givenBack, refundStories } from './test/stories.ts';

const { test, story } = refundStories('what happens at the same time as a refund');
const price = 100_000_000n;

const asksFor = async (f: RefundsFixture, no: bigint, tickets: number[]) => {
	const why = { reason: 'ASKED_BY_BUYER', by: 'holder', note: null, takesPart: false } as const;
	const wanted = { ...why, tickets };
	return requestTicketRefund(f.node.refunds, await orderOf(f, no), wanted, async () => 'requested' as const);
};

/** All that becomes due, for as long as refunds may take. */
async function finish(f: RefundsFixture): Promise<void> {
	for (let i = 0; i < 4; i++) {
		await f.work(3);
		f.clock.advance(4 * 60_000);
		f.chainFixture.localnet.network.close();
	}
}

async function ticketsBack(f: RefundsFixture, no: bigint): Promise<{ tickets: number; kes: number }> {
	const [row] = await f.rows(
		`SELECT coalesce(sum(bit_count(mask::bit(20))), 0)::int AS tickets, coalesce(sum(amount_kes), 0)::int / 100 AS kes
		FROM relay.ticket_refunds WHERE order_no = $1 AND state = 'returned'`,
		[no],
	);
	return row;
}

story('fans ask for one ticket while the cancel lands: each ticket is refunded once', async (f, event) => {
	const made = await f.issued(event, [2, 2, 2, 2, 2, 2]);
	const before = givenBack(f);
	const asked = made.map(({ no }, i) => codeOf(asksFor(f, no, [i % 2])));
	const [codes] = await Promise.all([
		Promise.all(asked),
		cancelEvent(f, event),
		f.work(2),
		...made.map(({ no }) => codeOf(asksFor(f, no, [0]))),
	]);
	for (const code of codes) assert.ok(['none', 'TICKET_REFUNDED'].includes(code), code);
	await finish(f);
	for (const { no } of made) assert.equal(await ticketsBack(f, no), { tickets: 2, kes: 2580 });
	assert.is(givenBack(f) - before, made.length * 2580);
});

/** A batch that has come so far when its worker dies. */
async function issuingTo(
	f: RefundsFixture,
	event: string,
	at: SettleKillPoint,
	lane: number,
): Promise<OrderRow> {
	const made = await f.paid(event);
	const dead = new Promise<void>((died) => {
		const worker = laneWorker(f, lane, (step) => {
			if (step !== at) return;
			died();
			return new Promise(() => {});
		});
		void runDry(worker);
	});
	await dead;
	assert.is((await orderOf(f, made.no)).state, 'issuing');
	return made;
}

for (const at of ['bound', 'landed'] as const)
	story(
		`orders that are pending, paid and issuing (${at}) at the moment of the cancel: all money goes back`,
		async (f, event) => {
			const before = givenBack(f);
			const [issued] = await f.issued(event, [1]);
			const issuing = await issuingTo(f, event, at, 0);
			const pending = (await order(f, event)).order;
			const paid = await f.paid(event);
			await cancelEvent(f, event);
			await f.work(2);
			await pay(f, pending.no);
			await f.known(pending.no);
			f.clock.advance(10 * 60_000);
			f.chainFixture.localnet.network.advance(120);
			for (let n = 0; n < 102; n++) f.chainFixture.localnet.network.close();
			for (const lane of [0, 1]) await runDry(laneWorker(f, lane));
			await finish(f);
			const ends = await Promise.all(
				[issuing, pending, paid, issued!].map(async ({ no }) => (await orderOf(f, no)).state),
			);
			assert.equal(ends, [at === 'landed' ? 'issued' : 'refunded', 'refunded', 'refunded', 'issued']);
			if (at === 'landed') assert.equal(await ticketsBack(f, issuing.no), { tickets: 1, kes: 1290 });
			assert.equal(await ticketsBack(f, issued!.no), { tickets: 1, kes: 1290 });
			assert.is(givenBack(f) - before, 4 * 1290);
		},
	);

const resale = { resale_cap_bps: 11_000, resale_limit: 2, royalty_bps: 0, transferable: false };

async function lists(f: RefundsFixture, event: string, ticket: bigint): Promise<void> {
	const { roles, registry } = f.chainFixture.deployment;
	const args = { event, ticket, price };
	await f.chainFixture.call(keyOf(roles.relayer), registry, 'list_custodial', args, registryArgs);
}
const buys = (f: RefundsFixture, friend: Keypair, event: string, ticket: bigint) =>
	f.chainFixture.call(friend, event, 'buy_listed', {
		...{ buyer: friend.publicKey(), ticket, max_price: price },
	});

story('a fan who sold a ticket asks for its money: refused, also after a cancel', async (f) => {
	const event = await announce(f, refundable(f, resale));
	const [made] = await f.issued(event, [3]);
	const id = (await orderOf(f, made!.no)).chainOrder!;
	const friend = await f.chainFixture.fan();
	await lists(f, event, ticketId(id, 0));
	assert.is(await codeOf(asksFor(f, made!.no, [0])), 'TICKET_LISTED');
	await buys(f, friend, event, ticketId(id, 0));
	assert.is(await codeOf(asksFor(f, made!.no, [0])), 'TICKET_SOLD_ON');
	const before = givenBack(f);
	await asksFor(f, made!.no, [1]);
	await finish(f);
	assert.equal(await ticketsBack(f, made!.no), { tickets: 1, kes: 1290 });
	await cancelEvent(f, event);
	await finish(f);
	assert.is(givenBack(f) - before, 2 * 1290, 'the sold one brings its seller nothing more');
	assert.equal(await casesOf(f, made!.no), []);
	const [wallet] = await f.rows('SELECT state, owner FROM relay.resold_refunds WHERE event = $1', [event]);
	assert.equal(wallet, { state: 'paid', owner: friend.publicKey() }, 'the last buyer has its USDC');
});

story('a friend buys a listed ticket while its seller asks for the money: one of them has it', async (f) => {
	const event = await announce(f, refundable(f, resale));
	const made = await f.issued(event, [1, 1, 1, 1]);
	const friend = await f.chainFixture.fan();
	for (const { no } of made) {
		const { chainOrder } = await orderOf(f, no);
		await lists(f, event, ticketId(chainOrder!, 0));
		const [asked, bought] = await Promise.all([
			codeOf(asksFor(f, no, [0])),
			codeOf(buys(f, friend, event, ticketId(chainOrder!, 0))),
		]);
		assert.ok(['TICKET_LISTED', 'TICKET_SOLD_ON'].includes(asked), asked);
		assert.is(bought, 'none');
	}
	await finish(f);
	for (const { no } of made) assert.equal(await f.endsOf(no), [], 'nothing is refunded');
});

test.run();
