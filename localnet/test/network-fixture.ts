import {
	BASE_FEE,
	Keypair,
	type Memo,
	rpc,
	type Transaction,
	TransactionBuilder,
	type xdr,
} from '@stellar/stellar-sdk';
import * as assert from 'uvu/assert';
import { type Localnet, type LocalnetOptions, startLocalnet } from '../localnet.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, asserted by the tests
export type Json = any;
export type Answer = { result?: Json; error?: { code: number; message: string } };
type Operations = xdr.Operation[];
type Extras = { memo?: Memo; fee?: string; sequence?: string; timeout?: number };

/** A network in memory and the public SDK against it, over HTTP. */
export class NetworkFixture {
	readonly localnet: Localnet;
	readonly server: rpc.Server;

	static async start(options: Partial<LocalnetOptions> = {}): Promise<NetworkFixture> {
		return new NetworkFixture(
			await startLocalnet({ dataDir: null, port: 0, closeSeconds: 'instant', ...options }),
		);
	}

	constructor(localnet: Localnet) {
		this.localnet = localnet;
		this.server = new rpc.Server(localnet.url, { allowHttp: true });
	}

	/** The bare JSON-RPC answer, as no SDK has touched it. */
	async call(method: string, params?: unknown): Promise<Answer> {
		const response = await fetch(this.localnet.url, {
			method: 'POST',
			body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
		});
		return (await response.json()) as Answer;
	}

	async result(method: string, params?: unknown): Promise<Json> {
		const { result, error } = await this.call(method, params);
		if (!result) throw new Error(`${method}: ${error?.message}`);
		return result;
	}

	async funded(): Promise<Keypair> {
		const key = Keypair.random();
		await this.server.requestAirdrop(key.publicKey());
		return key;
	}

	async build(source: Keypair, operations: Operations, extras: Extras = {}): Promise<Transaction> {
		const account = await this.server.getAccount(source.publicKey());
		const builder = new TransactionBuilder(account, {
			fee: extras.fee ?? BASE_FEE,
			networkPassphrase: this.localnet.passphrase,
			...(extras.memo ? { memo: extras.memo } : {}),
		});
		for (const operation of operations) builder.addOperation(operation);
		return builder.setTimeout(extras.timeout ?? 60).build();
	}

	async signed(keys: Keypair[], operations: Operations, extras: Extras = {}): Promise<Transaction> {
		const tx = await this.build(keys[0]!, operations, extras);
		for (const key of keys) tx.sign(key);
		return tx;
	}

	/** Sends and waits for its ledger. */
	async land(tx: Parameters<rpc.Server['sendTransaction']>[0]): Promise<rpc.Api.GetTransactionResponse> {
		const sent = await this.server.sendTransaction(tx);
		assert.is(sent.status, 'PENDING', sent.errorResult?.result.type);
		return this.server.pollTransaction(sent.hash, { attempts: 200, sleepStrategy: () => 10 });
	}

	async apply(
		keys: Keypair[],
		operations: Operations,
		extras: Extras = {},
	): Promise<rpc.Api.GetSuccessfulTransactionResponse> {
		const landed = await this.land(await this.signed(keys, operations, extras));
		assert.is(landed.status, 'SUCCESS', reasonsOf(landed).join());
		return landed as rpc.Api.GetSuccessfulTransactionResponse;
	}

	/** The reasons of each operation's failure, as the SDK names them. */
	async failure(keys: Keypair[], operations: Operations, extras: Extras = {}): Promise<string[]> {
		const landed = await this.land(await this.signed(keys, operations, extras));
		assert.is(landed.status, 'FAILED');
		return reasonsOf(landed);
	}

	/** Simulates, signs and sends one contract operation. */
	async invoke(key: Keypair, operation: xdr.Operation): Promise<rpc.Api.GetSuccessfulTransactionResponse> {
		const prepared = await this.server.prepareTransaction(await this.build(key, [operation]));
		prepared.sign(key);
		const landed = await this.land(prepared);
		assert.is(landed.status, 'SUCCESS');
		return landed as rpc.Api.GetSuccessfulTransactionResponse;
	}

	/** Why the queue refuses it. */
	async refusal(tx: Parameters<rpc.Server['sendTransaction']>[0]): Promise<string> {
		const sent = await this.server.sendTransaction(tx);
		assert.is(sent.status, 'ERROR');
		return sent.errorResult!.result.type;
	}

	close(): Promise<void> {
		return this.localnet.close();
	}
}

function reasonsOf(landed: rpc.Api.GetTransactionResponse): string[] {
	if (landed.status === 'NOT_FOUND') return ['not found'];
	const { result } = landed.resultXdr as xdr.TransactionResult;
	const results = (result as { results?: xdr.OperationResult[] }).results ?? [];
	return results.map((r) => {
		if (r.type !== 'opInner') return r.type;
		return Object.values(r.tr as object).find((v) => v && typeof v === 'object' && 'type' in v)
			?.type as string;
	});
}

/** What an account has, and who pays its reserves. */
export async function numbersOf(net: NetworkFixture, key: Keypair) {
	const { balance, numSubEntries, ext } = await net.server.getAccountEntry(key.publicKey());
	const v2 = (ext.toXdrObject() as Json).v1?.ext.v2;
	const { numSponsored = 0, numSponsoring = 0 } = v2 ?? {};
	return { balance, numSubEntries, numSponsored, numSponsoring };
}
