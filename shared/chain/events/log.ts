import { nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';
import { fromBase64, strictBase64 } from '#shared/base64.ts';
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
const vecOf = (length: number): Uint8Array => Uint8Array.of(0, 0, 0, 16, 0, 0, 0, 1, 0, 0, 0, length);
const [vecBytes, mostItems] = [12, 255];
/** An event's data ends with its number (a u64 and its type) and its log (32 bytes, their length and type). */
const [numberBytes, logBytes] = [12, 40];

/**
 * The same step from an event's bytes as they came. It decodes nothing, because an audit makes tens of thousands of
 * steps. Null if the data does not have the form [payload, n, log].
 */
export function logStepOf(
	log: Uint8Array,
	{ topic, value }: { topic: string[]; value: string },
	n: bigint,
): Uint8Array | null {
	const payload = payloadIn(bytesOf(value));
	if (!payload || topic.length > mostItems) return null;
	const number = new DataView(new ArrayBuffer(numberBytes));
	number.setUint32(0, 5);
	number.setBigUint64(4, n);
	const items = [vecOf(topic.length), ...topic.map(bytesOf), payload, new Uint8Array(number.buffer)];
	return digest(concat(log, vecOf(3), ...items));
}

/** The payload's bytes of data [payload, n, log]; null for other data. */
function payloadIn(data: Uint8Array<ArrayBuffer>): Uint8Array | null {
	const end = data.length - numberBytes - logBytes;
	if (end < vecBytes) return null;
	const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
	const isVec = view.getUint32(0) === 16 && view.getUint32(4) === 1 && view.getUint32(8) === 3;
	const log = end + numberBytes;
	const isSealed =
		view.getUint32(end) === 5 && view.getUint32(log) === 13 && view.getUint32(log + 4) === logBytes - 8;
	return isVec && isSealed ? data.subarray(vecBytes, end) : null;
}

/** Only read, never kept. */
const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => strictBase64(base64) ?? fromBase64(base64);

function concat(...parts: Uint8Array[]): Uint8Array {
	const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		joined.set(part, at);
		at += part.length;
	}
	return joined;
}
