import type { RequestEvent } from '@sveltejs/kit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Me, Team } from '#platform/client.ts';
import { actingCookie } from '#shared/acting-cookie.ts';
import { permissions } from '#shared/roles.ts';
import { accountsOf, actFor, actingFor, dropEndedChoice, editing, publishes } from './acting.server.ts';

const test = suite('the account that a page acts for');

const team: Team = {
	account: 'team',
	kind: 'company',
	name: 'Pwani Laughs',
	may: ['event.edit'],
	events: ['draft'],
	until: null,
	wallets: ['GTEAM'],
	publications: ['C1'],
};
const me: Me = {
	account: 'me',
	since: '',
	roles: ['fan'],
	organizer: null,
	wallets: ['GME'],
	publications: [],
	identities: [],
	teams: [team],
};

/** A visit with a choice of account; `left` is what the cookie holds afterwards. */
function visit(chosen: string | undefined, person: Me | null = me, path = '/organizer/team') {
	let left = chosen;
	const event = {
		locals: { person, platformDown: false },
		url: new URL(`https://passa.test${path}`),
		cookies: {
			get: (name: string) => (name === actingCookie ? left : undefined),
			set: (_: string, value: string) => {
				left = value;
			},
			delete: () => {
				left = undefined;
			},
		},
	} as unknown as RequestEvent;
	return { event, left: () => left };
}

const redirectOf = (work: () => unknown): string | undefined => {
	try {
		work();
		return undefined;
	} catch (thrown) {
		return (thrown as { location: string }).location;
	}
};

test('a chosen team brings its rights and wallets; without a choice a person acts for themself', () => {
	const acting = actingFor(visit('team').event);
	assert.equal(
		[acting.account, acting.own, acting.may, acting.wallets],
		['team', false, ['event.edit'], ['GTEAM']],
	);
	const own = actingFor(visit(undefined).event);
	assert.equal([own.account, own.own, own.may, own.wallets], ['me', true, [], ['GME']]);
	const organizer = { ...me, roles: ['fan', 'organizer'] as Me['roles'], organizer: { name: 'Njeri' } };
	assert.equal(actingFor(visit(undefined, organizer).event).may, permissions);
});

test('pages that change events want the right to it, and send others to the overview', () => {
	assert.is(
		redirectOf(() => editing(visit('team').event)),
		undefined,
	);
	assert.is(
		redirectOf(() => editing(visit(undefined).event)),
		'/organizer',
	);
	const reader = { ...me, teams: [{ ...team, may: ['money.read' as const] }] };
	assert.is(
		redirectOf(() => editing(visit('team', reader).event)),
		'/organizer',
	);
	assert.match(redirectOf(() => editing(visit('team', null).event))!, /^\/sign-in\?next=/);
});

test('an ended choice is forgotten, and what was begun for that team is not done for another account', () => {
	const removed = visit('team', { ...me, teams: [] });
	assert.is(
		redirectOf(() => dropEndedChoice(removed.event)),
		'/organizer',
	);
	assert.is(removed.left(), undefined);
	const elsewhere = visit('team', { ...me, teams: [] }, '/tickets');
	assert.is(
		redirectOf(() => dropEndedChoice(elsewhere.event)),
		undefined,
		'other pages are the person’s own',
	);
	assert.is(elsewhere.left(), undefined);
	for (const kept of [visit('team'), visit(undefined)]) {
		const before = kept.left();
		assert.is(
			redirectOf(() => dropEndedChoice(kept.event)),
			undefined,
		);
		assert.is(kept.left(), before);
	}
	const silent = visit('team', null);
	dropEndedChoice(silent.event);
	assert.is(silent.left(), 'team', 'while nobody can be asked, nothing is forgotten');
});

test('an event is an account’s by its publication, or by a wallet where no limit is set', () => {
	const limited = actingFor(visit('team').event);
	assert.ok(publishes(limited, { address: 'C1', organizer: 'GOLD' }));
	assert.not.ok(publishes(limited, { address: 'C2', organizer: 'GTEAM' }));
	const unlimited = actingFor(visit('team', { ...me, teams: [{ ...team, events: null }] }).event);
	assert.ok(publishes(unlimited, { address: 'C2', organizer: 'GTEAM' }));
	assert.not.ok(publishes(unlimited, { address: 'C3', organizer: 'GOTHER' }));
});

test('the header lists the person first, and marks one account', () => {
	const current = (chosen?: string) =>
		accountsOf(visit(chosen).event).map((each) => [each.account, each.current]);
	assert.equal(current(), [
		['me', true],
		['team', false],
	]);
	assert.equal(current('team'), [
		['me', false],
		['team', true],
	]);
	assert.equal(current('foreign'), [
		['me', true],
		['team', false],
	]);
	assert.equal(accountsOf(visit('team', null).event), []);
});

test('choosing a team is remembered, choosing oneself forgets it', () => {
	const { event, left } = visit(undefined);
	actFor(event, 'team');
	assert.is(left(), 'team');
	actFor(event, 'me');
	assert.is(left(), undefined);
});

test.run();
