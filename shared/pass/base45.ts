/** RFC 9285. A QR code stores these characters in 5½ bits each, so it is smaller than with base64. */
const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const values = new Map([...letters].map((letter, value) => [letter, value]));

export function toBase45(bytes: Uint8Array): string {
	let text = '';
	for (let at = 0; at < bytes.length; at += 2) {
		const isPair = at + 1 < bytes.length;
		let rest = isPair ? bytes[at]! * 256 + bytes[at + 1]! : bytes[at]!;
		for (let left = isPair ? 3 : 2; left > 0; left--) {
			text += letters[rest % 45];
			rest = Math.floor(rest / 45);
		}
	}
	return text;
}

/** Null for what is no base45. */
export function fromBase45(text: string): Uint8Array<ArrayBuffer> | null {
	if (text.length % 3 === 1) return null;
	const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (text.length % 3 === 2 ? 1 : 0));
	for (let at = 0, to = 0; at < text.length; at += 3) {
		const group = [...text.slice(at, at + 3)].map((letter) => values.get(letter));
		if (group.includes(undefined)) return null;
		const [low = 0, middle = 0, high = 0] = group as number[];
		const value = low + 45 * middle + 2025 * high;
		if (value > (group.length === 3 ? 0xffff : 0xff)) return null;
		if (group.length === 3) bytes[to++] = value >> 8;
		bytes[to++] = value & 0xff;
	}
	return bytes;
}
