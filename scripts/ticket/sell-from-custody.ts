import type { SaleOfferView } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { formatKes } from '#shared/money.ts';
import { kenyanMobile } from '#shared/phone.ts';
import { phoneProofHeader } from '#shared/phone-proof.server.ts';
import { problemOf } from '../buy/by-mpesa.ts';
import { type At as OrderAt, placeOf, type Wanted } from './lines-of-order.ts';
import { orderWithToken } from './order-with-token.ts';

export type CustodySale = { ticket: number; askedKes: string; getsKes: string; phone: string };
type At = OrderAt & { platform: string | undefined };
/** `shillings`: whole ones. `phone`: the number that paid. `code`: what was sent to it; null: it is sent now. */
type Offer = Wanted & { shillings: number; phone: string; code: string | null };

/**
 * Offers a ticket of an M-Pesa order to other fans, as the order's page does; the number that paid gets the money.
 * Returns null if a code was sent to that number: the next try names it. Throws the services' own codes, and
 * ENV_INVALID if this folder does not know the order's token.
 */
export async function sellFromCustody(
	at: At,
	{ shillings, phone, code, ...wanted }: Offer,
): Promise<CustodySale | null> {
	const { orders } = orderWithToken(at, wanted.reference);
	const { reference, headers, index: ticket } = await placeOf(at, wanted);
	const param = { reference };
	const offerAt = async (query: { askedKes?: string }) =>
		answerOf<SaleOfferView>(await orders.sales.$get({ param, query }, { headers }));
	// Nobody's phone gets a code for what is refused anyway, and a price that is refused says less than the ticket's rule.
	assertOffered(await offerAt({}), { ticket, shillings, phone });
	const { quote } = await offerAt({ askedKes: `${shillings}00` });
	if (code === null) {
		const asked = posting({ phone, language: 'en', to: 'sell' });
		await answerOf(await fetch(`${at.platform}/v1/phone-code`, asked));
		return null;
	}
	const proved = await answerOf<{ token: string }>(
		await fetch(`${at.platform}/v1/phone-code/verify`, posting({ phone, code, to: 'sell' })),
	);
	const { askedKes, getsKes } = quote!;
	const json = { ticket, askedKes, getsKes, phone };
	await answerOf(
		await orders.sales.$post({ param, json }, { headers: { ...headers, [phoneProofHeader]: proved.token } }),
	);
	return { ticket: wanted.number ?? 1, askedKes, getsKes, phone };
}

/** Throws the refusal that the offer names, PRICE_ABOVE_CAP, and PHONE_NOT_PAYERS for a number that cannot be the one that paid. */
function assertOffered(
	{ tickets, capKes, phone: payer }: SaleOfferView,
	{ ticket, shillings, phone }: { ticket: number; shillings: number; phone: string },
): void {
	const found = tickets.find(({ index }) => index === ticket);
	if (!found) throw new PassaError('TICKET_UNKNOWN', 'the order has no such ticket that could be offered');
	if (found.refusal) throw new PassaError(found.refusal, refused[found.refusal]);
	const cap = BigInt(capKes);
	if (BigInt(shillings) * 100n > cap)
		throw new PassaError('PRICE_ABOVE_CAP', `--price is at most ${formatKes(cap)} at this event`);
	const [number, shown] = [kenyanMobile(phone), payer ?? ''];
	const isPayers = [...shown].every((digit, i) => digit === '•' || digit === number[i]);
	if (!isPayers || shown.length !== number.length)
		throw new PassaError('PHONE_NOT_PAYERS', `--phone is not the number that paid: ${shown || 'unknown'}`);
}

type Refusal = NonNullable<SaleOfferView['tickets'][number]['refusal']>;

const refused: Record<Refusal, string> = {
	EVENT_VERSION_OLD: 'tickets of this older event cannot be offered',
	EVENT_CANCELLED: 'the event is cancelled: its buyers get their money back',
	RESALES_OFF: 'this event has no resale: send the ticket to a friend by --do handover',
	TRANSFERS_FROZEN: 'the time is over in which tickets of this event change hands',
	TICKET_SOLD_ON: 'the ticket was sold',
	TICKET_CLAIMED: 'the ticket was taken to a wallet, which offers it',
	TICKET_REFUNDED: 'the ticket was given back',
	TICKET_USED: 'the ticket was used at the door',
	TICKET_LISTED: 'the ticket is for sale already: --do unlist takes it off',
	RESALE_LIMIT: "the ticket was sold on as often as the event's rules allow",
};

/** Takes it off sale. Throws as above. */
export async function takeOffFromCustody(at: At, wanted: Wanted): Promise<number> {
	const { orders } = orderWithToken(at, wanted.reference);
	const { reference, headers, index } = await placeOf(at, wanted);
	const param = { reference, ticket: String(index) };
	await answerOf(await orders.sales[':ticket'].end.$post({ param }, { headers }));
	return wanted.number ?? 1;
}

const posting = (body: Record<string, string>) => ({
	method: 'POST',
	headers: { 'content-type': 'application/json' },
	body: JSON.stringify(body),
});

async function answerOf<T>(answer: { ok: boolean; status: number; json(): Promise<unknown> }): Promise<T> {
	if (!answer.ok) throw await problemOf(answer as Response);
	return (await answer.json()) as T;
}
