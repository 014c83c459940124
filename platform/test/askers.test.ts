import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceCookie, deviceHeader } from '#shared/device.server.ts';
import { phoneProofVerifier } from '#shared/phone-proof.server.ts';
import { openMessage } from '../notify/enqueue.ts';
import { Browser } from './browser.ts';
import { type Fixture, openFixture } from './fixture.ts';

const test = suite('limits count against the person who asks for a code, not the person they name');
let fixture: Fixture;
let people = 0;

test.before(async () => {
	fixture = await openFixture();
});
test.after(() => fixture.close());
/** A long code is for two hours of the day: a test that begins late in them would see the next one come. */
test.before.each(() => fixture.clock.advance(twoHours - (fixture.clock.now() % twoHours)));

const browser = (headers?: Record<string, string>) => new Browser(fixture, headers);
/** A number that no other test uses. */
const newPhone = (): string => `07140${String(++people).padStart(5, '0')}`;
const verify = (by: Browser, to: string, code: string) => by.post('/v1/sign-in/code/verify', { to, code });
const otherThan = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
const tenMinutes = 600_001;
const hourMilliseconds = 3_600_000;
const twoHours = 2 * hourMilliseconds;
const day = 86_400_001;
const request = async (by: Browser, to: string): Promise<number> =>
	(await by.post('/v1/sign-in/code', { to })).status;
/** Texts to a number, newest first: all that the outbox holds, not only those that the page shows. */
async function messagesTo(to: string): Promise<string[]> {
	const rows = await fixture.rows('SELECT channel, sealed FROM platform.messages ORDER BY id DESC');
	return rows
		.map((row) => openMessage(fixture.seal, row))
		.filter((each) => each.to === `254${to.slice(1)}`)
		.map((each) => each.text);
}
const longCodeIn = (text: string): string => /(\d{4} ){3}\d{4}/.exec(text)![0].replaceAll(' ', '');
/** A browser with a device cookie, as the web gives one before it asks for a code. */
async function withDevice(headers?: Record<string, string>): Promise<Browser> {
	const made = browser(headers);
	assert.is((await made.post('/v1/device')).status, 204);
	return made;
}

test('a crowd behind one address signs in: its browsers share 1,200 codes, requests without one 120', async () => {
	const at = { 'x-forwarded-for': '198.51.100.77' };
	const crowd = async (open: () => Promise<Browser>) => {
		const statuses: number[] = [];
		for (let i = 0; i < 130; i++) statuses.push(await request(await open(), newPhone()));
		return [202, 429].map((status) => statuses.filter((each) => each === status).length);
	};
	assert.equal(await crowd(async () => browser(at)), [120, 10], 'the control');
	assert.equal(await crowd(() => withDevice(at)), [130, 0]);
	await fixture.rows('UPDATE platform.limits SET count = 1200 WHERE count = 130');
	assert.is(await request(await withDevice(at), newPhone()), 429);
	assert.is(await request(await withDevice({ 'x-forwarded-for': '198.51.100.78' }), newPhone()), 202);
	fixture.clock.advance(tenMinutes);
	assert.is(await request(await withDevice(at), newPhone()), 202);
});

test('five codes in ten minutes for a number from one address, twenty in a day; its owner elsewhere still gets theirs', async () => {
	const to = newPhone();
	const stranger = () => browser({ 'x-forwarded-for': '198.51.100.66' });
	const statuses = [];
	for (let i = 0; i < 6; i++) statuses.push(await request(stranger(), to));
	assert.equal(statuses, [202, 202, 202, 202, 202, 429]);
	const mine = browser({ 'x-forwarded-for': '203.0.113.50' });
	assert.type(await mine.signIn(to), 'string');
	for (let round = 0; round < 3; round++) {
		fixture.clock.advance(tenMinutes);
		for (let i = 0; i < 5; i++) assert.is(await request(stranger(), to), 202);
	}
	fixture.clock.advance(tenMinutes);
	assert.is(await request(stranger(), to), 429);
	const before = (await messagesTo(to)).length;
	for (let i = 0; i < 5; i++) await request(await withDevice({ 'x-forwarded-for': '198.51.100.66' }), to);
	assert.is((await messagesTo(to)).length, before, 'nor does a new cookie bring another message');
	assert.is(await request(mine, to), 202);
	fixture.clock.advance(day);
	assert.is(await request(stranger(), to), 202);
});

test('a day of strangers without end, with addresses and browsers without end: the phone gets 27 messages at most, and its owner signs in from a new browser at any hour', async () => {
	const to = newPhone();
	const mine = await withDevice({ 'x-forwarded-for': '203.0.113.51' });
	const account = await mine.signIn(to);
	const before = (await messagesTo(to)).length;
	const used = [];
	for (let hour = 0; hour < 24; hour++) {
		for (let i = 0; i < 12; i++) {
			const stranger = await withDevice({ 'x-forwarded-for': `198.51.${hour}.${i}` });
			assert.is(await request(stranger, to), 202);
			await verify(stranger, to, String(hour * 12 + i).padStart(16, '0'));
			await verify(stranger, to, '123456');
		}
		if (hour % 5 === 2) {
			const fresh = await withDevice({ 'x-forwarded-for': `203.0.113.${100 + hour}` });
			const { status, body } = await fresh.post('/v1/sign-in/code', { to });
			assert.equal([status, body.digits], [202, 16]);
			assert.ok(Date.parse(body.sentAt) < fixture.clock.now(), 'it is on the phone already');
			const code = longCodeIn((await messagesTo(to))[0]!);
			const answer = await verify(fresh, to, code);
			assert.equal([answer.status, answer.body.account], [200, account]);
			assert.is((await verify(await withDevice(), to, code)).body.code, 'CODE_WRONG', 'once');
			used.push(code);
		}
		fixture.clock.advance(hourMilliseconds);
	}
	assert.is(new Set(used).size, 5);
	// Ten short codes with the one of the first sign-in; a long one in two hours; another one after each that was used.
	const got = (await messagesTo(to)).length - before;
	assert.ok(got <= 9 + 13 + used.length, `${got} messages`);
	await mine.post('/v1/sign-out');
	assert.type(await mine.signIn(to), 'string', 'the browser that it knows gets short codes');
	for (let i = 0; i < 4; i++) await request(mine, to);
	assert.is(await request(mine, to), 429, 'its own ones are counted');
	fixture.clock.advance(day);
});

test('the control: no other limit stops these 288 requests, and to 288 numbers they bring 288 messages', async () => {
	let sent = 0;
	for (let i = 0; i < 288; i++) {
		const to = `07149${String(i).padStart(5, '0')}`;
		const stranger = await withDevice({ 'x-forwarded-for': `198.18.${i >> 4}.${i & 15}` });
		const { body } = await stranger.post('/v1/sign-in/code', { to });
		if (body.digits === 6) sent++;
	}
	assert.is(sent, 288, 'each of another number is a first one');
});

test('a long code is for its purpose and its number, ends after four hours at most, and no guess ends it', async () => {
	const [to, other] = [newPhone(), newPhone()];
	for (const phone of [to, other])
		for (let i = 0; i < 11; i++)
			await request(await withDevice({ 'x-forwarded-for': `198.51.101.${i}` }), phone);
	const code = longCodeIn((await messagesTo(to))[0]!);
	const mine = await withDevice();
	for (let i = 0; i < 30; i++)
		assert.is((await verify(mine, to, String(i).padStart(16, '0'))).body.code, 'CODE_WRONG');
	const prove = (shown: string) => mine.post('/v1/phone-code/verify', { phone: to, code: shown });
	assert.is((await prove(code)).body.code, 'CODE_WRONG');
	assert.is((await verify(mine, other, code)).body.code, 'CODE_WRONG');
	assert.is((await verify(mine, to, code)).status, 200);

	const theirs = longCodeIn((await messagesTo(other))[0]!);
	await mine.post('/v1/phone-code', { phone: other, language: 'sw' });
	const payment = (await messagesTo(other))[0]!;
	assert.match(payment, /wa kulipia tiketi/);
	assert.ok(payment.length <= 160 && /^[\x20-\x7e]+$/.test(payment));
	const proved = await mine.post('/v1/phone-code/verify', { phone: other, code: longCodeIn(payment) });
	assert.is(proved.status, 200);
	fixture.clock.advance(4 * hourMilliseconds);
	assert.is((await verify(mine, other, theirs)).body.code, 'CODE_WRONG');
});

test('behind one address, a stranger’s guesses stop no other browser', async () => {
	const at = { 'x-forwarded-for': '198.51.100.200' };
	const to = newPhone();
	const [mine, stranger] = [await withDevice(at), await withDevice(at)];
	const code = await mine.codeFor(to);
	const guess = (by: Browser) => verify(by, to, '000000').then((a) => a.status);
	const statuses = await Promise.all(Array.from({ length: 130 }, () => guess(stranger)));
	assert.is(statuses.filter((s) => s === 429).length, 10);
	const wallets = await stranger.post('/v1/sign-in/wallet', { address: `G${'A'.repeat(55)}` });
	assert.is(wallets.status, 429, 'challenges are counted with them');
	assert.is((await verify(mine, to, code)).status, 200);
});

test('wrong guesses end the guesser’s code, and nobody else’s: fifteen of them stop no sign-in', async () => {
	const to = newPhone();
	const mine = await withDevice();
	const code = await mine.codeFor(to);
	for (const stranger of [browser(), await withDevice(), browser({ 'x-forwarded-for': '198.51.100.9' })]) {
		const theirs = await stranger.codeFor(to);
		for (let i = 0; i < 5; i++) await verify(stranger, to, otherThan(theirs));
		assert.is((await verify(stranger, to, theirs)).body.code, 'CODE_WRONG');
	}
	assert.is((await verify(browser(), to, code)).body.code, 'CODE_WRONG', 'a code is of who asked for it');
	assert.is((await verify(mine, to, code)).status, 200);
});

test('a device token is signed, kept, and renewed with the codes it showed; a caller’s own header is not a device', async () => {
	const mine = await withDevice();
	const first = mine.cookies.get(deviceCookie)!;
	await mine.post('/v1/device');
	assert.is(mine.cookies.get(deviceCookie), first, 'it has one');
	await mine.signIn(newPhone());
	const [before, after] = [first, mine.cookies.get(deviceCookie)!].map(
		(token) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sub: string },
	);
	assert.is(after!.sub, before!.sub);
	const to = newPhone();
	for (const shown of ['x', first.replace(/.$/, first.endsWith('A') ? 'B' : 'A'), `${first}x`]) {
		const forged = browser();
		forged.cookies.set(deviceCookie, shown);
		await forged.codeFor(to);
		const named = await browser({ [deviceHeader]: before!.sub }).post('/v1/sign-in/code/verify', {
			to,
			code: '0',
		});
		assert.is(named.status, 400);
	}
	const bare = browser();
	const code = await bare.codeFor(newPhone());
	assert.match(code, /^\d{6}$/, 'without one the address is counted');
});

test('a phone is proved for a payment without an account, by a code that signs nobody in', async () => {
	const to = newPhone();
	const mine = await withDevice();
	const accounts = async () => (await fixture.rows('SELECT count(*)::int AS n FROM platform.accounts'))[0].n;
	const before = await accounts();
	const sent = await mine.post('/v1/phone-code', { phone: to, language: 'sw' });
	assert.equal([sent.status, sent.body.channel, sent.body.to], [202, 'sms', `+2547•••••${to.slice(-3)}`]);
	const [{ text }] = (await mine.get('/v1/outbox')).body.items;
	assert.match(text, /msimbo wa Passa wa kulipia/);
	const code = /\d{6}/.exec(text)![0];
	assert.is((await verify(mine, to, code)).body.code, 'CODE_WRONG', 'it is for a payment only');
	const showCode = (by: Browser, shown: string) =>
		by.post('/v1/phone-code/verify', { phone: to, code: shown });
	assert.is((await showCode(browser(), code)).body.code, 'CODE_WRONG');
	assert.is((await showCode(mine, otherThan(code))).body.code, 'CODE_WRONG');
	const proved = await showCode(mine, code);
	assert.is(proved.status, 200);
	assert.is((await showCode(mine, code)).body.code, 'CODE_WRONG', 'once');
	const check = await phoneProofVerifier(fixture.publicKey, () => fixture.clock.now());
	const proves = await check(proved.body.token);
	assert.equal([proves(`254${to.slice(1)}`), proves('254712345678')], [true, false]);
	assert.is(await accounts(), before);
	assert.is((await mine.get('/v1/me')).status, 401);
	const signIn = await mine.codeFor(to);
	assert.is((await showCode(mine, signIn)).body.code, 'CODE_WRONG', 'and a sign-in’s code is for that only');
});

test.run();
