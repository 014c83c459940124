import { oneSms } from './gsm7.ts';
import { plainName } from './plain-name.ts';

export const languages = ['en', 'sw'] as const;
export type Language = (typeof languages)[number];

export type Words = { subject: string; text: string };

/**
 * To sign in or add a way to sign in; to be asked to pay for tickets; to sell one, whose money comes to that phone; or to
 * open the pass of one. One does not serve for the other.
 */
export type CodePurpose = 'sign-in' | 'payment' | 'resale' | 'pass';

type OfCode = (code: string, minutes: number) => Words;

const ofCode: Record<Language, Record<CodePurpose, OfCode>> = {
	en: {
		'sign-in': (code, minutes) => ({
			subject: `${code} is your Passa code`,
			text: `Your Passa code is ${code}. It is valid for ${minutes} minutes. Passa never asks you for it. Share it with nobody.`,
		}),
		payment: (code, minutes) => ({
			subject: `${code} is your Passa code`,
			text: `${code} is your Passa code to pay for tickets from this phone, for ${minutes} minutes. Not buying tickets? Share it with nobody.`,
		}),
		resale: (code, minutes) => ({
			subject: `${code} is your Passa code`,
			text: `${code} is your Passa code to sell a ticket: its money comes to this phone. For ${minutes} minutes. Not selling? Share it with nobody.`,
		}),
		pass: (code, minutes) => ({
			subject: `${code} is your Passa code`,
			text: `${code} is your Passa code to open your entry pass, for ${minutes} minutes. It opens the gate: share it with nobody.`,
		}),
	},
	sw: {
		'sign-in': (code, minutes) => ({
			subject: `${code} ni msimbo wako wa Passa`,
			text: `Msimbo wako wa Passa ni ${code}. Unatumika kwa dakika ${minutes}. Passa haitakuuliza msimbo huu: usimpe mtu yeyote.`,
		}),
		payment: (code, minutes) => ({
			subject: `${code} ni msimbo wako wa Passa`,
			text: `${code} ni msimbo wa Passa wa kulipia tiketi kwa simu hii, kwa dakika ${minutes}. Hununui tiketi? Usimpe mtu yeyote.`,
		}),
		resale: (code, minutes) => ({
			subject: `${code} ni msimbo wako wa Passa`,
			text: `${code} ni msimbo wa Passa wa kuuza tiketi: pesa zake zinakuja kwa simu hii. Kwa dakika ${minutes}. Huuzi tiketi? Usimpe mtu yeyote.`,
		}),
		pass: (code, minutes) => ({
			subject: `${code} ni msimbo wako wa Passa`,
			text: `${code} ni msimbo wa Passa wa kufungua pasi yako, kwa dakika ${minutes}. Aliye nao anaweza kutumia tiketi yako: usimpe mtu yeyote.`,
		}),
	},
};

const ofInvitation: Record<Language, (team: string, link: string) => Words> = {
	en: (team, link) => ({
		subject: `${team} invites you to its team`,
		text: `${team} invites you to its team on Passa. Within 7 days: ${link}`,
	}),
	sw: (team, link) => ({
		subject: `${team} inakualika kwenye timu yake`,
		text: `${team} inakualika kwenye timu yake Passa. Ndani ya siku 7: ${link}`,
	}),
};

const ofPayeeInvitation: Record<Language, (organizer: string, link: string) => Words> = {
	en: (organizer, link) => ({
		subject: `${organizer} shares an event's ticket money with you`,
		text: `${organizer} shares an event's ticket money with you. Say on Passa where you are paid, within 7 days: ${link}`,
	}),
	sw: (organizer, link) => ({
		subject: `${organizer} inakugawia mapato ya tiketi za hafla`,
		text: `${organizer} inakugawia mapato ya tiketi za hafla. Sema kwenye Passa utalipwa wapi, ndani ya siku 7: ${link}`,
	}),
};

const mostOfName = 32;

/**
 * Fits into one SMS: the link is always whole, and the name is cut to the rest. An organizer chooses the name, so only its
 * plain letters are sent: no link, and no character that would need a second SMS.
 */
export const invitationWords = (language: Language, name: string, link: string): Words =>
	fitted(ofInvitation[language], name, link);

/** The same for a payee, who is asked where they are paid. */
export const payeeInvitationWords = (language: Language, organizer: string, link: string): Words =>
	fitted(ofPayeeInvitation[language], organizer, link);

function fitted(words: (name: string, link: string) => Words, name: string, link: string): Words {
	const room = Math.min(mostOfName, oneSms - words('', link).text.length);
	return words(plainName(name, room) || 'Passa', link);
}

/** At most 160 ASCII characters: one SMS. */
export const codeWords = (language: Language, purpose: CodePurpose, code: string, minutes: number): Words =>
	ofCode[language][purpose](code, minutes);

type OfLongCode = (code: string, until: string) => Words;

const ofLongCode: Record<Language, Record<CodePurpose, OfLongCode>> = {
	en: {
		'sign-in': (code, until) => ({
			subject: 'Your Passa code',
			text: `Passa code ${code}, until ${until}. Others asked for your codes too often, so it serves on any browser. Share it with nobody.`,
		}),
		payment: (code, until) => ({
			subject: 'Your Passa code',
			text: `Passa code ${code} to pay for tickets, until ${until}. Others asked for your codes too often. Share it with nobody.`,
		}),
		resale: (code, until) => ({
			subject: 'Your Passa code',
			text: `Passa code ${code} to sell a ticket, until ${until}. Others asked for your codes too often. Share it with nobody.`,
		}),
		pass: (code, until) => ({
			subject: 'Your Passa code',
			text: `Passa code ${code} to open your entry pass, until ${until}. Others asked for your codes too often. Share it with nobody.`,
		}),
	},
	sw: {
		'sign-in': (code, until) => ({
			subject: 'Msimbo wako wa Passa',
			text: `Msimbo wa Passa ${code}, hadi ${until}. Wengine waliomba misimbo yako mno, hivyo unafaa kwenye kivinjari chochote. Usimpe mtu.`,
		}),
		payment: (code, until) => ({
			subject: 'Msimbo wako wa Passa',
			text: `Msimbo wa Passa ${code} wa kulipia tiketi, hadi ${until}. Wengine waliomba misimbo yako mno. Usimpe mtu yeyote.`,
		}),
		resale: (code, until) => ({
			subject: 'Msimbo wako wa Passa',
			text: `Msimbo wa Passa ${code} wa kuuza tiketi, hadi ${until}. Wengine waliomba misimbo yako mno. Usimpe mtu yeyote.`,
		}),
		pass: (code, until) => ({
			subject: 'Msimbo wako wa Passa',
			text: `Msimbo wa Passa ${code} wa kufungua pasi yako, hadi ${until}. Wengine waliomba misimbo yako mno. Usimpe mtu yeyote.`,
		}),
	},
};

const clockOfNairobi = new Intl.DateTimeFormat('en-GB', { timeZone: 'Africa/Nairobi', timeStyle: 'short' });

/** At most 160 ASCII characters. The sixteen digits stand in groups of four, as on an airtime card. */
export const longCodeWords = (language: Language, purpose: CodePurpose, code: string, until: Date): Words =>
	ofLongCode[language][purpose](code.replace(/\d{4}(?=\d)/g, '$& '), clockOfNairobi.format(until));

/** The language of ours that a browser's Accept-Language prefers; English where it names neither. */
export function preferred(header: string | undefined): Language {
	const wanted = (header ?? '')
		.split(',')
		.map((part) => {
			const [tag = '', ...rest] = part.trim().toLowerCase().split(';');
			const q = Number(rest.map((r) => /^\s*q=([\d.]+)$/.exec(r)?.[1]).find(Boolean) ?? 1);
			return { language: tag.split('-')[0], q: Number.isNaN(q) ? 0 : q };
		})
		.filter(({ language, q }) => q > 0 && languages.includes(language as Language))
		.toSorted((a, b) => b.q - a.q);
	return (wanted[0]?.language as Language | undefined) ?? 'en';
}
