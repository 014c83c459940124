import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { drain } from '#shared/service/worker.server.ts';
import { callKillPoints } from '../../calls/call-job.ts';
import { givenBack } from '../../refunds/test/stories.ts';
import { assertBooksBalance } from '../../test/assertions.ts';
import { openSaleFixture, type SaleFixture } from './sale-fixture.ts';

const test = suite('a relayer that dies while it sells a ticket pays its seller once, and forgets nobody');
let f: SaleFixture;
let event: string;
test.before(async () => {
	f = await openSaleFixture();
	event = await f.eventWith();
});
test.after(() => f.close());

/** Dead from this step on: nothing that would come after it is done. */
async function dieAt(step: (typeof callKillPoints)[number]): Promise<void> {
	let die = () => {};
	const dead = new Promise<void>((done) => (die = done));
	const work = f.seller((name) => {
		if (name !== step) return;
		die();
		return new Promise(() => {});
	});
	void drain(work);
	await dead;
}

/** The next worker, once the lease of the dead one is over and what it signed can land no more. */
async function goOn(): Promise<void> {
	f.clock.advance(181_000);
	f.letExpire();
	await f.run(20);
}

async function fresh(): Promise<{ no: bigint; ticket: bigint }> {
	const [made] = await f.issued(event, [1]);
	return { no: made!.no, ticket: await f.ticketOf(made!.no) };
}

async function listed() {
	const made = await fresh();
	await f.sell(made.no);
	await f.run(1);
	return made;
}

for (const step of callKillPoints.filter((each) => each !== 'recorded'))
	test(`while it offers a ticket, after: ${step}`, async () => {
		const { no } = await fresh();
		await f.sell(no);
		await dieAt(step);
		await goOn();
		assert.is((await f.seen(no)).tickets[0]!.listed, true);
		assert.equal(await f.endsOf(no), ['requested 1 KES 1069']);
	});

for (const step of ['read', 'recorded'] as const)
	test(`while it records a sale, after: ${step}`, async () => {
		const { no, ticket } = await listed();
		const before = givenBack(f);
		await f.buyByWallet(event, ticket);
		await f.scan();
		await dieAt(step);
		await goOn();
		assert.equal(await f.endsOf(no), ['returned payout 1 KES 1069']);
		assert.is(givenBack(f) - before, 1069);
		await assertBooksBalance(f);
	});

for (const step of callKillPoints)
	test(`while it takes a ticket off sale, after: ${step}`, async () => {
		const { no } = await listed();
		await f.takeOff(no);
		await dieAt(step);
		await goOn();
		assert.is((await f.seen(no)).tickets[0]!.listed, false);
		assert.equal(await f.endsOf(no), ['withdrawn 1 KES 1069']);
	});

test('two workers at once offer it once, and pay once', async () => {
	const { no, ticket } = await fresh();
	await f.sell(no);
	const both = [f.seller(), f.seller()];
	const rows = await both[0]!.lease(2);
	await Promise.all(both.map((work) => Promise.all(rows.map((row) => work.run({ ...row })))));
	await goOn();
	await f.buyByWallet(event, ticket);
	await goOn();
	assert.equal(await f.endsOf(no), ['returned payout 1 KES 1069']);
	await assertBooksBalance(f);
});

test.run();
