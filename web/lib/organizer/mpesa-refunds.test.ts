import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isMpesaOver, mpesaBars } from './mpesa-refunds.ts';

const none = {
	proposed: 0,
	waiting: 0,
	needsFunding: 0,
	returning: 0,
	returned: 0,
	review: 0,
	withdrawn: 0,
};
const progress = (refunds: Partial<typeof none>, change = {}) => ({
	...{ event: 'C', cancelled: true, opened: true, unissued: 0, kes: { onItsWay: '0', returned: '0' } },
	refunds: { ...none, ...refunds },
	...change,
});

test('refunds are bars by where they stand, and what was withdrawn is none', () => {
	const bars = mpesaBars(progress({ returned: 3, waiting: 1, proposed: 1, review: 1, withdrawn: 9 }));
	assert.equal(
		bars.map(({ stage, count, percent }) => `${stage} ${count} ${percent}`),
		['returned 3 50', 'waiting 2 33', 'review 1 16'],
	);
	assert.equal(mpesaBars(progress({})), []);
});

const tickets = (done: number, all: number) => ({ done: { tickets: done }, all: { tickets: all } });

test('it is over only once all are opened and ended, and no order waits for its tickets', () => {
	const all = tickets(2, 2);
	assert.ok(isMpesaOver(progress({ returned: 2, withdrawn: 1 }), all));
	assert.ok(isMpesaOver(progress({}), tickets(0, 0)));
	assert.not(isMpesaOver(progress({ returned: 2 }, { opened: false }), all));
	assert.not(isMpesaOver(progress({ returned: 2 }, { unissued: 1 }), all));
	assert.not(isMpesaOver(progress({ returned: 2, returning: 1 }), all));
	assert.not(isMpesaOver(progress({ returned: 2, review: 1 }), all));
});

test('a refund that was withdrawn leaves tickets whose money is not back: it is not over, whatever else ended', () => {
	assert.not(isMpesaOver(progress({ returned: 2, withdrawn: 1 }), tickets(4, 6)));
});

test.run();
