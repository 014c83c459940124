import { PassaError } from '#shared/errors.ts';
import { bytes32, type Form, type Shape, type Shaped } from './native-form.ts';
import { nativeValue } from './native-value.ts';
import type { EventName, PassaEvent, Payloads } from './passa-event.ts';
import { loggedValues, passaName, type RawEvent } from './raw-event.ts';

/** How an event's topics after its name, in order, and its data become its payload. */
export type EventForm<P> = {
	isLogged: boolean;
	topics: [string, Form<unknown>][];
	read(topics: object, data: unknown): P;
};

/** The events that a version publishes. */
export type EventForms = { [N in EventName]?: EventForm<Payloads[N]> };

const formOf =
	(isLogged: boolean) =>
	<T extends Shape, D extends object>(topics: T, data: Form<D>): EventForm<Shaped<T> & D> => ({
		isLogged,
		topics: Object.entries(topics),
		read: (read, value) => ({ ...(read as Shaped<T>), ...data(value) }),
	});

/** Its data is [payload, n, log]. */
export const logged = formOf(true);
/** Its data is the payload alone. */
export const plain = formOf(false);

/**
 * Reads events of one contract. Anybody may emit the topic `passa`: another contract's event is refused (EVENT_FOREIGN).
 * So is an unknown name (EVENT_UNKNOWN): the reader is older than the contract. And so is what does not have the form that
 * its name asks for (EVENT_MALFORMED), with a place in the log or without.
 */
export const decoderOf =
	(forms: EventForms) =>
	(raw: RawEvent, event: string): PassaEvent => {
		if (raw.contractId !== event)
			throw new PassaError(
				'EVENT_FOREIGN',
				`event ${raw.id} comes from ${raw.contractId}, not from ${event}`,
			);
		const name = readable(raw, () => passaName(raw));
		if (name === null || !Object.hasOwn(forms, name))
			throw new PassaError('EVENT_UNKNOWN', `event ${raw.id} has a name this version does not know: ${name}`);
		return readable(raw, () => decode(raw, name as EventName, forms[name as EventName]!));
	};

function decode<N extends EventName>(raw: RawEvent, name: N, form: EventForm<Payloads[N]>): PassaEvent {
	const values = raw.topic.slice(2).map(nativeValue);
	if (values.length !== form.topics.length) throw malformed(raw, `${values.length} topics after its name`);
	const topics = Object.fromEntries(form.topics.map(([key, topic], i) => [key, topic(values[i])]));
	const [payload, n, log] = form.isLogged ? loggedValues(raw) : [nativeValue(raw.value), null, null];
	return {
		name,
		payload: form.read(topics, payload),
		n: n as bigint | null,
		log: log && bytes32(log),
	} as PassaEvent;
}

/** An RPC's answer is not trusted: it may not even be XDR. */
function readable<T>(raw: RawEvent, read: () => T): T {
	try {
		return read();
	} catch (error) {
		if (error instanceof PassaError && error.code === 'EVENT_MALFORMED') throw error;
		throw malformed(raw, error instanceof Error ? error.message : String(error), error);
	}
}

const malformed = (raw: RawEvent, why: string, cause?: unknown) =>
	new PassaError('EVENT_MALFORMED', `event ${raw.id} cannot be read: ${why}`, { cause });
