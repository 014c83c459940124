import { randomUUID } from 'node:crypto';
import type { Keypair } from '@stellar/stellar-sdk';
import { relayerClient } from '#relayer/client.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { buy, quote } from '#shared/chain/submit/purchase.ts';
import { actOnTicket, quoteTicket } from '#shared/chain/submit/ticket-action.ts';
import type { TicketAction } from '#shared/contract/ticket-action.ts';
import { type Ordered, orderByMpesa, pocketStroops, type Shop, untilItWorks } from './buyers.ts';
import type { RefundBuyer, RefundPlan } from './refund-plan.ts';

export const price = { cents: 12_900n, stroops: 10_000_000n };
/** Less than the ticket cost: who sells it loses, and who bought it last gets the face price back. */
const resalePrice = 9_000_000n;

/** What is owed to a phone in the end, cents, by orders that this run made; and to a wallet, stroops in all. */
export type Owed = { phone: string; references: string[]; owed: bigint };
export type OwedToWallet = { address: string; owed: bigint };
export type Sales = { buyers: Owed[]; holders: OwedToWallet[] };

/** Two events in escrow: of one, tickets move from hand to hand; of the other, they are sold. */
export type Market = Omit<Shop, 'event'> & { transferable: string; resalable: string };
type Sold = RefundBuyer & { event: string; reference: string; token: string };

/**
 * Sells by both rails, and lets some tickets change hands. Who paid by M-Pesa gets the money of tickets in custody, wherever they
 * are; of a ticket that was sold on, its last buyer gets the face price.
 */
export async function sellAll(market: Market, plan: RefundPlan, wallets: Keypair[]): Promise<Sales> {
	const [sold, bought] = await Promise.all([
		Promise.all(plan.buyers.map((buyer, i) => sellByMpesa(market, buyer, i))),
		Promise.all(wallets.map((wallet, i) => sellToWallet(market, wallet, plan.walletQuantities[i]!))),
	]);
	await untilIssued(market, sold);
	await setManners(market, plan.buyers);
	const [first, friend, second, own] = wallets as [Keypair, Keypair, Keypair, Keypair];
	const [sent, moved] = sold.filter(({ event }) => event === market.transferable);
	const [listed] = await Promise.all([
		resellByMpesa(market, second, ticketId(bought[2]!, 0), plan.buyers.length),
		resellToWallet(market, first, friend, ticketId(bought[0]!, 0)),
		ask(market, sent!, 'handovers', { ticket: 0, to: friendsPhone }),
		ask(market, moved!, 'wallet', { tickets: [0], to: own.publicKey() }).then(() =>
			untilMoved(market, moved!),
		),
	]);
	const buyers = sold.map(({ phone, reference, qty, isCart }) => ({
		...{ phone, references: [reference] },
		owed: price.cents * BigInt(isCart ? qty + 1 : qty),
	}));
	const holders = wallets.map((wallet) => ({ address: wallet.publicKey(), owed: pocketStroops }));
	const loss = price.stroops - resalePrice;
	holders[0]!.owed -= loss;
	holders[1]!.owed += loss;
	holders[2]!.owed -= loss;
	return { buyers: [...buyers, listed], holders };
}

const friendsPhone = '254799000123';
const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

async function sellByMpesa(market: Market, buyer: RefundBuyer, i: number): Promise<Sold> {
	const isTransferable = buyer.isCart || i % 2 === 0;
	const event = isTransferable ? market.transferable : market.resalable;
	const { phone, address, qty, isCart } = buyer;
	const mpesa = { kind: 'mpesa', phone, address, qty, manner: 'pay' } as const;
	const also = isCart ? [{ tier: 1, qty: 1 }] : [];
	return {
		...buyer,
		event,
		...accepted(await orderByMpesa({ ...market, event }, mpesa, randomUUID(), also)),
	};
}

function accepted(answer: Ordered): { reference: string; token: string } {
	if ('refused' in answer) throw new Error(`an order was refused: ${answer.refused}`);
	return answer;
}

async function untilIssued(market: Market, sold: Pick<Sold, 'reference' | 'token'>[]): Promise<void> {
	for (const { reference, token } of sold) {
		for (;;) {
			const { state } = await orderOf(market, reference, token);
			if (state === 'issued') break;
			if (!['pending', 'paid', 'issuing'].includes(state)) throw new Error(`order ${reference} is ${state}`);
			await pause(300);
		}
	}
}

async function orderOf({ relayer }: Market, reference: string, token: string): Promise<{ state: string }> {
	const headers = { authorization: `Bearer ${token}` };
	const answer = await relayerClient(relayer, { headers }).v1.orders[':reference'].$get({
		param: { reference },
		query: {},
	});
	if (!answer.ok) throw new Error(`order ${reference}: HTTP ${answer.status}`);
	return (await answer.json()) as { state: string };
}

type Receipt = { receipt: string; phone: string };

/** What M-Pesa does when the money goes back. */
async function setManners({ mpesa }: Market, buyers: RefundBuyer[]): Promise<void> {
	const { payments } = (await (await fetch(`${mpesa}/control/state`)).json()) as { payments: Receipt[] };
	const post = (path: string, body: object) =>
		fetch(`${mpesa}/control/${path}`, { method: 'POST', body: JSON.stringify(body) });
	for (const { phone, manner } of buyers) {
		await post('payout', { phone, behaviour: manner.payout });
		const { receipt } = payments.find((each) => each.phone === phone)!;
		if (manner.reversal !== 'done') await post('unreversible', { receipt, how: manner.reversal });
	}
}

async function sellToWallet(market: Market, wallet: Keypair, qty: number): Promise<bigint> {
	const { chain, resalable } = market;
	const quoted = await quote(chain, resalable, wallet.publicKey(), [{ tier: 0, qty }]);
	const { orders } = await buy(chain, quoted, signWith(wallet, chain.passphrase));
	return orders[0]!;
}

async function act({ chain, resalable }: Market, wallet: Keypair, action: TicketAction): Promise<void> {
	const quoted = await quoteTicket(chain, resalable, wallet.publicKey(), action);
	await actOnTicket(chain, quoted, signWith(wallet, chain.passphrase));
}

async function resellToWallet(
	market: Market,
	seller: Keypair,
	buyer: Keypair,
	ticket: bigint,
): Promise<void> {
	await act(market, seller, { do: 'list', ticket, price: resalePrice });
	await act(market, buyer, { do: 'buy', ticket, price: resalePrice });
}

/** The treasury buys it for who pays in shillings. Owed is what the offer says that a refund gives back. */
async function resellByMpesa(market: Market, seller: Keypair, ticket: bigint, i: number): Promise<Owed> {
	await act(market, seller, { do: 'list', ticket, price: resalePrice });
	const param = { event: market.resalable, ticket: String(ticket) };
	const phone = `2547${String(10_000_000 + i * 7919).slice(-8)}`;
	const listing = relayerClient(market.relayer, { headers: { 'x-forwarded-for': '10.250.0.1' } }).v1.events[
		':event'
	].listings[':ticket'];
	const { order, token, backKes } = await untilItWorks(async () => {
		const offer = await listing.$get({ param });
		if (!offer.ok) throw new Error(`no offer: HTTP ${offer.status}`);
		const { amountKes, backKes } = await offer.json();
		const json = { amountKes, phone, idempotencyKey: randomUUID() };
		const made = await listing.orders.$post({ param, json });
		if (!made.ok) throw new Error(`no order: ${await (made as Response).text()}`);
		return { ...(await made.json()), backKes };
	});
	await untilIssued(market, [{ reference: order.reference, token }]);
	return { phone, references: [order.reference], owed: BigInt(backKes) };
}

async function ask(
	{ relayer }: Market,
	{ reference, token }: Sold,
	what: 'handovers' | 'wallet',
	body: object,
): Promise<void> {
	const answer = await fetch(`${relayer}/v1/orders/${reference}/${what}`, {
		method: 'POST',
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	if (!answer.ok) throw new Error(`${what}: ${await answer.text()}`);
}

/** The relayer has claimed it for the wallet, on chain. */
async function untilMoved({ relayer }: Market, { reference, token }: Sold): Promise<void> {
	await untilItWorks(async () => {
		const headers = { authorization: `Bearer ${token}` };
		const answer = await fetch(`${relayer}/v1/orders/${reference}/tickets`, { headers });
		const { items } = (await answer.json()) as { items: { wallet: { state: string } | null }[] };
		if (items[0]?.wallet?.state !== 'done') throw new Error(`not moved: ${JSON.stringify(items)}`);
	});
}
