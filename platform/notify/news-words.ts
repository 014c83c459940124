import type { Language, Words } from './words.ts';

/** What is done to the account that Passa holds for somebody. `stopCode` opens a page that stops the wallet. */
type HeldNews =
	| { about: 'address'; address: string; usableAt: string; stopCode: string | null }
	| { about: 'passkey_added' | 'passkey_removed' | 'passkeys_renewed' };

const of: Record<Language, Record<HeldNews['about'], Words & { ends: string }>> = {
	en: {
		address: {
			subject: 'A new wallet for your money',
			text: 'Passa: the wallet {wallet} was added for your money, from {day}.',
			ends: 'Not you? Stop it:',
		},
		passkey_added: {
			subject: 'Another passkey for your money',
			text: 'Passa: another passkey can now sign for your account.',
			ends: 'Not you? Remove it:',
		},
		passkey_removed: {
			subject: 'A passkey was removed',
			text: 'Passa: a passkey was removed from your account.',
			ends: 'Not you? Look:',
		},
		passkeys_renewed: {
			subject: 'Your passkeys were replaced',
			text: 'Passa: a new passkey replaced all those of your account.',
			ends: 'Not you? Look:',
		},
	},
	sw: {
		address: {
			subject: 'Pochi mpya ya pesa zako',
			text: 'Passa: pochi {wallet} imeongezwa kwa pesa zako, kuanzia {day}.',
			ends: 'Si wewe? Izuie:',
		},
		passkey_added: {
			subject: 'Passkey nyingine ya pesa zako',
			text: 'Passa: passkey nyingine sasa inaweza kusaini kwa akaunti yako.',
			ends: 'Si wewe? Iondoe:',
		},
		passkey_removed: {
			subject: 'Passkey imeondolewa',
			text: 'Passa: passkey imeondolewa kwenye akaunti yako.',
			ends: 'Si wewe? Angalia:',
		},
		passkeys_renewed: {
			subject: 'Passkey zako zimebadilishwa',
			text: 'Passa: passkey mpya imechukua nafasi ya zote za akaunti yako.',
			ends: 'Si wewe? Angalia:',
		},
	},
};

/** One SMS. */
export function newsWords(language: Language, news: HeldNews, origin: string): Words {
	const { subject, text, ends } = of[language][news.about];
	if (news.about !== 'address') return { subject, text: `${text} ${ends} ${origin}/account/held` };
	const { address, usableAt, stopCode } = news;
	const said = text
		.replace('{wallet}', `${address.slice(0, 4)}...${address.slice(-4)}`)
		.replace('{day}', usableAt.slice(0, 10));
	return { subject, text: `${said} ${ends} ${origin}${stopCode ? `/stop/${stopCode}` : '/account/held'}` };
}

/**
 * `waits`: support was asked to remove somebody's second factors. `done`: they are gone. `held`: with them the passkeys of the
 * account that Passa holds. One SMS, in both languages.
 */
export function resetWords(
	what: 'waits' | 'done',
	{ at, held, link }: { at: Date; held: boolean; link: string },
): Words {
	const day = at.toISOString().slice(0, 10);
	const of = held ? 'your second factors and the keys of your money' : 'your second factors';
	return {
		subject: 'Your second factors / Uthibitisho wako wa pili',
		text:
			what === 'waits'
				? `Passa removes ${of} on ${day}. Not you? Stop it / Si wewe? Zuia: ${link}`
				: `Passa removed ${of}. Add new ones / Ongeza upya: ${link}`,
	};
}

/** `contact`: in part. Somebody removed it from an account, and it still gets the message. One SMS, in both languages. */
export const contactRemovedWords = (link: string): Words => ({
	subject: 'A contact was removed / Njia ya mawasiliano imeondolewa',
	text: `Passa: a phone or e-mail was removed from your account. Not you? Tell us at once / Si wewe? Tuambie mara moja: ${link}`,
});
