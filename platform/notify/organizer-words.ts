import { plainName } from './plain-name.ts';
import type { Words } from './words.ts';

const mostOfName = 30;

/** `money`: fans ask for theirs after the date for it. `checklist`: something is not ready for the day. */
export const organizerNewsKinds = ['money', 'checklist'] as const;
export type OrganizerNewsKind = (typeof organizerNewsKinds)[number];

/** One SMS, in both languages: nobody knows which one a team reads. */
export function organizerWords(eventName: string, link: string, about: OrganizerNewsKind = 'money'): Words {
	const name = plainName(eventName, mostOfName) || 'Passa';
	if (about === 'checklist')
		return {
			subject: `Not ready yet / Bado haiko tayari: ${name}`,
			text: `Passa: ${name} is not ready for the doors. See what to do / Angalia la kufanya: ${link}`,
		};
	return {
		subject: `Fans ask for their money back / Mashabiki wanaomba pesa zao: ${name}`,
		text: `Passa: fans of ${name} ask for money back. Answer / Wajibu hapa: ${link}`,
	};
}
