import type { Fault } from '#lib/text/failure.ts';
import type { SaleOfferView } from '#relayer/client.ts';
import type { PhoneCodeSent } from './phone-code-sent.ts';

/** What of an order can be sold. `asked`: the price that the page's address names, and why it is not possible. */
export type Sale = {
	offer: SaleOfferView;
	asked: { ticket: number; price: string; fault: Fault | null } | null;
	/** The number that this browser knows. */
	phone: string;
};

/** Why a ticket was not offered. `sent`: the form asks for this code. */
export type SellFault = Fault & { sent: PhoneCodeSent | null; phone: string };
