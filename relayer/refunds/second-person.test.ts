import * as assert from 'uvu/assert';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { orderOf } from '../test/fixture.ts';
import { requestForPerson } from './request-for-person.ts';
import type { RefundsFixture } from './test/fixture.ts';
import { refundStories } from './test/stories.ts';
import { waitingRefunds } from './waiting-refunds.ts';

const { test, story } = refundStories('a refund to which a second person agrees');

async function threeTickets(f: RefundsFixture, event: string) {
	const [order] = await f.issued(event, [3]);
	const { reference } = await orderOf(f, order!.no);
	const ask = (by: string, tickets: number[] | null) =>
		requestForPerson(f.settle, { event, reference, tickets, note: 'they called', by, as: 'support' });
	const waiting = async () =>
		(await waitingRefunds(f.db, '')).filter((each) => each.reference === reference).length;
	return { ask, waiting };
}

story('who asks for the other tickets agrees to no refund that somebody else proposed', async (f, event) => {
	const { ask, waiting } = await threeTickets(f, event);
	const proposed = await ask('ann', [0]);
	assert.is(proposed.state, 'proposed');
	const others = await ask('ben', null);
	assert.equal([others.state, others.mask, others.by], ['proposed', 0b110, 'ben']);
	assert.is(await waiting(), 2, 'nothing goes back so far');
	const agreed = await ask('ben', [0]);
	assert.equal([agreed.id, agreed.state, agreed.secondBy], [proposed.id, 'requested', 'ben']);
});

story('all tickets, where one refund of all waits, agrees to that one', async (f, event) => {
	const { ask } = await threeTickets(f, event);
	const { id } = await ask('ann', null);
	assert.is(await codeOf(ask('ann', null)), 'SECOND_PERSON_NEEDED');
	const agreed = await ask('ben', null);
	assert.equal([agreed.id, agreed.state], [id, 'requested']);
});

test.run();
