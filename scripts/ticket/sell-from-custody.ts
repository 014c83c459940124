import type { SaleOfferView } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { kenyanMobile } from '#shared/phone.ts';
import { phoneProofHeader } from '#shared/phone-proof.server.ts';
import { problemOf } from '../buy/by-mpesa.ts';
import { orderWithToken } from './order-with-token.ts';

export type CustodySale = { ticket: number; askedKes: string; getsKes: string; phone: string };
type At = { relayer: string | undefined; platform: string | undefined; dataDir: string };
type Wanted = { reference: string; number: number | null };
/** `shillings`: whole ones. `phone`: the number that paid. `code`: what was sent to it; null: it is sent now. */
type Offer = Wanted & { shillings: number; phone: string; code: string | null };

/**
 * Offers a ticket of an M-Pesa order to other fans, as the order's page does; the number that paid gets the money.
 * Returns null if a code was sent to that number: the next try names it. Throws the services' own codes, and
 * ENV_INVALID if this folder does not know the order's token.
 */
export async function sellFromCustody(
	at: At,
	{ reference, number, shillings, phone, code }: Offer,
): Promise<CustodySale | null> {
	const { orders, headers } = orderWithToken(at, reference);
	const ticket = (number ?? 1) - 1;
	const param = { reference };
	const query = { askedKes: `${shillings}00` };
	const offer = await answerOf<SaleOfferView>(await orders.sales.$get({ param, query }, { headers }));
	// Nobody's phone gets a code for what is refused anyway.
	assertOffered(offer, ticket, phone);
	if (code === null) {
		const asked = posting({ phone, language: 'en', to: 'sell' });
		await answerOf(await fetch(`${at.platform}/v1/phone-code`, asked));
		return null;
	}
	const proved = await answerOf<{ token: string }>(
		await fetch(`${at.platform}/v1/phone-code/verify`, posting({ phone, code, to: 'sell' })),
	);
	const { askedKes, getsKes } = offer.quote!;
	const json = { ticket, askedKes, getsKes, phone };
	await answerOf(
		await orders.sales.$post({ param, json }, { headers: { ...headers, [phoneProofHeader]: proved.token } }),
	);
	return { ticket: ticket + 1, askedKes, getsKes, phone };
}

/** Throws the refusal that the offer names, and PHONE_NOT_PAYERS for a number that cannot be the one that paid. */
function assertOffered({ tickets, phone: payer }: SaleOfferView, ticket: number, phone: string): void {
	const found = tickets.find(({ index }) => index === ticket);
	if (!found) throw new PassaError('TICKET_UNKNOWN', 'the order has no such ticket that could be offered');
	if (found.refusal) throw new PassaError(found.refusal, `ticket ${ticket + 1} cannot be offered now`);
	const [number, shown] = [kenyanMobile(phone), payer ?? ''];
	const isPayers = [...shown].every((digit, i) => digit === '•' || digit === number[i]);
	if (!isPayers || shown.length !== number.length)
		throw new PassaError('PHONE_NOT_PAYERS', `--phone is not the number that paid: ${shown || 'unknown'}`);
}

/** Takes it off sale. Throws as above. */
export async function takeOffFromCustody(at: At, { reference, number }: Wanted): Promise<number> {
	const { orders, headers } = orderWithToken(at, reference);
	const param = { reference, ticket: String((number ?? 1) - 1) };
	await answerOf(await orders.sales[':ticket'].end.$post({ param }, { headers }));
	return number ?? 1;
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
