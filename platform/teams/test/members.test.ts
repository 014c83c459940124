import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { phoneMark } from '#shared/phone-mark.server.ts';
import { type Permission, permissions } from '#shared/roles.ts';
import { sessionVerifier } from '#shared/session.server.ts';
import { Browser } from '../../test/browser.ts';
import { type Fixture, openFixture } from '../../test/fixture.ts';
import { rights, teamFixture } from './team-fixture.ts';

const test = suite('members of a team');
const day = 86_400_000;
const adminMail = 'support@passa.example';
let fixture: Fixture;
let t: ReturnType<typeof teamFixture>;

test.before(async () => {
	fixture = await openFixture({ admins: [{ kind: 'email', value: adminMail }] });
	t = teamFixture(fixture, '0716');
});
test.after(() => fixture.close());

const codeOf = ({ status, body }: { status: number; body: { code?: string } | null }): string =>
	`${status} ${body?.code ?? ''}`.trim();
const tokenFor = (by: Browser, account?: string) => by.post('/v1/token', account ? { as: account } : {});
const verified = async (token: string) =>
	(await sessionVerifier(fixture.publicKey, fixture.clock.now))(token);
const soon = (days: number) => new Date(fixture.clock.now() + days * day).toISOString();

test('the founder of a team is its first member, may do everything, and stays who they are', async () => {
	const { boss, team } = await t.founder('Pwani Laughs');
	const me = (await boss.get('/v1/me')).body;
	assert.equal([me.roles, me.organizer], [['fan'], null], 'the company is the organizer, not the person');
	assert.equal(me.teams[0], {
		account: team,
		kind: 'company',
		name: 'Pwani Laughs',
		may: permissions,
		events: null,
		until: null,
		wallets: [],
		publications: [],
	});
	const { phoneSince, ...session } = await verified((await tokenFor(boss, team)).body.token);
	assert.ok(Math.abs(phoneSince! - Date.now() / 1000) < 60, 'their number’s code began the session just now');
	const phones = [phoneMark(me.account, `254${boss.phone.slice(1)}`)];
	assert.equal(session, {
		account: team,
		by: me.account,
		via: 'cookie',
		roles: ['organizer'],
		may: permissions,
		wallets: [],
		events: null,
		phones,
		strong: 'shown',
	});
	const own = await verified((await tokenFor(boss)).body.token);
	assert.equal(
		[own.account, own.by, own.may],
		[me.account, me.account, []],
		'unasked, a token is the person’s',
	);
});

test('a person gets no token for an account they do not act for, and a cookie for it opens nothing', async () => {
	const [{ team }, stranger] = [await t.founder(), await t.person()];
	const unknown = '00000000-0000-4000-8000-000000000000';
	const answers = [await tokenFor(stranger, team), await tokenFor(stranger, unknown)];
	assert.is(codeOf(answers[0]!), '404 TEAM_NOT_FOUND');
	assert.equal(answers[0]!.body, answers[1]!.body, 'as if there were no such team');
	for (const chosen of [team, unknown, 'nonsense', "'; --"]) {
		t.actFor(stranger, encodeURIComponent(chosen));
		for (const path of ['/v1/drafts', '/v1/team'])
			assert.is(codeOf(await stranger.get(path)), '404 TEAM_NOT_FOUND', `${path} ${chosen}`);
		assert.is((await stranger.get('/v1/me')).status, 200, 'their own account stays open');
	}
});

test('support and admin are a person’s, and never come along when they act for a team', async () => {
	const { boss, team } = await t.founder();
	const admin = await t.person(adminMail);
	const token = await t.invited(boss, adminMail, rights([...permissions]));
	await admin.post(`/v1/invitations/${token}/accept`);
	assert.equal((await verified((await tokenFor(admin)).body.token)).roles, ['fan', 'support', 'admin']);
	assert.equal((await verified((await tokenFor(admin, team)).body.token)).roles, ['organizer']);
});

test('a company’s wallet that an admin signs in with elsewhere gives the company no admin role', async () => {
	const { team } = await t.founder();
	const address = `G${'A'.repeat(55)}`;
	await fixture.rows(`INSERT INTO platform.identities (account, kind, key) VALUES ($1, 'wallet', $2)`, [
		team,
		address,
	]);
	const { startPlatform } = await import('../../platform.ts');
	const platform = await startPlatform({
		...fixture.options,
		port: 0,
		admins: [{ kind: 'wallet', value: address }],
	});
	const there = teamFixture({ ...fixture, platform }, '0717');
	const person = await there.person();
	const [{ id }] = await fixture.rows('SELECT id FROM platform.accounts ORDER BY created_at DESC LIMIT 1');
	await fixture.rows(
		`INSERT INTO platform.members (account, person, permissions, created_at, updated_at) VALUES ($1, $2, '{members}', now(), now())`,
		[team, id],
	);
	assert.equal((await verified((await tokenFor(person, team)).body.token)).roles, ['organizer']);
	await platform.stop();
});

test('removing a member ends their powers at once by cookie, and by token within its five minutes', async () => {
	const { boss, team } = await t.founder();
	const member = await t.joined(boss, rights(['event.edit', 'members']));
	const { token } = (await tokenFor(member, team)).body;
	const bearer = new Browser(fixture);
	const byToken = (method: string, path: string, body?: unknown) =>
		bearer.request(method, path, body, { authorization: `Bearer ${token}` });
	assert.is((await member.get('/v1/drafts')).status, 200);
	assert.is((await boss.delete(`/v1/team/members/${member.id}`)).status, 204);
	assert.is(codeOf(await member.get('/v1/drafts')), '404 TEAM_NOT_FOUND');
	assert.is(codeOf(await tokenFor(member, team)), '404 TEAM_NOT_FOUND');
	const friend = { to: t.newPhone(), ...rights(['event.edit']) };
	assert.is(
		codeOf(await byToken('POST', '/v1/team/invitations', friend)),
		'403 FORBIDDEN',
		'nobody comes back by it',
	);
	assert.is(codeOf(await byToken('PUT', '/v1/team', { name: 'Mine' })), '403 FORBIDDEN');
	fixture.clock.advance(290_000);
	assert.is((await byToken('GET', '/v1/drafts')).status, 200, 'a token lives on for its rest');
	fixture.clock.advance(11_000);
	assert.is(codeOf(await byToken('GET', '/v1/drafts')), '401 SESSION_INVALID');
});

test('alone in a team nobody owes a second factor; with two members each does, also one without any', async () => {
	const { boss, team } = await t.founder();
	await fixture.rows('DELETE FROM platform.passkeys WHERE account = $1', [
		(await boss.get('/v1/me')).body.account,
	]);
	const invite = () => boss.post('/v1/team/invitations', { to: t.newPhone(), ...rights(['event.edit']) });
	const claim = async () => (await verified((await tokenFor(boss, team)).body.token)).strong;
	assert.equal([(await invite()).status, await claim()], [201, 'none']);
	await t.joined(boss, rights(['event.edit']));
	assert.equal([codeOf(await invite()), await claim()], ['403 STRONG_NEEDED', 'due']);
	assert.is((await verified((await tokenFor(boss)).body.token)).strong, 'none', 'for themself they choose');
	assert.is((await boss.get('/v1/team')).status, 200, 'reading asks for none');
});

test('rights end on their day, at the cookie and at the token, and can be renewed', async () => {
	const { boss, team } = await t.founder();
	const member = await t.joined(boss, rights(['event.edit'], { until: soon(2) }));
	fixture.clock.advance(2 * day - 60_000);
	assert.is((await member.get('/v1/drafts')).status, 200);
	fixture.clock.advance(60_001);
	assert.is(codeOf(await member.get('/v1/drafts')), '404 TEAM_NOT_FOUND');
	assert.is(codeOf(await tokenFor(member, team)), '404 TEAM_NOT_FOUND');
	assert.equal((await member.get('/v1/me')).body.teams, []);
	const row = (await boss.get('/v1/team')).body.members.at(-1);
	assert.is(row.over, true);
	assert.is(
		(await boss.put(`/v1/team/members/${member.id}`, rights(['event.edit'], { until: soon(1) }))).status,
		200,
	);
	assert.is((await member.get('/v1/drafts')).status, 200);
});

test('the last who manages a company cannot leave, be removed, or lose it by a limit', async () => {
	const { boss, team } = await t.founder();
	const { members } = (await boss.get('/v1/team')).body;
	const own = `/v1/team/members/${members[0].id}`;
	const draft = (await boss.post('/v1/drafts', {})).body.id;
	const last = '409 LAST_MANAGER';
	assert.is(codeOf(await boss.delete(`/v1/me/teams/${team}`)), last);
	assert.is(codeOf(await boss.delete(own)), last);
	assert.is(codeOf(await boss.put(own, rights(['event.edit']))), last);
	assert.is(codeOf(await boss.put(own, rights(['members'], { until: soon(9) }))), last);
	assert.is(codeOf(await boss.put(own, rights(['members'], { events: [draft] }))), last);
	const second = await t.joined(boss, rights(['members']));
	assert.is((await boss.delete(`/v1/me/teams/${team}`)).status, 200);
	assert.is(codeOf(await second.delete(`/v1/me/teams/${team}`)), last);
	assert.is(codeOf(await boss.get('/v1/team')), '404 TEAM_NOT_FOUND');
});

test('of two last managers who leave at the same moment, one stays', async () => {
	for (let round = 0; round < 5; round++) {
		const { boss, team } = await t.founder();
		const second = await t.joined(boss, rights(['members']));
		const left = await Promise.all([boss, second].map((each) => each.delete(`/v1/me/teams/${team}`)));
		assert.equal(left.map((a) => a.status).toSorted(), [200, 409]);
		fixture.clock.advance(day);
	}
});

test('Postgres itself keeps a manager in a company, people out of its sign-in, and history as it was', async () => {
	const { team } = await t.founder();
	const refused = (statement: string, values: unknown[] = [team]) =>
		fixture.rows(statement, values).then(
			() => 'done',
			(error) => error.code,
		);
	const check = '23514';
	assert.is(await refused('DELETE FROM platform.members WHERE account = $1'), check);
	assert.is(
		await refused(`UPDATE platform.members SET permissions = '{event.edit}' WHERE account = $1`),
		check,
	);
	assert.is(await refused('UPDATE platform.members SET until = now() WHERE account = $1'), check);
	assert.is(await refused(`INSERT INTO platform.accounts (kind) VALUES ('company')`, []), check);
	assert.is(
		await refused(`INSERT INTO platform.sessions (account, token, expires_at) VALUES ($1, 'x', now())`),
		check,
	);
	const identity = `INSERT INTO platform.identities (account, kind, key, sealed) VALUES ($1, 'phone', $2, 'x')`;
	assert.is(await refused(identity, [team, 'a'.repeat(64)]), check);
	assert.is(await refused(`UPDATE platform.members SET permissions = '{admin}' WHERE account = $1`), check);
	const { Pool } = await import('pg');
	const pool = new Pool({ connectionString: fixture.options.databaseUrl, max: 1 });
	for (const statement of [
		'UPDATE platform.audit SET action = action',
		'DELETE FROM platform.audit',
		'TRUNCATE platform.audit',
	])
		assert.is(
			await pool.query(statement).then(
				() => 'done',
				(error) => error.code,
			),
			'42501',
			statement,
		);
	assert.ok(
		(await pool.query('SELECT * FROM platform.audit')).rows.length > 0,
		'reading and adding are granted',
	);
	await pool.end();
});

test('every change of members is recorded with its author, and before and after', async () => {
	const { boss, team } = await t.founder();
	const member = await t.joined(boss, rights(['event.edit']));
	await boss.put(`/v1/team/members/${member.id}`, rights(['orders.read']));
	await boss.delete(`/v1/team/members/${member.id}`);
	const [bossId, memberId] = [
		(await boss.get('/v1/me')).body.account,
		(await member.get('/v1/me')).body.account,
	];
	const rows = await fixture.rows('SELECT * FROM platform.audit WHERE account = $1 ORDER BY id', [team]);
	assert.equal(
		rows.map((row) => [row.action, row.actor, row.via]),
		[
			['team.created', bossId, 'cookie'],
			['invitation.sent', bossId, 'cookie'],
			['member.joined', memberId, 'cookie'],
			['member.changed', bossId, 'cookie'],
			['member.removed', bossId, 'cookie'],
		],
	);
	assert.equal([rows[3].before, rows[3].after], [rights(['event.edit']), rights(['orders.read'])]);
	assert.equal([rows[4].subject, rows[4].after], [memberId, null]);
});

test('a manager of another team gets 404 for a member', async () => {
	const [a, b] = [await t.founder(), await t.founder()];
	const member = await t.joined(a.boss, rights(['event.edit']));
	const at = `/v1/team/members/${member.id}`;
	assert.is(codeOf(await b.boss.put(at, rights(['event.edit']))), '404 MEMBER_NOT_FOUND');
	assert.is(codeOf(await b.boss.delete(at)), '404 MEMBER_NOT_FOUND');
	assert.is(codeOf(await b.boss.delete(`/v1/me/teams/${a.team}`)), '404 TEAM_NOT_FOUND');
	assert.is((await a.boss.delete(at)).status, 204);
});

test('without `members` nobody sees or changes the team, even with every other permission', async () => {
	const { boss } = await t.founder();
	const rest = permissions.filter((each): each is Permission => each !== 'members');
	const member = await t.joined(boss, rights(rest));
	assert.is(codeOf(await member.get('/v1/team')), '403 FORBIDDEN');
	const offer = { to: t.newPhone(), ...rights(['event.edit']) };
	assert.is(codeOf(await member.post('/v1/team/invitations', offer)), '403 FORBIDDEN');
	assert.is(codeOf(await member.put(`/v1/team/members/${member.id}`, rights(['members']))), '403 FORBIDDEN');
	assert.is(
		(await member.delete(`/v1/me/teams/${(await member.get('/v1/me')).body.teams[0].account}`)).status,
		200,
	);
});

test.run();
