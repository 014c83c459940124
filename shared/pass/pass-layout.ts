import { fromBase45, toBase45 } from './base45.ts';
import { publicKeyBytes, signatureBytes } from './p256.ts';

/**
 * What the relayer says of a device: it may show this ticket's pass. Times in seconds since 1970. `eventId`: the
 * contract's 32 bytes. `delegation`: rises with each certificate of a ticket, so it names a device, and a later holder's
 * numbers are higher than those of all earlier ones. `issuer`: which of the relayer's keys signed, 0 to 255.
 */
export type PassCertificate = {
	eventId: Uint8Array<ArrayBuffer>;
	ticket: bigint;
	delegation: number;
	deviceKey: Uint8Array<ArrayBuffer>;
	notBefore: number;
	expiry: number;
	issuer: number;
	signature: Uint8Array<ArrayBuffer>;
};

/** A certificate without what its pass says anyway. */
export type CertificatePart = Omit<PassCertificate, 'eventId' | 'ticket' | 'delegation'>;

/** What a QR code says. `eventTag`: the first bytes of the event's id. `certificate`: in the full form only. */
export type PassPayload = {
	eventTag: Uint8Array<ArrayBuffer>;
	ticket: bigint;
	delegation: number;
	step: number;
	signature: Uint8Array<ArrayBuffer>;
	certificate: CertificatePart | null;
};

/** Version 1, for gates that hold the certificate and for those that do not. */
const forms = { short: 0x11, full: 0x12 } as const;
/**
 * The tag only tells one event from another; signatures cover the whole id. The layout:
 * form 1 ‖ tag 4 ‖ ticket 8 ‖ delegation 4 ‖ step 4 ‖ signature 64 [‖ device key 33 ‖ not before 4 ‖ expiry 4 ‖
 * issuer 1 ‖ signature 64]
 */
export const tagBytes = 4;
const shortBytes = 1 + tagBytes + 8 + 4 + 4 + signatureBytes;
const certificatePartBytes = publicKeyBytes + 4 + 4 + 1 + signatureBytes;

/** The letter keeps a scanner that trims spaces from cutting base45, which may begin with one; it ends with a digit. */
const prefix = 'P';

/** Numbers are big-endian. */
export function joined(...parts: (Uint8Array | { bytes: 1 | 4 | 8; value: number | bigint })[]) {
	const sizeOf = (part: (typeof parts)[number]) => (part instanceof Uint8Array ? part.length : part.bytes);
	const all = new Uint8Array(parts.reduce((sum, part) => sum + sizeOf(part), 0));
	let at = 0;
	for (const part of parts) {
		if (part instanceof Uint8Array) all.set(part, at);
		else {
			let rest = BigInt(part.value);
			for (let i = part.bytes - 1; i >= 0; i--, rest >>= 8n) all[at + i] = Number(rest & 0xffn);
		}
		at += sizeOf(part);
	}
	return all;
}

export const u8 = (value: number) => ({ bytes: 1 as const, value });
export const u32 = (value: number) => ({ bytes: 4 as const, value });
export const u64 = (value: bigint) => ({ bytes: 8 as const, value });

/** A certificate's part as the full form and a gate's list hold it. */
export const writeCertificatePart = (part: CertificatePart): Uint8Array<ArrayBuffer> =>
	joined(part.deviceKey, u32(part.notBefore), u32(part.expiry), u8(part.issuer), part.signature);

/** Null for another length. */
export function readCertificatePart(bytes: Uint8Array): CertificatePart | null {
	if (bytes.length !== certificatePartBytes) return null;
	const view = new DataView(bytes.buffer, bytes.byteOffset);
	const [notBefore, expiry] = [view.getUint32(publicKeyBytes), view.getUint32(publicKeyBytes + 4)];
	return {
		deviceKey: new Uint8Array(bytes.slice(0, publicKeyBytes)),
		...{ notBefore, expiry, issuer: bytes[publicKeyBytes + 8]! },
		signature: new Uint8Array(bytes.slice(publicKeyBytes + 9)),
	};
}

/** The text of a QR code. */
export function writePayload(payload: PassPayload): string {
	const { eventTag, ticket, delegation, step, signature, certificate } = payload;
	const form = certificate ? forms.full : forms.short;
	const bytes = joined(u8(form), eventTag, u64(ticket), u32(delegation), u32(step), signature);
	return prefix + toBase45(certificate ? joined(bytes, writeCertificatePart(certificate)) : bytes);
}

/** Null for what is no pass of this version: a QR code may hold anything. It never throws. */
export function readPayload(text: string): PassPayload | null {
	const bytes = text.startsWith(prefix) ? fromBase45(text.slice(prefix.length)) : null;
	if (!bytes) return null;
	const isFull = bytes[0] === forms.full;
	if (!isFull && bytes[0] !== forms.short) return null;
	if (bytes.length !== shortBytes + (isFull ? certificatePartBytes : 0)) return null;
	const view = new DataView(bytes.buffer);
	const at = 1 + tagBytes;
	return {
		eventTag: bytes.slice(1, at),
		ticket: view.getBigUint64(at),
		delegation: view.getUint32(at + 8),
		step: view.getUint32(at + 12),
		signature: bytes.slice(at + 16, shortBytes),
		certificate: isFull ? readCertificatePart(bytes.subarray(shortBytes)) : null,
	};
}
