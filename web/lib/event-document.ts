import type { Metadata } from '#shared/metadata.ts';

/**
 * The document whose SHA-256 an event's contract holds, read from our own origin and hashed in this browser. Null if it
 * is not there or has another hash: nothing that it says is shown then.
 */
export async function eventDocument(sha256: Uint8Array, get: typeof fetch = fetch): Promise<Metadata | null> {
	const [{ hex }, { verifyMetadata }] = await Promise.all([
		import('#shared/hex.ts'),
		import('#shared/metadata.ts'),
	]);
	try {
		const answer = await get(`/metadata/${hex(sha256)}.json`);
		if (!answer.ok) return null;
		return await verifyMetadata(new Uint8Array(await answer.arrayBuffer()), sha256);
	} catch {
		return null;
	}
}
