import { type CertificatePart, readPayload } from '#shared/pass/pass-layout.ts';
import { type PassReading, verifyPass } from '#shared/pass/verify-pass.ts';
import type { PassCertificateRow } from '../models/passes.ts';
import { eventIdOf } from '../passes/event-id.ts';
import type { GateDeps } from './gate-deps.ts';
import { type StaticCode, staticCode } from './static-facts.ts';

/** Which rows to look at, by what a code claims before anything of it is verified. */
export function claimOf(scanned: string): { ticket: bigint | null; delegation: number | null } {
	const claim = readPayload(scanned.trim());
	return { ticket: claim?.ticket ?? null, delegation: claim?.delegation ?? null };
}

/**
 * Reads a code of any form, as of `at` (milliseconds since 1970). `stored`: the certificate that it names, as we gave it.
 * `failed` where our own part fails.
 */
export async function readPass(
	deps: GateDeps,
	event: string,
	scanned: string,
	stored: PassCertificateRow | null,
	at: number,
): Promise<PassReading | 'failed'> {
	try {
		const verifier = { eventId: eventIdOf(event), issuers: deps.passes.publicKeys, verified: deps.verified };
		const certificateOf = () => stored && partOf(stored);
		return await verifyPass({ ...verifier, certificateOf }, scanned, at);
	} catch (err) {
		deps.log.error({ event, err }, 'a pass cannot be verified');
		return 'failed';
	}
}

const partOf = (row: PassCertificateRow): CertificatePart => ({
	deviceKey: new Uint8Array(row.deviceKey),
	...{ notBefore: row.notBefore, expiry: row.expiry, issuer: row.issuer },
	signature: new Uint8Array(row.signature),
});

/** What we know of a static code; null: it is none, or nobody was given it. */
export const codeOf = async (
	{ db }: GateDeps,
	event: string,
	reading: PassReading | 'failed',
): Promise<StaticCode | null> =>
	reading !== 'failed' && reading.kind === 'static' ? staticCode(db, event, reading.codeHash) : null;

/** The ticket that a pass proves; null: none. */
export function ticketIn(reading: PassReading | 'failed', code: StaticCode | null): bigint | null {
	if (code) return code.row.ticket;
	return reading !== 'failed' && reading.kind === 'rotating' ? reading.ticket : null;
}
