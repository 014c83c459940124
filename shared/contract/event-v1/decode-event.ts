import { scValToNative } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import type { PassaEvent } from '../passa-event.ts';
import { loggedParts, passaName, type RawEvent, scVal } from '../raw-event.ts';

const eventNames = {
	created: true,
	splits_set: true,
	allocated: true,
	sold: true,
	settled: true,
	paid: true,
	moved: true,
} satisfies Record<PassaEvent['name'], true>;

const isEventName = (name: string | null): name is PassaEvent['name'] =>
	name !== null && Object.hasOwn(eventNames, name);

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
	const [payload, n, log] = loggedParts(raw).map((v) => scValToNative(v)) as [object, bigint, Uint8Array];
	const topics = raw.topic.slice(2).map((t) => scValToNative(scVal(t)) as string);
	const extra =
		name === 'sold' ? { buyer: topics[0] } : name === 'moved' ? { from: topics[0], to: topics[1] } : {};
	return { name, n, log, payload: { ...payload, ...extra } } as PassaEvent;
}
