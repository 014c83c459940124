/**
 * A name that an organizer chose, for an SMS: its plain letters alone, cut to `room`. So it holds no link, and no
 * character that would need a second SMS. Marks above or below a letter are dropped, and the letter stays.
 */
export function plainName(name: string, room: number): string {
	const plain = name
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.replace(/[‘’ʼ]/g, "'")
		.replace(/[^A-Za-z0-9 &'-]+/g, ' ')
		.replace(/ +/g, ' ');
	return plain.trim().slice(0, Math.max(0, room)).trim();
}
