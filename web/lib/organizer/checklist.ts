import type { EventView } from '#indexer/client.ts';
import type { GatesView, VenueView } from '#relayer/client.ts';
import { supports } from '#shared/contract/supports.ts';

/** What a checklist can check by itself. */
export type CheckName =
	| 'event'
	| 'figures'
	| 'consents'
	| 'owed'
	| 'gates'
	| 'tiers'
	| 'phones'
	| 'lists'
	| 'ledger'
	| 'entries';

/** `wait`: nothing can be done yet, and the line says until when. `unread`: what it needs cannot be read now. */
export type CheckState = 'good' | 'todo' | 'wait' | 'unread';

/** One line. `named`: gates, phones or ticket types that it is about. */
export type Check = { name: CheckName; state: CheckState; named: string[] };

export type ChecklistFacts = {
	event: Pick<EventView, 'stopped' | 'fault' | 'payees' | 'tiers' | 'gates' | 'version' | 'policy'>;
	/** Null while the relayer does not answer. */
	gates: GatesView | null;
	venue: Pick<VenueView, 'audit'> | null;
	/** Milliseconds since 1970. */
	now: number;
};

/** What has to stand before the doors open, in the order in which it is done. */
export function checklist(facts: ChecklistFacts): Check[] {
	const { event } = facts;
	const disagree = event.payees.filter(({ accepted }) => !accepted);
	return [
		line('event', event.stopped === 'cancelled' || event.stopped === 'frozen'),
		line('figures', event.fault !== null),
		line('consents', disagree.length > 0 && event.policy.consent, disagree.map(nameOf)),
		line('owed', false, event.payees.filter(({ due }) => BigInt(due) > 0n).map(nameOf)),
		...atGates(facts),
		onLedger(facts),
		entries(facts.venue),
	];
}

const line = (name: CheckName, isTodo: boolean, named: string[] = []): Check => ({
	...{ name, named },
	state: isTodo ? 'todo' : 'good',
});

const nameOf = ({ name, address }: EventView['payees'][number]): string => name ?? address;

function atGates({ event, gates: view, now }: ChecklistFacts): Check[] {
	const names = ['gates', 'tiers', 'phones', 'lists'] as const;
	if (!view) return names.map((name) => ({ name, state: 'unread', named: [] }));
	const { gates } = view;
	const shut = event.tiers.filter(
		({ index, sold }) => sold > 0 && !gates.some(({ tiers }) => tiers === null || tiers.includes(index)),
	);
	const live = gates.map(({ name, devices }) => ({
		name,
		phones: devices.filter((each) => !each.revokedAt),
	}));
	const without = live.filter(({ phones }) => phones.length === 0);
	return [
		line('gates', gates.length === 0),
		line(
			'tiers',
			shut.length > 0,
			shut.map(({ name }) => name),
		),
		line(
			'phones',
			gates.length === 0 || without.length > 0,
			without.map(({ name }) => name),
		),
		lists(
			live.flatMap(({ phones }) => phones),
			Date.parse(event.policy.freezeAt),
			now,
		),
	];
}

/** A phone may decide alone only by a list that was made once transfers had stopped. */
function lists(phones: GatesView['gates'][number]['devices'], freezeAt: number, now: number): Check {
	if (now < freezeAt) return { name: 'lists', state: 'wait', named: [] };
	const old = phones.filter(({ listedAt }) => listedAt === null || Date.parse(listedAt) < freezeAt);
	return line(
		'lists',
		phones.length === 0 || old.length > 0,
		old.map(({ label }) => label),
	);
}

function onLedger({ event, gates }: ChecklistFacts): Check {
	if (!gates) return { name: 'ledger', state: 'unread', named: [] };
	return line('ledger', supports(event.version, 'gates') && !event.gates.includes(gates.account));
}

function entries(venue: ChecklistFacts['venue']): Check {
	if (!venue) return { name: 'entries', state: 'unread', named: [] };
	if (!venue.audit?.auditedAt) return { name: 'entries', state: 'wait', named: [] };
	const { late, unscanned, twice, givenBack } = venue.audit;
	return line('entries', late + unscanned + twice + givenBack > 0);
}
