import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PassFault } from '../../pass/verify-pass.ts';
import { decideEntry } from '../decide-entry.ts';
import type { EntryFacts, EventAtGate, TicketAtGate } from '../entry-facts.ts';

const test = suite('who is admitted');
const now = 1_767_225_600_000;
const timestamp = new Date(now).toISOString();
const hour = 3_600_000;

const event: EventAtGate = {
	...{ cancelled: false, opensAt: now - hour, closesAt: now + hour, freezeAt: now - 3 * hour },
	reentry: 'none',
};
const ticket: TicketAtGate = { tier: 1, state: 'valid', firstDelegation: 2, endedDelegations: [4] };
const pass = (delegation = 2) => ({ kind: 'rotating' as const, ticket: 7n, delegation, step: 1 });
const north = { id: 'n', name: 'North' };
const south = { id: 's', name: 'South' };
const good: EntryFacts = {
	...{ now, mode: { online: true }, direction: 'in', reading: pass(), event },
	...{ gate: { ...north, tiers: [0, 1] }, partition: null, ticket, entry: null },
};
const offline = { online: false as const, listAt: now - 2 * hour };
const original = { gate: 'South', at: new Date(now - 60_000).toISOString() };
const refused = (fault: PassFault) => ({ kind: 'refused' as const, fault });

type Case = [name: string, facts: Partial<EntryFacts>, outcome: string];
const inside = { original, inside: true };
const outside = { original, inside: false };
const exits = { ...event, reentry: 'exit_scan' as const };
/** Outcome: `in`, or reason and detail; a `?` where a person decides. */
const cases: Case[] = [
	['a pass in order', {}, 'in'],
	['offline, too', { mode: offline }, 'in'],
	['a static pass', { reading: { kind: 'static', codeHash: 'aa' } }, 'in'],
	[
		'a static pass that ended',
		{ reading: { kind: 'static', codeHash: 'aa' }, ticket: { ...ticket, endedCodes: ['bb', 'aa'] } },
		'INVALID_TICKET PASS_ENDED',
	],
	[
		'a static pass whose ticket has another ended code',
		{ reading: { kind: 'static', codeHash: 'aa' }, ticket: { ...ticket, endedCodes: ['bb'] } },
		'in',
	],
	['found by a supervisor', { reading: { kind: 'manual' } }, 'in'],
	['another device of the same holder', { reading: pass(5) }, 'in'],
	['no pass at all', { reading: refused('FORMAT') }, 'INVALID_TICKET FORMAT'],
	['another event', { reading: refused('OTHER_EVENT') }, 'WRONG_EVENT OTHER_EVENT'],
	['a forged key', { reading: refused('SIGNATURE_WRONG') }, 'INVALID_TICKET SIGNATURE_WRONG'],
	['a forged certificate', { reading: refused('CERTIFICATE_FORGED') }, 'INVALID_TICKET CERTIFICATE_FORGED'],
	['a screenshot', { reading: refused('STEP_OLD') }, 'INVALID_TICKET STEP_OLD'],
	['a clock that runs ahead', { reading: refused('STEP_AHEAD') }, 'INVALID_TICKET STEP_AHEAD'],
	['a certificate of tomorrow', { reading: refused('CERTIFICATE_EARLY') }, 'NOT_YET_VALID CERTIFICATE_EARLY'],
	[
		'a certificate not known online',
		{ reading: refused('CERTIFICATE_MISSING') },
		'INVALID_TICKET CERTIFICATE_MISSING',
	],
	[
		'nor offline',
		{ reading: refused('CERTIFICATE_MISSING'), mode: offline },
		'SYSTEM_ERROR? CERTIFICATE_MISSING',
	],
	[
		'a new issuer’s key offline',
		{ reading: refused('ISSUER_UNKNOWN'), mode: offline },
		'SYSTEM_ERROR? ISSUER_UNKNOWN',
	],
	[
		'a forged key offline',
		{ reading: refused('SIGNATURE_WRONG'), mode: offline },
		'INVALID_TICKET SIGNATURE_WRONG',
	],
	['a cancelled event', { event: { ...event, cancelled: true } }, 'INVALID_TICKET EVENT_CANCELLED'],
	['a ticket that does not exist', { ticket: 'unknown' }, 'INVALID_TICKET TICKET_UNKNOWN'],
	['a ticket not on an offline list', { ticket: 'unknown', mode: offline }, 'SYSTEM_ERROR? TICKET_UNKNOWN'],
	['a refunded ticket', { ticket: { ...ticket, state: 'refunded' } }, 'REFUNDED TICKET_REFUNDED'],
	['the holder before a transfer', { reading: pass(1) }, 'INVALID_TICKET PASS_ENDED'],
	['a device that its holder ended', { reading: pass(4) }, 'INVALID_TICKET PASS_ENDED'],
	['a tier of another gate', { ticket: { ...ticket, tier: 2 } }, 'WRONG_GATE TIER_ELSEWHERE'],
	['a gate for all tiers', { ticket: { ...ticket, tier: 2 }, gate: { ...north, tiers: null } }, 'in'],
	['another gate’s part, offline', { partition: south, mode: offline }, 'WRONG_GATE OTHER_GATE'],
	['another gate’s part, online', { partition: south }, 'in'],
	['its own gate’s part, offline', { partition: north, mode: offline }, 'in'],
	['before the doors open', { now: event.opensAt! - 1 }, 'NOT_YET_VALID TOO_EARLY'],
	['as they open', { now: event.opensAt! }, 'in'],
	['a ticket for a later hour', { ticket: { ...ticket, opensAt: now + 1 } }, 'NOT_YET_VALID TOO_EARLY'],
	['after the end', { now: event.closesAt! }, 'INVALID_TICKET TOO_LATE'],
	['a ticket for an earlier hour', { ticket: { ...ticket, closesAt: now } }, 'INVALID_TICKET TOO_LATE'],
	['a second time', { entry: inside }, 'TICKET_ALREADY_USED USED'],
	['a second time after leaving', { entry: outside }, 'TICKET_ALREADY_USED USED'],
	['used on chain, not in the journal', { ticket: { ...ticket, state: 'used' } }, 'TICKET_ALREADY_USED USED'],
	['inside already, where one may leave', { entry: inside, event: exits }, 'TICKET_ALREADY_USED INSIDE'],
	['back after leaving', { entry: outside, event: exits }, 'in'],
	[
		'back, while the chain shows the first entry',
		{ entry: outside, event: exits, ticket: { ...ticket, state: 'used' } },
		'in',
	],
	['leaving', { entry: inside, event: exits, direction: 'out' }, 'in'],
	['leaving after the end', { entry: inside, event: exits, direction: 'out', now: now + 2 * hour }, 'in'],
	['leaving twice', { entry: outside, event: exits, direction: 'out' }, 'INVALID_TICKET NOT_INSIDE'],
	['leaving where nobody comes back', { entry: inside, direction: 'out' }, 'INVALID_TICKET NOT_INSIDE'],
	[
		'a list from before transfers stopped',
		{ mode: { ...offline, listAt: event.freezeAt - 1 } },
		'SYSTEM_ERROR? LIST_TOO_OLD',
	],
	[
		'a refunded ticket on such a list',
		{ mode: { ...offline, listAt: 0 }, ticket: { ...ticket, state: 'refunded' } },
		'REFUNDED TICKET_REFUNDED',
	],
	['WebCrypto fails', { reading: 'failed' }, 'SYSTEM_ERROR? FAULT'],
	['the event cannot be read', { event: 'failed' }, 'SYSTEM_ERROR? FAULT'],
	['the ticket cannot be read', { ticket: 'failed' }, 'SYSTEM_ERROR? FAULT'],
	['the journal cannot be read', { entry: 'failed' }, 'SYSTEM_ERROR? FAULT'],
	[
		'a forged pass, while the database is away',
		{ reading: refused('SIGNATURE_WRONG'), ticket: 'failed', entry: 'failed' },
		'INVALID_TICKET SIGNATURE_WRONG',
	],
];

function outcomeOf(facts: EntryFacts): string {
	const { success, reason, detail, requiresManualVerification } = decideEntry(facts);
	return success ? 'in' : `${reason}${requiresManualVerification ? '?' : ''} ${detail}`;
}

for (const [name, facts, outcome] of cases)
	test(`${name}: ${outcome}`, () => assert.is(outcomeOf({ ...good, ...facts }), outcome));

test('an answer says where and when the ticket was used first, how it was shown, and which gate it belongs to', () => {
	assert.equal(decideEntry({ ...good, entry: inside }), {
		...{ success: false, reason: 'TICKET_ALREADY_USED', detail: 'USED', originalEntry: original },
		...{ shownAs: 'rotating', timestamp },
	});
	assert.equal(decideEntry({ ...good, reading: { kind: 'static', codeHash: 'aa' } }), {
		...{ success: true, shownAs: 'static', timestamp },
	});
	assert.is(decideEntry({ ...good, partition: south, mode: offline }).gate, 'South');
});

const someOf = <K extends keyof EntryFacts>(key: K): fc.Arbitrary<EntryFacts[K]> => {
	const found = [good, ...cases.map(([, facts]) => facts)].flatMap((facts) =>
		key in facts ? [facts[key]!] : [],
	);
	return fc.constantFrom(...(found as EntryFacts[K][]));
};
const anyFacts: fc.Arbitrary<EntryFacts> = fc.record({
	...{
		now: someOf('now'),
		mode: someOf('mode'),
		direction: someOf('direction'),
		reading: someOf('reading'),
	},
	...{ event: someOf('event'), gate: someOf('gate'), partition: fc.constantFrom(null, north, south) },
	...{ ticket: someOf('ticket'), entry: fc.constantFrom(null, inside, outside, 'failed' as const) },
});

test('any facts have one answer, with a reason only where nobody is admitted', () => {
	fc.assert(
		fc.property(anyFacts, (facts) => {
			const answer = decideEntry(facts);
			assert.is(answer.success, answer.reason === undefined);
			assert.is(answer.success, answer.detail === undefined);
			assert.is(answer.requiresManualVerification === true, answer.reason === 'SYSTEM_ERROR');
			assert.equal(decideEntry(structuredClone(facts)), answer);
		}),
		{ numRuns: 3000 },
	);
});

test('a fault turns no answer into a no: the person is refused for what was proved, or a supervisor decides', () => {
	const faults = fc.subarray(['reading', 'event', 'ticket', 'entry'] as const, { minLength: 1 });
	fc.assert(
		fc.property(anyFacts, faults, (facts, failing) => {
			const before = decideEntry(facts);
			const after = decideEntry({ ...facts, ...Object.fromEntries(failing.map((key) => [key, 'failed'])) });
			assert.not.ok(after.success);
			if (after.reason !== 'SYSTEM_ERROR')
				assert.equal([after.reason, after.detail], [before.reason, before.detail]);
		}),
		{ numRuns: 3000 },
	);
});

test('going offline never admits whom the same facts online refuse', () => {
	fc.assert(
		fc.property(anyFacts, (facts) => {
			const online = decideEntry({ ...facts, mode: { online: true } });
			const alone = decideEntry({ ...facts, mode: offline });
			if (alone.success) assert.ok(online.success);
		}),
		{ numRuns: 3000 },
	);
});

test('the order of a ticket’s ended certificates and of a gate’s tiers says nothing', () => {
	const list = fc.array(fc.nat(6));
	fc.assert(
		fc.property(anyFacts, list, list, (facts, ended, tiers) => {
			if (typeof facts.ticket === 'string') return;
			const of = (e: number[], t: number[]) =>
				decideEntry({
					...facts,
					ticket: { ...(facts.ticket as TicketAtGate), endedDelegations: e },
					gate: { ...facts.gate, tiers: t },
				});
			assert.equal(of(ended, tiers), of(ended.toReversed(), tiers.toReversed()));
		}),
	);
});

test.run();
