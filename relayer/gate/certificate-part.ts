import { and, eq } from 'drizzle-orm';
import type { CertificatePart } from '#shared/pass/pass-layout.ts';
import { type PassCertificateRow, passCertificates } from '../models/passes.ts';
import type { Reader } from '../models/schema.ts';

/** The certificate of a pass in the short form; null: there is none. */
export async function storedCertificate(
	db: Reader,
	event: string,
	ticket: bigint,
	delegation: number,
): Promise<CertificatePart | null> {
	const [row] = await db
		.select()
		.from(passCertificates)
		.where(
			and(
				eq(passCertificates.event, event),
				eq(passCertificates.ticket, ticket),
				eq(passCertificates.delegation, delegation),
			),
		);
	return row ? partOf(row) : null;
}

const partOf = (row: PassCertificateRow): CertificatePart => ({
	deviceKey: new Uint8Array(row.deviceKey),
	...{ notBefore: row.notBefore, expiry: row.expiry, issuer: row.issuer },
	signature: new Uint8Array(row.signature),
});
