import { asBase64 } from '#shared/chain/audit/attachments.ts';
import { hex } from '#shared/hex.ts';

/** What it needs to save an evidence file. The page loads it when somebody saves one. */
export { readCode } from '#shared/chain/audit/attachments.ts';
export { evidenceText } from '#shared/chain/audit/readings.ts';

/** The event's document from our own origin, in base64; null where it does not come, or is another. */
export async function documentText(sha256: Uint8Array, get: typeof fetch = fetch): Promise<string | null> {
	try {
		const answer = await get(`/metadata/${hex(sha256)}.json`);
		if (!answer.ok) return null;
		const bytes = new Uint8Array(await answer.arrayBuffer());
		const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
		return hex(digest) === hex(sha256) ? asBase64(bytes) : null;
	} catch {
		return null;
	}
}
