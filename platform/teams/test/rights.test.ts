import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { permissions } from '#shared/roles.ts';
import { type Fixture, openFixture } from '../../test/fixture.ts';
import { allRights, covers, type Rights } from '../rights.ts';
import { rights, teamFixture } from './team-fixture.ts';

const test = suite('who may grant what');
let fixture: Fixture;
let t: ReturnType<typeof teamFixture>;

test.before(async () => {
	fixture = await openFixture();
	t = teamFixture(fixture, '0718');
});
test.after(() => fixture.close());

const anyEvents = fc.option(fc.subarray(['e1', 'e2', 'e3']));
const anyUntil = fc.option(fc.integer({ min: 1, max: 4 }).map((n) => new Date(n * 1000)));
const anyRights: fc.Arbitrary<Rights> = fc.record({
	permissions: fc.subarray([...permissions]),
	events: anyEvents,
	until: anyUntil,
});

/** Whether a holder may do one thing to one event at one moment. */
const can = ({ permissions, events, until }: Rights, what: string, event: string, at: number): boolean =>
	permissions.includes(what as never) &&
	(events === null || events.includes(event)) &&
	(until === null || at < until.getTime());

test('no grant exceeds the granting member’s permissions, events or time', () => {
	let granted = 0;
	fc.assert(
		fc.property(anyRights, anyRights, (held, wanted) => {
			if (!covers(held, wanted)) return;
			granted++;
			for (const what of permissions)
				for (const event of ['e1', 'e2', 'e3', 'a new one'])
					for (const at of [0, 1500, 2500, 3500, 1e9])
						if (can(wanted, what, event, at)) assert.ok(can(held, what, event, at), `${what} ${event} ${at}`);
		}),
		{ numRuns: 3000 },
	);
	assert.ok(granted > 20, `only ${granted} grants were allowed`);
});

test('a member may grant what they hold, and full rights cover all others', () => {
	fc.assert(fc.property(anyRights, (held) => covers(held, held) && covers(allRights(), held)));
});

test('a chain of grants never widens', () => {
	fc.assert(
		fc.property(anyRights, anyRights, anyRights, (a, b, c) => !covers(a, b) || !covers(b, c) || covers(a, c)),
	);
});

const codeOf = ({ status, body }: { status: number; body: { code?: string } | null }): string =>
	`${status} ${body?.code ?? ''}`.trim();
const wide = '403 GRANT_TOO_WIDE';

test('a member who manages others grants no more than they hold: permission, event or day', async () => {
	const { boss } = await t.founder();
	const [mine, other] = [
		(await boss.post('/v1/drafts', {})).body.id,
		(await boss.post('/v1/drafts', {})).body.id,
	];
	const until = new Date(fixture.clock.now() + 86_400_000).toISOString();
	const later = new Date(fixture.clock.now() + 2 * 86_400_000).toISOString();
	const held = { events: [mine], until };
	const manager = await t.joined(boss, rights(['members', 'event.edit'], held));
	const offer = async (offered: object) =>
		codeOf(await manager.post('/v1/team/invitations', { to: t.newPhone(), ...offered }));
	assert.is(await offer(rights(['money.pay'], held)), wide);
	assert.is(await offer(rights(['event.edit'], { ...held, events: [mine, other] })), wide);
	assert.is(await offer(rights(['event.edit'], { ...held, events: null })), wide);
	assert.is(await offer(rights(['event.edit'], { ...held, until: later })), wide);
	assert.is(await offer(rights(['event.edit'], { ...held, until: null })), wide);
	assert.is(await offer(rights(['event.edit'], held)), '201');
});

test('nobody widens their own rights, and everybody may reduce them', async () => {
	const { boss } = await t.founder();
	const manager = await t.joined(boss, rights(['members', 'event.edit']));
	const own = `/v1/team/members/${manager.id}`;
	assert.is(codeOf(await manager.put(own, rights(['members', 'event.edit', 'money.pay']))), wide);
	assert.is(codeOf(await manager.put(own, rights(['members']))), '200');
	assert.is(
		codeOf(await manager.put(own, rights(['members', 'event.edit']))),
		wide,
		'dropped rights do not come back',
	);
});

test('a member with fewer rights cannot change or remove one with more', async () => {
	const { boss } = await t.founder();
	const [founder] = (await boss.get('/v1/team')).body.members;
	const manager = await t.joined(boss, rights(['members']));
	const more = '403 MEMBER_HOLDS_MORE';
	assert.is(codeOf(await manager.put(`/v1/team/members/${founder.id}`, rights(['members']))), more);
	assert.is(codeOf(await manager.delete(`/v1/team/members/${founder.id}`)), more);
	assert.is(codeOf(await boss.delete(`/v1/team/members/${manager.id}`)), '204');
});

test('an invitation to more rights than a member holds cannot be withdrawn or reduced by that member', async () => {
	const { boss } = await t.founder();
	const manager = await t.joined(boss, rights(['members']));
	const [higher, equal] = [await t.person(), await t.person()];
	const token = await t.invited(boss, higher.phone, rights(['members', 'event.publish']));
	await t.invited(boss, equal.phone, rights(['members']));
	const more = '403 MEMBER_HOLDS_MORE';
	const [{ id: lesser }, { id }] = (await boss.get('/v1/team')).body.invitations;
	assert.is(codeOf(await manager.delete(`/v1/team/invitations/${id}`)), more);
	const again = { to: higher.phone, ...rights(['members']) };
	assert.is(codeOf(await manager.post('/v1/team/invitations', again)), more);
	assert.is(codeOf(await manager.delete(`/v1/team/invitations/${lesser}`)), '200', 'one that is within');
	assert.is(codeOf(await higher.post(`/v1/invitations/${token}/accept`)), '200');
});

test.run();
