import type { PassesView } from '#relayer/client.ts';
import { fromBase64 } from '#shared/base64.ts';
import { type PassCertificate, readCertificatePart } from '#shared/pass/pass-layout.ts';

/** What a pass shows beside its code. Times in ISO 8601, null where nobody knew them when it came. */
export type PassFace = {
	/** The event's contract, and its number in the registry. */
	event: string;
	eventNo: number;
	/** The ticket's id on chain. */
	ticket: string;
	eventName: string;
	tierName: string;
	startsAt: string | null;
	endsAt: string | null;
	place: string | null;
	/** What a person reads aloud where the camera fails; null until the indexer has read the sale. */
	code: string | null;
	number: number;
	of: number;
	/** The page of its order, and the page that gives its pass again. */
	href: string;
	again: string;
};

/** A certificate as the relayer gives it: the event's 32 bytes in hex, the rest in base64. Times in Unix seconds. */
export type GivenCertificate = {
	eventId: string;
	delegation: number;
	notBefore: number;
	expiry: number;
	certificate: string;
};

/** A pass that this device may show. */
export type HeldPass = PassFace &
	GivenCertificate & {
		/** Whether somebody was signed in when it came: it then leaves with them. Older releases did not say. */
		signedIn?: boolean;
	};

/** Names a pass among all that a device holds, and in the page's address. */
export const passName = ({ event, ticket }: Pick<PassFace, 'event' | 'ticket'>): string =>
	`${event}/${ticket}`;

/** What the relayer gave, with what each shows. A certificate without a face is left out. */
export const heldPasses = ({ eventId, items }: PassesView, faces: PassFace[]): HeldPass[] =>
	items.flatMap(({ ticket, ...given }) => {
		const face = faces.find((each) => each.ticket === ticket);
		return face ? [{ ...face, ...given, eventId }] : [];
	});

/** Null for bytes that are no certificate: an older release may have stored them. */
export function certificateOf(pass: HeldPass): PassCertificate | null {
	const part = readCertificatePart(fromBase64(pass.certificate));
	if (!part) return null;
	const eventId = Uint8Array.from(pass.eventId.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
	return { ...part, eventId, ticket: BigInt(pass.ticket), delegation: pass.delegation };
}
