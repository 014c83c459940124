import {
	Address,
	authorizeEntry,
	Operation,
	type rpc,
	type Transaction,
	TransactionBuilder,
	type xdr,
} from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';

/** Signs the hash of an authorisation as an account (G…): a key in this process, or a service that holds one. */
export type Authority = { publicKey(): string; sign(payload: Uint8Array): Uint8Array | Promise<Uint8Array> };

export type Authorising = {
	/** Keys whose authorisation the call needs besides the source's. */
	signers?: Authority[];
	/** What an address signs, if the caller knows it: another invocation that the RPC asks for is refused. */
	signatures?: ReadonlyMap<string, xdr.SorobanAuthorizedInvocation>;
};
type Authorised = Authorising & { chain: { passphrase: string }; operation: xdr.Operation };

/** Signs the authorisations that the first simulation asked for, each by its address's key. */
export async function authorised(
	draft: Transaction,
	simulation: rpc.Api.SimulateTransactionSuccessResponse,
	lastLedger: number,
	call: Authorised,
): Promise<Transaction> {
	const entries = await Promise.all(
		(simulation.result?.auth ?? []).map(async (entry) => {
			const signer = call.signers?.find((k) => k.publicKey() === signerOf(entry));
			if (!signer) return entry;
			assertExpected(entry, call.signatures?.get(signer.publicKey()));
			const sign = async (_: unknown, payload: Uint8Array) => ({
				signature: await signer.sign(payload),
				publicKey: signer.publicKey(),
			});
			return authorizeEntry(entry, sign, lastLedger, call.chain.passphrase);
		}),
	);
	const { body } = call.operation;
	if (body.type !== 'invokeHostFunction')
		throw new PassaError('CALL_FAILED', 'Only contract calls carry authorisations.');
	const operation = Operation.invokeHostFunction({
		func: body.invokeHostFunctionOp.hostFunction,
		auth: entries,
	});
	return TransactionBuilder.cloneFrom(draft).clearOperations().addOperation(operation).build();
}

/** Throws RPC_ERROR if the RPC asks for another signature than the caller expects. */
function assertExpected(
	{ rootInvocation }: xdr.SorobanAuthorizationEntry,
	expected: xdr.SorobanAuthorizedInvocation | undefined,
): void {
	if (!expected || rootInvocation.toXdr('base64') === expected.toXdr('base64')) return;
	throw new PassaError('RPC_ERROR', 'the RPC asks for a signature of another call than this one');
}

/** The address that must sign; null if it is the transaction's own account. */
export function signerOf(entry: xdr.SorobanAuthorizationEntry): string | null {
	const { credentials } = entry;
	if (credentials.type === 'sorobanCredentialsSourceAccount') return null;
	const inner =
		'address' in credentials
			? credentials.address
			: 'addressV2' in credentials
				? credentials.addressV2
				: null;
	return inner ? Address.fromScAddress(inner.address).toString() : null;
}

/**
 * The ledger from which on the authorisations in an envelope are invalid. Before it, anybody who saw the envelope could
 * put them into another one, and the payload could still land.
 */
export function authorisedUntil(envelope: string, passphrase: string): number {
	const transaction = TransactionBuilder.fromXDR(envelope, passphrase);
	const [operation] = 'operations' in transaction ? transaction.operations : [];
	const auth = operation?.type === 'invokeHostFunction' ? (operation.auth ?? []) : [];
	return auth.reduce((last, { credentials }) => Math.max(last, expiryOf(credentials)), 0);
}

function expiryOf(credentials: xdr.SorobanCredentials): number {
	if ('address' in credentials) return credentials.address.signatureExpirationLedger;
	return 'addressV2' in credentials ? credentials.addressV2.signatureExpirationLedger : 0;
}
