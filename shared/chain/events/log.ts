import { hash, nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';

/** The first log of an event: SHA-256(network id ‖ contract id). */
export function logStart(passphrase: string, event: string): Uint8Array {
	const network = hash(new TextEncoder().encode(passphrase));
	return hash(concat(network, StrKey.decodeContract(event)));
}

/** log′ = SHA-256(log ‖ XDR[topics, payload, n]). */
export function logStep(log: Uint8Array, topics: xdr.ScVal[], payload: xdr.ScVal, n: bigint): Uint8Array {
	const step = xdr.ScVal.scvVec([xdr.ScVal.scvVec(topics), payload, nativeToScVal(n, { type: 'u64' })]);
	return hash(concat(log, step.toXdr()));
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
	const joined = new Uint8Array(a.length + b.length);
	joined.set(a);
	joined.set(b, a.length);
	return joined;
}
