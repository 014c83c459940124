import { readPayload } from '#shared/pass/pass-layout.ts';

/** What two scans of one pass have in common: its ticket and phone, for the code is another one every 15 seconds. */
export function scanKey(scanned: string): string {
	const payload = readPayload(scanned.trim());
	return payload ? `${payload.ticket}/${payload.delegation}` : scanned;
}
