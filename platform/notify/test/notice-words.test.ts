import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mostOfEmergencyText } from '#shared/emergency-text.ts';
import { gsm7Length, oneSms } from '../gsm7.ts';
import { type Notice, noticeKinds, noticeWords } from '../notice-words.ts';
import { plainName } from '../plain-name.ts';
import { languages } from '../words.ts';

const test = suite('words of an order’s messages');
const link = 'https://passa.example/t/AbCdEf0123';
const issued: Notice = {
	about: 'issued',
	eventName: 'Wamũ Live',
	qty: 2,
	amountKes: null,
	reference: 'K7QW3MN2PX',
};
const refunded: Notice = { ...issued, about: 'refunded', amountKes: '258000' };

test('an SMS is counted as phones count it: letters of the second page twice, others not at all', () => {
	assert.is(gsm7Length('Tiketi zako 2'), 13);
	assert.is(gsm7Length('€ [a]'), 8);
	assert.is(gsm7Length('Wamũ'), null);
	assert.is(gsm7Length('🎟'), null);
	assert.is(gsm7Length(''), 0);
});

test('they say what happened, in both languages', () => {
	assert.is(
		noticeWords('en', issued, link).text,
		`Your 2 tickets for Wamu Live: ${link} Order K7QW3MN2PX. Keep this link to yourself.`,
	);
	assert.is(
		noticeWords('sw', { ...issued, qty: 1 }, link).text,
		`Tiketi yako ya Wamu Live: ${link} Oda K7QW3MN2PX. Usimpe mtu kiungo hiki.`,
	);
	assert.is(
		noticeWords('en', refunded, link).text,
		`KES 2,580 for Wamu Live went back to the number that paid it: ${link} Order K7QW3MN2PX.`,
	);
	assert.is(
		noticeWords('sw', refunded, link).text,
		`KES 2,580 za Wamu Live zimerudishwa kwa nambari iliyolipa: ${link} Oda K7QW3MN2PX.`,
	);
	assert.is(
		noticeWords('en', { ...refunded, about: 'sold', qty: 1 }, link).text,
		`Your ticket for Wamu Live is sold. KES 2,580 is on its way to the number that paid: ${link} Order K7QW3MN2PX.`,
	);
	assert.is(
		noticeWords('sw', { ...refunded, about: 'sale_paid', qty: 1 }, link).text,
		`KES 2,580 za tiketi uliyouza (Wamu Live) zimetumwa kwa nambari iliyolipa: ${link} Oda K7QW3MN2PX.`,
	);
	assert.is(noticeWords('en', { ...issued, reference: null }, link).text.includes('Order'), false);
	const gift = { ...issued, qty: 1, gift: true };
	assert.match(noticeWords('en', gift, link).text, /^A gift: your ticket for Wamu Live/);
	assert.match(noticeWords('sw', gift, link).text, /^Zawadi: Tiketi yako/);
});

test('a team’s words stand whole in one SMS, and its event’s name is cut', () => {
	const text = 'x'.repeat(mostOfEmergencyText);
	for (const language of languages) {
		const written = noticeWords(
			language,
			{ ...issued, about: 'message', text, eventName: 'Long '.repeat(20) },
			link,
		);
		assert.ok(written.text.includes(text) && written.text.endsWith(link), written.text);
		assert.ok(gsm7Length(written.text)! <= oneSms, String(gsm7Length(written.text)));
	}
});

test('a message about another time names it, and one about another place speaks of no time', () => {
	const later = { ...issued, about: 'postponed' as const, startsAt: '2026-12-12T16:00:00.000Z' };
	assert.match(noticeWords('en', later, link).text, /^Wamu Live is later: 12 Dec 2026, 19:00\./);
	assert.match(noticeWords('sw', later, link).text, /imeahirishwa hadi 12 Des 2026, 19:00\./);
	const changed = { ...issued, about: 'changed' as const };
	assert.not.match(noticeWords('en', changed, link).text, /time/);
	const moved = { ...changed, place: 'Uhuru Gardens, Nairobi' };
	assert.is(
		noticeWords('en', moved, link).text,
		`Wamu Live moved to Uhuru Gardens Nairobi. Your choices: ${link} Order K7QW3MN2PX.`,
	);
	assert.match(
		noticeWords('sw', moved, link).text,
		/^Wamu Live: sasa iko Uhuru Gardens Nairobi\. Chaguo zako/,
	);
	const given = noticeWords('en', { ...moved, about: 'given_changed', reference: null }, link).text;
	assert.match(given, /^Wamu Live moved to Uhuru Gardens Nairobi\. The ticket .* stays valid/);
	assert.match(
		noticeWords('en', { ...moved, place: '\u{1F3DF}' }, link).text,
		/is at another place/,
		'no letters',
	);
});

test('each fits into one SMS with its whole link and reference, for any name, sum, count and address of ours', () => {
	const names = [
		'',
		'x',
		'ũ'.repeat(300),
		'Ngʼombe',
		'🎉 Party 🎉',
		'€€€€'.repeat(60),
		'A'.repeat(500),
		'\u202Egnp.exe',
		'a\nb\tc',
	];
	const origins = [
		'http://127.0.0.1:3000',
		'https://passa.example',
		`https://tickets.${'long'.repeat(8)}.example`,
	];
	for (const language of languages)
		for (const about of noticeKinds)
			for (const eventName of names)
				for (const origin of origins)
					for (const [qty, amountKes] of [
						[1, '100'],
						[20, '25000000'],
					] as const) {
						const to = `${origin}/t/0123456789`;
						const { text, subject } = noticeWords(
							language,
							{
								...issued,
								about,
								eventName,
								qty,
								amountKes,
								gift: true,
								startsAt: '2026-12-30T16:00:00.000Z',
								text: 'x'.repeat(mostOfEmergencyText),
								...(qty === 20 ? { place: `${eventName} Gardens, Nairobi` } : {}),
							},
							to,
						);
						const length = gsm7Length(text);
						assert.ok(length !== null && length <= oneSms, `${length}: ${text}`);
						// The receiver of a ticket does not learn its buyer's order, and a team's words take its room.
						const named = text.includes('K7QW3MN2PX');
						const isReceivers = about === 'handover_offered' || about.startsWith('given_');
						assert.ok(text.includes(to) && named === !(isReceivers || about === 'message'), text);
						assert.ok(gsm7Length(subject) !== null, subject);
					}
});

test('a name that an organizer chose brings no link into an SMS, and keeps its letters', () => {
	assert.is(plainName('Win at evil.example/x', 99), 'Win at evil example x');
	assert.is(plainName('Gĩthũngũri  Ng’ombe', 99), "Githunguri Ng'ombe");
	assert.is(plainName('Sauti Sol', 5), 'Sauti');
	for (const number of ['0712 345 678', '+254712345678', '0712-345-678', '07 1 2 3 4 5 6 7 8'])
		assert.is(/\d/.test(plainName(`Prize: call ${number}`, 99)), false, number);
	assert.is(plainName('Fest 2026-2027', 99), 'Fest 2026-2027', 'the control');
	assert.is(plainName('Sauti', -1), '');
});

test.run();
