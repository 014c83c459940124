import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { requestTicketRefund } from '../../refunds/request-ticket-refund.ts';
import { saleOffer } from '../../resale/sale-offer.ts';
import { openSaleFixture, type SaleFixture } from '../../resale/test/sale-fixture.ts';
import { letIn } from '../../test/let-in.ts';

const test = suite('who is in, while the check-in on chain is still to come');
let f: SaleFixture;
test.before(async () => {
	f = await openSaleFixture();
});
test.after(() => f.close());

const codeOf = (work: Promise<unknown>): Promise<string> =>
	work.then(
		() => 'done',
		(error: { code: string }) => error.code,
	);

const refund = async (no: bigint, tickets: number[]) =>
	requestTicketRefund(
		f.orders,
		await f.issuedOrder(no),
		{ tickets, reason: 'ASKED_BY_BUYER', by: 'holder', note: null, takesPart: false },
		async () => 'requested',
	);

test('gives nothing back; the other ticket of the order goes back', async () => {
	const [order] = await f.issued(await f.eventWith(), [2]);
	await letIn(f.db, await f.issuedOrder(order!.no), 0);
	assert.is(await codeOf(refund(order!.no, [0])), 'TICKET_USED');
	assert.is(await codeOf(refund(order!.no, [0, 1])), 'TICKET_USED');
	await refund(order!.no, [1]);
});

test('sells nothing, and what was offered before comes off sale', async () => {
	const [inside, offered] = await f.issued(await f.eventWith(), [1, 1]);
	await letIn(f.db, await f.issuedOrder(inside!.no), 0);
	assert.is(await codeOf(f.sell(inside!.no)), 'TICKET_USED');
	await f.sell(offered!.no);
	await f.run();
	const offerable = async () => (await saleOffer(f.orders, await f.issuedOrder(offered!.no))).tickets;
	assert.equal(await offerable(), [], 'the control: it is for sale');
	await letIn(f.db, await f.issuedOrder(offered!.no), 0);
	await f.run();
	assert.equal(await offerable(), [{ index: 0, refusal: 'TICKET_USED' }]);
});

test.run();
