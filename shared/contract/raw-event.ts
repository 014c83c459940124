import { scValToNative, xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { nativeWithBytes } from './native-value.ts';

/** A contract event as the RPC gives it: base64 XDR. */
export type RawEvent = {
	id: string;
	ledger: number;
	ledgerClosedAt: string;
	contractId: string;
	txHash: string;
	topic: string[];
	value: string;
	inSuccessfulContractCall: boolean;
};

const scVal = (base64: string): xdr.ScVal => xdr.ScVal.fromXdr(base64, 'base64');

const passa = xdr.ScVal.scvSymbol('passa').toXdr('base64');
/** Anybody may emit other names, so only so many are remembered. */
const mostNames = 200;
const names = new Map<string, string>();

/** The name in topic 1 of an event whose topic 0 is `passa`, else null. */
export function passaName({ topic }: RawEvent): string | null {
	if (topic.length < 2) return null;
	const [first, second] = topic as [string, string];
	if (first !== passa && scValToNative(scVal(first)) !== 'passa') return null;
	const known = names.get(second);
	if (known !== undefined) return known;
	const name = String(scValToNative(scVal(second)));
	if (names.size < mostNames) names.set(second, name);
	return name;
}

/** Topics and payload as ScVals, for the log chain. */
export const logged = (raw: RawEvent): { topics: xdr.ScVal[]; payload: xdr.ScVal } => ({
	topics: raw.topic.map(scVal),
	payload: loggedParts(raw)[0],
});

/** The data of an event that the log covers: payload, number, log. */
export function loggedParts(raw: RawEvent): [xdr.ScVal, xdr.ScVal, xdr.ScVal] {
	const value = scVal(raw.value);
	const parts = value.type === 'scvVec' ? value.vec : null;
	if (parts?.length !== 3 || parts[1]!.type !== 'scvU64' || parts[2]!.type !== 'scvBytes')
		throw new PassaError('EVENT_MALFORMED', `event ${raw.id} carries no payload, number and log`);
	return parts as [xdr.ScVal, xdr.ScVal, xdr.ScVal];
}

/** The end of the data: a u64, and 32 bytes. In base64 both begin within a triple, so it is compared as bytes. */
const sealed = (data: Uint8Array<ArrayBuffer>): boolean => {
	const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
	if (data.length < 64) return false;
	const [number, log] = [data.length - 52, data.length - 40];
	return view.getUint32(number) === 5 && view.getUint32(log) === 13 && view.getUint32(log + 4) === 32;
};

/** Payload, number and log of an event that the log covers, as `scValToNative` gives them. Throws EVENT_MALFORMED. */
export function loggedValues(raw: RawEvent): [unknown, bigint, unknown] {
	const { value: values, bytes } = nativeWithBytes(raw.value);
	// A u64 and an i128 are both bigint, so the type is looked up in the bytes.
	if (Array.isArray(values) && values.length === 3 && bytes && sealed(bytes))
		return values as [unknown, bigint, unknown];
	const [payload, n, log] = loggedParts(raw).map(scValToNative);
	return [payload, n as bigint, log];
}
