import { Keypair } from '@stellar/stellar-sdk';
import type { OrderView } from '#indexer/client.ts';
import { checkNetwork } from '#shared/chain/rpc-nodes.ts';
import { type Chain, type Landed, signWith } from '#shared/chain/submit/invoke.ts';
import { actOnTicket, quoteTicket, type TicketQuote } from '#shared/chain/submit/ticket-action.ts';
import { PassaError } from '#shared/errors.ts';
import { formatUsdc, parseUsdc } from '#shared/money.ts';
import { readEnv } from '#shared/service/env.server.ts';
import { keptWallet } from './buy/kept-wallets.ts';
import { secretKey } from './deploy/env-keys.ts';
import { readFlags, wholeNumber } from './flags.ts';
import { type PassaFile, readPassaFile } from './passa-file.ts';
import { runScript } from './run-script.ts';
import { actionsOf, type Deed, deeds, type Wish } from './ticket/actions-of.ts';
import { askOrganizer, giveBack } from './ticket/give-back.ts';
import { handOver } from './ticket/hand-over.ts';
import { readOrder } from './ticket/read-order.ts';
import { sellFromCustody, takeOffFromCustody } from './ticket/sell-from-custody.ts';

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
	if (flags.do === 'handover') return sendToPerson(flags);
	if (flags.do === 'refund' && isReference(flags.order ?? '')) return returnToPhone(flags);
	if (flags.do === 'ask-refund') return askForRefund(flags);
	if (isReference(flags.order ?? '')) return sellByMpesa(flags);
	if (!/^\d{1,18}$/.test(flags.order ?? ''))
		throw new PassaError('FLAGS_INVALID', '--order must be an order’s number, as npm run buy prints it');
	const wish = wishOf(flags);
	const passa = readPassaFile(flags.data);
	if (!passa.indexer) throw new PassaError('NOT_RUNNING', 'this Passa has no indexer, which knows the order');
	const chain: Chain = { rpcUrl: passa.rpc, passphrase: passa.networkPassphrase };
	await checkNetwork(chain);
	const order = await readOrder(passa.indexer, flags.order!, flags.event);
	const wallet = walletFor(order, passa, flags.data, wish.number);
	const done: Done[] = [];
	for (const action of actionsOf(order, wallet.publicKey(), wish)) {
		const quoted = await quoteTicket(chain, order.event, wallet.publicKey(), action);
		done.push({ quoted, landed: await actOnTicket(chain, quoted, signWith(wallet, chain.passphrase)) });
	}
	print(order, wish.do, done, flags.json);
});

/** An order of the chain has a number instead. */
function isReference(text: string): boolean {
	return /^(?!\d{10}$)[A-Z0-9]{10}$/.test(text);
}

type HandoverFlags = WishFlags & { order?: string; data: string; json: boolean };

/** A ticket that was bought with M-Pesa, to a phone or an e-mail address. */
async function sendToPerson({ order, to, price, ticket, data, json }: HandoverFlags): Promise<void> {
	if (!/^[A-Z0-9]{10}$/.test(order ?? '') || to === undefined || price !== undefined)
		throw new PassaError(
			'FLAGS_INVALID',
			'--do handover: --order is the reference of an M-Pesa order, --to a Kenyan phone number or an e-mail address',
		);
	const number = ticket === undefined ? null : wholeNumber('ticket', ticket, 1, 20);
	const { relayer } = readPassaFile(data);
	const sent = await handOver({ relayer, dataDir: data }, { reference: order!, number, to });
	if (json) console.log(JSON.stringify({ reference: order, do: 'handover', results: [sent] }));
	else console.log(`Ticket ${sent.ticket} is sent to ${sent.to}, who can take it until ${sent.expiresAt}.`);
}

/** Tickets that were bought with M-Pesa, all of a cart: the number that paid gets the money. */
async function returnToPhone({ order, ticket, data, json }: HandoverFlags): Promise<void> {
	const number = ticket === undefined ? null : wholeNumber('ticket', ticket, 1, 20);
	const { relayer } = readPassaFile(data);
	const given = await giveBack({ relayer, dataDir: data }, { reference: order!, number });
	if (json) return console.log(JSON.stringify({ reference: order, do: 'refund', results: given }));
	for (const { reference, tickets, amountKes } of given)
		console.log(`Order ${reference}: ${tickets} given back, KES ${Number(amountKes) / 100} on the way.`);
}

/** After the date the organizer decides. */
async function askForRefund({ order, ticket, note, data, json }: SaleFlags): Promise<void> {
	if (!isReference(order ?? '') || !note)
		throw new PassaError(
			'FLAGS_INVALID',
			'--do ask-refund: --order is the reference of an M-Pesa order, --note says why',
		);
	const number = ticket === undefined ? null : wholeNumber('ticket', ticket, 1, 20);
	const { relayer } = readPassaFile(data);
	const asked = await askOrganizer({ relayer, dataDir: data }, { reference: order!, number, note });
	if (json) console.log(JSON.stringify({ reference: order, do: 'ask-refund', results: [asked] }));
	else console.log(`The organizer is asked for ${asked.tickets.length} of order ${order}.`);
}

type SaleFlags = HandoverFlags & { phone?: string; code?: string; note?: string };

/** A ticket that was bought with M-Pesa, to other fans: the number that paid gets the money. */
async function sellByMpesa({ order, price, ticket, phone, code, json, ...flags }: SaleFlags): Promise<void> {
	const reference = order!;
	const number = ticket === undefined ? null : wholeNumber('ticket', ticket, 1, 20);
	const { relayer, platform } = readPassaFile(flags.data);
	const at = { relayer, platform, dataDir: flags.data };
	if (flags.do === 'unlist') {
		const off = await takeOffFromCustody(at, { reference, number });
		if (json) console.log(JSON.stringify({ reference, do: 'unlist', results: [{ ticket: off }] }));
		else console.log(`Ticket ${off} is being taken off sale.`);
		return;
	}
	if (flags.do !== 'list' || price === undefined || phone === undefined)
		throw new PassaError(
			'FLAGS_INVALID',
			'of an M-Pesa order: --do refund, --do ask-refund, --do unlist, or --do list --price <whole shillings> --phone <the number that paid>',
		);
	const shillings = wholeNumber('price', price, 1, 1_000_000);
	const sold = await sellFromCustody(at, { reference, number, shillings, phone, code: code ?? null });
	if (json)
		console.log(JSON.stringify({ reference, do: 'list', results: sold ? [sold] : [], codeSent: !sold }));
	else if (!sold) console.log(`A code was sent to ${phone}: say it by --code.`);
	else
		console.log(
			`Ticket ${sold.ticket} is being offered for KES ${Number(sold.askedKes) / 100}; ${phone} gets KES ${Number(sold.getsKes) / 100} once it is bought.`,
		);
}

type WishFlags = Partial<Record<'do' | 'to' | 'price' | 'ticket', string>>;

function wishOf({ do: deed, to, price, ticket }: WishFlags): Wish {
	if (!deeds.includes(deed as Deed))
		throw new PassaError('FLAGS_INVALID', `--do must be one of ${deeds.join(', ')}, handover, ask-refund`);
	if ((deed === 'transfer') !== (to !== undefined))
		throw new PassaError('FLAGS_INVALID', '--to names the wallet of a transfer: G… or C…');
	if ((deed === 'list') !== (price !== undefined))
		throw new PassaError('FLAGS_INVALID', '--price is what a listed ticket costs, in USDC: 12.5');
	return {
		do: deed as Deed,
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

/**
 * The wallet of PASSA_WALLET_SECRET, or the key of a demo wallet, or of one that `npm run buy` made here, that has a
 * ticket of the order.
 */
function walletFor(order: OrderView, { people }: PassaFile, dataDir: string, number: number | null): Keypair {
	const { PASSA_WALLET_SECRET: secret } = readEnv({
		PASSA_WALLET_SECRET: secretKey
			.optional()
			.describe('a whole secret key: S and 55 more characters, as the wallet shows it'),
	});
	if (secret) return Keypair.fromSecret(secret);
	const meant = order.tickets.filter(({ index }) => number === null || index === number - 1);
	for (const { owner } of meant) {
		const demo = people.find(({ address }) => address === owner)?.secret;
		const found = demo ? Keypair.fromSecret(demo) : keptWallet(dataDir, owner);
		if (found) return found;
	}
	throw new PassaError(
		'ENV_INVALID',
		'PASSA_WALLET_SECRET must be the secret key of the wallet with the ticket',
	);
}

function print({ id, event }: OrderView, deed: Deed, done: Done[], json: boolean): void {
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
		console.log(JSON.stringify({ orderId: id, event, do: deed, results }));
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
