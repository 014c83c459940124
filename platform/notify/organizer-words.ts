import { plainName } from './plain-name.ts';
import type { Words } from './words.ts';

const mostOfName = 30;

/** Fans ask for their money after the date for it. One SMS, in both languages: nobody knows which one a team reads. */
export function organizerWords(eventName: string, link: string): Words {
	const name = plainName(eventName, mostOfName) || 'Passa';
	return {
		subject: `Fans ask for their money back / Mashabiki wanaomba pesa zao: ${name}`,
		text: `Passa: fans of ${name} ask for money back. Answer / Wajibu hapa: ${link}`,
	};
}
