import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { drain } from '#shared/service/worker.server.ts';
import { callKillPoints } from '../../calls/call-job.ts';
import type { OrderRow } from '../../models/orders.ts';
import { assertBooksBalance } from '../../test/assertions.ts';
import { asked, openResaleFixture, type ResaleFixture } from './resale-fixture.ts';

const test = suite('a relayer that dies while it buys a listed ticket pays once, and forgets nobody');
let f: ResaleFixture;
let event: string;

test.before(async () => {
	f = await openResaleFixture();
	event = await f.eventWith();
});
test.after(() => f.close());

const treasury = () => f.usdcOf(f.chainFixture.deployment.roles.treasury.address);

/** Dead from this step on: nothing that would come after it is done, not even the handling of an error. */
async function dieAt(step: (typeof callKillPoints)[number]): Promise<void> {
	let die = () => {};
	const dead = new Promise<void>((done) => (die = done));
	const work = f.worker((name) => {
		if (name !== step) return;
		die();
		return new Promise(() => {});
	});
	void drain(work);
	await dead;
}

/** The next worker, once the lease of the dead one is over. */
async function goOn(minutes = 1): Promise<void> {
	f.clock.advance(minutes * 60_000 + 181_000);
	await f.work(3);
}

const endsOf = (orders: OrderRow[]) => Promise.all(orders.map(({ no }) => f.endOf(no)));

for (const step of callKillPoints)
	test(`killed after: ${step}: the next one ends it, and the treasury paid once`, async () => {
		const listed = await f.listed(event);
		const before = await treasury();
		const order = await f.paid(listed);
		await dieAt(step);
		await goOn();
		assert.equal(await endsOf([order]), ['issued']);
		assert.is(before - (await treasury()), asked);
		assert.is((await f.holderOf(listed)).owner, order.owner);
		await assertBooksBalance(f);
	});

test('killed with a call that is signed and not sent, and then taken off sale: no money moves before it can land no more', async () => {
	const listed = await f.listed(event);
	const before = await treasury();
	const order = await f.paid(listed);
	await dieAt('stored');
	await f.unlist(listed);
	f.clock.advance(181_000);
	await f.work(3);
	assert.equal(await endsOf([order]), ['issuing'], 'it might be offered again, and the call land');
	f.letExpire();
	await f.work(12);
	assert.equal(await endsOf([order]), ['refund_due LISTING_GONE']);
	assert.is(await treasury(), before);
	await assertBooksBalance(f);
});

test('the control: were the money free at once, a call that is still out would buy the ticket beside it', async () => {
	const listed = await f.listed(event);
	const order = await f.paid(listed);
	await dieAt('stored');
	await f.unlist(listed);
	await f.act(listed.seller, event, { do: 'list', ticket: listed.ticket, price: asked });
	f.clock.advance(181_000);
	await drain(f.worker());
	assert.equal(await endsOf([order]), ['issued']);
});

test('two workers at once, as when one has lost its lock and does not know it, buy once', async () => {
	const listed = await f.listed(event);
	const before = await treasury();
	const order = await f.paid(listed);
	const both = [f.worker(), f.worker()];
	const rows = await both[0]!.lease(2);
	await Promise.all(both.map((work) => Promise.all(rows.map((row) => work.run({ ...row })))));
	await goOn();
	assert.equal(await endsOf([order]), ['issued']);
	assert.is(before - (await treasury()), asked);
	await assertBooksBalance(f);
});

test.run();
