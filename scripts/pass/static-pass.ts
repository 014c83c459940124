import type { Keypair } from '@stellar/stellar-sdk';
import { phoneProofHeader } from '#shared/phone-proof.server.ts';
import { problemOf } from '../buy/by-mpesa.ts';
import { type PlatformAt, SignedIn } from '../demo/signed-in.ts';

/** A ticket's id on chain, and the code that a printed pass would show. */
export type PrintedPass = { ticket: string; code: string };

/** The code of a ticket in a wallet, which signs in. The ticket's earlier code ends. Throws the services' own codes. */
export async function printForWallet(
	at: PlatformAt & { relayer: string },
	{ event, ticket, wallet }: { event: string; ticket: string; wallet: Keypair },
): Promise<PrintedPass> {
	const person = await SignedIn.byWallet(at, wallet);
	const { token } = await person.post<{ token: string }>('/v1/token');
	const body = { event, tickets: [ticket], way: 'print' };
	return print(`${at.relayer}/v1/static-passes`, body, { authorization: `Bearer ${token}` });
}

/** The same of an M-Pesa order, by its token and the proof of a number. */
export const printForOrder = (
	relayer: string,
	/** `index`: the ticket's place in the order of this reference. */
	{
		reference,
		index,
		headers,
		proof,
	}: { reference: string; index: number; headers: Record<string, string>; proof: string },
): Promise<PrintedPass> =>
	print(
		`${relayer}/v1/orders/${reference}/static-passes`,
		{ tickets: [index], way: 'print' },
		{ ...headers, [phoneProofHeader]: proof },
	);

async function print(url: string, body: object, headers: Record<string, string>): Promise<PrintedPass> {
	const answer = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});
	if (!answer.ok) throw await problemOf(answer);
	const { items } = (await answer.json()) as { items: PrintedPass[] };
	return items[0]!;
}
