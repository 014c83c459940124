import type { Keypair } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { problemOf } from './buy/by-mpesa.ts';
import { readFlags, wholeNumber } from './flags.ts';
import { type KeptPass, keptPassOf, pairOrder, pairWallet, showPass } from './pass/software-pass.ts';
import { type PrintedPass, printForOrder, printForWallet } from './pass/static-pass.ts';
import { type PassaFile, readPassaFile } from './passa-file.ts';
import { runScript } from './run-script.ts';
import { isReference } from './ticket/act-by-mpesa.ts';
import { placeOf } from './ticket/lines-of-order.ts';
import { readOrder } from './ticket/read-order.ts';
import { walletFor } from './ticket/wallet-for.ts';

/**
 * `npm run pass`: pairs this folder as a device with a ticket, once, and prints what its QR code says now. A wallet that
 * is kept here signs; for an M-Pesa order a code is sent to `--phone`, and `--code` names it. `--static` prints what a
 * printed pass says instead, where the organizer lets the ticket's tier have one; the ticket's earlier code ends.
 */
await runScript(async () => {
	const flags = readFlags({
		order: { type: 'string' },
		event: { type: 'string' },
		ticket: { type: 'string', default: '1' },
		phone: { type: 'string' },
		code: { type: 'string' },
		short: { type: 'boolean', default: false },
		static: { type: 'boolean', default: false },
		data: { type: 'string', default: '.passa' },
		json: { type: 'boolean', default: false },
	});
	const { order = '', data } = flags;
	if (!isReference(order) && !/^\d{1,18}$/.test(order))
		throw new PassaError(
			'FLAGS_INVALID',
			'--order must be an order’s number, or the reference of an M-Pesa order',
		);
	const number = wholeNumber('ticket', flags.ticket, 1, 20);
	const passa = readPassaFile(data);
	if (flags.static) {
		const printed = await of(passa, { ...flags, order, number }, printing);
		if (!printed) return sayCodeSent(flags);
		return console.log(
			flags.json ? JSON.stringify({ ticket: printed.ticket, payload: printed.code }) : printed.code,
		);
	}
	const paired =
		keptPassOf(data, order, number - 1) ?? (await of(passa, { ...flags, order, number }, pairing));
	if (!paired) return sayCodeSent(flags);
	const { payload, step, changesIn } = await showPass(paired, flags.short ? 'short' : 'full');
	const { ticket, delegation, expiry } = paired;
	const all = {
		ticket,
		delegation,
		expiresAt: new Date(expiry * 1000).toISOString(),
		step,
		changesIn,
		payload,
	};
	console.log(flags.json ? JSON.stringify(all) : payload);
});

type Wanted = { order: string; event?: string; number: number; phone?: string; code?: string; data: string };

const sayCodeSent = ({ json, phone }: { json: boolean; phone?: string }): void =>
	console.log(json ? JSON.stringify({ codeSent: true }) : `A code was sent to ${phone}: say it by --code.`);

/** A ticket of a wallet that is kept here, and one of an M-Pesa order whose number was proved. */
type InWallet = { event: string; ticket: string; wallet: Keypair };
type InCustody = { reference: string; index: number; headers: Record<string, string>; proof: string };

/** What is done with a ticket, wherever it is. */
type Act<T> = {
	inWallet: (at: At, ticket: InWallet) => Promise<T>;
	inCustody: (at: At, ticket: InCustody) => Promise<T>;
};
type At = { passa: PassaFile; relayer: string; data: string; order: string; number: number };

const pairing: Act<KeptPass> = {
	inWallet: ({ passa, relayer, data, order, number }, { ticket, ...rest }) =>
		pairWallet(
			{ relayer, dataDir: data, passphrase: passa.networkPassphrase },
			{ order, index: number - 1 },
			{ ...rest, ticket: BigInt(ticket) },
		),
	inCustody: ({ relayer, data, order, number }, ticket) =>
		pairOrder({ relayer, dataDir: data }, { order, index: number - 1 }, ticket),
};

const printing: Act<PrintedPass> = {
	inWallet({ passa: { platform, web }, relayer }, ticket) {
		if (!platform || !web)
			throw new PassaError('NOT_RUNNING', 'this Passa has no platform, where wallets sign in');
		return printForWallet({ platform, web, relayer }, ticket);
	},
	inCustody: ({ relayer }, ticket) => printForOrder(relayer, ticket),
};

/** Null if a code was sent: the next try names it. */
async function of<T>(passa: PassaFile, wanted: Wanted, act: Act<T>): Promise<T | null> {
	const { relayer } = passa;
	if (!relayer) throw new PassaError('NOT_RUNNING', 'this Passa has no relayer, which certifies devices');
	const at = { ...wanted, passa, relayer };
	if (!isReference(wanted.order)) return act.inWallet(at, await ticketInWallet(passa, wanted));
	const ticket = await ticketInCustody(passa, relayer, wanted);
	return ticket && act.inCustody(at, ticket);
}

async function ticketInWallet(passa: PassaFile, { order, event, number, data }: Wanted): Promise<InWallet> {
	if (!passa.indexer) throw new PassaError('NOT_RUNNING', 'this Passa has no indexer, which knows the order');
	const found = await readOrder(passa.indexer, order, event);
	const ticket = found.tickets.find(({ index }) => index === number - 1);
	if (!ticket) throw new PassaError('TICKET_UNKNOWN', `the order has no ticket ${number}`);
	return { event: found.event, ticket: ticket.id, wallet: walletFor(found, passa, data, number) };
}

async function ticketInCustody(
	{ platform }: PassaFile,
	relayer: string,
	{ order, number, phone, code, data }: Wanted,
): Promise<InCustody | null> {
	if (!phone)
		throw new PassaError('FLAGS_INVALID', '--phone is the number that paid, or one that the order names');
	const at = { relayer, dataDir: data };
	const { reference, headers, index } = await placeOf(at, { reference: order, number });
	const post = async (path: string, body: object) => {
		const answer = await fetch(`${platform}${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		if (!answer.ok) throw await problemOf(answer);
		return (await answer.json()) as { token: string };
	};
	if (!code) {
		await post('/v1/phone-code', { phone, language: 'en', to: 'pass' });
		return null;
	}
	const { token: proof } = await post('/v1/phone-code/verify', { phone, code, to: 'pass' });
	return { reference, index, headers, proof };
}
