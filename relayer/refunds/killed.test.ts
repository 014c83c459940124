import * as assert from 'uvu/assert';
import type { OrderRow } from '../models/orders.ts';
import type { RefundsFixture } from './test/fixture.ts';
import { givenBack, refundStories } from './test/stories.ts';

/** Between any two of these, the process may go. */
const steps = [
	'read',
	'stored',
	'sent',
	'recorded',
	'refund marked',
	'refund sent',
	'refund answered',
	'result stored',
	'refund-status marked',
	'refund-status sent',
	'refund-status answered',
];

const { test, story } = refundStories('a relayer that is killed refunds nobody twice, and forgets nobody');

/** Whole orders by reversal, one that is too old for it, parts by payouts, and payouts whose result is late or lost. */
async function askAll(f: RefundsFixture, event: string): Promise<OrderRow[]> {
	const made = await f.issued(event, [1, 2, 1, 2, 2, 2]);
	const { ledger } = f.simulator;
	const [, , old, , late, mute] = ledger.payments.slice(-6);
	ledger.unreversible.set(old!.receipt, 'failed');
	ledger.payoutsOf.set(late!.phone, 'late');
	ledger.payoutsOf.set(mute!.phone, 'mute');
	for (const [i, { no }] of made.entries()) await f.ask(no, i < 3 ? {} : { mask: 0b10 });
	return made;
}

const ends = [
	'returned reversal 1 KES 1290',
	'returned reversal 3 KES 2580',
	'returned payout 1 KES 1290',
	'returned payout 2 KES 1290',
	'returned payout 2 KES 1290',
	'returned payout 2 KES 1290',
];
const shillings = 1290 + 2580 + 4 * 1290;

/** What was signed before can land no more: its minute, and the ledgers that its authorisation is valid in, are over. */
function letExpire({ chainFixture }: RefundsFixture): void {
	const { network } = chainFixture.localnet;
	network.advance(120);
	for (let i = 0; i < 102; i++) network.close();
}

for (const step of steps)
	story(`killed after: ${step}`, async (f, event) => {
		const before = givenBack(f);
		const made = await askAll(f, event);
		f.diesAt(step);
		await f.work(200).catch(() => {});
		assert.ok(f.isDead(), 'the step happened');
		f.clock.advance(5 * 60_000);
		letExpire(f);
		f.restart();
		for (let i = 0; i < 6; i++) {
			f.clock.advance(3 * 60_000);
			await f.work(2);
		}
		const found = await Promise.all(made.map(({ no }) => f.endsOf(no)));
		assert.equal(found.flat(), ends);
		assert.is(givenBack(f) - before, shillings);
	});

test.run();
