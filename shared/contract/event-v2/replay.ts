import { noPowers, type ReplayedState, type Rule } from '../event-version.ts';
import type { EventName, EventOf, PassaEvent } from '../passa-event.ts';
import type { RawEvent } from '../raw-event.ts';
import { closed, funded, owedPaid, paid, topUpsReturned } from './replay-money.ts';
import { cancelled, capSet, frozen, gateSet, keySet, paused, redirected } from './replay-powers.ts';
import { refunded, reversed } from './replay-refunds.ts';
import { Run } from './replay-run.ts';
import { allocated, commissionSet, minted, settled, sold } from './replay-sales.ts';
import { accepted, created, detailsSet, postponed, splitsSet, tierAdded } from './replay-terms.ts';
import { checkedIn, claimed, listed, moved, resold, unlisted } from './replay-tickets.ts';

const steps: { [N in EventName]: (run: Run, event: EventOf<N>) => void } = {
	created,
	details_set: detailsSet,
	tier_added: tierAdded,
	splits_set: splitsSet,
	accepted,
	sold,
	settled,
	minted,
	allocated,
	commission_set: commissionSet,
	paid,
	redirected,
	refunded,
	reversed,
	owed_paid: owedPaid,
	funded,
	top_ups_returned: topUpsReturned,
	closed,
	cancelled,
	postponed,
	paused,
	frozen,
	resold,
	gate_set: gateSet,
	cap_set: capSet,
	key_set: keySet,
	moved,
	claimed,
	listed,
	unlisted,
	checked_in: checkedIn,
};

/**
 * Applies the events in order, by the rules of contracts/event. An event that breaks a rule is named by it, and then
 * applied as it is, so that what follows is compared with the same state. Null if the first event is not `created`.
 */
export function replay(raw: RawEvent[], events: PassaEvent[], event: string): ReplayedState | null {
	const [first] = events;
	if (first?.name !== 'created') return null;
	const run = begin(first, event);
	for (const [i, each] of events.entries()) apply(run, raw[i]!, each);
	return run.state;
}

export const begin = (created: EventOf<'created'>, event: string): Run =>
	new Run(event, initialState(created));

export function apply(run: Run, { id, txHash, ledgerClosedAt }: RawEvent, event: PassaEvent): void {
	Object.assign(run, { id, txHash, now: BigInt(Math.floor(Date.parse(ledgerClosedAt) / 1000)) });
	step(run, event);
}

function step<N extends EventName>(run: Run, event: EventOf<N>): void {
	(steps[event.name as N] as (run: Run, event: EventOf<N>) => void)(run, event);
}

export const rules = {
	mispriced: true,
	wrongTerms: true,
	wrongPayouts: true,
	lateSplits: true,
	overSold: true,
	wrongCommissions: true,
	wrongRefunds: true,
	wrongResales: true,
	wrongPowers: true,
	wrongOwners: true,
} satisfies Record<Rule, true>;

const initialState = ({ payload: { config, terms } }: EventOf<'created'>): ReplayedState => ({
	config: structuredClone(config),
	terms: structuredClone(terms),
	counters: {
		flags: 0,
		termsVersion: 1,
		splitsVersion: 1,
		consents: 0,
		relayerAt: 0n,
		gross: 0n,
		royalties: 0n,
		refunded: 0n,
		refundable: 0n,
		paid: 0n,
		topUps: 0n,
		shortfalls: 0n,
		commissions: 0n,
		creatorsPaid: 0n,
		overpaid: 0n,
		owed: 0n,
		complimentary: 0,
		cancelled: false,
		tiers: terms.tiers.map(() => ({ sold: 0, fiatAllocated: 0, fiatSold: 0 })),
		lanes: Array.from({ length: 16 }, () => ({ seq: 0, served: 0n })),
	},
	paid: terms.payees.map(() => 0n),
	powers: structuredClone(noPowers),
	creators: new Map(),
	owed: new Map(),
	treasuryOwed: 0n,
	orders: new Map(),
	moved: new Map(),
	listed: new Map(),
	movements: [],
	broken: Object.fromEntries(Object.keys(rules).map((rule) => [rule, []])) as unknown as Record<
		Rule,
		string[]
	>,
});
