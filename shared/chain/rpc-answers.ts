import type { RawEvent } from '#shared/contract/raw-event.ts';

/** Reads a value of one form. Throws Unreadable with the place of what is wrong. */
type Form<T> = (value: unknown, at: string) => T;

/** An answer that has not the form of its method. The message names the field. */
export class Unreadable extends Error {}

function unreadable(at: string, wanted: string): never {
	throw new Unreadable(`${at} is not ${wanted}`);
}

const text: Form<string> = (value, at) => (typeof value === 'string' ? value : unreadable(at, 'text'));

const textLike =
	(pattern: RegExp, wanted: string): Form<string> =>
	(value, at) =>
		typeof value === 'string' && pattern.test(value) ? value : unreadable(at, wanted);

const hash = textLike(/^[0-9a-f]{64}$/, 'a hash');
/** A whole number as text, as the RPC writes its 64-bit numbers. */
const digits = textLike(/^\d{1,19}$/, 'a whole number as text');
const eventId = textLike(/^\d{19}-\d{10}$/, 'an event id');
const isoTime = textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, 'a time');

const flag: Form<boolean> = (value, at) =>
	typeof value === 'boolean' ? value : unreadable(at, 'true or false');

const mostLedger = 0xffff_ffff;
const ledger: Form<number> = (value, at) =>
	Number.isInteger(value) && (value as number) >= 0 && (value as number) <= mostLedger
		? (value as number)
		: unreadable(at, 'a ledger');

const oneOf =
	<T extends string>(...values: T[]): Form<T> =>
	(value, at) =>
		values.includes(value as T) ? (value as T) : unreadable(at, `one of ${values.join(', ')}`);

const listOf =
	<T>(item: Form<T>): Form<T[]> =>
	(value, at) => {
		if (!Array.isArray(value)) return unreadable(at, 'a list');
		for (let i = 0; i < value.length; i++) item(value[i], `${at}[${i}]`);
		return value as T[];
	};

const optional =
	<T>(form: Form<T>): Form<T | undefined> =>
	(value, at) =>
		value === undefined ? undefined : form(value, at);

/** An object with at least these fields. It is not copied: the bytes of an answer stay as they came. */
const fieldsOf =
	<T extends Record<string, Form<unknown>>>(fields: T): Form<{ [K in keyof T]: ReturnType<T[K]> }> =>
	(value, at) => {
		if (typeof value !== 'object' || value === null || Array.isArray(value))
			return unreadable(at, 'an object');
		for (const name in fields) fields[name]!((value as Record<string, unknown>)[name], `${at}.${name}`);
		return value as { [K in keyof T]: ReturnType<T[K]> };
	};

const eventFields = fieldsOf({
	id: eventId,
	ledger,
	ledgerClosedAt: isoTime,
	contractId: text,
	txHash: hash,
	topic: listOf(text),
	value: text,
	inSuccessfulContractCall: flag,
});

/** An id begins with its ledger. */
const event: Form<RawEvent> = (value, at) => {
	const read = eventFields(value, at);
	if (BigInt(read.id.slice(0, 19)) >> 32n !== BigInt(read.ledger))
		unreadable(`${at}.ledger`, 'that of its id');
	return read;
};

const range = { latestLedger: ledger, oldestLedger: ledger };

function inOrder(latest: number, oldest: number, at: string): void {
	if (oldest > latest) unreadable(`${at}.oldestLedger`, 'before the latest one');
}

const eventsFields = fieldsOf({
	...range,
	events: listOf(event),
	cursor: eventId,
	latestLedgerCloseTime: digits,
});

const getEvents: Form<ReturnType<typeof eventsFields>> = (value, at) => {
	const page = eventsFields(value, at);
	inOrder(page.latestLedger, page.oldestLedger, at);
	const ahead = page.events.findIndex((e) => e.ledger > page.latestLedger);
	if (ahead >= 0) unreadable(`${at}.events[${ahead}].ledger`, 'a closed ledger');
	return page;
};

const ledgersFields = fieldsOf({
	...range,
	ledgers: listOf(
		fieldsOf({ hash, sequence: ledger, ledgerCloseTime: digits, headerXdr: text, metadataXdr: text }),
	),
});

const getLedgers: Form<ReturnType<typeof ledgersFields>> = (value, at) => {
	const page = ledgersFields(value, at);
	inOrder(page.latestLedger, page.oldestLedger, at);
	return page;
};

const entriesFields = fieldsOf({
	latestLedger: ledger,
	entries: listOf(
		fieldsOf({
			key: text,
			xdr: text,
			lastModifiedLedgerSeq: ledger,
			liveUntilLedgerSeq: optional(ledger),
		}),
	),
});

/** Some releases write an empty list as null. */
const getLedgerEntries: Form<ReturnType<typeof entriesFields>> = (value, at) => {
	const answer = value as { entries?: unknown } | null;
	if (typeof answer === 'object' && answer?.entries === null) answer.entries = [];
	return entriesFields(value, at);
};

const found = fieldsOf({
	ledger,
	createdAt: digits,
	envelopeXdr: text,
	resultXdr: text,
	resultMetaXdr: text,
});

const transactionFields = fieldsOf({
	...range,
	status: oneOf('SUCCESS', 'FAILED', 'NOT_FOUND'),
	latestLedgerCloseTime: digits,
	oldestLedgerCloseTime: digits,
	events: optional(fieldsOf({ contractEventsXdr: optional(listOf(listOf(text))) })),
});

type Transaction = ReturnType<typeof transactionFields>;
type FoundTransaction = Transaction & { status: 'SUCCESS' | 'FAILED' } & ReturnType<typeof found>;

const getTransaction: Form<FoundTransaction | (Transaction & { status: 'NOT_FOUND' })> = (value, at) => {
	const answer = transactionFields(value, at);
	if (answer.status !== 'NOT_FOUND') found(value, at);
	return answer as FoundTransaction;
};

const simulated = fieldsOf({ latestLedger: ledger, error: optional(text), events: optional(listOf(text)) });
const succeeded = fieldsOf({ transactionData: text, minResourceFee: digits });

const simulateTransaction: Form<ReturnType<typeof simulated>> = (value, at) => {
	const answer = simulated(value, at);
	if (answer.error === undefined) succeeded(value, at);
	return answer;
};

const fees = fieldsOf({ p90: digits });

const forms = {
	getEvents,
	getLedgers,
	getLedgerEntries,
	getTransaction,
	simulateTransaction,
	getLatestLedger: fieldsOf({ sequence: ledger, closeTime: digits }),
	getHealth: fieldsOf({ status: text, ...range }),
	getNetwork: fieldsOf({ passphrase: text, protocolVersion: ledger }),
	getFeeStats: fieldsOf({ sorobanInclusionFee: fees, inclusionFee: fees }),
	sendTransaction: fieldsOf({
		status: oneOf('PENDING', 'DUPLICATE', 'TRY_AGAIN_LATER', 'ERROR'),
		hash,
		latestLedger: ledger,
	}),
} as const;

/** What each method answers. Fields beside these are there, too, and unchecked. */
export type Answers = { [M in keyof typeof forms]: ReturnType<(typeof forms)[M]> };

const anything = fieldsOf({});

/** Checks an answer against the form of its method; of another method it must be an object. Throws Unreadable. */
export const readAnswer = (method: string, answer: unknown): object =>
	Object.hasOwn(forms, method)
		? forms[method as keyof typeof forms](answer, 'the answer')
		: anything(answer, 'the answer');
