import { oneSms } from './gsm7.ts';
import { plainName } from './plain-name.ts';
import type { Language, Words } from './words.ts';

/** `entryCode`: what a gate reads, as it is printed. */
export type StaticPassText = { entryCode: string; eventName: string };

const texts: Record<Language, (name: string, code: string) => string> = {
	en: (name, code) =>
		`${code} is your entry code${name && ` for ${name}`}. Show this message and an ID at the gate. It admits one person, once: send it to nobody else.`,
	sw: (name, code) =>
		`${code} ni msimbo wako wa kuingia${name && ` ${name}`}. Onyesha ujumbe huu na kitambulisho mlangoni. Unaingiza mtu mmoja, mara moja: usimtumie mwingine.`,
};

const subjects: Record<Language, string> = { en: 'Your entry code', sw: 'Msimbo wako wa kuingia' };

/** At most 160 characters of one SMS: the code is whole, and the name is cut to the rest. */
export function staticPassWords(language: Language, { entryCode, eventName }: StaticPassText): Words {
	const text = (name: string) => texts[language](name, entryCode);
	const name = plainName(eventName, oneSms - (text('x').length - 1));
	return { subject: subjects[language], text: text(name) };
}
