import { nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';
import { fromBase64 } from '#shared/base64.ts';
import { digest } from '../digest.ts';

/** The first log of an event: SHA-256(network id ‖ contract id). */
export function logStart(passphrase: string, event: string): Uint8Array {
	const network = digest(new TextEncoder().encode(passphrase));
	return digest(concat(network, StrKey.decodeContract(event)));
}

/** log′ = SHA-256(log ‖ XDR[topics, payload, n]). */
export function logStep(log: Uint8Array, topics: xdr.ScVal[], payload: xdr.ScVal, n: bigint): Uint8Array {
	const step = xdr.ScVal.scvVec([xdr.ScVal.scvVec(topics), payload, nativeToScVal(n, { type: 'u64' })]);
	return digest(concat(log, step.toXdr()));
}

/** XDR of a vector's beginning: its type, that it is there, and its length. */
const vecOf = (length: number): number[] => [0, 0, 0, 16, 0, 0, 0, 1, 0, 0, 0, length];
/** An event's data ends with its number (a u64 and its type) and its log (32 bytes, their length and type). */
const sealBytes = 12 + 40;

/**
 * The same step from an event's bytes as they came. It decodes nothing, because an audit makes tens of thousands of
 * steps. Null if the data does not have the form [payload, n, log].
 */
export function logStepOf(
	log: Uint8Array,
	{ topic, value }: { topic: string[]; value: string },
	n: bigint,
): Uint8Array | null {
	const data = fromBase64(value);
	const seal = data.slice(-sealBytes);
	const isSealed =
		vecOf(3).every((byte, i) => data[i] === byte) &&
		[0, 0, 0, 5].every((byte, i) => seal[i] === byte) &&
		[0, 0, 0, 13, 0, 0, 0, 32].every((byte, i) => seal[12 + i] === byte);
	if (!isSealed || topic.length > 255) return null;
	const number = new DataView(new ArrayBuffer(8));
	number.setBigUint64(0, n);
	const payload = data.slice(vecOf(3).length, -sealBytes);
	const parts = [log, vecOf(3), vecOf(topic.length), ...topic.map(fromBase64), payload, [0, 0, 0, 5]];
	return digest(joined([...parts, new Uint8Array(number.buffer)]));
}

function joined(parts: ArrayLike<number>[]): Uint8Array {
	const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
	const joined = new Uint8Array(a.length + b.length);
	joined.set(a);
	joined.set(b, a.length);
	return joined;
}
