import { hex } from '../hex.ts';
import { importPublicKey, isSignedBy } from './p256.ts';
import {
	type CertificatePart,
	type PassCertificate,
	type PassPayload,
	readPayload,
	writeCertificatePart,
} from './pass-layout.ts';
import { certificateMessage, passMessage } from './sign-pass.ts';
import { readStaticCode, staticCodeHash } from './static-code.ts';
import { stepOf } from './steps.ts';

/**
 * Why a code is no pass, in the order of the checks.
 * - `CERTIFICATE_MISSING`: the short form, and the verifier does not hold its certificate. It says nothing of the ticket.
 * - `STEP_OLD`: a picture of a pass, or a clock that is wrong.
 */
export const passFaults = [
	'FORMAT',
	'OTHER_EVENT',
	'CERTIFICATE_MISSING',
	'ISSUER_UNKNOWN',
	'CERTIFICATE_FORGED',
	'CERTIFICATE_EARLY',
	'CERTIFICATE_ENDED',
	'SIGNATURE_WRONG',
	'STEP_OLD',
	'STEP_AHEAD',
] as const;
export type PassFault = (typeof passFaults)[number];

/** What a code turned out to be. `codeHash`: by what the gate finds the ticket of a static code. */
export type PassReading =
	| { kind: 'rotating'; ticket: bigint; delegation: number; step: number }
	| { kind: 'static'; codeHash: string }
	| { kind: 'refused'; fault: PassFault };

export type PassVerifier = {
	/** The contract's 32 bytes. */
	eventId: Uint8Array<ArrayBuffer>;
	/** The issuer's public keys by their number. */
	issuers: ReadonlyMap<number, CryptoKey>;
	/**
	 * The certificate that a gate has loaded from the relayer itself. It is believed as it stands: who could change it
	 * there decides at that gate anyway.
	 */
	certificateOf: (ticket: bigint, delegation: number) => CertificatePart | null;
	/** Device keys that were read, of certificates that were verified or loaded: bounded, the oldest goes first. */
	verified: Map<string, CryptoKey>;
};

/** Certificates that a verifier remembers: an event's, and about 10 MB. */
const maxVerified = 50_000;

export const passVerifier = (of: Omit<PassVerifier, 'verified'>): PassVerifier => ({
	...of,
	verified: new Map(),
});

/**
 * Whether a scanned text is a pass of the event now, by the issuer's public keys alone. `now`: milliseconds since 1970,
 * after the clock's correction. Whatever the text is, the answer says why; it rejects only where WebCrypto itself fails.
 */
export async function verifyPass(verifier: PassVerifier, scanned: string, now: number): Promise<PassReading> {
	const text = scanned.replace(/^[\r\n\t]+|[\r\n\t]+$/g, '');
	const code = readStaticCode(text);
	if (code) return { kind: 'static', codeHash: await staticCodeHash(verifier.eventId, code) };
	const payload = readPayload(text);
	if (!payload) return refused('FORMAT');
	const { eventTag, ticket, delegation, step } = payload;
	const { eventId } = verifier;
	if (eventTag.some((byte, at) => byte !== eventId[at])) return refused('OTHER_EVENT');
	const loaded = verifier.certificateOf(ticket, delegation);
	const part = payload.certificate ?? loaded;
	if (!part) return refused('CERTIFICATE_MISSING');
	const isLoaded = loaded !== null && isSame(part, loaded);
	const key = await deviceKeyOf(verifier, { ...part, eventId, ticket, delegation }, isLoaded, now);
	if (typeof key === 'string') return refused(key);
	const fault = await faultOfPayload(key, eventId, payload, now);
	return fault ? refused(fault) : { kind: 'rotating', ticket, delegation, step };
}

const refused = (fault: PassFault): PassReading => ({ kind: 'refused', fault });

async function faultOfPayload(
	key: CryptoKey,
	eventId: Uint8Array<ArrayBuffer>,
	{ ticket, delegation, step, signature }: PassPayload,
	now: number,
): Promise<PassFault | null> {
	const message = passMessage({ eventId, ticket, delegation, step });
	if (!(await isSignedBy(key, signature, message))) return 'SIGNATURE_WRONG';
	const late = stepOf(now) - step;
	if (late > 1) return 'STEP_OLD';
	return late < -1 ? 'STEP_AHEAD' : null;
}

/** Reads the key of a certificate that the gate has loaded, so that its pass is verified at once. */
export async function readLoaded(verifier: PassVerifier, ticket: bigint, delegation: number): Promise<void> {
	const loaded = verifier.certificateOf(ticket, delegation);
	if (!loaded) return;
	const { eventId } = verifier;
	await deviceKeyOf(verifier, { ...loaded, eventId, ticket, delegation }, true, 0);
}

const isSame = (one: CertificatePart, other: CertificatePart): boolean =>
	one === other || hex(writeCertificatePart(one)) === hex(writeCertificatePart(other));

/** The device's key, if the issuer certified it for now. `isLoaded`: it came from the relayer itself. */
async function deviceKeyOf(
	{ issuers, verified }: PassVerifier,
	certificate: PassCertificate,
	isLoaded: boolean,
	now: number,
): Promise<CryptoKey | PassFault> {
	const issuer = issuers.get(certificate.issuer);
	if (!issuer) return 'ISSUER_UNKNOWN';
	const message = certificateMessage(certificate);
	const name = hex(message) + hex(certificate.signature);
	let key = verified.get(name) ?? null;
	if (!key) {
		const isGood = isLoaded || (await isSignedBy(issuer, certificate.signature, message));
		if (!isGood) return 'CERTIFICATE_FORGED';
		key = await importPublicKey(certificate.deviceKey);
		if (!key) return 'CERTIFICATE_FORGED';
		const oldest = verified.size >= maxVerified ? verified.keys().next().value : undefined;
		if (oldest !== undefined) verified.delete(oldest);
		verified.set(name, key);
	}
	const seconds = now / 1000;
	if (seconds < certificate.notBefore) return 'CERTIFICATE_EARLY';
	return seconds >= certificate.expiry ? 'CERTIFICATE_ENDED' : key;
}
