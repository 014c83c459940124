import { randomUUID } from 'node:crypto';
import { type OrderView, relayerClient } from '#relayer/client.ts';
import { PassaError, type Problem } from '#shared/errors.ts';

type Line = { tier: number; qty: number };
export type MpesaPurchase = Line & { event: string; also?: Line[]; phone: string };

/** Seconds that one request waits for an update, and that the command waits in total. */
const askSeconds = 20;
const patienceMs = 20 * 60_000;

const ends: OrderView['state'][] = ['issued', 'failed', 'expired', 'refunded', 'review'];

type OnChain = NonNullable<OrderView['chain']>;
/** `chains`: where each line of the purchase is, in the order in which they were asked for. */
export type Bought = OrderView & { chains: OnChain[] };

const linesIn = ({ cart, ...order }: OrderView) => (cart && cart.lines.length > 0 ? cart.lines : [order]);
const isOver = (order: OrderView): boolean => linesIn(order).every(({ state }) => ends.includes(state));

/**
 * Buys as a fan without a wallet: orders at the relayer, answers the phone, waits for the tickets. `keep` gets the order's
 * token before anything is paid.
 */
export async function buyByMpesa(
	relayer: string,
	purchase: MpesaPurchase,
	say: (line: string) => void,
	keep: (order: { reference: string; token: string }) => void = () => {},
): Promise<Bought> {
	const client = relayerClient(relayer);
	const made = await client.v1.orders.$post({ json: { ...purchase, idempotencyKey: randomUUID() } });
	if (!made.ok) throw await problemOf(made);
	const { order: first, token } = await made.json();
	keep({ reference: first.reference, token });
	say(`order ${first.reference}: check the phone ${first.phone ?? ''}`);
	let order = first;
	for (const until = Date.now() + patienceMs; !isOver(order); ) {
		if (Date.now() > until)
			throw new PassaError('ORDER_PENDING', `order ${order.reference} is still ${order.state}`);
		const answer = await client.v1.orders[':reference'].$get(
			{
				param: { reference: order.reference },
				query: { after: String(order.version), wait: String(askSeconds) },
			},
			{ headers: { authorization: `Bearer ${token}` } },
		);
		if (!answer.ok) throw await problemOf(answer);
		const next = await answer.json();
		if (next.state !== order.state) say(`order ${next.reference}: ${next.state}`);
		order = next;
	}
	const lines = linesIn(order);
	const chains = lines.flatMap(({ chain }) => chain ?? []);
	if (chains.length === lines.length) return { ...order, chains };
	const { state, reason } = lines.find(({ chain }) => chain === null)!;
	const got = chains.length > 0 ? ` Of its ${lines.length} ticket types ${chains.length} came.` : '';
	throw new PassaError(
		reason ?? `ORDER_${state.toUpperCase()}`,
		`the order ${order.reference} is ${state}${order.push?.resultText ? `: ${order.push.resultText}` : ''}${got}`,
	);
}

/** The error that a service answered with. */
export async function problemOf(response: { status: number; text(): Promise<string> }): Promise<PassaError> {
	const text = await response.text();
	try {
		const { code, detail } = JSON.parse(text) as Problem;
		return new PassaError(code, detail, { status: response.status });
	} catch {
		return new PassaError('RELAYER_UNREACHABLE', `the relayer answers HTTP ${response.status}`);
	}
}
