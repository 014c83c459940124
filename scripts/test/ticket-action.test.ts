import { Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ledgerEntries } from '#shared/chain/rpc.ts';
import { entryNative, movedKey, orderKey, readEventState } from '#shared/chain/state/event-state.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { actOnTicket, quoteTicket } from '#shared/chain/submit/ticket-action.ts';
import type { Credit, EventInit } from '#shared/contract/event.ts';
import { eventV1 } from '#shared/contract/event-v1/event-v1.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import type { TicketAction } from '#shared/contract/ticket-action.ts';
import { buyAttributed, creditsOfSale, openAttribution, reward } from '#testing/fixtures/attributed-sale.ts';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import { keyOf } from '../deploy/deployment.ts';
import { sendClassic } from '../deploy/send-classic.ts';

const test = suite('what a holder does with a ticket');
let fixture: ChainFixture;

test.before(async () => {
	fixture = await ChainFixture.start();
});
test.after(() => fixture.close());

type Policy = Partial<EventInit['policy']>;
const resale: Policy = { resale_cap_bps: 11_000, resale_limit: 2, royalty_bps: 500 };

function publish(policy: Policy = {}): Promise<string> {
	const init = fixture.terms();
	return fixture.publish({ ...init, policy: { ...init.policy, ...policy } });
}

/** All of it is kept until two days before the start, so that buyers may give tickets back until then. */
function refundable(): Policy {
	const { starts_at, ends_at } = fixture.terms();
	const until = starts_at - 172_800n;
	return { reserve_bps: 10_000, release_at: ends_at + 10n, refund_until: until };
}

const quote = (by: Keypair, event: string, action: TicketAction) =>
	quoteTicket(fixture.chain, event, by.publicKey(), action);
const sign = (by: Keypair) => signWith(by, fixture.chain.passphrase);
const act = async (by: Keypair, event: string, action: TicketAction) =>
	actOnTicket(fixture.chain, await quote(by, event, action), sign(by));
const usdcOf = (who: Keypair) => {
	const { code, issuer } = fixture.deployment.usdcAsset;
	return holdingOf(fixture.chain.rpcUrl, `${code}:${issuer}`, who.publicKey());
};

async function ownerOf(event: string, ticket: bigint): Promise<string> {
	const keys = [movedKey(event, ticket, eventV2), orderKey(event, ticket >> 5n, eventV2)];
	const found = await ledgerEntries(fixture.chain.rpcUrl, keys);
	const [moved, order] = keys.map((key) => found.get(key));
	return moved
		? eventV2.decodeMoved(entryNative(moved)).owner
		: eventV2.decodeOrder(entryNative(order!)).owner;
}

test('a friend gets the ticket that was sent, and the sender can do nothing more with it', async () => {
	const event = await publish();
	const [fan, friend] = [await fixture.fan(), await fixture.fan()];
	const { tickets } = await fixture.buy(fan, event, [{ tier: 0, qty: 2 }]);
	const send = { do: 'transfer', ticket: tickets[1]!, to: friend.publicKey() } as const;
	const quoted = await quote(fan, event, send);
	assert.equal([quoted.pays, quoted.gets], [0n, 0n]);
	await actOnTicket(fixture.chain, quoted, sign(fan));
	assert.is(await ownerOf(event, tickets[1]!), friend.publicKey());
	assert.is(await ownerOf(event, tickets[0]!), fan.publicKey());
	assert.is(await codeOf(quote(fan, event, send)), 'NOT_OWNER');
});

test('a ticket is not sent where nobody could use it', async () => {
	const event = await publish();
	const fan = await fixture.fan();
	const { tickets } = await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	const to = (address: string) =>
		codeOf(quote(fan, event, { do: 'transfer', ticket: tickets[0]!, to: address }));
	assert.is(await to('GABC'), 'RECEIVER_INVALID');
	assert.is(await to(Keypair.random().secret()), 'RECEIVER_INVALID');
	assert.is(await to(fan.publicKey()), 'TRANSFER_TO_SELF');
	assert.is(await to(Keypair.random().publicKey()), 'RECEIVER_MISSING');
	assert.is(await to(event), 'RECEIVER_UNUSABLE');
	assert.is(await to(fixture.deployment.usdcAsset.issuer), 'RECEIVER_UNUSABLE');
	const poor = Keypair.random();
	await fixture.wallets([poor], 0, false);
	assert.is(await to(poor.publicKey()), 'none', 'the control: a wallet without USDC can hold a ticket');
});

test('a listed ticket is bought for the shown price: the seller gets it less the royalty, at once', async () => {
	const event = await publish(resale);
	const [fan, friend] = [await fixture.fan(), await fixture.fan()];
	const { tickets } = await fixture.buy(fan, event, [{ tier: 0, qty: 2 }]);
	const ticket = tickets[0]!;
	const price = 110_000_000n;
	assert.is(await codeOf(quote(fan, event, { do: 'list', ticket, price: price + 1n })), 'PRICE_ABOVE_CAP');
	const listing = await quote(fan, event, { do: 'list', ticket, price });
	assert.equal([listing.pays, listing.gets, listing.royalty], [0n, 0n, 5_500_000n]);
	await actOnTicket(fixture.chain, listing, sign(fan));
	assert.is(await codeOf(quote(friend, event, { do: 'buy', ticket, price: price - 1n })), 'TOTAL_ABOVE_MAX');
	const buying = await quote(friend, event, { do: 'buy', ticket, price });
	assert.equal([buying.pays, buying.royalty], [price, 5_500_000n]);
	const before = (await usdcOf(fan))!;
	await actOnTicket(fixture.chain, buying, sign(friend));
	assert.is((await usdcOf(fan))! - before, price - 5_500_000n);
	assert.is(await ownerOf(event, ticket), friend.publicKey());
	assert.is(await codeOf(quote(fan, event, { do: 'list', ticket, price })), 'NOT_OWNER');
});

test('a buyer keeps the money while the ticket is taken off sale', async () => {
	const event = await publish(resale);
	const [fan, friend] = [await fixture.fan(), await fixture.fan()];
	const { tickets } = await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	const ticket = tickets[0]!;
	await act(fan, event, { do: 'list', ticket, price: 100_000_000n });
	const buying = await quote(friend, event, { do: 'buy', ticket, price: 100_000_000n });
	await act(fan, event, { do: 'unlist', ticket });
	const before = await usdcOf(friend);
	assert.is(await codeOf(actOnTicket(fixture.chain, buying, sign(friend))), 'NOT_LISTED');
	assert.is(await usdcOf(friend), before);
	assert.is(await ownerOf(event, ticket), fan.publicKey());
});

test('of a ticket that is listed and sent at once, the listing counts: a resale cap forbids plain transfers', async () => {
	const event = await publish(resale);
	const [fan, friend] = [await fixture.fan(), await fixture.fan()];
	const { tickets } = await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	const ticket = tickets[0]!;
	const send = { do: 'transfer', ticket, to: friend.publicKey() } as const;
	const [listed, sent] = await Promise.all([
		codeOf(act(fan, event, { do: 'list', ticket, price: 100_000_000n })),
		codeOf(act(fan, event, send)),
	]);
	assert.is(listed, 'none');
	assert.ok(['TICKET_LISTED', 'TRANSFERS_OFF'].includes(sent), sent);
	assert.is(await ownerOf(event, ticket), fan.publicKey());
	// The control: without a cap it is the other way round.
	const free = await publish();
	const other = await fixture.buy(fan, free, [{ tier: 0, qty: 1 }]);
	assert.is(await codeOf(act(fan, free, { ...send, ticket: other.tickets[0]! })), 'none');
});

test('what is given back comes to the payer, of several tickets together, and a listed one not before it is off sale', async () => {
	const event = await publish({ ...refundable(), ...resale });
	const fan = await fixture.fan();
	const { orders, tickets } = await fixture.buy(fan, event, [{ tier: 0, qty: 3 }]);
	const refund = (mask: number) => ({ do: 'refund', order: orders[0]!, mask, credits: [] }) as const;
	await act(fan, event, { do: 'list', ticket: tickets[0]!, price: 90_000_000n });
	assert.is(await codeOf(quote(fan, event, refund(0b001))), 'TICKET_LISTED');
	const quoted = await quote(fan, event, refund(0b110));
	assert.equal([quoted.pays, quoted.gets, quoted.owed], [0n, 200_000_000n, 0n]);
	const before = (await usdcOf(fan))!;
	await actOnTicket(fixture.chain, quoted, sign(fan));
	assert.is((await usdcOf(fan))! - before, 200_000_000n);
	assert.is(await codeOf(quote(fan, event, refund(0b010))), 'TICKET_REFUNDED');
	const { counters } = await readEventState(fixture.chain.rpcUrl, event);
	assert.is(counters.refunded, 200_000_000n);
});

test('what could not be delivered waits in the event, and its wallet fetches it once', async () => {
	const event = await publish(refundable());
	const fan = await fixture.fan(10);
	const { orders } = await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	const trust = (limit?: string) =>
		Operation.changeTrust({ asset: fixture.asset, ...(limit ? { limit } : {}) });
	await sendClassic(fixture.chain, [fan], [trust('0')]);
	const back = { do: 'refund', order: orders[0]!, mask: 1, credits: [] } as const;
	const quoted = await quote(fan, event, back);
	assert.equal([quoted.gets, quoted.owed], [0n, 100_000_000n]);
	await actOnTicket(fixture.chain, quoted, sign(fan));
	assert.not.equal(
		await codeOf(quote(fan, event, { do: 'claim-owed' })),
		'none',
		'the wallet takes none yet',
	);
	await sendClassic(fixture.chain, [fan], [trust()]);
	assert.is((await quote(fan, event, { do: 'claim-owed' })).gets, 100_000_000n);
	await act(fan, event, { do: 'claim-owed' });
	assert.is(await usdcOf(fan), 100_000_000n);
	assert.is(await codeOf(quote(fan, event, { do: 'claim-owed' })), 'NOTHING_DUE');
});

test('nobody gives back a ticket without everybody who must agree', async () => {
	const [fan, friend] = [await fixture.fan(), await fixture.fan()];
	const never = await publish();
	const first = await fixture.buy(fan, never, [{ tier: 0, qty: 1 }]);
	const back = (order: bigint) => ({ do: 'refund', order, mask: 1, credits: [] }) as const;
	assert.is(await codeOf(quote(fan, never, back(first.orders[0]!))), 'TOO_LATE');
	const event = await publish(refundable());
	const { orders, tickets } = await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	assert.is(await codeOf(quote(friend, event, back(orders[0]!))), 'NOT_ALLOWED');
	await act(fan, event, { do: 'transfer', ticket: tickets[0]!, to: friend.publicKey() });
	assert.is(await codeOf(quote(fan, event, back(orders[0]!))), 'NOT_ALLOWED');
	assert.is(await codeOf(quote(friend, event, back(orders[0]!))), 'NOT_ALLOWED');
});

test('an order whose sale credited a creator is given back with the credits that it published, and with no others', async () => {
	const key = await openAttribution(fixture);
	const event = await publish(refundable());
	const [fan, creator] = [await fixture.fan(), await fixture.fan(0)];
	await reward(fixture, event, creator);
	const order = await buyAttributed(fixture, event, { fan, creator, key, qty: 2 });
	const back = (credits: Credit[]) => ({ do: 'refund', order, mask: 0b01, credits }) as const;
	const right = creditsOfSale(creator, 100_000_000n);
	const wrong = [{ ...right[0]!, amount: 1n }];
	assert.is(await codeOf(quote(fan, event, back([]))), 'CREDITS_WRONG');
	assert.is(await codeOf(quote(fan, event, back(wrong))), 'CREDITS_WRONG');
	await act(fan, event, back(right));
	const { counters } = await readEventState(fixture.chain.rpcUrl, event);
	assert.equal([counters.refunded, counters.commissions], [100_000_000n, 5_000_000n]);
});

test('nobody offers or takes off sale a ticket of somebody else', async () => {
	const event = await publish(resale);
	const [fan, other] = [await fixture.fan(), await fixture.fan()];
	const { tickets } = await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	const ticket = tickets[0]!;
	assert.is(await codeOf(quote(other, event, { do: 'list', ticket, price: 1n })), 'NOT_OWNER');
	await act(fan, event, { do: 'list', ticket, price: 1n });
	assert.is(await codeOf(quote(other, event, { do: 'unlist', ticket })), 'NOT_OWNER');
	assert.is(await codeOf(quote(fan, event, { do: 'buy', ticket, price: 1n })), 'TRANSFER_TO_SELF');
});

test('sales that are paused stop buyers of listed tickets, and a cancel ends listings', async () => {
	const event = await publish(resale);
	const [fan, friend] = [await fixture.fan(), await fixture.fan()];
	const { tickets } = await fixture.buy(fan, event, [{ tier: 0, qty: 2 }]);
	const [ticket, second] = tickets as [bigint, bigint];
	const price = 100_000_000n;
	await act(fan, event, { do: 'list', ticket, price });
	const by = fixture.organizer.publicKey();
	await fixture.call(fixture.organizer, event, 'pause', { by, on: true });
	assert.is(await codeOf(quote(friend, event, { do: 'buy', ticket, price })), 'SALES_CLOSED');
	await fixture.call(fixture.organizer, event, 'cancel', { by });
	assert.is(await codeOf(quote(fan, event, { do: 'list', ticket: second, price })), 'EVENT_CANCELLED');
	assert.is(await codeOf(quote(fan, event, { do: 'unlist', ticket })), 'none');
});

test('an event of the first version knows no resale and no refund, and lets tickets be sent', () => {
	const event = fixture.deployment.registry;
	const by = keyOf(fixture.deployment.roles.relayer).publicKey();
	const refused = (action: TicketAction) => {
		try {
			eventV1.ticketCall(event, by, action);
			return 'none';
		} catch (error) {
			return (error as { code: string }).code;
		}
	};
	assert.is(refused({ do: 'list', ticket: 1n, price: 1n }), 'EVENT_VERSION_OLD');
	assert.is(refused({ do: 'refund', order: 1n, mask: 1, credits: [] }), 'EVENT_VERSION_OLD');
	assert.is(refused({ do: 'transfer', ticket: 1n, to: by }), 'none');
});

test.run();
