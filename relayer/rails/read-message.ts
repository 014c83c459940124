import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { countedAddress } from '#shared/service/counted-address.ts';

/** A message of more bytes is cut: it is no message of a provider, which sends a few kilobytes at most. */
const mostWhole = 64 * 1024;
/** How much is kept of a message that is cut, in bytes. */
const keptOfCut = 4 * 1024;
/** How far a message is read for its size and hash, in bytes. The connection of a longer one may end without an answer. */
const mostRead = 16 * 1024 * 1024;

/** `bytes`: its size, or how far it was read. `sha256`: of these bytes, in hex. */
export type Cut = { bytes: number; isAll: boolean; sha256: string };

/** Who sent a message, as far as its connection shows. */
export type Peer = { network: string; isProvider: boolean };

/** A message as it came. `text`: all of it, or if it is cut its beginning; bytes that are no text in base64. */
export type ReceivedMessage = { text: string; cut: Cut | null; peer: Peer };

/** `isProvider`: whether the address is known to be the provider's, or the message is signed by it. */
export const peerOf = (address: string, isProvider: boolean): Peer => ({
	network: countedAddress(address),
	isProvider,
});

/** Reads a request's body, of any size, in bounded memory. Every rail's hooks read by it: nothing before bounds a body. */
export async function readMessage(c: Context, peer: Peer): Promise<ReceivedMessage> {
	const chunks: Uint8Array[] = [];
	const hash = createHash('sha256');
	let bytes = 0;
	let isAll = true;
	for await (const chunk of c.req.raw.body ?? []) {
		if (bytes + chunk.length > mostRead) {
			isAll = false;
			break;
		}
		hash.update(chunk);
		if (bytes <= mostWhole) chunks.push(chunk);
		bytes += chunk.length;
	}
	const all = Buffer.concat(chunks);
	if (isAll && bytes <= mostWhole) return { text: textOf(all), cut: null, peer };
	return {
		text: textOf(all.subarray(0, keptOfCut)),
		cut: { bytes, isAll, sha256: hash.digest('hex') },
		peer,
	};
}

function textOf(raw: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(raw);
	} catch {
		return `base64:${Buffer.from(raw).toString('base64')}`;
	}
}
