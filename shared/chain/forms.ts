import type { RawEvent } from '#shared/contract/raw-event.ts';

/** Reads a value of one form. Throws Unreadable with the place of what is wrong. */
export type Form<T> = (value: unknown, at: string) => T;

/** An answer that has not the form of its method. The message names the field. */
export class Unreadable extends Error {}

export function unreadable(at: string, wanted: string): never {
	throw new Unreadable(`${at} is not ${wanted}`);
}

export const text: Form<string> = (value, at) => (typeof value === 'string' ? value : unreadable(at, 'text'));

const textLike =
	(pattern: RegExp, wanted: string): Form<string> =>
	(value, at) =>
		typeof value === 'string' && pattern.test(value) ? value : unreadable(at, wanted);

export const hash = textLike(/^[0-9a-f]{64}$/, 'a hash');
/** A whole number as text, as the RPC writes its 64-bit numbers. */
export const digits = textLike(/^\d{1,19}$/, 'a whole number as text');
export const eventId = textLike(/^\d{19}-\d{10}$/, 'an event id');
const timeLike = textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, 'a time');
/** One that exists: the 99th of a month has the form, and is none. */
const isoTime: Form<string> = (value, at) =>
	Number.isNaN(Date.parse(timeLike(value, at))) ? unreadable(at, 'a time') : (value as string);

export const flag: Form<boolean> = (value, at) =>
	typeof value === 'boolean' ? value : unreadable(at, 'true or false');

/** Tables hold ledgers as integers; the network gets there in three centuries. */
export const mostLedger = 0x7fff_ffff;
export const ledger: Form<number> = (value, at) =>
	Number.isInteger(value) && (value as number) >= 0 && (value as number) <= mostLedger
		? (value as number)
		: unreadable(at, 'a ledger');

export const oneOf =
	<T extends string>(...values: T[]): Form<T> =>
	(value, at) =>
		values.includes(value as T) ? (value as T) : unreadable(at, `one of ${values.join(', ')}`);

export const listOf =
	<T>(item: Form<T>): Form<T[]> =>
	(value, at) => {
		if (!Array.isArray(value)) return unreadable(at, 'a list');
		for (let i = 0; i < value.length; i++) item(value[i], `${at}[${i}]`);
		return value as T[];
	};

export const optional =
	<T>(form: Form<T>): Form<T | undefined> =>
	(value, at) =>
		value === undefined ? undefined : form(value, at);

/** An object with at least these fields. It is not copied: the bytes of an answer stay as they came. */
export const fieldsOf =
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
export const rawEvent: Form<RawEvent> = (value, at) => {
	const read = eventFields(value, at);
	if (BigInt(read.id.slice(0, 19)) >> 32n !== BigInt(read.ledger))
		unreadable(`${at}.ledger`, 'that of its id');
	return read;
};

/** A ledger entry, as `getLedgerEntries` gives it. */
export const entry = fieldsOf({
	key: text,
	xdr: text,
	lastModifiedLedgerSeq: ledger,
	liveUntilLedgerSeq: optional(ledger),
});
