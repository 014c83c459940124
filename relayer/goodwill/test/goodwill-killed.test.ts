import * as assert from 'uvu/assert';
import { givenBack, refundStories } from '../../refunds/test/stories.ts';
import { closed, issued, letExpire, offer, sign } from './goodwill-stories.ts';

const { test, story } = refundStories('refunds after the date: killed at any step');

for (const step of ['read', 'recorded', 'refund marked', 'refund sent', 'refund answered', 'result stored'])
	story(`killed after: ${step}: nobody is refunded twice, nobody forgotten`, async (f) => {
		const event = await closed(f);
		const [whole, part] = await issued(f, event, [1, 2]);
		const before = givenBack(f);
		await sign(f, await offer(f, whole!));
		await sign(f, await offer(f, part!, { tickets: [1] }));
		f.diesAt(step);
		await f.work(200).catch(() => {});
		assert.ok(f.isDead(), 'the step happened');
		letExpire(f);
		f.restart();
		for (let i = 0; i < 6; i++) {
			f.clock.advance(3 * 60_000);
			await f.work(2);
		}
		const ends = await Promise.all([whole!, part!].map(({ no }) => f.endsOf(no)));
		assert.equal(ends.flat(), ['returned reversal 1 KES 1290', 'returned payout 2 KES 1290']);
		assert.is(givenBack(f) - before, 2580);
	});

test.run();
