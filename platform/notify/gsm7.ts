/** The default alphabet of SMS (3GPP TS 23.038), and its second page, whose characters count twice. */
const basic =
	'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extended = '\f^{}\\[~]|€';

/** What one SMS holds. */
export const oneSms = 160;

/** How much of an SMS a text takes; null if it has a character that is not in the alphabet. */
export function gsm7Length(text: string): number | null {
	let length = 0;
	for (const letter of text) {
		if (basic.includes(letter)) length += 1;
		else if (extended.includes(letter)) length += 2;
		else return null;
	}
	return length;
}
