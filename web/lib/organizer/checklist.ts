import type { EventView } from '#indexer/client.ts';
import type { GatesView, ReadinessView, VenueView } from '#relayer/client.ts';
import { supports } from '#shared/contract/supports.ts';
import { gateChecks } from '#shared/gate/gate-checks.ts';

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
	| 'entries'
	| 'statements'
	| 'fees'
	| 'contacts';

/** `wait`: nothing can be done yet, and the line says until when. `unread`: what it needs cannot be read now. */
export type CheckState = 'good' | 'todo' | 'wait' | 'unread';

/** One line. `named`: gates, phones or ticket types that it is about. */
export type Check = { name: CheckName; state: CheckState; named: string[] };

export type ChecklistFacts = {
	event: Pick<EventView, 'stopped' | 'fault' | 'payees' | 'tiers' | 'gates' | 'version' | 'policy'>;
	/** Null while the relayer does not answer. */
	gates: GatesView | null;
	venue: Pick<VenueView, 'audit'> | null;
	readiness: ReadinessView | null;
	/** How people reach Passa's support on the day; empty: nobody configured it. */
	contacts: string[];
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
		...byPassa(facts),
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
	return gateChecks({
		tiers: event.tiers,
		gates: view.gates.map(({ name, tiers, devices }) => ({
			...{ name, tiers },
			phones: devices
				.filter(({ revokedAt }) => !revokedAt)
				.map(({ label, listedAt }) => ({ label, listedAt: listedAt === null ? null : Date.parse(listedAt) })),
		})),
		freezeAt: Date.parse(event.policy.freezeAt),
		now,
	});
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

/** What Passa does itself, and whom the team calls when it does not. */
function byPassa({ readiness, contacts }: ChecklistFacts): Check[] {
	const unread = (name: CheckName): Check => ({ name, state: 'unread', named: [] });
	return [
		readiness ? line('statements', !readiness.statement.isFresh) : unread('statements'),
		readiness?.signer ? line('fees', !readiness.signer.isFunded) : unread('fees'),
		{ name: 'contacts', state: contacts.length === 0 ? 'todo' : 'good', named: contacts },
	];
}
