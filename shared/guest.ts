import { emailAddress } from '#shared/email.ts';
import { kenyanMobile } from '#shared/phone.ts';

/** Where a guest gets a ticket: at a wallet, or by a message with a link. */
export type Guest = { by: 'wallet' | 'phone' | 'email'; to: string };

const wallet = /^G[A-Z2-7]{55}$/;

/** Reads what an organizer typed; null if it is none of them. */
export function guestIn(text: string): Guest | null {
	const to = text.trim();
	if (wallet.test(to)) return { by: 'wallet', to };
	try {
		return to.includes('@') ? { by: 'email', to: emailAddress(to) } : { by: 'phone', to: kenyanMobile(to) };
	} catch {
		return null;
	}
}
