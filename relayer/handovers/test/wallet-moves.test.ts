import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { allEvents } from '#shared/chain/rpc.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import { passaName } from '#shared/contract/raw-event.ts';
import { drain } from '#shared/service/worker.server.ts';
import { codeOf, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import type { OrderRow } from '../../models/orders.ts';
import { requestTicketRefund } from '../../refunds/request-ticket-refund.ts';
import { freshPhone } from '../../test/fixture.ts';
import { acceptHandover } from '../accept-handover.ts';
import { handoverView } from '../handover-view.ts';
import { moveClaimedToWallet, moveOrderToWallet } from '../move-to-wallet.ts';
import { orderTickets } from '../order-tickets.ts';
import { readTickets } from '../read-tickets.ts';
import { type MoveKillPoint, moveKillPoints } from '../submit-moves.ts';
import {
	eventWith,
	type HandoverFixture,
	movesOf,
	openHandoverFixture,
	personWith,
	sendTo,
	soldOrder,
} from './handover-fixture.ts';

const test = suite('tickets in custody go to their holder’s wallet');
let fixture: HandoverFixture;
let event: string;
let wallet: string;
const holder = { by: 'holder', paid: false } as const;
const lease = 61_000;

test.before(async () => {
	fixture = await openHandoverFixture();
	event = await eventWith(fixture);
	wallet = fixture.chainFixture.artist.publicKey();
});
test.after(() => fixture.close());

const onChain = async (order: OrderRow) =>
	(await readTickets(fixture.deps, { ...order, chainOrder: order.chainOrder! })).tickets;
/** Who has each ticket on chain; `custody` if the relayer keeps it. */
const owners = async (order: OrderRow) =>
	(await onChain(order)).map(({ owner, custodial }) => (custodial ? 'custody' : owner));
const moves = (no: bigint) =>
	fixture.rows('SELECT state, reason, attempts, tx_hash FROM relay.wallet_moves WHERE order_no = $1', [no]);
const move = (order: OrderRow, tickets: number[], to = wallet) =>
	moveOrderToWallet(fixture.deps, order, { tickets, to });
/** How often the event's contract gave the order's tickets away. */
async function calls({ event: of, chainOrder }: OrderRow): Promise<number> {
	const filters = [{ type: 'contract' as const, contractIds: [of] }];
	const { events } = await allEvents(
		fixture.deps.chain.rpcUrl,
		filters,
		fixture.chainFixture.deployment.sinceLedger,
	);
	const read = events
		.filter((raw) => raw.inSuccessfulContractCall && passaName(raw) === 'claimed')
		.map((raw) => eventV2.decodeEvent(raw, of));
	return read.filter((each) => each.name === 'claimed' && each.payload.order === chainOrder).length;
}

test('a whole order goes in one call; asking again changes nothing', async () => {
	const order = await soldOrder(fixture, event, 3);
	await Promise.all([move(order, [0, 1, 2]), move(order, [0, 1, 2])]);
	await move(order, [0, 1, 2]);
	assert.equal((await orderTickets(fixture.deps, order, holder)).items[0]!.wallet!.state, 'waiting');
	assert.is(await drain(movesOf(fixture)), 1);
	assert.equal(await owners(order), [wallet, wallet, wallet]);
	const { items } = await orderTickets(fixture.deps, order, holder);
	assert.equal(
		[items[0]!.wallet!.state, items[0]!.movable, items[0]!.refusal],
		['done', false, 'NOT_IN_CUSTODY'],
	);
	assert.is(await codeOf(move(order, [0])), 'NOT_IN_CUSTODY');
	assert.is(await calls(order), 1);
});

test('the receiver of a ticket moves it, and nobody else; its sender moves the others', async () => {
	const [order, phone] = [await soldOrder(fixture, event, 2), freshPhone()];
	const { token } = await sendTo(fixture, order, phone, 1);
	const [friend, stranger] = [personWith(fixture, 'friend', phone), personWith(fixture, 'x', freshPhone())];
	assert.is(await codeOf(move(order, [0, 1])), 'HANDOVER_OPEN');
	assert.is(await codeOf(moveClaimedToWallet(fixture.deps, token, friend, wallet)), 'HANDOVER_NOT_FOUND');
	await acceptHandover(fixture.deps, token, friend);
	assert.is(await codeOf(move(order, [1])), 'TICKET_GIVEN');
	assert.is(await codeOf(moveClaimedToWallet(fixture.deps, token, stranger, wallet)), 'HANDOVER_NOT_FOUND');
	const other = fixture.chainFixture.organizer.publicKey();
	await moveClaimedToWallet(fixture.deps, token, friend, wallet);
	await move(order, [0], other);
	await drain(movesOf(fixture));
	assert.equal(await owners(order), [other, wallet]);
	const view = await handoverView(fixture.deps, token, friend);
	assert.equal([view.wallet!.state, view.wallet!.to, view.ticket!.movable], ['done', wallet, false]);
});

test('a ticket on its way to a wallet is not sent, and goes nowhere else', async () => {
	const order = await soldOrder(fixture, event);
	await move(order, [0]);
	assert.is(await codeOf(sendTo(fixture, order, freshPhone())), 'WALLET_MOVE_OPEN');
	assert.is(await codeOf(move(order, [0], fixture.chainFixture.organizer.publicKey())), 'WALLET_MOVE_OPEN');
	await drain(movesOf(fixture));
});

test('an address at which nobody could use a ticket is refused before anything is sent', async () => {
	const order = await soldOrder(fixture, event);
	const { registry, usdcAsset } = fixture.chainFixture.deployment;
	const codes = ['hello', Keypair.random().publicKey(), registry, event, usdcAsset.issuer].map((to) =>
		codeOf(move(order, [0], to)),
	);
	assert.equal(await Promise.all(codes), [
		'RECEIVER_INVALID',
		'RECEIVER_MISSING',
		'RECEIVER_UNUSABLE',
		'RECEIVER_UNUSABLE',
		'RECEIVER_UNUSABLE',
	]);
	assert.equal(await moves(order.no), []);
});

/** Dead from this step on: nothing that would come after it is done. */
async function dieAt(step: MoveKillPoint): Promise<void> {
	let die = () => {};
	const dead = new Promise<void>((done) => (die = done));
	const work = movesOf(fixture, (at) => {
		if (at !== step) return;
		die();
		return new Promise(() => {});
	});
	for (const row of await work.lease(1)) void work.run(row);
	await dead;
}

for (const step of moveKillPoints)
	test(`a worker that is killed once a move is ${step}: the next one finishes it, and the contract moved once`, async () => {
		const order = await soldOrder(fixture, event, 2);
		await move(order, [0, 1]);
		await dieAt(step);
		fixture.clock.advance(lease);
		await drain(movesOf(fixture));
		assert.equal(await owners(order), [wallet, wallet]);
		assert.is((await moves(order.no))[0].state, 'done');
		assert.is(await calls(order), 1);
	});

test('killed at every step, again and again, and two workers at once', async () => {
	const order = await soldOrder(fixture, event);
	await move(order, [0]);
	for (const step of ['leased', 'stored', 'leased', 'landed'] as const) {
		await dieAt(step);
		fixture.clock.advance(lease);
	}
	await Promise.all([drain(movesOf(fixture)), drain(movesOf(fixture))]);
	assert.equal(await owners(order), [wallet]);
	assert.is(await calls(order), 1);
});

test('a ticket on its way to a wallet is not given back: the other one is', async () => {
	const starts = fixture.chainFixture.terms().starts_at;
	const refunding = await eventWith(fixture, {
		reserve_bps: 10_000,
		refund_until: starts - 3600n,
		release_at: starts + 10n * 3600n,
	});
	const order = await soldOrder(fixture, refunding, 2);
	const why = { reason: 'ASKED_BY_BUYER', by: 'holder', note: null, takesPart: false } as const;
	const deps = { ...fixture.deps, chain: fixture.chainFixture.chain };
	const refund = (tickets: number[] | null) =>
		requestTicketRefund(deps, order, { ...why, tickets }, async () => 'requested');
	await move(order, [0]);
	assert.is(await codeOf(refund([0])), 'WALLET_MOVE_OPEN');
	assert.is(await codeOf(refund(null)), 'WALLET_MOVE_OPEN');
	assert.is((await refund([1])).mask, 0b10);
	await drain(movesOf(fixture));
	assert.equal(await owners(order), [wallet, 'custody']);
	assert.is(await codeOf(refund([0])), 'TICKET_CLAIMED');
});

test('a ticket that was refunded meanwhile goes to no wallet and to no friend: both hear why', async () => {
	const { chainFixture } = fixture;
	const starts = chainFixture.terms().starts_at;
	const refunding = await eventWith(fixture, {
		reserve_bps: 10_000,
		refund_until: starts - 3600n,
		release_at: starts + 10n * 3600n,
	});
	const [order, phone] = [await soldOrder(fixture, refunding, 2), freshPhone()];
	const { token } = await sendTo(fixture, order, phone, 1);
	await move(order, [0]);
	const refund = { event: refunding, order: order.chainOrder!, credits: [], relayed: true, also: [] };
	const relayer = keyOf(chainFixture.deployment.roles.relayer);
	const { registry } = chainFixture.deployment;
	await chainFixture.call(relayer, registry, 'refund_custodial', { ...refund, mask: 0b11 }, registryArgs);
	await drain(movesOf(fixture));
	const [row] = await moves(order.no);
	assert.equal([row.state, row.reason], ['refused', 'TICKET_REFUNDED']);
	const friend = personWith(fixture, 'friend', phone);
	assert.is(await codeOf(acceptHandover(fixture.deps, token, friend)), 'TICKET_REFUNDED');
	assert.is((await handoverView(fixture.deps, token, friend)).refusal, 'TICKET_REFUNDED');
});

test('a ticket of an event that is cancelled meanwhile is taken by nobody', async () => {
	const { chainFixture } = fixture;
	const cancelled = await eventWith(fixture);
	const [order, phone] = [await soldOrder(fixture, cancelled), freshPhone()];
	const { token } = await sendTo(fixture, order, phone);
	const by = chainFixture.organizer;
	await chainFixture.call(by, cancelled, 'cancel', { by: by.publicKey() }, eventV2.args);
	assert.is(
		await codeOf(acceptHandover(fixture.deps, token, personWith(fixture, 'f', phone))),
		'EVENT_CANCELLED',
	);
});

test.run();
