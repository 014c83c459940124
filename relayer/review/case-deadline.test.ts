import { eq } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readQueueStats } from '../api/queue-stats.ts';
import { openAlert } from '../cases/open-alert.ts';
import { orders } from '../models/orders.ts';
import { orderView } from '../orders/order-view.ts';
import { endOf } from '../rails/test/assertions.ts';
import { freshPhone, minute, phoneOf, type RailsFixture } from '../rails/test/fixture.ts';
import { storiesOf } from '../rails/test/stories.ts';
import { decideAsShown } from '../test/decide-as-shown.ts';
import { listCases } from './list-cases.ts';

const test = suite('until when a person decides');
let fixture: RailsFixture;
const story = storiesOf(test, {
	begin: (opened) => {
		fixture = opened;
	},
});
const hour = 60 * minute;
const now = () => new Date(fixture.clock.now());
const overdueIn = async (ms: number) =>
	(await readQueueStats(fixture.db, new Date(fixture.clock.now() + ms))).reviewsOverdue;

async function seenByBuyer(no: bigint) {
	const [order] = await fixture.db.select().from(orders).where(eq(orders.no, no));
	return orderView({ ...fixture, ...fixture.orders, methods: [] }, order!, now());
}

story('buyer and support read the same time, a day after the case was opened', async () => {
	const { no } = await fixture.order(phoneOf('wrong-amount'));
	await fixture.pass(11 * minute);
	assert.is(await endOf(fixture, no), 'review AMOUNT_WRONG');
	const [found] = (await listCases(fixture.db, 'open')).items;
	assert.is(Date.parse(found!.decideBy), Date.parse(found!.openedAt) + 24 * hour);
	assert.is((await seenByBuyer(no)).decideBy, found!.decideBy);
	assert.equal([await overdueIn(0), await overdueIn(24 * hour)], [0, 1]);
	await decideAsShown(fixture, found!.id, { decision: 'refund', note: 'late', by: 'a test' });
	assert.equal([await overdueIn(24 * hour), (await seenByBuyer(no)).decideBy], [0, null]);
	await fixture.pass(10 * minute);
});

story('an alert, for which everybody waits, has four hours', async () => {
	await openAlert(fixture.db, { reason: 'PULL_STALE', subject: 'mpesa', facts: {} }, now());
	const [alert] = (await listCases(fixture.db, 'open')).items;
	assert.is(Date.parse(alert!.decideBy), Date.parse(alert!.openedAt) + 4 * hour);
	assert.equal([await overdueIn(3 * hour), await overdueIn(4 * hour + minute)], [0, 1]);
});

story('the control: an order that nobody needs to look at has no such time', async () => {
	const { no } = await fixture.order(freshPhone());
	await fixture.pass(6 * minute);
	assert.is((await seenByBuyer(no)).decideBy, null);
});

test.run();
