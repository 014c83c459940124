import * as assert from 'uvu/assert';
import { refundStories } from '../../refunds/test/stories.ts';
import { fakePlatform } from '../../test/fake-platform.ts';
import { notifyOfRequests } from '../notify-of-requests.ts';
import { withdrawRequest } from '../request-goodwill.ts';
import { askFor, closed, deps, issued } from './goodwill-stories.ts';

const { test, story } = refundStories('the organizer is told that fans ask for their money');

const day = 24 * 3_600_000;

story('once for an event and a day, however many ask', async (f) => {
	const platform = fakePlatform();
	const round = () => notifyOfRequests({ db: f.db, clock: f.clock, platform });
	const event = await closed(f);
	const orders = await issued(f, event, [1, 1, 1, 1]);
	for (const order of orders.slice(0, 2)) await askFor(f, order);
	await round();
	await round();
	assert.is(platform.organizers.size, 1);
	assert.match([...platform.organizers.values()][0]!, event);
	await askFor(f, orders[2]!);
	await round();
	assert.is(platform.organizers.size, 1, 'of the same day it is the same message');
	f.clock.advance(day);
	await round();
	assert.is(platform.organizers.size, 1, 'nobody asked since');
	await askFor(f, orders[3]!);
	await round();
	assert.is(platform.organizers.size, 2);
});

story('a request waits while the platform is away, and one that was withdrawn says nothing', async (f) => {
	const platform = fakePlatform();
	const round = () => notifyOfRequests({ db: f.db, clock: f.clock, platform });
	const event = await closed(f);
	const [order, other] = await issued(f, event, [1, 1]);
	await askFor(f, order!);
	platform.isAway = true;
	await round().catch(() => {});
	platform.isAway = false;
	await round();
	assert.is(platform.organizers.size, 1);
	f.clock.advance(day);
	await askFor(f, other!);
	await withdrawRequest(deps(f), other!.no);
	await round();
	assert.is(platform.organizers.size, 1);
});

test.run();
