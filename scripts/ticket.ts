import type { OrderView } from '#indexer/client.ts';
import { checkNetwork } from '#shared/chain/rpc-nodes.ts';
import { type Chain, type Landed, signWith } from '#shared/chain/submit/invoke.ts';
import { actOnTicket, quoteTicket, type TicketQuote } from '#shared/chain/submit/ticket-action.ts';
import { PassaError } from '#shared/errors.ts';
import { formatUsdc, parseUsdc } from '#shared/money.ts';
import { readFlags, wholeNumber } from './flags.ts';
import { readPassaFile } from './passa-file.ts';
import { runScript } from './run-script.ts';
import { actByMpesa, isReference } from './ticket/act-by-mpesa.ts';
import {
	type ActionRequest,
	actionsOf,
	type TicketActionKind,
	ticketActionKinds,
} from './ticket/actions-of.ts';
import { readOrder } from './ticket/read-order.ts';
import { walletFor } from './ticket/wallet-for.ts';

type Done = { quoted: TicketQuote; landed: Landed };

/** `npm run ticket`: does with tickets of an order what its holder does on the page, through the same interfaces. */
await runScript(async () => {
	const flags = readFlags({
		order: { type: 'string' },
		event: { type: 'string' },
		do: { type: 'string' },
		ticket: { type: 'string' },
		to: { type: 'string' },
		price: { type: 'string' },
		phone: { type: 'string' },
		code: { type: 'string' },
		note: { type: 'string' },
		data: { type: 'string', default: '.passa' },
		json: { type: 'boolean', default: false },
	});
	if (flags.do === 'handover' || isReference(flags.order ?? '')) return actByMpesa(flags);
	if (!/^\d{1,18}$/.test(flags.order ?? ''))
		throw new PassaError(
			'FLAGS_INVALID',
			'--order must be an order’s number, or the reference of an M-Pesa order, as npm run buy prints it',
		);
	const request = requestOf(flags);
	const passa = readPassaFile(flags.data);
	if (!passa.indexer) throw new PassaError('NOT_RUNNING', 'this Passa has no indexer, which knows the order');
	const chain: Chain = { rpcUrl: passa.rpc, passphrase: passa.networkPassphrase };
	await checkNetwork(chain);
	const order = await readOrder(passa.indexer, flags.order!, flags.event);
	const wallet = walletFor(order, passa, flags.data, request.number);
	const done: Done[] = [];
	for (const action of actionsOf(order, wallet.publicKey(), request)) {
		const quoted = await quoteTicket(chain, order.event, wallet.publicKey(), action);
		done.push({ quoted, landed: await actOnTicket(chain, quoted, signWith(wallet, chain.passphrase)) });
	}
	print(order, request.do, done, flags.json);
});

type RequestFlags = Partial<Record<'do' | 'to' | 'price' | 'ticket', string>>;

function requestOf({ do: kind, to, price, ticket }: RequestFlags): ActionRequest {
	if (!ticketActionKinds.includes(kind as TicketActionKind))
		throw new PassaError(
			'FLAGS_INVALID',
			`--do must be one of ${ticketActionKinds.join(', ')}, or for an M-Pesa order handover, take-back, ask-refund`,
		);
	if ((kind === 'transfer') !== (to !== undefined))
		throw new PassaError('FLAGS_INVALID', '--to names the wallet of a transfer: G… or C…');
	if ((kind === 'list') !== (price !== undefined))
		throw new PassaError('FLAGS_INVALID', '--price is what a listed ticket costs, in USDC: 12.5');
	return {
		do: kind as TicketActionKind,
		to: to ?? null,
		price: price === undefined ? null : usdcOf(price),
		number: ticket === undefined ? null : wholeNumber('ticket', ticket, 1, 20),
	};
}

function usdcOf(text: string): bigint {
	try {
		return parseUsdc(text);
	} catch {
		throw new PassaError('FLAGS_INVALID', '--price must be an amount of USDC such as 12.5');
	}
}

function print({ id, event }: OrderView, kind: TicketActionKind, done: Done[], json: boolean): void {
	const results = done.map(({ quoted: { action, gets, owed, royalty, pays }, landed }) => ({
		...('ticket' in action ? { ticket: String(action.ticket) } : {}),
		...('mask' in action ? { mask: action.mask } : {}),
		...('price' in action ? { price: String(action.price), royalty: String(royalty) } : {}),
		pays: String(pays),
		gets: String(gets),
		owed: String(owed),
		txHash: landed.hash,
		ledger: landed.ledger,
	}));
	if (json) {
		console.log(JSON.stringify({ orderId: id, event, do: kind, results }));
		return;
	}
	for (const { quoted, landed } of done)
		console.log(`${sentence(quoted)}\n  transaction ${landed.hash}, ledger ${landed.ledger}`);
}

function sentence({ action, gets, owed, royalty }: TicketQuote): string {
	switch (action.do) {
		case 'transfer':
			return `Ticket ${action.ticket} is ${action.to}’s now.`;
		case 'list':
			return `Ticket ${action.ticket} is for sale for USDC ${formatUsdc(action.price)}; its holder gets USDC ${formatUsdc(action.price - royalty)}.`;
		case 'unlist':
			return `Ticket ${action.ticket} is no longer for sale.`;
		case 'refund':
			return owed > 0n
				? `Given back: USDC ${formatUsdc(owed)} wait in the event until the wallet can hold USDC.`
				: `Given back: USDC ${formatUsdc(gets)} came to the wallet.`;
		case 'claim-owed':
			return `What the event owed came to the wallet: USDC ${formatUsdc(gets)}.`;
		case 'buy':
			return `Ticket ${action.ticket} is bought for USDC ${formatUsdc(action.price)}.`;
	}
}
