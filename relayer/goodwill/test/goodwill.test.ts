import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { send, signWith } from '#shared/chain/submit/invoke.ts';
import { registryArgs } from '#shared/contract/registry-args.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { refundable } from '../../refunds/test/fixture.ts';
import { cancelEvent, give, givenBack, refundStories } from '../../refunds/test/stories.ts';
import { announce, orderOf } from '../../test/fixture.ts';
import { declineRequest } from '../decline-request.ts';
import { offerGoodwill } from '../offer-goodwill.ts';
import { ownRequest } from '../own-request.ts';
import { withdrawRequest } from '../request-goodwill.ts';
import { requestsOfEvent } from '../requests-of-event.ts';
import { askFor, closed, deps, issued, letExpire, offer, sign, stateOf } from './goodwill-stories.ts';

const { test, story } = refundStories('refunds after the date: the fan asks, the organizer signs');

story('asked for by the fan and signed by the organizer, the shillings go back, once', async (f) => {
	const event = await closed(f);
	const [order] = await issued(f, event, [2]);
	const request = await askFor(f, order!);
	assert.is((await requestsOfEvent(f.db, event))[0]!.amountKes, '258000');
	const offered = await offer(f, order!, { request: request.id });
	assert.equal([offered.tickets, offered.amountKes, offered.cost.missing], [[0, 1], 258000n, 0n]);
	await f.work(5);
	assert.equal(await stateOf(f, request.id), ['asked', null], 'nothing happens before the organizer signs');
	assert.is((await ownRequest(f.db, order!.no))!.signing, true);
	const before = givenBack(f);
	await sign(f, offered);
	await f.work(10);
	assert.equal(await f.endsOf(order!.no), ['returned reversal 3 KES 2580']);
	assert.is(givenBack(f) - before, 2580);
	assert.equal(await stateOf(f, request.id), ['agreed', null]);
	assert.is(await codeOf(offer(f, order!, { request: request.id })), 'REQUEST_ANSWERED');
	assert.is(await codeOf(askFor(f, order!)), 'TICKET_REFUNDED');
});

story('the relayer alone cannot: without the organizer’s signature the contract refuses', async (f) => {
	const event = await closed(f);
	const [order] = await issued(f, event, [1]);
	const { call } = await offer(f, order!);
	const { chain } = f.chainFixture;
	const relayer = keyOf(f.chainFixture.deployment.roles.relayer);
	const forged = await signWith(relayer, chain.passphrase)(call!.envelope);
	assert.is.not(await codeOf(send(chain, forged)), 'none');
	letExpire(f);
	await f.work(2);
	assert.equal(await f.endsOf(order!.no), ['withdrawn 1 KES 1290']);
});

story('signed by nobody, the tickets are free again; the organizer may sign another time', async (f) => {
	const event = await closed(f);
	const [order] = await issued(f, event, [1]);
	const request = await askFor(f, order!);
	await offer(f, order!, { request: request.id });
	assert.is(
		await codeOf(declineRequest(deps(f), event, request.id, { reason: 'No.', by: 'o' })),
		'REQUEST_BEING_SIGNED',
	);
	assert.is(await codeOf(withdrawRequest(deps(f), order!.no)), 'REQUEST_BEING_SIGNED');
	letExpire(f);
	await f.work(2);
	assert.equal(await f.endsOf(order!.no), ['withdrawn 1 KES 1290']);
	assert.equal(await stateOf(f, request.id), ['asked', null]);
	await sign(f, await offer(f, order!, { request: request.id }));
	await f.work(10);
	assert.equal((await f.endsOf(order!.no)).at(-1), 'returned reversal 1 KES 1290');
});

story('two windows of the organizer: both calls signed, one lands', async (f) => {
	const event = await closed(f);
	const [order] = await issued(f, event, [1]);
	const before = givenBack(f);
	const [first, second] = [await offer(f, order!), await offer(f, order!)];
	await sign(f, first);
	assert.is.not(await codeOf(sign(f, second)), 'none');
	await f.work(10);
	assert.equal(await f.endsOf(order!.no), ['returned reversal 1 KES 1290']);
	assert.is(givenBack(f) - before, 1290);
});

story(
	'asked twice it is one request; declined with a reason the fan is told, and may ask again, three times in all',
	async (f) => {
		const event = await closed(f);
		const [order] = await issued(f, event, [2]);
		const first = await askFor(f, order!, [0]);
		const again = await askFor(f, order!, [1], 'I was mistaken in the ticket.');
		assert.equal([again.id, again.mask, again.note], [first.id, 0b10, 'I was mistaken in the ticket.']);
		await declineRequest(deps(f), event, first.id, { reason: 'The band is paid.', by: 'organizer' });
		assert.equal(await stateOf(f, first.id), ['declined', 'The band is paid.']);
		assert.is(
			await codeOf(declineRequest(deps(f), event, first.id, { reason: 'No.', by: 'o' })),
			'REQUEST_ANSWERED',
		);
		assert.is(await codeOf(offer(f, order!, { request: first.id })), 'REQUEST_ANSWERED');
		const notices = await f.rows(
			`SELECT subject FROM relay.notices WHERE order_no = $1 AND kind = 'refund_declined'`,
			[order!.no],
		);
		assert.equal(notices, [{ subject: first.id }]);
		await askFor(f, order!);
		await withdrawRequest(deps(f), order!.no);
		assert.is((await ownRequest(f.db, order!.no))!.state, 'withdrawn');
		const third = await askFor(f, order!);
		await declineRequest(deps(f), event, third.id, { reason: 'Still no.', by: 'organizer' });
		assert.is(await codeOf(askFor(f, order!)), 'ASKED_TOO_OFTEN');
		// Control: the organizer may still give it back alone.
		await sign(f, await offer(f, order!, { tickets: [0], note: 'We met at the gate.' }));
		await f.work(10);
		assert.equal(await f.endsOf(order!.no), ['returned payout 1 KES 1290']);
	},
);

story('nobody asks for what needs no agreement', async (f, event) => {
	const [order] = await issued(f, event, [1]);
	assert.is(await codeOf(askFor(f, order!)), 'REFUND_IN_TIME');
	assert.is(await codeOf(offer(f, order!)), 'REFUND_IN_TIME');
});

story('another’s event: no order of it, and no request', async (f, other) => {
	const event = await closed(f);
	const [order] = await issued(f, event, [1]);
	const request = await askFor(f, order!);
	const wanted = { reference: order!.reference, tickets: null, note: null, request: null };
	assert.is(await codeOf(offerGoodwill(deps(f), { event: other, account: 'o' }, wanted)), 'ORDER_NOT_FOUND');
	assert.is(
		await codeOf(declineRequest(deps(f), other, request.id, { reason: 'No.', by: 'o' })),
		'REQUEST_NOT_FOUND',
	);
});

story('a ticket that was given away meanwhile: the request is over', async (f) => {
	const event = await closed(f);
	const [order] = await issued(f, event, [1]);
	const request = await askFor(f, order!);
	await f.rows(
		`INSERT INTO relay.handovers (id, order_no, event, index, state, kind, key, language, token_hash, claimed_by, created_at, expires_at, ended_at)
		VALUES (gen_random_uuid(), $1, $2, 0, 'claimed', 'phone', decode(repeat('00', 32), 'hex'), 'en', decode(repeat('11', 32), 'hex'), 'friend', now(), now(), now())`,
		[order!.no, event],
	);
	assert.is(await codeOf(offer(f, order!, { request: request.id })), 'TICKET_GIVEN');
	assert.equal(await stateOf(f, request.id), ['over', 'TICKET_GIVEN']);
	assert.equal(await f.endsOf(order!.no), []);
});

story(
	'a ticket that a friend has taken: the organizer alone does not take it from them either',
	async (f) => {
		const event = await closed(f);
		const [order] = await issued(f, event, [1]);
		await f.rows(
			`INSERT INTO relay.handovers (id, order_no, event, index, state, kind, key, language, token_hash, claimed_by, created_at, expires_at, ended_at)
		VALUES (gen_random_uuid(), $1, $2, 0, 'claimed', 'phone', decode(repeat('00', 32), 'hex'), 'en', decode(repeat('12', 32), 'hex'), 'friend', now(), now(), now())`,
			[order!.no, event],
		);
		assert.is(await codeOf(offer(f, order!)), 'TICKET_GIVEN');
		assert.equal(await f.endsOf(order!.no), []);
	},
);

story('given back by the organizer without naming the request, that request has its answer', async (f) => {
	const event = await closed(f);
	const [order] = await issued(f, event, [2]);
	const request = await askFor(f, order!);
	const offered = await offer(f, order!);
	const decline = () => declineRequest(deps(f), event, request.id, { reason: 'No.', by: 'organizer' });
	assert.is(await codeOf(decline()), 'REQUEST_BEING_SIGNED');
	assert.is(await codeOf(withdrawRequest(deps(f), order!.no)), 'REQUEST_BEING_SIGNED');
	await sign(f, offered);
	await f.work(10);
	assert.equal(await f.endsOf(order!.no), ['returned reversal 3 KES 2580']);
	assert.equal(await stateOf(f, request.id), ['agreed', null]);
	assert.is(await codeOf(decline()), 'REQUEST_ANSWERED', 'nobody is told no who has the money');
});

story('a cancel gives the money back: what was asked before is over, and nobody declines it', async (f) => {
	const event = await closed(f);
	const [order] = await issued(f, event, [1]);
	const request = await askFor(f, order!);
	await cancelEvent(f, event);
	await f.work(10);
	assert.equal(await f.endsOf(order!.no), ['returned reversal 1 KES 1290']);
	assert.equal(await stateOf(f, request.id), ['over', 'TICKET_REFUNDED']);
});

story('a ticket that was taken to a wallet meanwhile: the request is over', async (f) => {
	const event = await closed(f);
	const [order] = await issued(f, event, [1]);
	const request = await askFor(f, order!);
	const { registry, roles } = f.chainFixture.deployment;
	const claim = { event, order: order!.chainOrder!, mask: 1, to: f.chainFixture.artist.publicKey() };
	await f.chainFixture.call(keyOf(roles.relayer), registry, 'claim_custodial', claim, registryArgs);
	assert.is(await codeOf(offer(f, order!, { request: request.id })), 'TICKET_CLAIMED');
	assert.equal(await stateOf(f, request.id), ['over', 'TICKET_CLAIMED']);
});

story('the event is cancelled while the organizer signs: its refund goes on without', async (f) => {
	const event = await closed(f);
	const [order] = await issued(f, event, [1]);
	const before = givenBack(f);
	await offer(f, order!);
	await cancelEvent(f, event);
	letExpire(f);
	await f.work(10);
	assert.equal(await f.endsOf(order!.no), ['returned reversal 1 KES 1290']);
	assert.is(givenBack(f) - before, 1290);
});

story(
	'payees have the money: the organizer is told what is missing, and signs once it is there',
	async (f) => {
		const event = await announce(f, refundable(f, { refund_until: 0n, reserve_bps: 0, release_at: 0n }));
		const [order] = await issued(f, event, [1]);
		const mask = (1 << f.chainFixture.terms().payees.length) - 1;
		await f.onEvent('distribute_ticket_revenue', event, { mask, creators: [] });
		const short = await offer(f, order!);
		assert.is(short.call, null);
		assert.is(short.cost.missing, short.cost.pays, 'payees have all of it');
		assert.is(
			short.cost.payees.reduce((sum, { has }) => sum + has, 0n),
			short.cost.pays,
		);
		assert.equal(await f.endsOf(order!.no), [], 'its tickets stay free');
		await give(f, short.cost.missing);
		await f.onEvent('fund_refunds', event, { amount: short.cost.missing });
		await sign(f, await offer(f, order!));
		await f.work(10);
		assert.equal(await f.endsOf(order!.no), ['returned reversal 1 KES 1290']);
	},
);

story('an order’s own view says which request it has, also after it is gone', async (f) => {
	const event = await closed(f);
	const [order] = await issued(f, event, [1]);
	assert.is(await ownRequest(f.db, order!.no), null);
	await askFor(f, order!);
	const row = await orderOf(f, order!.no);
	assert.ok(row.version > order!.version, 'who waits for the order sees it');
	assert.equal((await ownRequest(f.db, order!.no))!.tickets, [0]);
});

test.run();
