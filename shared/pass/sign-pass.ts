import { sign } from './p256.ts';
import { joined, type PassCertificate, tagBytes, u8, u32, u64, writePayload } from './pass-layout.ts';
import { stepOf } from './steps.ts';

const encoder = new TextEncoder();
/** So that no signature of one kind is one of the other. */
const domains = { certificate: encoder.encode('passa/certificate/1'), pass: encoder.encode('passa/pass/1') };

type Unsigned = Omit<PassCertificate, 'signature'>;

/** What the issuer signs. */
export const certificateMessage = (of: Unsigned): Uint8Array<ArrayBuffer> =>
	joined(
		...[domains.certificate, of.eventId, u64(of.ticket), u32(of.delegation), of.deviceKey],
		...[u32(of.notBefore), u32(of.expiry), u8(of.issuer)],
	);

/** Which pass of which step. */
export type PassStep = Pick<PassCertificate, 'eventId' | 'ticket' | 'delegation'> & { step: number };

/** What the device signs. The short and the full form share it. */
export const passMessage = ({ eventId, ticket, delegation, step }: PassStep): Uint8Array<ArrayBuffer> =>
	joined(domains.pass, eventId, u64(ticket), u32(delegation), u32(step));

/** `key`: the issuer's private key. */
export const signCertificate = async (key: CryptoKey, of: Unsigned): Promise<PassCertificate> => ({
	...of,
	signature: await sign(key, certificateMessage(of)),
});

/**
 * The text of the QR code at a moment, in milliseconds since 1970. `key`: the device's. The short form is for gates
 * that have loaded the certificate.
 */
export async function signPass(
	key: CryptoKey,
	certificate: PassCertificate,
	now: number,
	form: 'short' | 'full' = 'full',
): Promise<string> {
	const { eventId, ticket, delegation } = certificate;
	const step = stepOf(now);
	const signature = await sign(key, passMessage({ eventId, ticket, delegation, step }));
	return writePayload({
		...{ eventTag: eventId.slice(0, tagBytes), ticket, delegation, step, signature },
		certificate: form === 'full' ? certificate : null,
	});
}
