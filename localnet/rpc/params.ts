import { invalidParams } from './rpc-error.ts';

export type Params = Record<string, unknown>;

type Kinds = { string: string; count: number; object: Params; list: unknown[]; flag: boolean };

const most = 4_294_967_295;
const fits: { [K in keyof Kinds]: (value: unknown) => boolean } = {
	string: (value) => typeof value === 'string',
	count: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most,
	object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
	list: (value) => Array.isArray(value),
	flag: (value) => typeof value === 'boolean',
};

/** A parameter of one kind; null counts as missing. Throws -32602 if it is of another kind. */
export function field<K extends keyof Kinds>(params: Params, name: string, kind: K): Kinds[K] | undefined {
	const value = params[name] ?? undefined;
	if (value !== undefined && !fits[kind](value)) throw invalidParams(`invalid parameters: ${name}`);
	return value as Kinds[K] | undefined;
}

/** A list whose members are of one kind. Throws -32602 if it is something else. */
export function listOf<K extends keyof Kinds>(params: Params, name: string, kind: K): Kinds[K][] {
	const list = field(params, name, 'list') ?? [];
	if (!list.every(fits[kind])) throw invalidParams(`invalid parameters: ${name}`);
	return list as Kinds[K][];
}

/** Why another `xdrFormat` than base64 is refused; null if it is not. */
export function otherFormat(params: Params): string | null {
	const format = field(params, 'xdrFormat', 'string');
	return !format || format === 'base64'
		? null
		: `xdrFormat must be 'base64': this network does not serve '${format}'`;
}

/** The bytes of a base64 text, null if the text is not base64. Node alone would skip wrong characters. */
export function bytesOf(text: string): Uint8Array | null {
	const whole = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
	return whole ? new Uint8Array(Buffer.from(text, 'base64')) : null;
}
