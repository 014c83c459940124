import { noAnswer } from './errors.ts';
import { readJson } from './json-readers.ts';

/** `value`: the answer's JSON; undefined if it is not JSON, e.g. a page of HTML. `body`: as it came. */
export type Answer = { status: number; value: unknown; body: string };

/** Longer than any page of Pull. An endless answer must not fill the memory. */
const mostBytes = 4 * 1024 * 1024;

/** Throws MPESA_NO_ANSWER. A redirect is not followed: it would carry the password elsewhere. */
export async function request(url: string, milliseconds: number, init: RequestInit): Promise<Answer> {
	try {
		const signal = AbortSignal.timeout(milliseconds);
		const response = await fetch(url, { ...init, redirect: 'manual', signal });
		const body = await textOf(response);
		return { status: response.status, value: readJson(body), body };
	} catch (cause) {
		throw noAnswer(cause);
	}
}

async function textOf(response: Response): Promise<string> {
	const parts: Uint8Array[] = [];
	let bytes = 0;
	for await (const part of response.body ?? []) {
		bytes += part.byteLength;
		if (bytes > mostBytes) throw new RangeError('the answer is too long');
		parts.push(part);
	}
	return new TextDecoder().decode(Buffer.concat(parts));
}

export const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;
