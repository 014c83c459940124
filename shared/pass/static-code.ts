import { sha256 } from '../sha256.ts';

/** Crockford's base 32: without I, L, O and U. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Sixteen letters of five bits: 80 bits, which nobody guesses. */
const length = 16;

/** A new code, `K7M4-QXD2-…`, for a printed pass or a text message. */
export function newStaticCode(): string {
	const random = crypto.getRandomValues(new Uint8Array(length));
	const code = [...random].map((byte) => letters[byte & 31]).join('');
	return code.match(/.{4}/g)!.join('-');
}

/** A code as somebody typed or scanned it, in one form; null for what is none. */
export function readStaticCode(text: string): string | null {
	const code = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
	return code.length === length && [...code].every((letter) => letters.includes(letter)) ? code : null;
}

const domain = new TextEncoder().encode('passa/static/1');

/**
 * By what a gate finds a code: its list reveals no code. `eventId`: the contract's 32 bytes. `code` as `readStaticCode`
 * gives it. In hex.
 */
export function staticCodeHash(eventId: Uint8Array, code: string): Promise<string> {
	return sha256(new Uint8Array([...domain, ...eventId, ...new TextEncoder().encode(code)]));
}
