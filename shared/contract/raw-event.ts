import { scValToNative, xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';

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

export const scVal = (base64: string): xdr.ScVal => xdr.ScVal.fromXdr(base64, 'base64');

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
