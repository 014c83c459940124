import type { Keypair } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { problemOf } from '../buy/by-mpesa.ts';
import type { PassaFile } from '../passa-file.ts';
import { isReference } from '../ticket/act-by-mpesa.ts';
import { placeOf } from '../ticket/lines-of-order.ts';
import { readOrder } from '../ticket/read-order.ts';
import { walletFor } from '../ticket/wallet-for.ts';
import { type KeptPass, pairOrder, pairWallet } from './software-pass.ts';
import { type PrintedPass, printForOrder, printForWallet } from './static-pass.ts';

/** `order`: its number, or the reference of an M-Pesa order. `number`: 1 for its first ticket. */
export type WantedTicket = {
	order: string;
	event?: string;
	number: number;
	phone?: string;
	code?: string;
	data: string;
};

/** A ticket of a wallet that is kept here, and one of an M-Pesa order whose number was proved. */
type InWallet = { event: string; ticket: string; wallet: Keypair };
type InCustody = { reference: string; index: number; headers: Record<string, string>; proof: string };

/** What is done with a ticket, wherever it is. */
type Act<T> = {
	inWallet: (at: At, ticket: InWallet) => Promise<T>;
	inCustody: (at: At, ticket: InCustody) => Promise<T>;
};
type At = { passa: PassaFile; relayer: string; data: string; order: string; number: number };

/** Pairs this folder as a device. */
export const pairing: Act<KeptPass> = {
	inWallet: ({ passa, relayer, data, order, number }, { ticket, ...rest }) =>
		pairWallet(
			{ relayer, dataDir: data, passphrase: passa.networkPassphrase },
			{ order, index: number - 1 },
			{ ...rest, ticket: BigInt(ticket) },
		),
	inCustody: ({ relayer, data, order, number }, ticket) =>
		pairOrder({ relayer, dataDir: data }, { order, index: number - 1 }, ticket),
};

/** Makes the code of a printed pass. */
export const printing: Act<PrintedPass> = {
	inWallet({ passa: { platform, web }, relayer }, ticket) {
		if (!platform || !web)
			throw new PassaError('NOT_RUNNING', 'this Passa has no platform, where wallets sign in');
		return printForWallet({ platform, web, relayer }, ticket);
	},
	inCustody: ({ relayer }, ticket) => printForOrder(relayer, ticket),
};

/** Does it by the wallet that is kept here, or by a number's code. Null if a code was sent: the next try names it. */
export async function actOnTicket<T>(passa: PassaFile, wanted: WantedTicket, act: Act<T>): Promise<T | null> {
	const { relayer } = passa;
	if (!relayer) throw new PassaError('NOT_RUNNING', 'this Passa has no relayer, which certifies devices');
	const at = { ...wanted, passa, relayer };
	if (!isReference(wanted.order)) return act.inWallet(at, await ticketInWallet(passa, wanted));
	const ticket = await ticketInCustody(passa, relayer, wanted);
	return ticket && act.inCustody(at, ticket);
}

async function ticketInWallet(
	passa: PassaFile,
	{ order, event, number, data }: WantedTicket,
): Promise<InWallet> {
	if (!passa.indexer) throw new PassaError('NOT_RUNNING', 'this Passa has no indexer, which knows the order');
	const found = await readOrder(passa.indexer, order, event);
	const ticket = found.tickets.find(({ index }) => index === number - 1);
	if (!ticket) throw new PassaError('TICKET_UNKNOWN', `the order has no ticket ${number}`);
	return { event: found.event, ticket: ticket.id, wallet: walletFor(found, passa, data, number) };
}

async function ticketInCustody(
	{ platform }: PassaFile,
	relayer: string,
	{ order, number, phone, code, data }: WantedTicket,
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
