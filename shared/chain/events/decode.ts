import { scValToNative, xdr } from '@stellar/stellar-sdk';
import type {
	Allocation,
	Batch,
	Creation,
	Move,
	Payouts,
	Sale,
	SplitsChanged,
} from '#shared/contract/event.ts';
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

type Payloads = {
	created: Creation;
	splits_set: SplitsChanged;
	allocated: Allocation;
	sold: Sale & { buyer: string };
	settled: Batch;
	paid: Payouts;
	moved: Move & { from: string; to: string };
};

type Logged = { [K in keyof Payloads]: { name: K; n: bigint; log: Uint8Array; payload: Payloads[K] } };

/** An event of an event contract's log. */
export type PassaEvent = Logged[keyof Payloads];

/** The registry's announcement, published before the event's contract exists. */
export type Announcement = {
	event: string;
	no: number;
	nonce: bigint;
	organizer: string;
	wasmHash: Uint8Array;
};

const eventNames = {
	created: true,
	splits_set: true,
	allocated: true,
	sold: true,
	settled: true,
	paid: true,
	moved: true,
} satisfies Record<keyof Payloads, true>;

const isEventName = (name: string | null): name is keyof Payloads =>
	name !== null && Object.hasOwn(eventNames, name);

const scVal = (base64: string): xdr.ScVal => xdr.ScVal.fromXdr(base64, 'base64');

/** The name in topic 1 of an event whose topic 0 is `passa`, else null. */
export function passaName(raw: RawEvent): string | null {
	if (raw.topic.length < 2 || scValToNative(scVal(raw.topic[0]!)) !== 'passa') return null;
	return String(scValToNative(scVal(raw.topic[1]!)));
}

/**
 * Reads an event of the contract `event`. Anybody may emit the topic `passa`: another contract's event is refused
 * (EVENT_FOREIGN). So is an unknown name (EVENT_UNKNOWN): the reader is older than the contract.
 */
export function decodeEvent(raw: RawEvent, event: string): PassaEvent {
	if (raw.contractId !== event)
		throw new PassaError('EVENT_FOREIGN', `event ${raw.id} comes from ${raw.contractId}, not from ${event}`);
	const name = passaName(raw);
	if (!isEventName(name)) {
		throw new PassaError('EVENT_UNKNOWN', `event ${raw.id} has a name this version does not know: ${name}`);
	}
	const [payload, n, log] = sealed(raw).map((v) => scValToNative(v)) as [object, bigint, Uint8Array];
	const topics = raw.topic.slice(2).map((t) => scValToNative(scVal(t)) as string);
	const extra =
		name === 'sold' ? { buyer: topics[0] } : name === 'moved' ? { from: topics[0], to: topics[1] } : {};
	return { name, n, log, payload: { ...payload, ...extra } } as PassaEvent;
}

/** Reads an announcement of the registry `registry`, and of no other contract. */
export function decodeAnnouncement(raw: RawEvent, registry: string): Announcement {
	if (raw.contractId !== registry)
		throw new PassaError(
			'EVENT_FOREIGN',
			`event ${raw.id} comes from ${raw.contractId}, not from ${registry}`,
		);
	if (passaName(raw) !== 'announced')
		throw new PassaError('EVENT_UNKNOWN', `event ${raw.id} is no announcement`);
	const data = scValToNative(scVal(raw.value)) as {
		no: number;
		nonce: bigint;
		organizer: string;
		wasm_hash: Uint8Array;
	};
	const event = scValToNative(scVal(raw.topic[2]!)) as string;
	return { event, no: data.no, nonce: data.nonce, organizer: data.organizer, wasmHash: data.wasm_hash };
}

/** Topics and payload as ScVals, for the log chain. */
export const logged = (raw: RawEvent): { topics: xdr.ScVal[]; payload: xdr.ScVal } => ({
	topics: raw.topic.map(scVal),
	payload: sealed(raw)[0],
});

/** The data of an event that the log covers: payload, number, log. */
function sealed(raw: RawEvent): [xdr.ScVal, xdr.ScVal, xdr.ScVal] {
	const value = scVal(raw.value);
	const parts = value.type === 'scvVec' ? value.vec : null;
	if (parts?.length !== 3 || parts[1]!.type !== 'scvU64' || parts[2]!.type !== 'scvBytes')
		throw new PassaError('EVENT_MALFORMED', `event ${raw.id} carries no payload, number and log`);
	return parts as [xdr.ScVal, xdr.ScVal, xdr.ScVal];
}
