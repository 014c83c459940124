import { asBase64 } from '#shared/base64.ts';
import { hex } from '#shared/hex.ts';
import { sha256 } from '#shared/sha256.ts';

/** What it needs to save an evidence file. The page loads it when somebody saves one. */
export { readCode } from '#shared/chain/audit/attachments.ts';
export { evidenceText } from '#shared/chain/audit/readings.ts';

/** The event's document from our own origin, in base64; null where it does not come, or is another. */
export async function documentText(wanted: Uint8Array, get: typeof fetch = fetch): Promise<string | null> {
	const expected = hex(wanted);
	try {
		const answer = await get(`/metadata/${expected}.json`);
		if (!answer.ok) return null;
		const bytes = new Uint8Array(await answer.arrayBuffer());
		return (await sha256(bytes)) === expected ? asBase64(bytes) : null;
	} catch {
		return null;
	}
}
