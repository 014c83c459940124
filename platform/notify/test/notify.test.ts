import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { drain } from '#shared/service/worker.server.ts';
import type { MessageRow } from '../../models/messages.ts';
import { type Fixture, openFixture } from '../../test/fixture.ts';
import { africasTalking } from '../africas-talking.ts';
import { deliveries } from '../deliver.ts';
import { enqueue, type Message } from '../enqueue.ts';
import { byChannel, type Messenger, NotSent } from '../messenger.ts';
import { smtp } from '../smtp.ts';
import { codeWords, invitationWords, languages, preferred } from '../words.ts';
import { type MailServer, mailServer, type SmsProvider, smsProvider } from './providers.ts';

const test = suite('messages');
let fixture: Fixture;
let sms: SmsProvider;
let mail: MailServer;
let messenger: Messenger;

test.before(async () => {
	[sms, mail] = await Promise.all([smsProvider(), mailServer()]);
	const at = africasTalking({ url: sms.url, username: 'passa', apiKey: 'a key', from: 'PASSA' });
	messenger = byChannel({ sms: at, email: smtp(mail.url, 'Passa <codes@passa.example>') });
	// The platform's own worker finds nothing of this test's messages: it is held by a clock of long ago.
	fixture = await openFixture({ clock: { now: () => 0, sleep: () => Promise.resolve() } });
});
test.after(async () => {
	await fixture.close();
	await Promise.all([sms.close(), mail.close()]);
});
test.before.each(async () => {
	await fixture.rows('TRUNCATE platform.messages');
	sms.requests.length = 0;
	mail.mails.length = 0;
});

const minute = 60_000;
const text: Message = {
	channel: 'sms',
	to: '254712345678',
	subject: 's',
	text: 'Your Passa code is 123456.',
};
const letter: Message = {
	channel: 'email',
	to: 'achieng@example.com',
	subject: 'Wamũ: 123456',
	text: 'Karibu!',
};

const put = (message: Message, validFor = 10 * minute) => {
	const now = fixture.clock.now();
	const times = { createdAt: new Date(now), expiresAt: new Date(now + validFor) };
	return enqueue(fixture.platform.db, fixture.seal, message, times);
};
const run = (by: Messenger = messenger) =>
	drain(deliveries({ db: fixture.platform.db, seal: fixture.seal, clock: fixture.clock, messenger: by }));
const row = async (): Promise<MessageRow> => (await fixture.rows('SELECT * FROM platform.messages'))[0];
const failing = (reason: string, final = false): Messenger => ({
	send: () => Promise.reject(new NotSent(reason, { final })),
});

test('an SMS goes to the provider as its form wants it, once', async () => {
	await put(text);
	assert.is(await run(), 1);
	assert.is(await run(), 0);
	assert.is(sms.requests.length, 1);
	const { path, headers, form } = sms.requests[0]!;
	assert.equal([path, headers.apikey], ['/version1/messaging', 'a key']);
	assert.equal(Object.fromEntries(form), {
		username: 'passa',
		to: '+254712345678',
		message: text.text,
		bulkSMSMode: '1',
		from: 'PASSA',
	});
	const { state, attempts } = await row();
	assert.equal([state, attempts], ['sent', 1]);
});

test('an e-mail goes by SMTP, with letters beyond ASCII', async () => {
	await put(letter);
	await run();
	const [sent] = mail.mails;
	assert.match(sent!, /^From: Passa <codes@passa\.example>$/m);
	assert.match(sent!, /^To: achieng@example\.com$/m);
	assert.match(sent!, /^Subject: =\?UTF-8\?/m);
	assert.match(sent!, /Karibu!/);
	assert.is((await row()).state, 'sent');
});

test('a message that fails is retried, later each time, and abandoned in the end', async () => {
	await put(text, 24 * 60 * minute);
	const pauses = [];
	for (let attempt = 1; attempt <= 6; attempt++) {
		const at = fixture.clock.now();
		assert.is(await run(failing('SMS_500')), 1, `attempt ${attempt}`);
		const { state, next_at, reason } = (await row()) as unknown as {
			state: string;
			next_at: Date;
			reason: string;
		};
		assert.equal([state, reason], [attempt < 6 ? 'queued' : 'failed', 'SMS_500']);
		pauses.push(Math.round((next_at.getTime() - at) / 1000));
		assert.is(await run(failing('SMS_500')), 0, 'not before its time');
		fixture.clock.advance(next_at.getTime() - at + 10);
	}
	assert.equal(pauses, [2, 4, 8, 16, 32, 64]);
	assert.is(await run(), 0);
	assert.is(sms.requests.length, 0);
});

test('a 201 that reports a failure for the recipient counts as a failure; some are final, some are retried', async () => {
	const outcome = async (answer: SmsProvider['answers'][number]) => {
		await fixture.rows('TRUNCATE platform.messages');
		sms.answers.push(answer);
		await put(text);
		await run();
		const { state, reason } = await row();
		return `${state} ${reason}`;
	};
	assert.is(await outcome({ code: 403 }), 'failed SMS_403');
	assert.is(await outcome({ code: 406 }), 'failed SMS_406');
	assert.is(await outcome({ code: 405 }), 'queued SMS_405');
	assert.is(await outcome({ code: 502 }), 'queued SMS_502');
	assert.is(await outcome({ code: 102 }), 'sent null');
	assert.is(await outcome({ status: 500 }), 'queued SMS_HTTP_500');
	assert.is(await outcome({ status: 401 }), 'queued SMS_HTTP_401');
	assert.is(await outcome({ body: 'nonsense' }), 'queued SMS_ANSWER_UNKNOWN');
	assert.is(await outcome({ body: '{"SMSMessageData":{"Recipients":[]}}' }), 'queued SMS_NO_RECIPIENT');
});

test('a mail server’s permanent refusal is final; a temporary refusal and silence are retried', async () => {
	const outcome = async (refusal: string) => {
		await fixture.rows('TRUNCATE platform.messages');
		mail.refusals.push(refusal);
		await put(letter);
		await run();
		const { state, reason } = await row();
		return `${state} ${reason}`;
	};
	assert.is(await outcome('550 no such mailbox'), 'failed SMTP_550');
	assert.is(await outcome('451 later'), 'queued SMTP_451');
	await fixture.rows('TRUNCATE platform.messages');
	await put(letter);
	await run(smtp('smtp://127.0.0.1:1', 'x@passa.example'));
	assert.is((await row()).state, 'queued');
});

test('an unreachable provider is tried again', async () => {
	await put(text);
	await run(africasTalking({ url: 'http://127.0.0.1:1', username: 'x', apiKey: 'x' }));
	const { state, reason } = await row();
	assert.equal([state, reason], ['queued', 'SMS_UNREACHABLE']);
});

test('a message is not sent after it has expired', async () => {
	await put(text, 5 * minute);
	await run(failing('SMS_500'));
	fixture.clock.advance(5 * minute + 1);
	assert.is(await run(), 0);
	assert.is(sms.requests.length, 0);
	assert.is((await row()).state, 'expired');
});

test('many concurrent workers send each message once', async () => {
	for (let i = 0; i < 50; i++) await put({ ...text, text: `message ${i}` });
	await Promise.all(Array.from({ length: 8 }, () => run()));
	await run();
	const texts = sms.requests.map(({ form }) => form.get('message'));
	assert.is(texts.length, 50);
	assert.is(new Set(texts).size, 50);
});

test('control: without the lock the same workers send some messages twice', async () => {
	for (let i = 0; i < 20; i++) await put({ ...text, text: `message ${i}` });
	const { openMessage } = await import('../enqueue.ts');
	const careless = async () => {
		const rows = await fixture.rows(`SELECT * FROM platform.messages WHERE state = 'queued'`);
		await Promise.all(rows.map((each) => messenger.send(openMessage(fixture.seal, each))));
	};
	await Promise.all([careless(), careless()]);
	assert.ok(sms.requests.length > 20);
});

test('a message whose worker died is claimed by another after a minute, and the first worker can no longer change it', async () => {
	await put(text);
	let release: () => void = () => {};
	const held: Messenger = { send: () => new Promise((done) => (release = done)) };
	const hanging = run(held);
	for (let i = 0; i < 6000 && (await row()).state !== 'sending'; i++)
		await new Promise((d) => setTimeout(d, 5));
	assert.is(await run(), 0, 'it is being sent');
	fixture.clock.advance(61_000);
	await run(failing('SMS_403', true));
	assert.is((await row()).state, 'failed');
	release();
	await hanging;
	assert.is((await row()).state, 'failed', 'the one that came to life again changes nothing');
});

test('neither recipient nor words are in the database in clear, nor in a reason', async () => {
	await put(text);
	await run({ send: () => Promise.reject(new Error(`no way to ${text.to}`)) });
	const { sealed, reason } = await row();
	assert.not.ok(Buffer.from(sealed).toString('latin1').includes(text.to));
	assert.is(reason, 'SEND_FAILED');
	assert.not.ok(fixture.logged().includes(text.to));
});

test('every message is one SMS: at most 160 characters, all of them in its alphabet', () => {
	for (const language of languages) {
		for (const purpose of ['sign-in', 'payment', 'resale', 'pass'] as const) {
			const { subject, text } = codeWords(language, purpose, '123456', 10);
			assert.ok(text.length <= 160, `${language} ${purpose}: ${text.length}`);
			assert.match(text, /^[\x20-\x7e]+$/);
			assert.ok(text.includes('123456') && subject.includes('123456') && text.includes('10'));
		}
	}
});

test('an invitation is one SMS for every team name, and the name carries no link', () => {
	const names = ['Pwani Laughs', 'x'.repeat(64), '🎉🎉', 'a.b.example/win', 'Ñandú Café', '\u202eevil', '  '];
	for (const language of languages) {
		for (const origin of ['http://127.0.0.1:3000', `https://${'o'.repeat(40)}.example`]) {
			const link = `${origin}/invitations/${'t'.repeat(22)}`;
			for (const name of names) {
				const { text } = invitationWords(language, name, link);
				assert.ok(text.length <= 160, `${language}: ${text.length}`);
				assert.match(text, /^[\x20-\x7e]+$/);
				assert.ok(text.endsWith(link));
				assert.not.match(text.replace(link, '').replace('Passa.', ''), /[./:]\w/, name);
			}
		}
	}
	assert.match(
		invitationWords('en', '🎉', 'link').text,
		/^Passa invites you/,
		'a name without plain letters',
	);
});

test('a browser’s languages, by their weight', () => {
	const wanted: [string | undefined, string][] = [
		[undefined, 'en'],
		['', 'en'],
		['sw', 'sw'],
		['sw-KE, en;q=0.8', 'sw'],
		['en-GB,en;q=0.9,sw;q=0.8', 'en'],
		['fr, sw;q=0.5, en;q=0.4', 'sw'],
		['sw;q=0, en;q=0.1', 'en'],
		['de', 'en'],
		[';;;q=x,,', 'en'],
	];
	for (const [header, language] of wanted) assert.is(preferred(header), language, String(header));
});

test.run();
