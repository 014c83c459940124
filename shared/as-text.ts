import { hex } from './hex.ts';

/** For `JSON.stringify`: wide numbers as decimal strings, bytes in hex. */
export const jsonValue = (_: string, value: unknown): unknown =>
	typeof value === 'bigint' ? value.toString() : value instanceof Uint8Array ? hex(value) : value;

/** A value as text: the same for equal values. */
export const asText = (value: unknown): string =>
	typeof value === 'object' ? JSON.stringify(value, jsonValue) : String(value);
