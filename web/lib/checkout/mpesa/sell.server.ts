import { type ActionFailure, error, fail, type RequestEvent, redirect } from '@sveltejs/kit';
import { formOf } from '#lib/server/form-of.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import type { Fault } from '#lib/text/failure.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { OrderView, SaleOfferView } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { knownPhone } from './known-phone.server.ts';
import { orderToken } from './order-access.server.ts';
import { askWithCode, relayerForBuyer } from './phone-code.server.ts';
import type { Sale, SellFault } from './sale.ts';

type Ordered = RequestEvent & { params: { reference: string } };

/**
 * Null for a mere reader, before there are tickets, if none can ever be sold, and while the network does
 * not answer.
 */
export async function saleOf(event: RequestEvent, order: OrderView): Promise<Sale | null> {
	if (!order.chain || order.access !== 'holder') return null;
	const { reference } = order;
	const { v1 } = relayerFor({ token: await orderToken(event, reference) });
	const read = (askedKes?: string): Promise<SaleOfferView> =>
		unwrap(v1.orders[':reference'].sales.$get({ param: { reference }, query: askedKes ? { askedKes } : {} }));
	const [price, ticket] = ['price', 'ticket'].map((name) => event.url.searchParams.get(name));
	const cents = centsOf(price ?? '');
	const asked = { ticket: Number(ticket ?? 0), price: price ?? '' };
	const odd = { code: 'PRICE_ODD', message: '' };
	try {
		const tried = cents === null ? null : await read(cents).catch(onlyRefused);
		const offer = tried && !('code' in tried) ? tried : await read();
		if (offer.tickets.every(({ refusal }) => refusal === 'RESALES_OFF' || refusal === 'EVENT_VERSION_OLD'))
			return null;
		const fault = tried && 'code' in tried ? tried : cents === null ? odd : null;
		return { offer, asked: price === null ? null : { ...asked, fault }, phone: await knownPhone(event) };
	} catch {
		return null;
	}
}

function onlyRefused(failure: unknown): Fault {
	if (!(failure instanceof PassaError) || failure.status >= 500) throw failure;
	return { code: failure.code, message: failure.message };
}

/** "1,500" → "150000"; null if it is no price in whole shillings. */
function centsOf(typed: string): string | null {
	const digits = typed.replace(/[\s,]/g, '');
	return /^[1-9]\d{0,6}$/.test(digits) ? `${digits}00` : null;
}

/** Offers the form's ticket for what the page showed. The number that paid is proved by a code first. */
export async function sell(event: Ordered): Promise<ActionFailure<{ sellFault: SellFault }>> {
	const { reference } = event.params;
	const form = await formOf(event.request);
	const token = await orderToken(event, reference);
	if (!token) error(404, 'not found');
	const text = (name: string): string => String(form.get(name) ?? '').trim();
	const offer = async (): Promise<void> => {
		const relayer = await relayerForBuyer(event, token, (await sessionToken(event)) ?? null);
		const sums = { askedKes: text('asked'), getsKes: text('gets') };
		const json = { ticket: Number(text('ticket')), phone: text('phone'), ...sums };
		await unwrap(relayer.v1.orders[':reference'].sales.$post({ param: { reference }, json }));
	};
	const fault = await askWithCode(event, form, offer, 'sell');
	if (fault) return fail(fault.status, { sellFault: { ...fault, phone: text('phone') } });
	redirect(303, `/pay/${reference}#sales`);
}

/** Takes the form's ticket off sale. */
export async function endSale(event: Ordered): Promise<ActionFailure<{ saleFault: Fault }>> {
	const { reference } = event.params;
	const form = await formOf(event.request);
	const token = await orderToken(event, reference);
	if (!token) error(404, 'not found');
	try {
		const param = { reference, ticket: String(form.get('ticket')) };
		await unwrap(relayerFor({ token }).v1.orders[':reference'].sales[':ticket'].end.$post({ param }));
	} catch (failure) {
		if (!(failure instanceof PassaError)) throw failure;
		const { status, code, message } = failure;
		return fail(status, { saleFault: { code, message } });
	}
	redirect(303, `/pay/${reference}#sales`);
}
