import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startPlatform } from '../platform.ts';
import { Browser } from './browser.ts';
import { type Fixture, openFixture } from './fixture.ts';

const test = suite('signing in by a code');
let fixture: Fixture;
let people = 0;

test.before(async () => {
	fixture = await openFixture();
});
test.after(() => fixture.close());

const browser = (headers?: Record<string, string>) => new Browser(fixture, headers);
/** A number that no other test uses. */
const newPhone = (): string => `07120${String(++people).padStart(5, '0')}`;
const verify = (by: Browser, to: string, code: string) => by.post('/v1/sign-in/code/verify', { to, code });
const otherThan = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

test('the first sign-in creates an account, and later ones find it, however the number is written', async () => {
	const first = await browser().signIn('0712 345 678');
	assert.is(await browser().signIn('+254712345678'), first);
	assert.is(await browser().signIn('254712345678'), first);
	assert.is(await browser().signIn('\u202A00254 712\u00A0345\u00A0678\u202C'), first);
	assert.is.not(await browser().signIn('0112345678'), first);
});

test('an e-mail address is the same in capitals and in small letters, and with what is pasted around it', async () => {
	const first = await browser().signIn('Achieng@Example.com');
	assert.is(await browser().signIn('achieng@example.com '), first);
	for (const pasted of [
		'\u202Aachieng@example.com\u202C',
		'mailto:Achieng@example.com',
		'achieng\u200B＠example.com',
	])
		assert.is(await browser().signIn(pasted), first);
});

test('foreign numbers and malformed addresses are refused, with a reason', async () => {
	const answer = async (to: string) => (await browser().post('/v1/sign-in/code', { to })).body.code;
	assert.is(await answer('+255712345678'), 'PHONE_NOT_KENYAN');
	assert.is(await answer('nonsense'), 'PHONE_NOT_KENYAN');
	assert.is(await answer('a@b'), 'EMAIL_INVALID');
	assert.is(await answer('a@b.example, c@d.example'), 'EMAIL_INVALID');
});

test('the answer does not show whether a number has an account', async () => {
	const [known, unknown] = [newPhone(), newPhone()];
	await browser().signIn(known);
	const answers = await Promise.all([known, unknown].map((to) => browser().post('/v1/sign-in/code', { to })));
	const [a, b] = answers.map(({ status, body }) => ({
		status,
		...body,
		to: body.to.slice(0, 9),
		sentAt: '',
		expiresAt: '',
	}));
	assert.equal(a, b);
	const wrong = await Promise.all([known, newPhone()].map((to) => verify(browser(), to, '000000')));
	assert.equal(wrong[0]!.body, wrong[1]!.body);
});

test('a code is used once: of twenty concurrent sign-ins with it, one succeeds', async () => {
	const to = newPhone();
	const code = await browser().codeFor(to);
	assert.is((await verify(browser(), to, code)).status, 200);
	assert.is((await verify(browser(), to, code)).body.code, 'CODE_WRONG');

	const again = await browser().codeFor(to);
	const answers = await Promise.all(Array.from({ length: 20 }, () => verify(browser(), to, again)));
	assert.is(answers.filter((a) => a.status === 200).length, 1);
});

test('a code has five tries, concurrent ones too: the right code comes sixth and is refused', async () => {
	const to = newPhone();
	const code = await browser().codeFor(to);
	const wrong = await Promise.all(Array.from({ length: 30 }, () => verify(browser(), to, otherThan(code))));
	assert.ok(wrong.every((a) => a.status === 400 && a.body.code === 'CODE_WRONG'));
	const [row] = await fixture.rows('SELECT tries FROM platform.proofs ORDER BY created_at DESC LIMIT 1');
	assert.is(row.tries, 5);
	assert.is((await verify(browser(), to, code)).body.code, 'CODE_WRONG');

	const fresh = await browser().codeFor(to);
	for (let i = 0; i < 4; i++) await verify(browser(), to, otherThan(fresh));
	assert.is((await verify(browser(), to, fresh)).status, 200, 'the fifth try still counts');
});

test('a code is valid for ten minutes, and until the next one', async () => {
	const to = newPhone();
	const old = await browser().codeFor(to);
	const newer = await browser().codeFor(to);
	if (old !== newer) assert.is((await verify(browser(), to, old)).body.code, 'CODE_WRONG');
	assert.is((await verify(browser(), to, newer)).status, 200);

	const late = await browser().codeFor(to);
	fixture.clock.advance(600_001);
	assert.is((await verify(browser(), to, late)).body.code, 'CODE_WRONG');
});

test('a code is for its own number only', async () => {
	const [mine, hers] = [newPhone(), newPhone()];
	const code = await browser().codeFor(hers);
	await browser().codeFor(mine);
	if ((await browser().codeFor(mine)) !== code) {
		assert.is((await verify(browser(), mine, code)).body.code, 'CODE_WRONG');
	}
	assert.is((await verify(browser(), hers, code)).status, 200);
});

test('limits are shared by all processes, and the answer says when to retry', async () => {
	const other = await startPlatform({ ...fixture.options, port: 0 });
	const to = newPhone();
	const at = [browser(), new Browser({ platform: other })];
	const answers = [];
	for (let i = 0; i < 6; i++) answers.push(await at[i % 2]!.post('/v1/sign-in/code', { to }));
	await other.stop();
	assert.equal(
		answers.map((a) => a.status),
		[202, 202, 202, 202, 202, 429],
	);
	const { body, headers } = answers[5]!;
	assert.is(body.code, 'TOO_MANY_REQUESTS');
	assert.ok(Number(headers.get('retry-after')) > 500);
});

test('one network address reaches its limit, and another one can still ask', async () => {
	const mine = { 'x-forwarded-for': '192.0.2.1' };
	const request = (headers: Record<string, string>) =>
		verify(browser(headers), newPhone(), '000000').then((a) => a.status);
	const statuses = await Promise.all(Array.from({ length: 130 }, () => request(mine)));
	assert.is(statuses.filter((s) => s === 400).length, 120);
	assert.is(statuses.filter((s) => s === 429).length, 10);
	assert.is(await request({ 'x-forwarded-for': '192.0.2.2' }), 400);
	fixture.clock.advance(600_001);
	assert.is(await request(mine), 400);
});

test('messages are in the language that was asked for, or that the browser prefers', async () => {
	const last = async () => (await browser().get('/v1/outbox')).body.items[0];
	await browser().codeFor(newPhone(), 'sw');
	assert.match((await last()).text, /msimbo/i);
	await browser({ 'accept-language': 'sw-KE,en;q=0.8' }).codeFor('asha@example.com');
	const { channel, to, subject, text } = await last();
	assert.equal([channel, to], ['email', 'asha@example.com']);
	assert.match(`${subject}${text}`, /msimbo/i);
	await browser({ 'accept-language': 'sw;q=0.1,en' }).codeFor(newPhone());
	assert.match((await last()).text, /^Your Passa code is \d{6}/);
});

test('no number, address or code of a person is in clear in the database or the logs', async () => {
	const [to, mail] = [newPhone(), 'wambui@example.com'];
	const code = await browser().codeFor(to);
	await verify(browser(), to, otherThan(code));
	await verify(browser(), to, code);
	await browser({ 'x-forwarded-for': '192.0.2.77' }).signIn(mail);
	const tables = await fixture.rows(
		`SELECT table_name AS t FROM information_schema.tables WHERE table_schema = 'platform'`,
	);
	let all = '';
	for (const { t } of tables) {
		const rows = await fixture.rows(`SELECT * FROM platform.${t}`);
		for (const row of rows) {
			for (const value of Object.values(row)) {
				all += Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value);
			}
		}
	}
	assert.ok(tables.length >= 9 && all.length > 1000);
	for (const secret of [`254${to.slice(1)}`, to, mail, '192.0.2.77', 'wambui']) {
		assert.not.ok(all.includes(secret), `${secret} is in the database`);
		assert.not.ok(fixture.logged().includes(secret), `${secret} is in the logs`);
	}
	const again = await browser().codeFor(newPhone());
	const proofs = await fixture.rows('SELECT * FROM platform.proofs');
	assert.not.ok(JSON.stringify(proofs.map((p) => p.value)).includes(again));
});

test('Postgres itself refuses an identity in clear, and support or admin by a grant', async () => {
	const [{ id }] = await fixture.rows('INSERT INTO platform.accounts DEFAULT VALUES RETURNING id');
	const refused = (statement: string, values: unknown[]) =>
		fixture.rows(statement, values).then(
			() => 'done',
			(error) => error.code,
		);
	const add = 'INSERT INTO platform.identities (account, kind, key, sealed) VALUES ($1, $2, $3, $4)';
	const check = '23514';
	assert.is(await refused(add, [id, 'phone', '254712345678', null]), check);
	assert.is(await refused(add, [id, 'phone', '254712345678', Buffer.from('x')]), check);
	assert.is(await refused(add, [id, 'wallet', 'not an address', null]), check);
	assert.is(await refused(add, [id, 'phone', 'a'.repeat(64), Buffer.from('x')]), 'done');
	const grant = 'INSERT INTO platform.grants (account, role) VALUES ($1, $2)';
	assert.is(await refused(grant, [id, 'admin']), check);
	assert.is(await refused(grant, [id, 'organizer']), 'done');
});

test.run();
