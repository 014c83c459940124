import * as assert from 'uvu/assert';
import { send } from '#shared/chain/submit/invoke.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import type { OrderRow } from '../../models/orders.ts';
import type { RefundsFixture } from '../../refunds/test/fixture.ts';
import { casesOf, givenBack, refundStories } from '../../refunds/test/stories.ts';
import { askFor, closed, issued, letExpire, offer, sign, signOnly, stateOf } from './goodwill-stories.ts';

const { test, story } = refundStories('refunds after the date: killed before the organizer’s call is sent');

/** The relayer is gone after the offer was stored, or after it looked at the chain meanwhile; another one begins. */
const deaths = {
	'after the offer was stored': async (f: RefundsFixture) => f.restart(),
	'after it read the chain': async (f: RefundsFixture) => {
		f.diesAt('read');
		await f.work(5).catch(() => {});
		assert.ok(f.isDead(), 'the step happened');
		f.restart();
	},
};

const ended = ['returned reversal 3 KES 2580'];

/** All that becomes due, for as long as refunds may take. */
async function finish(f: RefundsFixture): Promise<void> {
	for (let i = 0; i < 6; i++) {
		f.clock.advance(3 * 60_000);
		await f.work(2);
	}
}

async function made(f: RefundsFixture): Promise<{ order: OrderRow; request: string; before: number }> {
	const [order] = await issued(f, await closed(f), [2]);
	const { id } = await askFor(f, order!);
	return { order: order!, request: id, before: givenBack(f) };
}

for (const [when, dies] of Object.entries(deaths)) {
	story(`${when}: signed and sent while no relayer runs, the money goes back once`, async (f) => {
		const { order, request, before } = await made(f);
		const offered = await offer(f, order, { request });
		await dies(f);
		await sign(f, offered);
		letExpire(f);
		await finish(f);
		assert.equal(await f.endsOf(order.no), ended);
		assert.equal(await stateOf(f, request), ['agreed', null]);
		assert.is(givenBack(f) - before, 2580);
	});

	story(`${when}: never signed, the tickets are free, and the fan’s request waits as before`, async (f) => {
		const { order, request, before } = await made(f);
		await offer(f, order, { request });
		await dies(f);
		letExpire(f);
		await finish(f);
		assert.equal(await f.endsOf(order.no), ['withdrawn 3 KES 2580']);
		assert.equal(await stateOf(f, request), ['asked', null]);
		await sign(f, await offer(f, order, { request }));
		await finish(f);
		assert.equal(await stateOf(f, request), ['agreed', null]);
		assert.is(givenBack(f) - before, 2580, 'the next offer gives it back, once');
		assert.equal(await casesOf(f, order.no), []);
	});

	story(
		`${when}: signed in a browser that dies, and sent too late: it moves nothing, the next offer does`,
		async (f) => {
			const { order, request, before } = await made(f);
			const signed = await signOnly(f, await offer(f, order, { request }));
			await dies(f);
			letExpire(f);
			await finish(f);
			assert.is.not(await codeOf(send(f.chainFixture.chain, signed)), 'none', 'the network refuses it');
			await finish(f);
			assert.is(givenBack(f), before);
			await sign(f, await offer(f, order, { request }));
			await finish(f);
			assert.equal(await stateOf(f, request), ['agreed', null]);
			assert.is(givenBack(f) - before, 2580);
		},
	);

	story(`${when}: the answer was lost, so it is offered twice: both are sent, one gives back`, async (f) => {
		const { order, request, before } = await made(f);
		const first = await signOnly(f, await offer(f, order, { request }));
		await dies(f);
		const second = await signOnly(f, await offer(f, order, { request }));
		const { chain } = f.chainFixture;
		await codeOf(send(chain, second));
		await codeOf(send(chain, first));
		letExpire(f);
		await finish(f);
		assert.equal(await f.endsOf(order.no), ended);
		assert.is(givenBack(f) - before, 2580);
	});
}

test.run();
