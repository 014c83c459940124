/** Numbers to call have nine digits or more; two years in a name have eight. */
const leastCallable = 9;

/**
 * A name that an organizer chose, for an SMS: its plain letters alone, cut to `room`. So it holds no link, and no
 * character that would need a second SMS. Marks above or below a letter are dropped, and the letter stays. Digits are
 * dropped if they could be a number to call.
 */
export function plainName(name: string, room: number): string {
	const plain = name
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.replace(/[‘’ʼ]/g, "'")
		.replace(/[^A-Za-z0-9 &'-]+/g, ' ')
		.replace(/ +/g, ' ');
	const callable = plain.replace(/\D/g, '').length >= leastCallable;
	const shown = callable ? plain.replace(/[0-9]+/g, '').replace(/ +/g, ' ') : plain;
	return shown.trim().slice(0, Math.max(0, room)).trim();
}
