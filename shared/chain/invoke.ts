import {
	Address,
	authorizeEntry,
	FeeBumpTransaction,
	type Keypair,
	Operation,
	rpc,
	type Transaction,
	TransactionBuilder,
	type xdr,
} from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { contractFailure, failureOf, refusalOf } from './failure.ts';

export type Chain = { rpcUrl: string; passphrase: string };

/** Signs a transaction's envelope (base64) and gives it back signed: a wallet in the browser, a key elsewhere. */
export type SignTransaction = (envelope: string) => Promise<string>;

export type Call = {
	chain: Chain;
	source: string;
	operation: xdr.Operation;
	sign: SignTransaction;
	/** Keys whose authorisation the call needs beside the source's. */
	signers?: Keypair[];
};

export type Prepared = { transaction: Transaction; returnValue: xdr.ScVal | null; fee: bigint };
type Sent = Transaction | FeeBumpTransaction;
export type Landed = { hash: string; ledger: number; returnValue: xdr.ScVal | null };

/** A tenth more instructions than simulated: exact ones fail when another sale changes the footprint first. */
const leeway = 1.1;
const validSeconds = 60;
const authLedgers = 100;

export const serverOf = (chain: Chain): rpc.Server =>
	new rpc.Server(chain.rpcUrl, { allowHttp: new URL(chain.rpcUrl).protocol === 'http:' });

export const contractCall = (contract: string, name: string, args: xdr.ScVal[]): xdr.Operation =>
	Operation.invokeContractFunction({ contract, function: name, args });

/** Simulates a call and sets its resources and fee. Throws what the contract says, by its code. */
export async function prepare(call: Omit<Call, 'sign'>): Promise<Prepared> {
	const server = serverOf(call.chain);
	const account = await server.getAccount(call.source).catch((cause) => {
		throw new PassaError('ACCOUNT_UNKNOWN', `The account ${call.source} does not exist on this network.`, {
			cause,
		});
	});
	const { sorobanInclusionFee } = await server.getFeeStats();
	const draft = newBuilder(account, call.chain, sorobanInclusionFee.p90, await deadline(server))
		.addOperation(call.operation)
		.build();
	const first = await simulate(server, draft);
	const withAuth = call.signers?.length ? await authorised(server, draft, first, call) : draft;
	const final = withAuth === draft ? first : await simulate(server, withAuth);
	const data = final.transactionData.build();
	const resources = Math.ceil(data.resources.instructions * leeway);
	final.transactionData.setResources(resources, data.resources.diskReadBytes, data.resources.writeBytes);
	const extra = BigInt(Math.ceil(((resources - data.resources.instructions) * 7) / 10_000) + 1);
	final.minResourceFee = (BigInt(final.minResourceFee) + extra).toString();
	final.transactionData.setResourceFee(final.minResourceFee);
	const transaction = rpc.assembleTransaction(withAuth, final).build();
	return { transaction, returnValue: final.result?.retval ?? null, fee: BigInt(transaction.fee) };
}

/** By the network's clock, not this machine's, which may be wrong. Unix seconds. */
export async function deadline(server: rpc.Server): Promise<number> {
	const { closeTime } = await server.getLatestLedger();
	return Number(closeTime) + validSeconds;
}

export function newBuilder(
	account: ConstructorParameters<typeof TransactionBuilder>[0],
	chain: Chain,
	fee: string,
	maxTime: number,
): TransactionBuilder {
	return new TransactionBuilder(account, {
		fee,
		networkPassphrase: chain.passphrase,
		timebounds: { minTime: 0, maxTime },
	});
}

async function simulate(server: rpc.Server, transaction: Transaction) {
	const answer = await server._simulateTransaction(transaction);
	if (answer.error) throw failureOf((answer.events ?? []) as string[], answer.error);
	return rpc.parseRawSimulation(answer) as rpc.Api.SimulateTransactionSuccessResponse;
}

/** Signs the authorisations that the first simulation asked for, each by its address's key. */
async function authorised(
	server: rpc.Server,
	draft: Transaction,
	simulation: rpc.Api.SimulateTransactionSuccessResponse,
	call: Omit<Call, 'sign'>,
): Promise<Transaction> {
	const { sequence } = await server.getLatestLedger();
	const entries = await Promise.all(
		(simulation.result?.auth ?? []).map(async (entry) => {
			const signer = call.signers!.find((k) => k.publicKey() === addressOf(entry));
			return signer ? authorizeEntry(entry, signer, sequence + authLedgers, call.chain.passphrase) : entry;
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

function addressOf(entry: xdr.SorobanAuthorizationEntry): string | null {
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

/** Prepares, signs, sends, and waits until the transaction is in a ledger. */
export async function submit(call: Call): Promise<Landed> {
	const { transaction } = await prepare(call);
	const signed = await call.sign(transaction.toEnvelope().toXdr('base64'));
	return send(call.chain, signed);
}

/** Sends a signed envelope and waits for its ledger. A full queue is asked again; everything else is an answer. */
export async function send(chain: Chain, envelope: string): Promise<Landed> {
	const server = serverOf(chain);
	const transaction = TransactionBuilder.fromXDR(envelope, chain.passphrase);
	for (let attempt = 0; ; attempt++) {
		const answer = await server.sendTransaction(transaction);
		if (answer.status === 'PENDING' || answer.status === 'DUPLICATE')
			return land(server, answer.hash, transaction);
		if (answer.status !== 'TRY_AGAIN_LATER' || attempt === 20)
			throw refusalOf(answer.errorResult?.result.type ?? answer.status);
		await new Promise((done) => setTimeout(done, 250 * (attempt + 1)));
	}
}

async function land(server: rpc.Server, hash: string, sent: Sent): Promise<Landed> {
	const answer = await server.pollTransaction(hash, { attempts: 600, sleepStrategy: () => 100 });
	if (answer.status === rpc.Api.GetTransactionStatus.SUCCESS) {
		return { hash, ledger: answer.ledger, returnValue: answer.returnValue ?? null };
	}
	if (answer.status === rpc.Api.GetTransactionStatus.FAILED)
		throw await reasonOf(server, sent, { hash, ledger: answer.ledger });
	throw new PassaError('TRANSACTION_PENDING', 'The network has not confirmed the transaction yet.', {
		detail: { hash },
	});
}

/** Why a transaction failed in its ledger: its result does not tell, but simulated now it fails for the same reason. */
async function reasonOf(server: rpc.Server, sent: Sent, detail: object): Promise<PassaError> {
	const words = 'The network refused the transaction. Nothing was paid; try again.';
	const unknown = new PassaError('TRANSACTION_FAILED', words, { detail: { ...detail } });
	const { operations } = sent instanceof FeeBumpTransaction ? sent.innerTransaction : sent;
	if (operations[0]?.type !== 'invokeHostFunction') return unknown;
	const answer = await server._simulateTransaction(sent);
	return contractFailure((answer.events ?? []) as string[], detail) ?? unknown;
}

/** Signing by a key that this process holds. */
export const signWith =
	(key: Keypair, passphrase: string): SignTransaction =>
	async (envelope) => {
		const transaction = TransactionBuilder.fromXDR(envelope, passphrase);
		transaction.sign(key);
		return transaction.toEnvelope().toXdr('base64');
	};
