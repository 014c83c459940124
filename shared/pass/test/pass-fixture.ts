import { exportPublicKey, generateDeviceKey } from '../p256.ts';
import type { CertificatePart, PassCertificate } from '../pass-layout.ts';
import { signCertificate } from '../sign-pass.ts';
import { type PassVerifier, passVerifier } from '../verify-pass.ts';

/** Milliseconds since 1970. */
export const now = 1_767_225_600_000;
export const eventId = new Uint8Array(32).map((_, at) => at * 7 + 1);
export const otherEvent = new Uint8Array(32).map((_, at) => at * 5 + 2);
export const ticket = (0x3abcdef012345n << 5n) | 3n;

export type PassFixture = {
	issuer: CryptoKeyPair;
	device: CryptoKeyPair;
	certificate: PassCertificate;
	/** Holds the certificate of the short form. */
	verifier: PassVerifier;
	/** A certificate of the issuer's with other values. */
	certify: (other: Partial<PassCertificate>, by?: CryptoKeyPair) => Promise<PassCertificate>;
};

/** An issuer, a device with a certificate, and a gate that knows the issuer. */
export async function passFixture(): Promise<PassFixture> {
	const [issuer, device] = await Promise.all([generateDeviceKey(), generateDeviceKey()]);
	const deviceKey = await exportPublicKey(device.publicKey);
	const seconds = now / 1000;
	const usual = { eventId, ticket, delegation: 2, deviceKey, issuer: 1 };
	const times = { notBefore: seconds - 3600, expiry: seconds + 86_400 };
	const certify: PassFixture['certify'] = ({ signature: _, ...other }, by = issuer) =>
		signCertificate(by.privateKey, { ...usual, ...times, ...other });
	const certificate = await certify({});
	const loaded = new Map<string, CertificatePart>([[`${ticket}/2`, certificate]]);
	const verifier = passVerifier({
		eventId,
		issuers: new Map([[1, issuer.publicKey]]),
		certificateOf: (of, delegation) => loaded.get(`${of}/${delegation}`) ?? null,
	});
	return { issuer, device, certificate, verifier, certify };
}
