import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ChecklistFacts, checklist } from './checklist.ts';

const test = suite('the checklist before the doors open');
const freezeAt = '2026-12-01T15:00:00.000Z';
const after = '2026-12-01T15:00:01.000Z';
const phone = { id: 'p', label: 'Amina’s phone', enrolledAt: after, revokedAt: null, listedAt: after };
const gate = { id: 'g', name: 'Main', tiers: [0], devices: [phone] };
const readiness = { statement: { readAt: after, isFresh: true }, signer: { isFunded: true } };
const audit = { auditedAt: after, late: 0, unscanned: 0, twice: 0, givenBack: 0 };

type Change = {
	gates?: object[];
	event?: object;
	venue?: object | null;
	readiness?: object | null;
	contacts?: string[];
};

function ready(change: Change = {}): ChecklistFacts {
	return {
		event: {
			...{ stopped: null, fault: null, version: 2, gates: ['GATE'] },
			payees: [{ name: 'Njoki', address: 'G1', accepted: true, due: '0' }],
			tiers: [
				{ index: 0, name: 'Stalls', sold: 3 },
				{ index: 1, name: 'Balcony', sold: 0 },
			],
			policy: { freezeAt, consent: true },
			...change.event,
		},
		gates: { account: 'GATE', settings: { reentry: 'none', divided: false }, gates: change.gates ?? [gate] },
		venue: change.venue === undefined ? { audit } : change.venue,
		readiness: change.readiness === undefined ? readiness : change.readiness,
		contacts: change.contacts ?? ['+254700000000'],
		now: Date.parse(after),
	} as unknown as ChecklistFacts;
}

const notGood = (facts: ChecklistFacts) =>
	checklist(facts)
		.filter(({ state }) => state !== 'good')
		.map(({ name, state, named }) => [name, state, ...named]);

test('all that is ready is green', () => {
	assert.equal(notGood(ready()), []);
});

test('an old statement, a signer without fees and nobody to call are red; what cannot be read is said so', () => {
	const readiness = { statement: { readAt: null, isFresh: false }, signer: { isFunded: false } };
	assert.equal(notGood(ready({ readiness, contacts: [] })), [
		['statements', 'todo'],
		['fees', 'todo'],
		['contacts', 'todo'],
	]);
	assert.equal(notGood(ready({ readiness: null })), [
		['statements', 'unread'],
		['fees', 'unread'],
	]);
	assert.equal(notGood(ready({ readiness: { ...readiness, signer: null, statement: { isFresh: true } } })), [
		['fees', 'unread'],
	]);
});

test('a gate without a live phone, and a sold ticket type that no gate admits, are named', () => {
	const revoked = { ...gate, devices: [{ ...phone, revokedAt: after }] };
	assert.equal(notGood(ready({ gates: [revoked] })), [
		['phones', 'todo', 'Main'],
		['lists', 'todo'],
	]);
	const tiers = [{ index: 1, name: 'Balcony', sold: 1 }];
	assert.equal(notGood(ready({ event: { tiers } })), [['tiers', 'todo', 'Balcony']]);
});

test('a list of before transfers stopped is old; while transfers go on, the line waits', () => {
	const old = { ...gate, devices: [{ ...phone, listedAt: '2026-12-01T14:59:59.000Z' }] };
	assert.equal(notGood(ready({ gates: [old] })), [['lists', 'todo', 'Amina’s phone']]);
	const policy = { freezeAt: '2026-12-01T18:00:00.000Z', consent: true };
	assert.equal(notGood(ready({ gates: [old], event: { policy } })), [['lists', 'wait']]);
});

test('the gate’s account, differing figures, a payee who has not agreed, and the audit of entries are to do', () => {
	const event = {
		gates: [],
		fault: { code: 'MODELS_DIFFER', since: after },
		payees: [{ name: 'Njoki', address: 'G1', accepted: false, due: '0' }],
	};
	assert.equal(notGood(ready({ event, venue: { audit: { ...audit, twice: 1 } } })), [
		['figures', 'todo'],
		['consents', 'todo', 'Njoki'],
		['ledger', 'todo'],
		['entries', 'todo'],
	]);
});

test('what cannot be read is never green', () => {
	const away = { ...ready({ venue: null }), gates: null };
	const unread = checklist(away).filter(({ state }) => state === 'unread');
	assert.equal(
		unread.map(({ name }) => name),
		['gates', 'tiers', 'phones', 'lists', 'ledger', 'entries'],
	);
});

test.run();
