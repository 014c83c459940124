import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HandoverState } from '../models/handovers.ts';
import {
	type Act,
	decideHandover,
	type HandoverFacts,
	offerEnds,
	refusalToHandOver,
	refusalToMove,
	type Ticket,
	type TransferTerms,
} from './states.ts';

const test = suite('what becomes of a ticket that is sent');

const start = Date.UTC(2027, 0, 1);
const hour = 3_600_000;
const people = ['friend', 'stranger', 'twin'];
/** The twin shares the friend's number: two accounts have proved it. */
const proved = (by: string): boolean => by !== 'stranger';

type Timed = { act: Act; at: Date };
const timed: fc.Arbitrary<Timed> = fc
	.record({
		act: fc.oneof(
			{
				weight: 3,
				arbitrary: fc.constantFrom(...people).map((by): Act => ({ do: 'accept', by, proved: proved(by) })),
			},
			{ weight: 1, arbitrary: fc.constantFrom<Act>({ do: 'cancel' }, { do: 'expire' }) },
		),
		hours: fc.integer({ min: 0, max: 96 }),
	})
	.map(({ act, hours }) => ({ act, at: new Date(start + hours * hour) }));
const history = fc
	.array(timed, { maxLength: 12 })
	.map((acts) => acts.toSorted((a, b) => a.at.getTime() - b.at.getTime()));

/** The row after these acts; `seen`: every state it was in. */
function play(acts: Timed[], decide = decideHandover): HandoverFacts & { seen: HandoverState[] } {
	const row: HandoverFacts = { state: 'offered', expiresAt: new Date(start + 72 * hour), claimedBy: null };
	const seen: HandoverState[] = [row.state];
	for (const { act, at } of acts) {
		const decided = decide(row, act, at);
		if (!('to' in decided)) continue;
		row.state = decided.to;
		row.claimedBy = decided.to === 'claimed' && act.do === 'accept' ? act.by : row.claimedBy;
		seen.push(row.state);
	}
	return { ...row, seen };
}

/** Whether a history breaks a rule: it ends once, and only the person who proved the phone has the ticket. */
const breaks = ({ seen, state, claimedBy }: ReturnType<typeof play>): boolean =>
	seen.length > 2 ||
	(state === 'claimed') !== (claimedBy !== null) ||
	(claimedBy !== null && !proved(claimedBy));

test('in any order of acts a handover ends once, and only the person who proved the phone gets the ticket', () => {
	fc.assert(
		fc.property(history, (acts) => !breaks(play(acts))),
		{ numRuns: 2_000 },
	);
});

test('without the check of who asks, a stranger gets it: the property finds that', () => {
	const careless: typeof decideHandover = (row, act, now) =>
		decideHandover(row, act.do === 'accept' ? { ...act, proved: true } : act, now);
	assert.throws(() =>
		fc.assert(
			fc.property(history, (acts) => !breaks(play(acts, careless))),
			{ numRuns: 2_000 },
		),
	);
});

test('the receiver may ask again, at any time; nobody else gets it, and it cannot be taken back', () => {
	fc.assert(
		fc.property(history, timed, (acts, { at }) => {
			const row = play(acts);
			if (row.state !== 'claimed') return;
			const by = row.claimedBy!;
			assert.equal(decideHandover(row, { do: 'accept', by, proved: true }, at), { same: true });
			const other = by === 'twin' ? 'friend' : 'twin';
			assert.equal(decideHandover(row, { do: 'accept', by: other, proved: true }, at), {
				refuse: 'HANDOVER_TAKEN',
			});
			assert.equal(decideHandover(row, { do: 'accept', by: 'stranger', proved: false }, at), {
				refuse: 'HANDOVER_NOT_YOURS',
			});
			assert.equal(decideHandover(row, { do: 'cancel' }, at), { refuse: 'HANDOVER_TAKEN' });
			assert.equal(decideHandover(row, { do: 'expire' }, at), { same: true });
		}),
	);
});

test('it can be taken until the last millisecond of its time, and no later', () => {
	const row: HandoverFacts = { state: 'offered', expiresAt: new Date(start), claimedBy: null };
	const claim: Act = { do: 'accept', by: 'friend', proved: true };
	assert.equal(decideHandover(row, claim, new Date(start - 1)), { to: 'claimed' });
	assert.equal(decideHandover(row, { do: 'expire' }, new Date(start - 1)), { same: true });
	assert.equal(decideHandover(row, claim, new Date(start)), { refuse: 'HANDOVER_EXPIRED' });
	assert.equal(decideHandover(row, { do: 'expire' }, new Date(start)), { to: 'expired' });
});

const policy: TransferTerms = {
	version: 2,
	cancelled: false,
	transferable: true,
	resaleCapBps: 0,
	freezeAt: BigInt(start / 1000),
};
const ticket: Ticket = { custodial: true, used: false, refunded: false, listed: false };
const before = new Date(start - 1000);

test('an offer ends after 72 hours, or at the freeze', () => {
	const at = (hours: number) => offerEnds(policy, new Date(start - hours * hour)).getTime();
	assert.is(at(100), start - 28 * hour);
	assert.is(at(72), start);
	assert.is(at(1), start);
});

test('a ticket changes hands only where the contract’s own transfer would let it', () => {
	assert.is(refusalToHandOver(policy, ticket, before), null);
	assert.is(refusalToHandOver({ ...policy, version: 1 }, ticket, before), 'EVENT_VERSION_OLD');
	assert.is(refusalToHandOver({ ...policy, cancelled: true }, ticket, before), 'EVENT_CANCELLED');
	assert.is(refusalToHandOver({ ...policy, transferable: false }, ticket, before), 'TRANSFERS_OFF');
	assert.is(refusalToHandOver({ ...policy, resaleCapBps: 11_000 }, ticket, before), 'TRANSFERS_OFF');
	assert.is(refusalToHandOver(policy, ticket, new Date(start)), 'TRANSFERS_FROZEN');
	assert.is(refusalToHandOver(policy, { ...ticket, used: true }, before), 'TICKET_USED');
	assert.is(refusalToHandOver(policy, { ...ticket, refunded: true }, before), 'TICKET_REFUNDED');
	assert.is(refusalToHandOver(policy, { ...ticket, listed: true }, before), 'TICKET_LISTED');
	assert.is(refusalToHandOver(policy, { ...ticket, custodial: false }, before), 'NOT_IN_CUSTODY');
});

test('a ticket goes to its holder’s own wallet after the freeze and once it is used, as the contract lets it', () => {
	assert.is(refusalToMove(policy, { ...ticket, used: true }), null);
	assert.is(refusalToMove({ version: 1 }, ticket), 'EVENT_VERSION_OLD');
	assert.is(refusalToMove(policy, { ...ticket, refunded: true }), 'TICKET_REFUNDED');
	assert.is(refusalToMove(policy, { ...ticket, listed: true }), 'TICKET_LISTED');
	assert.is(refusalToMove(policy, { ...ticket, custodial: false }), 'NOT_IN_CUSTODY');
});

test.run();
