import { hex } from './hex.ts';

/** For `JSON.stringify`: wide numbers as decimal strings, bytes in hex. */
export const jsonValue = (_: string, value: unknown): unknown =>
	typeof value === 'bigint' ? value.toString() : value instanceof Uint8Array ? hex(value) : value;

/** A value as text: the same for equal values, in whichever order their fields were written. */
export const asText = (value: unknown): string =>
	typeof value === 'object' ? JSON.stringify(value, inOrder) : String(value);

function inOrder(key: string, value: unknown): unknown {
	const plain = jsonValue(key, value);
	if (plain instanceof Map) return [...plain].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
	if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) return plain;
	return Object.fromEntries(Object.entries(plain).sort(([a], [b]) => (a < b ? -1 : 1)));
}
