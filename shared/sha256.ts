import { hex } from './hex.ts';

/** SHA-256 in hex, by what browsers have themselves. */
export const sha256 = async (bytes: Uint8Array): Promise<string> =>
	hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)));
