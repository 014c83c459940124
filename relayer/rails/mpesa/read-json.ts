/** Parses a provider's message; null where it is not JSON in UTF-8. */
export function readJson(raw: Uint8Array): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
	} catch {
		return null;
	}
}
