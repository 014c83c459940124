import { Address, scValToNative, Transaction, TransactionBuilder } from '@stellar/stellar-sdk';
import { baseAccount } from '#shared/contract/base-account.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { readUnsignedCall } from '../network-fees/our-call.ts';

export type ReadPayloadError = PassaError<'NOT_OUR_CALL' | 'FEE_TOO_HIGH'>;

/** What a call does, for people: the contract, its entry and its arguments. */
export type ShownCall = { entry: string; contract: string; event: string | null; args: string };

/** What a held account signs of calls. Tickets are not bought with it. */
const signableCalls: ReadonlySet<string> = new Set(['publish', 'consent', 'operation']);

/**
 * Reads an unsigned call (base64) that a held account may sign: exactly a publication, a consent or what an organizer does to an
 * event, as that account alone, for a few minutes. Throws ReadPayloadError.
 */
export function readCall(
	envelope: string,
	address: string,
	network: { passphrase: string; registry: string },
): ShownCall {
	const call = readUnsignedCall(envelope, { ...network, organizes: true });
	if (call.source !== address || !signableCalls.has(call.call) || call.transaction.signatures.length > 0)
		throw notSigned('it is neither a publication, a consent nor an organizer’s call of this account');
	const [operation] = call.transaction.operations;
	if (operation?.type !== 'invokeHostFunction' || operation.func.type !== 'hostFunctionTypeInvokeContract')
		throw notSigned('it is no call');
	const { contractAddress, functionName, args } = operation.func.invokeContract;
	return {
		entry: String(functionName),
		contract: Address.fromScAddress(contractAddress).toString(),
		event: call.event,
		args: JSON.stringify(args.map(scValToNative), plain),
	};
}

const plain = (_: string, value: unknown): unknown => {
	if (typeof value === 'bigint') return value.toString();
	return value instanceof Uint8Array ? hex(value) : value;
};

const notSigned = (why: string): ReadPayloadError =>
	new PassaError('NOT_OUR_CALL', `An account that Passa holds does not sign this: ${why}.`);

/** What the platform asks a wallet to sign where it is linked to an account, or paid as a payee. Never a sign-in. */
const allowedTexts = ['link this wallet to your account', 'be paid to this wallet as a payee of an event'];

/** Throws NOT_OUR_CALL unless the text is exactly one of the platform's, for this address, network and site, and not over. */
export function assertPlatformMessage(
	text: string,
	{ address, passphrase, domain, now }: { address: string; passphrase: string; domain: string; now: Date },
): void {
	const nonce = /^Nonce: ([\w-]{32})$/m.exec(text)?.[1];
	const expires = /^Expires: (\S{10,40})$/m.exec(text)?.[1] ?? '';
	const isOurs = allowedTexts.some(
		(what) =>
			text ===
			[
				`${domain} asks you to ${what}:`,
				address,
				'',
				'This moves no money and costs nothing.',
				'',
				`Network: ${passphrase}`,
				`Nonce: ${nonce}`,
				`Expires: ${expires}`,
			].join('\n'),
	);
	if (!isOurs || !(Date.parse(expires) > now.getTime())) throw notSigned('it is no text of ours');
}

/** The one transaction in an envelope that has no signature of another account. */
export function transactionIn(envelope: string, passphrase: string, address: string): Transaction {
	const transaction = TransactionBuilder.fromXDR(envelope, passphrase);
	if (transaction instanceof Transaction && baseAccount(transaction.source) === address) return transaction;
	throw notSigned('its source is another account');
}
