import type { Keypair } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { problemOf } from './buy/by-mpesa.ts';
import { readFlags, wholeNumber } from './flags.ts';
import { type KeptPass, keptPassOf, pairOrder, pairWallet, showPass } from './pass/software-pass.ts';
import { type PassaFile, readPassaFile } from './passa-file.ts';
import { runScript } from './run-script.ts';
import { isReference } from './ticket/act-by-mpesa.ts';
import { placeOf } from './ticket/lines-of-order.ts';
import { readOrder } from './ticket/read-order.ts';
import { walletFor } from './ticket/wallet-for.ts';

/**
 * `npm run pass`: pairs this folder as a device with a ticket, once, and prints what its QR code says now. A wallet that
 * is kept here signs; for an M-Pesa order a code is sent to `--phone`, and `--code` names it.
 */
await runScript(async () => {
	const flags = readFlags({
		order: { type: 'string' },
		event: { type: 'string' },
		ticket: { type: 'string', default: '1' },
		phone: { type: 'string' },
		code: { type: 'string' },
		short: { type: 'boolean', default: false },
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
	const paired = keptPassOf(data, order, number - 1) ?? (await pair(passa, { ...flags, order, number }));
	if (!paired) {
		const line = `A code was sent to ${flags.phone}: say it by --code.`;
		return console.log(flags.json ? JSON.stringify({ codeSent: true }) : line);
	}
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

/** Null if a code was sent: the next try names it. */
async function pair(passa: PassaFile, wanted: Wanted): Promise<KeptPass | null> {
	const { relayer } = passa;
	if (!relayer) throw new PassaError('NOT_RUNNING', 'this Passa has no relayer, which certifies devices');
	return isReference(wanted.order) ? byMpesa(passa, relayer, wanted) : byWallet(passa, relayer, wanted);
}

async function byWallet(passa: PassaFile, relayer: string, { order, event, number, data }: Wanted) {
	if (!passa.indexer) throw new PassaError('NOT_RUNNING', 'this Passa has no indexer, which knows the order');
	const found = await readOrder(passa.indexer, order, event);
	const ticket = found.tickets.find(({ index }) => index === number - 1);
	if (!ticket) throw new PassaError('TICKET_UNKNOWN', `the order has no ticket ${number}`);
	const wallet: Keypair = walletFor(found, passa, data, number);
	const at = { relayer, dataDir: data, passphrase: passa.networkPassphrase };
	const of = { event: found.event, ticket: BigInt(ticket.id), wallet };
	return pairWallet(at, { order, index: number - 1 }, of);
}

async function byMpesa(
	{ platform }: PassaFile,
	relayer: string,
	{ order, number, phone, code, data }: Wanted,
) {
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
	return pairOrder(at, { order, index: number - 1 }, { reference, index, headers, proof });
}
