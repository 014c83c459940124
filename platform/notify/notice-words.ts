import { oneSms } from './gsm7.ts';
import { plainName } from './plain-name.ts';
import type { Language, Words } from './words.ts';

export const noticeKinds = [
	'issued',
	'refunded',
	'refund_declined',
	'sold',
	'sale_paid',
	'cancelled',
	'postponed',
	'changed',
	'handover_offered',
	'handover_claimed',
	'handover_expired',
	'given_cancelled',
	'given_postponed',
	'given_changed',
	'message',
	'given_message',
] as const;

/**
 * What an order's message says. `changed`: another place, which `place` names. `startsAt`: the new time of a postponed event. `given_…`: to the person
 * who got the ticket from somebody else. `qty`: tickets. `amountKes`: cents that went back, or that the seller of a ticket gets.
 * `reference` is null where a wallet
 * bought it.
 */
export type Notice = {
	about: (typeof noticeKinds)[number];
	eventName: string;
	qty: number;
	amountKes: string | null;
	reference: string | null;
	startsAt?: string;
	place?: string;
	/** What an event's team writes to all who hold a ticket. */
	text?: string;
	gift?: boolean;
};

const mostOfName = 48;

/** KES 2,580: whole shillings, since M-Pesa moves no others. */
const shillings = (cents: string): string =>
	`KES ${(BigInt(cents) / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',')}`;

/** "12 Dec 2026, 19:00" in Nairobi. */
const momentOf = (iso: string, language: Language): string =>
	new Intl.DateTimeFormat(language === 'sw' ? 'sw-KE' : 'en-GB', {
		timeZone: 'Africa/Nairobi',
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
		hour12: false,
	}).format(new Date(iso));

type Text = (name: string, notice: Notice, link: string) => string;

/** In the team's own words: they stand whole, and the event's name is cut. */
const written =
	(event: string): Text =>
	(name, { text = '' }, link) =>
		`${name || event}: ${text} ${link}`;

const texts: Record<Language, Record<Notice['about'], Text>> = {
	en: {
		issued: (name, { qty, reference, gift }, link) =>
			`${gift ? 'A gift: your' : 'Your'} ${qty === 1 ? 'ticket' : `${qty} tickets`}${name && ` for ${name}`}: ${link}${order('Order', reference)}. Keep this link to yourself.`,
		refunded: (name, { amountKes, reference }, link) =>
			`${shillings(amountKes ?? '0')}${name && ` for ${name}`} went back to the number that paid it: ${link}${order('Order', reference)}.`,
		refund_declined: (name, { reference }, link) =>
			`${name || 'Your event'}: no money back. Your ticket stays valid. The reason: ${link}${order('Order', reference)}.`,
		sold: (name, { amountKes, reference }, link) =>
			`Your ticket${name && ` for ${name}`} is sold. ${shillings(amountKes ?? '0')} is on its way to the number that paid: ${link}${order('Order', reference)}.`,
		sale_paid: (name, { amountKes, reference }, link) =>
			`${shillings(amountKes ?? '0')} for your sold ticket${name && ` (${name})`} was sent to the number that paid: ${link}${order('Order', reference)}.`,
		cancelled: (name, { reference }, link) =>
			`${name || 'Your event'} is cancelled. How your money comes back: ${link}${order('Order', reference)}.`,
		postponed: (name, { reference, startsAt }, link) =>
			`${name || 'Your event'} is later${startsAt ? `: ${momentOf(startsAt, 'en')}` : ' than planned'}. Your choices: ${link}${order('Order', reference)}.`,
		changed: (name, { reference, place }, link) =>
			`${name || 'Your event'} ${place ? `moved to ${place}. Your` : 'is at another place. See where, and your'} choices: ${link}${order('Order', reference)}.`,
		handover_offered: (name, _, link) =>
			`A ticket${name && ` for ${name}`} was sent to you. Take it here before it goes back: ${link}`,
		handover_claimed: (name, { reference }, link) =>
			`The ticket${name && ` for ${name}`} that you sent was taken: ${link}${order('Order', reference)}.`,
		handover_expired: (name, { reference }, link) =>
			`Nobody took the ticket${name && ` for ${name}`} that you sent. It is yours again: ${link}${order('Order', reference)}.`,
		given_cancelled: (name, _, link) =>
			`${name || 'Your event'} is cancelled. The ticket that was given to you is not valid any more: ${link}`,
		given_postponed: (name, _, link) =>
			`${name || 'Your event'} is later than planned. The ticket that was given to you stays valid. New time: ${link}`,
		given_changed: (name, { place }, link) =>
			`${name || 'Your event'} ${place ? `moved to ${place}` : 'has another place or time'}. The ticket that was given to you stays valid: ${link}`,
		message: written('Your event'),
		given_message: written('Your event'),
	},
	sw: {
		issued: (name, { qty, reference, gift }, link) =>
			`${gift ? 'Zawadi: ' : ''}${qty === 1 ? 'Tiketi yako' : `Tiketi zako ${qty}`}${name && ` ${qty === 1 ? 'ya' : 'za'} ${name}`}: ${link}${order('Oda', reference)}. Usimpe mtu kiungo hiki.`,
		refunded: (name, { amountKes, reference }, link) =>
			`${shillings(amountKes ?? '0')}${name && ` za ${name}`} zimerudishwa kwa nambari iliyolipa: ${link}${order('Oda', reference)}.`,
		refund_declined: (name, { reference }, link) =>
			`${name || 'Hafla yako'}: pesa hazirudishwi. Tiketi yako ni halali. Sababu: ${link}${order('Oda', reference)}.`,
		sold: (name, { amountKes, reference }, link) =>
			`Tiketi yako${name && ` ya ${name}`} imeuzwa. ${shillings(amountKes ?? '0')} zinakuja kwa nambari iliyolipa: ${link}${order('Oda', reference)}.`,
		sale_paid: (name, { amountKes, reference }, link) =>
			`${shillings(amountKes ?? '0')} za tiketi uliyouza${name && ` (${name})`} zimetumwa kwa nambari iliyolipa: ${link}${order('Oda', reference)}.`,
		cancelled: (name, { reference }, link) =>
			`${name || 'Hafla yako'}: imeghairiwa. Jinsi pesa zako zinavyorudi: ${link}${order('Oda', reference)}.`,
		postponed: (name, { reference, startsAt }, link) =>
			`${name || 'Hafla yako'}: imeahirishwa${startsAt ? ` hadi ${momentOf(startsAt, 'sw')}` : ''}. Chaguo zako: ${link}${order('Oda', reference)}.`,
		changed: (name, { reference, place }, link) =>
			`${name || 'Hafla yako'}: ${place ? `sasa iko ${place}. Chaguo` : 'mahali pamebadilika. Ona ni wapi, na chaguo'} zako: ${link}${order('Oda', reference)}.`,
		handover_offered: (name, _, link) =>
			`Umetumiwa tiketi${name && ` ya ${name}`}. Ichukue hapa kabla haijarudi: ${link}`,
		handover_claimed: (name, { reference }, link) =>
			`Tiketi${name && ` ya ${name}`} uliyotuma imechukuliwa: ${link}${order('Oda', reference)}.`,
		handover_expired: (name, { reference }, link) =>
			`Hakuna aliyechukua tiketi${name && ` ya ${name}`} uliyotuma. Imerudi kwako: ${link}${order('Oda', reference)}.`,
		given_cancelled: (name, _, link) =>
			`${name || 'Hafla yako'}: imeghairiwa. Tiketi uliyopewa si halali tena: ${link}`,
		given_postponed: (name, _, link) =>
			`${name || 'Hafla yako'}: imeahirishwa. Tiketi uliyopewa bado ni halali. Wakati mpya: ${link}`,
		given_changed: (name, { place }, link) =>
			`${name || 'Hafla yako'}: ${place ? `sasa iko ${place}` : 'mahali au wakati umebadilika'}. Tiketi uliyopewa bado ni halali: ${link}`,
		message: written('Hafla yako'),
		given_message: written('Hafla yako'),
	},
};

const order = (word: string, reference: string | null): string => (reference ? ` ${word} ${reference}` : '');

const subjects: Record<Language, Record<Notice['about'], (name: string) => string>> = {
	en: {
		issued: (name) => `Your tickets${name && ` for ${name}`}`,
		refunded: (name) => `Money back${name && ` for ${name}`}`,
		refund_declined: (name) => `No money back${name && ` for ${name}`}`,
		sold: (name) => `Your ticket${name && ` for ${name}`} is sold`,
		sale_paid: (name) => `Money for the ticket that you sold${name && `: ${name}`}`,
		cancelled: (name) => `Cancelled${name && `: ${name}`}`,
		postponed: (name) => `Postponed${name && `: ${name}`}`,
		changed: (name) => `Another place${name && `: ${name}`}`,
		handover_offered: (name) => `A ticket${name && ` for ${name}`} was sent to you`,
		handover_claimed: (name) => `Your ticket${name && ` for ${name}`} was taken`,
		handover_expired: (name) => `Your ticket${name && ` for ${name}`} came back`,
		given_cancelled: (name) => `Cancelled${name && `: ${name}`}`,
		given_postponed: (name) => `Postponed${name && `: ${name}`}`,
		given_changed: (name) => `Another place or time${name && `: ${name}`}`,
		message: (name) => `A message from the organizer${name && `: ${name}`}`,
		given_message: (name) => `A message from the organizer${name && `: ${name}`}`,
	},
	sw: {
		issued: (name) => `Tiketi zako${name && ` za ${name}`}`,
		refunded: (name) => `Pesa zimerudishwa${name && ` za ${name}`}`,
		refund_declined: (name) => `Pesa hazirudishwi${name && ` za ${name}`}`,
		sold: (name) => `Tiketi yako${name && ` ya ${name}`} imeuzwa`,
		sale_paid: (name) => `Pesa za tiketi uliyouza${name && `: ${name}`}`,
		cancelled: (name) => `Limeghairiwa${name && `: ${name}`}`,
		postponed: (name) => `Limeahirishwa${name && `: ${name}`}`,
		changed: (name) => `Mahali papya${name && `: ${name}`}`,
		handover_offered: (name) => `Umetumiwa tiketi${name && ` ya ${name}`}`,
		handover_claimed: (name) => `Tiketi yako${name && ` ya ${name}`} imechukuliwa`,
		handover_expired: (name) => `Tiketi yako${name && ` ya ${name}`} imerudi`,
		given_cancelled: (name) => `Imeghairiwa${name && `: ${name}`}`,
		given_postponed: (name) => `Imeahirishwa${name && `: ${name}`}`,
		given_changed: (name) => `Mahali au wakati mpya${name && `: ${name}`}`,
		message: (name) => `Ujumbe kutoka kwa mwandaaji${name && `: ${name}`}`,
		given_message: (name) => `Ujumbe kutoka kwa mwandaaji${name && `: ${name}`}`,
	},
};

/** Of what an organizer chose, the place and the event's name share the rest: the name gets a third at least. */
const mostOfPlace = 40;

/** At most 160 characters of one SMS: the link and the order are whole, and place and name are cut to the rest. */
export function noticeWords(language: Language, { place: wholePlace, ...rest }: Notice, link: string): Words {
	// Both bring words of their own, so they are measured with one letter each.
	const measured = wholePlace === undefined ? rest : { ...rest, place: 'x' };
	const free =
		oneSms - (texts[language][rest.about]('x', measured, link).length - (wholePlace === undefined ? 1 : 2));
	const place = plainName(wholePlace ?? '', Math.min(mostOfPlace, Math.floor((free * 2) / 3)));
	const notice = place === '' ? rest : { ...rest, place };
	const text = (name: string): string => texts[language][rest.about](name, notice, link);
	const name = plainName(rest.eventName, Math.min(mostOfName, oneSms - (text('x').length - 1)));
	return { subject: subjects[language][rest.about](name), text: text(name) };
}
