import type { PassaError } from '#shared/errors.ts';
import { Currency, Role } from './event.ts';

/** Reads a value as `scValToNative` gives it. Throws Misfit if it has another form. */
export type Form<T> = (value: unknown) => T;
/** Forms of a map's fields, or of values in order. */
export type Shape = Record<string, Form<unknown>>;
export type Shaped<S extends Shape> = { [K in keyof S]: ReturnType<S[K]> };

class Misfit extends Error {}

/** What a value of this form says. Throws what `refusal` makes of the reason if it has another form. */
export function readAs<T>(form: Form<T>, value: unknown, refusal: (why: string) => PassaError): T {
	try {
		return form(value);
	} catch (error) {
		throw error instanceof Misfit ? refusal(error.message) : error;
	}
}

const formOf =
	<T>(name: string, fits: (value: unknown) => value is T): Form<T> =>
	(value) => {
		if (fits(value)) return value;
		throw new Misfit(`${typeof value} is no ${name}`);
	};

export const bool = formOf('bool', (v) => typeof v === 'boolean');
/** A number of up to 32 bits. */
export const int = formOf('u32', (v) => typeof v === 'number');
/** A number of 64 or 128 bits. */
export const big = formOf('u64 or i128', (v) => typeof v === 'bigint');
const bytes = formOf('bytes', (v) => v instanceof Uint8Array);
/** An account, with an id or without, or a contract. */
export const address = formOf(
	'address',
	(v): v is string => typeof v === 'string' && /^([GC][A-Z2-7]{55}|M[A-Z2-7]{68})$/.test(v),
);
export const role = formOf('role', (v): v is Role => Object.values(Role).includes(v as Role));
export const currency = formOf('currency', (v): v is Currency =>
	Object.values(Currency).includes(v as Currency),
);

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** What is not UTF-8 in bytes shows as �: an organizer's odd text must not make an event unreadable. */
export const textOf = (utf8: Uint8Array): string => decoder.decode(utf8);
/** The SDK leaves bytes that are not UTF-8 as they are. */
export const text: Form<string> = (value) =>
	value instanceof Uint8Array ? textOf(value) : formOf('text', (v) => typeof v === 'string')(value);

export const bytes32: Form<Uint8Array> = (value) => {
	const read = bytes(value);
	if (read.length === 32) return read;
	throw new Misfit(`${read.length} bytes, not 32`);
};

export const maybe =
	<T>(form: Form<T>): Form<T | null> =>
	(value) =>
		value === null ? null : form(value);

const array = formOf('list', (v): v is unknown[] => Array.isArray(v));

export const list =
	<T>(form: Form<T>): Form<T[]> =>
	(value) =>
		array(value).map(form);

/** So many values, each of its form. */
export const tuple =
	<T extends unknown[]>(...forms: { [K in keyof T]: Form<T[K]> }): Form<T> =>
	(value) => {
		const values = array(value);
		if (values.length === forms.length) return forms.map((form, i) => form(values[i])) as T;
		throw new Misfit(`${values.length} values, not ${forms.length}`);
	};

const object = formOf('map', (v): v is object => typeof v === 'object' && v !== null);

/** Fields that the shape does not name are left out. */
export const record = <S extends Shape>(shape: S): Form<Shaped<S>> => {
	const forms = Object.entries(shape);
	return (value) => {
		const fields = object(value) as Record<string, unknown>;
		const read: Record<string, unknown> = {};
		for (const [name, form] of forms)
			read[name] = form(Object.hasOwn(fields, name) ? fields[name] : undefined);
		return read as Shaped<S>;
	};
};

/** A single value, under a name. */
export const named =
	<K extends string, T>(name: K, form: Form<T>): Form<Record<K, T>> =>
	(value) =>
		({ [name]: form(value) }) as Record<K, T>;

/** What was read, in another form. */
export const changed =
	<A, B>(form: Form<A>, change: (read: A) => B): Form<B> =>
	(value) =>
		change(form(value));
