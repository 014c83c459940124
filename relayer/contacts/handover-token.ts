import type { ContactTokens } from '../signer.server.ts';

/** The token of a handover's link: 256 bits, always the same for the same one. An order's other tokens have other names. */
export const handoverToken = (tokens: ContactTokens, reference: string, id: string): string =>
	tokens(reference, `handover ${id}`);
